"""Whether somebody is written to."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from recruiting import contact as verbs
from recruiting.forms.talent_pool import ContactForm
from recruiting.queries import duplicates as persons
from recruiting.queries import talent_pool as queries
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp


@bp.route("/people/<int:person_id>/letters", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def letters_to(person_id: int) -> ResponseReturnValue:
    """Stop letters to somebody, or let them go out again; each with its reason."""
    person = persons.person(person_id, current_user) or abort(404)
    form, act = ContactForm(), verbs.stop if person.no_contact_since is None else verbs.allow
    if form.validate_on_submit() and did(
        form, lambda: act(person, form.reason.data or "", actor=current_user)
    ):
        flash(_("Saved."), "good")
        return redirect(url_for(".person", person_id=person.id))
    page = render_template(
        "recruiting/pool/letters.html",
        form=form,
        person=person,
        said=queries.said_of(person.id, verbs.VERBS),
        stopped=verbs.VERBS[0],
    )
    return (page, 422) if form.errors else page
