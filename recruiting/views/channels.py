"""Channels: what they cost, as versions from a day on."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _, day
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import channels as verbs
from recruiting.defaults.channels import TRADE_OFFS
from recruiting.forms import lists
from recruiting.forms.channels import TermsForm, in_words, shown_terms
from recruiting.models import Channel
from recruiting.queries import channels as queries
from recruiting.queries import costs, rewards
from recruiting.views.blueprint import bp


@bp.get("/channels")
@requires(Permission.EDIT_CHANNELS)
def channels() -> Any:
    today, kind = clock.today(), request.args.get("export")
    booked = costs.sums(costs.CostFilter(since=today.replace(month=1, day=1)), current_user)
    shown: dict[str, Any] = {
        "now": queries.terms_in_force(today),
        "later": queries.terms_to_come(today),
        "spent": _by_channel(booked),
        "in_words": in_words,
    }
    if kind:
        return spreadsheets.answer(*lists.channels(queries.channels(), **shown), "channels", kind)
    return render_template(
        "recruiting/channels/channels.html",
        channels=queries.channels(),
        trade_offs=TRADE_OFFS,
        counts=rewards.counts(current_user),
        year=today.year,
        **shown,
    )


def _by_channel(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.channel_id, []).append(row)
    return found


@bp.get("/channels/<int:channel_id>")
@requires(Permission.EDIT_CHANNELS)
def channel(channel_id: int) -> Any:
    found, kind = queries.channel_or_404(channel_id), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.terms(queries.versions(channel_id), in_words), found.key, kind)
    return _page(found, TermsForm(data=shown_terms(found, queries.latest_terms(found.id), clock.today())))


@bp.post("/channels/<int:channel_id>")
@requires(Permission.EDIT_CHANNELS)
def publish_terms(channel_id: int) -> Any:
    found = queries.channel_or_404(channel_id)
    form = TermsForm()
    if form.validate() and _published(found, form):
        flash(_("These terms hold from %(day)s.", day=day(form.since.data)), "good")
        return redirect(url_for(".channel", channel_id=channel_id))
    return _page(found, form), 422


def _published(channel: Channel, form: TermsForm) -> bool:
    try:
        terms = form.terms()
        assert form.since.data is not None
        verbs.publish_terms(channel, terms, form.since.data, actor=current_user)
    except ValueError:  # the form has said which field is no amount
        return False
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    return True


def _page(channel: Channel, form: TermsForm) -> str:
    return render_template(
        "recruiting/channels/channel.html",
        channel=channel,
        versions=queries.versions(channel.id),
        now=queries.terms_in_force(clock.today()).get(channel.id),
        in_words=in_words,
        today=clock.today(),
        form=form,
    )
