"""Entering candidates by hand or from a résumé, correcting them, and looking them up."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.models import Person
from people.permissions import Permission
from people.queries import person_by_email
from recruiting import candidates, consents, duplicates, touches
from recruiting.candidates import Background
from recruiting.forms import lists
from recruiting.forms.candidates import SOMEBODY_ELSE, BackgroundForm, CandidateForm, ResumeForm
from recruiting.imports import json_resume
from recruiting.placing import is_named_alike
from recruiting.queries import candidates as queries
from recruiting.queries import duplicates as about
from recruiting.queries import standing
from recruiting.queries.facts import APPLICATION_PURPOSE
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.known_already import Ways, ways_from


@bp.get("/candidates/new")
@requires(Permission.ADD_CANDIDATES)
def add_candidate() -> str:
    form = _form()
    form.opening.data = request.args.get("opening", type=int)
    form.repeat(touches.from_link(request.args))
    return _page(form)


def _form() -> CandidateForm:
    return CandidateForm().offering(
        queries.openings_to_apply_for(current_user), queries.channels(), queries.colleagues()
    )


def _page(
    form: CandidateForm, resume: ResumeForm | None = None, suspects: Any = (), ways: Ways | None = None
) -> str:
    return render_template(
        "recruiting/candidates/new.html",
        form=form.asking(suspects),
        resume=resume or ResumeForm(formdata=None),
        suspects=suspects,
        ways=ways or [],
    )


@bp.post("/candidates/new")
@requires(Permission.ADD_CANDIDATES)
def enter_candidate() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _page(form), 422
    suspects = _suspects(form.background())
    if suspects and form.who.data not in {SOMEBODY_ELSE, *(str(row.id) for row, _why in suspects)}:
        return _page(form, suspects=suspects), 422
    try:
        visit = _add(form, known={str(row.id) for row, _why in suspects})
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(form, suspects=suspects, ways=ways_from(refusal)), 422
    db.session.commit()
    _say_who_was_added(visit.application.person, form.background())
    return redirect(url_for("recruiting.application", application_id=visit.application_id))


def _say_who_was_added(person: Person, typed: Background) -> None:
    """By the e-mail address it may be somebody of another name than the one that was typed; who was chosen
    among those who are known is meant."""
    if not is_named_alike(person, typed.name) and person.email == typed.email.lower():
        sentence = _(
            "Added to %(name)s, whose e-mail address this is; the name that was typed is not kept.",
            name=person.full_name,
        )
        return flash(sentence, "warn")
    return flash(_("%(name)s was added.", name=person.name), "good")


def _suspects(typed: Background) -> Any:
    """Who might be meant; nobody where the e-mail says who it is."""
    if person_by_email(typed.email.lower()):
        return []
    return duplicates.suspects(typed.name, typed.latin_name, typed.phone, typed.email, current_user)


def _add(form: CandidateForm, known: set[str]) -> Any:
    opening = standing.opening(form.opening.data, current_user, Permission.ADD_CANDIDATES) or abort(404)
    background = form.background()
    referrer = queries.person(int(form.referrer.data)) if form.referrer.data else None
    visit = candidates.add(
        background,
        opening,
        channel=queries.channel(int(form.channel.data)),
        referrer=referrer,
        actor=current_user,
        tell=form.tell.data,
        person=queries.person(int(form.who.data)) if form.who.data in known else None,
        despite=form.despite.data or None,
    )
    touches.leave(visit.application, form.said(), actor=current_user)
    if form.consent.data:
        words = str(form.consent.label.text)
        consents.give_consent(visit.application.person, APPLICATION_PURPOSE, words, actor=current_user)
    return visit


@bp.post("/candidates/resume")
@requires(Permission.ADD_CANDIDATES)
def read_resume() -> ResponseReturnValue:
    """Fill the form of a new candidate from a JSON Resume; nothing is kept until it is sent."""
    resume, form = ResumeForm(), _form()
    try:
        content = resume.file.data.read() if resume.file.data else b""
        form.show(json_resume.read(content, clock.today()))
    except Refused as refusal:
        resume.file.errors = [refusal.sentence]
        return _page(form, resume), 422
    return _page(form, resume)


@bp.route("/applications/<int:application_id>/candidate", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def correct_candidate(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.ADD_CANDIDATES)
    form, ways, person = BackgroundForm(), list[dict[str, str]](), visit.application.person
    if not form.is_submitted():
        form.show(_known(person))
    elif form.validate():
        try:
            candidates.correct(visit.application, form.background(), actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
            ways = ways_from(refusal, person=person, email=form.email.data or "")
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("recruiting.application", application_id=application_id))
    page = render_template(
        "recruiting/candidates/correct.html",
        form=form,
        visit=visit,
        application=visit.application,
        ways=ways,
    )
    return (page, 422) if form.errors else page


def _known(person: Person) -> Background:
    candidate = queries.candidate(person.id)
    background = {
        name: getattr(candidate, name)
        for name in Background.__annotations__
        if candidate is not None and hasattr(candidate, name)
    }
    of_person = {name: getattr(person, name) for name in candidates.OF_PERSON}
    return Background(email=person.email or "", **of_person, **background)


@bp.post("/applications/<int:application_id>/contact")
@requires(Permission.SEE_CONTACT)
def contact(application_id: int) -> str:
    visit = visit_or_404(application_id, Permission.SEE_CONTACT)
    email, phone = candidates.show_contact(visit.application, actor=current_user)
    db.session.commit()
    return render_template(
        "recruiting/candidates/contact.html", application=visit.application, email=email, phone=phone
    )


@bp.get("/people/<int:person_id>/applications")
@requires(Permission.SEE_APPLICATIONS)
def person(person_id: int) -> ResponseReturnValue:
    rows = queries.applications_of(person_id, current_user)
    if not rows:
        here = about.present_id(person_id) or abort(404)
        return redirect(url_for(".person", person_id=here)) if here != person_id else abort(404)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.applications_of(rows), "applications", kind)
    return render_template(
        "recruiting/candidates/person.html",
        rows=rows,
        who=about.about(person_id),
        merges=about.merges_into(person_id),
        suspected=about.suspicions_of(person_id, current_user),
        may_change=current_user.may(Permission.ADD_CANDIDATES) and about.person(person_id, current_user),
    )
