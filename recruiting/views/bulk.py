"""One act for many: a preview of who and which letters, then the act with a result per row."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_login import current_user
from jinja2 import TemplateError
from werkzeug.datastructures import MultiDict

from core import letters
from core.db import db
from core.i18n import LANGUAGES, _, ngettext, say
from core.record import new_batch
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import bulk
from recruiting.bulk import Act, Kind, Planned
from recruiting.forms.filtering import FilterForm
from recruiting.forms.moving import BulkForm
from recruiting.models import DispositionReason, Visit
from recruiting.navigation import offer_undo
from recruiting.queries import listing, standing
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.states import ReasonFamily
from recruiting.views.blueprint import bp
from recruiting.views.undo import came_from


@bp.post("/bulk/<act>/preview")
@requires(Permission.MOVE_APPLICATIONS)
def preview_bulk(act: str) -> Any:
    kind = _kind(act)
    ids = _chosen()
    if not ids:
        flash(_("Nothing to preview: nobody is selected."), "warn")
        return redirect(came_from())
    if len(ids) > listing.MOST_AT_ONCE:
        flash(_("At most %(most)s at once. Filter, then select again.", most=listing.MOST_AT_ONCE), "bad")
        return redirect(came_from())
    form, reasons = _form()
    return _preview(_act(kind, form, reasons), form, _visits(ids))


def _kind(act: str) -> Kind:
    return Kind(act) if act in set(Kind) else abort(404)


def _chosen() -> list[int]:
    """The applications that are meant: those ticked, or all that the filters find."""
    if "all_found" not in request.form:
        return [int(one) for one in request.form.getlist("chosen") if one.isdecimal()]
    found = {
        name.removeprefix("found_"): value
        for name, value in request.form.items()
        if name.startswith("found_")
    }
    return listing.found_ids(FilterForm(MultiDict(found)).wanted(), current_user)


def _visits(ids: Sequence[int]) -> Sequence[Visit]:
    return standing.visits_of(ids, current_user, Permission.MOVE_APPLICATIONS)


def _form() -> tuple[BulkForm, dict[str, DispositionReason]]:
    reasons = reasons_in_use(ReasonFamily.REJECTION)
    form = BulkForm()
    form.offer(reasons)
    return form, {str(one.id): one for one in reasons}


def _act(kind: Kind, form: BulkForm, reasons: dict[str, DispositionReason]) -> Act:
    return Act(
        kind,
        to=form.to.data or "",
        why=reasons.get(form.why.data or ""),
        reason=form.reason.data or "",
        tell=bool(form.tell.data),
        texts=form.texts() if kind is Kind.MESSAGE else {},
    )


def _preview(act: Act, form: BulkForm, visits: Sequence[Visit], refusal: Refused | None = None) -> Any:
    refusal = refusal or _fault_of_texts(act)
    texts = {} if refusal and act.kind is Kind.MESSAGE else act.texts
    tell_all = Act(act.kind, act.to, act.why, act.reason, tell=True, texts=texts)
    planned = bulk.plan(tell_all, visits, actor=current_user)
    going = [one for one in planned if one.refusal is None]
    form.previewed.data = f"{_digest(texts)}-{new_batch()}"
    return render_template(
        "recruiting/moves/bulk.html",
        act=act,
        form=form,
        title=_title(act, planned),
        going=going,
        staying=[one for one in planned if one.refusal is not None],
        letters=Counter(one.letter.language for one in going if one.letter),
        shown=_shown(going),
        asks_reason=any(one.asks_reason for one in going),
        refusal=refusal,
        languages=LANGUAGES,
        back=came_from(),
    ), 422 if refusal else 200


def _fault_of_texts(act: Act) -> Refused | None:
    """What a message's text may not be: without subject or body, or with a placeholder unknown."""
    for language, text in act.texts.items():
        for part, words in zip(("subject", "body"), text, strict=True):
            try:
                letters.check(words, f"{part}_{language}")
            except Refused as refusal:
                return refusal
            except TemplateError as fault:
                return bulk.BulkRefused(str(fault), f"{part}_{language}")
    return None


def _title(act: Act, planned: Sequence[Planned]) -> str:
    many = len(planned)
    if act.kind is Kind.REJECT:
        return ngettext("Reject one candidate", "Reject %(num)s candidates", many)
    if act.kind is Kind.HOLD:
        return ngettext("Put one candidate on hold", "Put %(num)s candidates on hold", many)
    if act.kind is Kind.MESSAGE:
        return ngettext("Write to one candidate", "Write to %(num)s candidates", many)
    goals = {say(one.to.name) for one in planned if one.to}
    if len(goals) != 1:
        return ngettext("Move one to the next stage", "Move %(num)s, each to the next stage", many)
    starts = {say(one.visit.stage.name) for one in planned}
    if len(starts) == 1:
        return ngettext(
            "Move one from %(start)s to %(goal)s",
            "Move %(num)s from %(start)s to %(goal)s",
            many,
            start=starts.pop(),
            goal=goals.pop(),
        )
    return ngettext("Move one to %(goal)s", "Move %(num)s to %(goal)s", many, goal=goals.pop())


def _shown(going: Sequence[Planned]) -> Planned | None:
    """Whose letter is shown: the one asked for, else the first who gets one."""
    written = [one for one in going if one.letter]
    asked = request.form.get("show", "")
    chosen = [one for one in written if str(one.visit.application_id) == asked]
    same = [one for one in written if one.letter and one.letter.language == asked]
    return next(iter([*chosen, *same, *written]), None)


def _digest(texts: Any) -> str:
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest() if texts else ""


# The act


LONGEST_BATCH = 16


@bp.post("/bulk/<act>")
@requires(Permission.MOVE_APPLICATIONS)
def do_bulk(act: str) -> Any:
    kind = _kind(act)
    form, reasons = _form()
    wanted = _act(kind, form, reasons)
    visits = _visits(_chosen()[: listing.MOST_AT_ONCE])
    words, _dash, batch = (form.previewed.data or "").partition("-")
    if kind is Kind.MESSAGE and (_fault_of_texts(wanted) or words != _digest(wanted.texts)):
        return _preview(wanted, form, visits)  # these words were not shown yet
    if not form.validate():
        return _preview(wanted, form, visits, bulk.BulkRefused(_first_error(form)))
    try:
        done = bulk.carry_out(wanted, visits, _seen(), actor=current_user, batch=batch[:LONGEST_BATCH])
    except bulk.WrittenAlready as refusal:
        db.session.rollback()
        flash(refusal.sentence, "warn")
        return redirect(came_from())
    except Refused as refusal:
        return _preview(wanted, form, visits, refusal)
    db.session.commit()
    return _result(wanted, done, visits)


def _first_error(form: BulkForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def _seen() -> dict[int, str]:
    """Application id → what the preview showed of it."""
    pairs = (one.partition(":") for one in request.form.getlist("seen"))
    return {int(number): seen for number, _colon, seen in pairs if number.isdecimal()}


def _result(act: Act, done: bulk.Done, visits: Sequence[Visit]) -> Any:
    sentence = _sentence(act, len(done.done))
    if done.done:
        offer_undo(done.batch, sentence, done.letters, back=came_from() if done.refused else None)
    if not done.refused:
        return redirect(came_from())
    return render_template(
        "recruiting/moves/result.html",
        sentence=sentence,
        done=done,
        visits=visits,
        back=came_from(),
    )


def _sentence(act: Act, many: int) -> str:
    """What was done, for the toast."""
    if act.kind is Kind.REJECT:
        return ngettext("1 rejected", "%(num)s rejected", many)
    if act.kind is Kind.HOLD:
        return ngettext("1 on hold", "%(num)s on hold", many)
    if act.kind is Kind.MESSAGE:
        return ngettext("1 message written", "%(num)s messages written", many)
    return ngettext("1 moved", "%(num)s moved", many)
