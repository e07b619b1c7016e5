"""Sites and teams: few, so one page shows them all."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from people import exports, queries
from people import places as verbs
from people.forms import PlaceForm, TeamForm
from people.guard import requires
from people.permissions import Permission
from people.views.blueprint import bp


@bp.get("/places/")
@requires(Permission.ADMINISTER_PEOPLE)
def places() -> Any:
    sites, teams, kind = queries.sites(), queries.teams(), request.args.get("export")
    if kind and request.args.get("list") == "sites":
        return spreadsheets.answer(exports.site_rows(sites), exports.site_header(), "sites", kind)
    if kind:
        return spreadsheets.answer(exports.team_rows(teams), exports.team_header(), "teams", kind)
    return render_template("people/places.html", sites=sites, teams=teams)


@bp.route("/places/sites/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def add_site() -> Any:
    form = PlaceForm()
    return _ask(form, lambda: verbs.add_site(form.words, actor=current_user))


@bp.route("/places/sites/<int:site_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def rename_site(site_id: int) -> Any:
    site = queries.site_or_404(site_id)
    form = PlaceForm(name_en=site.name.get("en"), name_zh_Hans=site.name.get("zh_Hans"))
    return _ask(form, lambda: verbs.rename_site(site, form.words, actor=current_user), site.name)


@bp.route("/places/teams/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def add_team() -> Any:
    form = TeamForm().offering(queries.sites())
    return _ask(form, lambda: verbs.add_team(form.words, form.site.data, actor=current_user))


@bp.route("/places/teams/<int:team_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def change_team(team_id: int) -> Any:
    team = queries.team_or_404(team_id)
    name = team.name
    form = TeamForm(name_en=name.get("en"), name_zh_Hans=name.get("zh_Hans"), site=team.site_id)
    form.offering(queries.sites())
    return _ask(form, lambda: verbs.change_team(team, form.words, form.site.data, actor=current_user), name)


def _ask(form: PlaceForm, act: Any, name: Any = None) -> Any:
    """The form, and what it does once it is right. `name`: of the place as it is, None for a new one."""
    if form.validate_on_submit():
        try:
            act()
            db.session.commit()
            return redirect(url_for(".places"))
        except verbs.PlaceRefused as refusal:
            db.session.rollback()
            form.blame(refusal)
    page = render_template("people/place.html", form=form, name=name, is_team=isinstance(form, TeamForm))
    return page, 422 if form.errors else 200
