"""Pages about the machinery: the outbox, the wording of letters, and whether all is well."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from jinja2 import TemplateError
from markupsafe import Markup

from core import health, letters, outbox, queries, spreadsheets, subjects
from core.db import Words, db
from core.forms import STATE_NAMES, LetterForm, OutboxFilter
from core.i18n import LANGUAGES, _, ngettext, say
from core.letters import LetterOvertaken, LetterRefused, LetterTemplate
from core.outbox import Letter, LetterState
from core.placeholders import PLACEHOLDERS, samples
from core.refusal import Refused

bp = Blueprint("core", __name__)

# Who holds these is decided a floor above, in people/permissions.py; the names are the same there.
SEE_OUTBOX = "see the outbox"
EDIT_LETTERS = "edit letter templates"
View = Callable[..., Any]


def needs(permission: str | None) -> Callable[[View], View]:
    """Say who may use the view; None: everybody. `_let_in` sees to it."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


@bp.before_request
def _let_in() -> Any:
    view: Any = current_app.view_functions[str(request.endpoint)]
    permission = view.permission
    if permission is None:
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return None if current_user.may(permission) else abort(403)


# Taking lists away


@bp.app_template_global()
def exports_here(
    endpoint: str | None = None, label: str | None = None, **chosen: Any
) -> list[dict[str, str]]:
    """The address of the page, with its filters, for each kind of file: for `export_menu`.

    endpoint: the page's own, where a refused form may show it under another.  label: what the file holds,
    where the page has several lists.  chosen: what else the address is to say, such as which list.
    """
    asked: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {}), **chosen}
    kept = {name: value for name, value in asked.items() if name not in {"after", "before", "export"}}
    return [
        {
            "label": _("%(list)s, %(kind)s", list=label, kind=said) if label else said,
            "url": url_for(endpoint or str(request.endpoint), export=kind, **kept),
        }
        for kind, said in (("csv", "CSV"), ("xlsx", "Excel"))
    ]


@bp.get("/healthz")
@needs(None)
def healthz() -> tuple[Response, int]:
    found, able = health.report()
    return jsonify(found), 200 if able else 503


# The outbox


@bp.get("/outbox", endpoint="outbox")
@needs(SEE_OUTBOX)
def outbox_list() -> str:
    form = OutboxFilter(request.args)
    which = form.chosen()
    page = queries.letters(
        which, before=request.args.get("before", type=int), after=request.args.get("after", type=int)
    )
    return render_template(
        "core/outbox.html",
        form=form,
        which=which,
        page=page,
        counts=queries.count_letters(which),
        state_names=STATE_NAMES,
        languages=LANGUAGES,
        address=_address_with(which),
        has_server=outbox.has_server(),
    )


def _address_with(which: queries.LetterFilter) -> Callable[..., str]:
    """The list's address with some of its filters changed."""
    now = {"state": which.state, "language": which.language, "text": which.text or None}
    return lambda endpoint="core.outbox", **changed: url_for(endpoint, **{**now, **changed})


@bp.get("/outbox/export/<kind>")
@needs(SEE_OUTBOX)
def export_outbox(kind: str) -> Response:
    header = (
        _("Number"), _("Written"), _("Name"), _("Address"), _("Language"), _("Subject"),
        _("State"), _("Tries"), _("May leave from"), _("Sent"), _("Last error"),
    )  # fmt: skip
    rows = (
        (*row[:4], LANGUAGES.get(row.language, row.language), row.subject, STATE_NAMES[row.state], *row[7:])
        for row in queries.all_letters(OutboxFilter(request.args).chosen())
    )
    return spreadsheets.answer(rows, header, "outbox", kind)


@bp.get("/outbox/<int:letter_id>")
@needs(SEE_OUTBOX)
def letter(letter_id: int) -> str:
    return _letter_page(_letter_or_404(letter_id))


def _letter_or_404(letter_id: int) -> Letter:
    return queries.letter(letter_id) or abort(404)


def _letter_page(letter: Letter, refusal: str | None = None) -> str:
    return render_template(
        "core/letter.html",
        letter=letter,
        refusal_title=refusal,
        state_names=STATE_NAMES,
        languages=LANGUAGES,
        letter_names=letters.all_names(),
        subject_page=subjects.page_of(letter.entry) if letter.entry else None,
        has_server=outbox.has_server(),
    )


@bp.post("/outbox/<int:letter_id>/retries")
@needs(SEE_OUTBOX)
def retry_letter(letter_id: int) -> Any:
    letter = _letter_or_404(letter_id)
    try:
        outbox.retry([letter], actor_id=current_user.id)
    except outbox.OutboxRefused as refusal:
        return _letter_page(letter, refusal.sentence), 422
    db.session.commit()
    flash(_("The letter leaves soon."), "good")
    return redirect(url_for(".letter", letter_id=letter_id))


@bp.post("/outbox/<int:letter_id>/cancellation")
@needs(SEE_OUTBOX)
def cancel_letter(letter_id: int) -> Any:
    letter = _letter_or_404(letter_id)
    try:
        outbox.call_back(letter, actor_id=current_user.id)
    except outbox.OutboxRefused as refusal:
        return _letter_page(letter, refusal.sentence), 422
    db.session.commit()
    flash(_("The letter stays here. It will not be sent."), "good")
    return redirect(url_for(".letter", letter_id=letter_id))


@bp.post("/outbox/retries")
@needs(SEE_OUTBOX)
def retry_failed() -> Any:
    """Every letter that was given up, among those of the list."""
    which = OutboxFilter(request.form).chosen()
    address = _address_with(which)
    try:
        count = outbox.retry(queries.failed_letters(which), actor_id=current_user.id)
    except outbox.OutboxRefused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(address())
    db.session.commit()
    flash(ngettext("%(num)s letter leaves soon.", "%(num)s letters leave soon.", count), "good")
    return redirect(address(state=LetterState.HELD))


# The wording of letters


@bp.get("/letter-templates")
@needs(EDIT_LETTERS)
def letter_templates() -> Any:
    wordings, names = queries.wordings(), letters.all_names()
    kind = request.args.get("export")
    if kind:
        rows = _wording_rows(wordings, names)
        return spreadsheets.answer(rows, _wording_header(), "letter-templates", kind)
    return render_template(
        "core/letter_templates.html",
        keys=sorted({*wordings, *names}),
        wordings=wordings,
        letter_names=names,
        languages=LANGUAGES,
        sees_outbox=current_user.may(SEE_OUTBOX),
    )


def _wording_header() -> Sequence[str]:
    return _("Letter"), _("Key"), _("Language"), _("Version"), _("Published")


def _wording_rows(
    wordings: dict[str, dict[str, queries.Wording]], names: Mapping[str, Words]
) -> list[Sequence[Any]]:
    """One row per letter and language, with nothing where it is not written."""
    rows: list[Sequence[Any]] = []
    for key in sorted({*wordings, *names}):
        called = say(names[key]) if key in names else key
        for code, language in LANGUAGES.items():
            number, published_at = wordings.get(key, {}).get(code, (None, None))
            rows.append((called, key, language, number, published_at))
    return rows


@bp.get("/letter-templates/<key>/<language>")
@needs(EDIT_LETTERS)
def letter_template(key: str, language: str) -> str:
    versions = _versions_or_404(key, language)
    shown = request.args.get("version", type=int)
    start = next((one for one in versions if one.number == shown), versions[0] if versions else None)
    form = LetterForm(formdata=None, obj=start)
    form.based_on.data = versions[0].number if versions else 0
    return _template_page(form, key, language, versions, start)


@bp.post("/letter-templates/<key>/<language>")
@needs(EDIT_LETTERS)
def publish_template(key: str, language: str) -> Any:
    versions = _versions_or_404(key, language)
    form = LetterForm()
    if not form.validate():
        return _template_page(form, key, language, versions), 422
    if "preview" in request.form:
        return _template_page(form, key, language, versions)
    try:
        template = _publish(form, key, language)
    except LetterRefused as refusal:
        db.session.rollback()
        versions = queries.versions(key, language)
        if isinstance(refusal, LetterOvertaken):
            form.tell_newest(refusal.number)
        return _template_page(form, key, language, versions, refusal=refusal), 422
    db.session.commit()
    flash(_("Version %(number)s is in use from now on.", number=template.number), "good")
    return redirect(url_for(".letter_template", key=key, language=language))


def _versions_or_404(key: str, language: str) -> Sequence[LetterTemplate]:
    """The wordings of a letter; none yet is right where another language or a name of it is known."""
    versions = queries.versions(key, language)
    if language not in LANGUAGES or not (versions or key in letters.all_names() or key in queries.wordings()):
        abort(404)
    return versions


def _publish(form: LetterForm, key: str, language: str) -> LetterTemplate:
    return letters.publish(
        key,
        language,
        subject=form.subject.data or "",
        body=form.body.data or "",
        based_on=form.based_on.data or 0,
        actor_id=current_user.id,
    )


def _template_page(
    form: LetterForm,
    key: str,
    language: str,
    versions: Sequence[LetterTemplate],
    start: LetterTemplate | None = None,
    refusal: LetterRefused | None = None,
) -> str:
    """`start`: the version whose words the form began with."""
    if refusal and refusal.field:
        form[refusal.field].errors = [refusal.sentence]
    return render_template(
        "core/letter_template.html",
        form=form,
        key=key,
        letter_name=letters.all_names().get(key, {"en": key}),
        language=language,
        languages=LANGUAGES,
        versions=versions,
        start=start,
        refusal_title=refusal.sentence if refusal and not refusal.field else None,
        placeholders=PLACEHOLDERS,
        subject=_preview(form.subject.data or "", language),
        body=_preview(form.body.data or "", language),
    )


def _preview(text: str, language: str) -> Markup | None:
    """The text with its placeholders filled in by samples; None when it cannot be."""
    try:
        letters.check(text)
        return letters.fill_marked(text, samples(language))
    except (Refused, TemplateError):
        return None
