"""What is read for a module: adding it, publishing further versions of it, and who has read which."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission
from training import exports, materials
from training.forms.materials import MaterialForm, VersionForm, version_shown
from training.models import Material, MaterialVersion
from training.queries import materials as queries
from training.queries import programmes
from training.views.attempt import done, sent
from training.views.blueprint import bp


def _material_or_404(material_id: int) -> Material:
    return queries.material(material_id) or abort(404)


def _back(material_id: int) -> str:
    return url_for(".material_readers", material_id=material_id)


@bp.get("/materials/<int:material_id>")
@requires(Permission.SEE_TRAINING)
def material_readers(material_id: int) -> Any:
    """Its versions, and who has read which."""
    one = _material_or_404(material_id)
    found = queries.readers(current_user, one)
    if kind := request.args.get("export"):
        return spreadsheets.answer(exports.reader_rows(found), exports.reader_header(), "who-has-read", kind)
    newest = one.versions[-1]
    return render_template(
        "training/materials/material.html",
        material=one,
        programme=programmes.programme(one.programme_id),
        newest=newest,
        publishers=queries.publishers(material_id),
        readers=found,
        have_read=sum(row.number == newest.number for row in found),
        may_edit=current_user.may_everywhere(Permission.EDIT_PROGRAMMES),
    )


@bp.route("/programmes/<int:programme_id>/materials/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def new_material(programme_id: int) -> Any:
    programme = programmes.programme(programme_id) or abort(404)
    newest = programmes.newest(programme_id) or abort(404)
    form, made = MaterialForm().offering(newest.modules), []

    def add() -> None:
        module = form.module.data or ""
        made.append(
            materials.add(programme, module, None, form.title, form.body, form.url.data, actor=current_user)
        )

    if sent(form, add, _("Published. Whoever is in training by this programme has it to read.")):
        return redirect(_back(made[0].material_id))
    back = url_for(".programme", programme_id=programme_id)
    return _form_page(form, _("Add a material"), back, None, say(programme.name))


@bp.route("/materials/<int:material_id>/versions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def new_material_version(material_id: int) -> Any:
    one = _material_or_404(material_id)
    now = one.versions[-1]
    form = VersionForm(data=version_shown(now))

    def revise() -> None:
        materials.revise(one, form.title, form.body, form.url.data, actor=current_user, seen=form.seen.data)

    if sent(form, revise, _("Published. Who has read an earlier version has this one to read.")):
        return redirect(_back(material_id))
    title = _("New version of %(name)s", name=say(now.title))
    return _form_page(form, title, _back(material_id), now, say(now.title))


def _form_page(form: VersionForm, title: str, back: str, now: MaterialVersion | None, above: str) -> Any:
    page = render_template(
        "training/materials/form.html", form=form, title=title, back=back, now=now, above=above
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/materials/<int:material_id>/withdrawal")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def withdraw_material(material_id: int) -> Any:
    said = _("Withdrawn. Nobody needs to read it any more; who has read it still has.")
    return _act(material_id, materials.withdraw, said)


@bp.post("/materials/<int:material_id>/return")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def put_material_back(material_id: int) -> Any:
    return _act(material_id, materials.put_back, _("It is to be read again."))


def _act(material_id: int, deed: Callable[..., None], said: str) -> Any:
    one = _material_or_404(material_id)
    return done(lambda: deed(one, actor=current_user), said, _back(material_id))
