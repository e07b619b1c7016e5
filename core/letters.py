"""Letter templates, versioned per language: how one is written, published and filled in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from html import escape
from typing import Any

from jinja2 import ChainableUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.db import Base, Words, db
from core.i18n import LANGUAGES, _
from core.placeholders import PLACEHOLDERS
from core.record import Way, by, record
from core.refusal import Refused

Defaults = Mapping[str, Mapping[str, tuple[str, str]]]
"""Key → language → (subject, body)."""

NAMES: dict[str, Words] = {}
"""What each letter is called on screens: its key → its name. Filled by `introduce`."""
_sources: list[Callable[[], Mapping[str, Words]]] = []


class LetterRefused(Refused):
    """The wording was not published."""


class LetterOvertaken(LetterRefused):
    """Somebody else published the version of this number meanwhile."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "Not published. Version %(number)s appeared while you were writing. Look at it among the "
                "versions; published once more, your words come after it.",
                number=number,
            )
        )
        self.number = number


class LetterTemplate(Base):
    """One wording of a letter. The highest number of a key and language is the one in use; older
    ones stay, since letters were written from them."""

    __tablename__ = "letter_template"
    __table_args__ = (
        UniqueConstraint("key", "language", "number"),
        Index("ix_letter_template_current", "key", "language", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    language: Mapped[str]
    number: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    # Who an account is, is known a floor above; the foreign key knows the way there.
    author: Mapped[Any] = relationship("Account", viewonly=True)


class _Marked(str):
    """A filled-in word, tinted in the preview."""

    def __html__(self) -> str:
        return f"<mark>{escape(self)}</mark>"


_plain = SandboxedEnvironment(undefined=ChainableUndefined, autoescape=False)
_marked = SandboxedEnvironment(undefined=ChainableUndefined, autoescape=True)


def current_template(key: str, language: str) -> LetterTemplate | None:
    """The wording in use, or None where no letter goes out under this key. A key such as
    "stage.entered:interview@second interview" falls back to what stands before the @."""
    return _newest(language, key, key.partition("@")[0])


def _newest(language: str, *keys: str) -> LetterTemplate | None:
    """The newest wording of the longest of `keys` that has any; one statement, and none for what this
    transaction has looked up before: it writes many letters alike. What is about to be written is no
    template: it need not be written first."""
    known, wanted = _looked_up(), (language, *keys)
    if wanted not in known:
        asked = {"language": language, "key": keys[0], "otherwise": keys[-1]}
        with db.session.no_autoflush:
            known[wanted] = db.session.scalar(_newest_of_two(), asked)
    return known[wanted]


_Known = dict[tuple[str, ...], LetterTemplate | None]
_LOOKED_UP = "letter templates looked up"


def _looked_up() -> _Known:
    """(language, keys) → wording, as this transaction has found it."""
    known: _Known
    transaction, known = db.session.info.get(_LOOKED_UP, (None, {}))
    if transaction is None or transaction is not db.session().get_transaction():
        known = {}
        db.session.info[_LOOKED_UP] = (db.session().get_transaction(), known)
    return known


@event.listens_for(LetterTemplate, "after_insert")
def _forget(_mapper: object, _connection: object, _template: LetterTemplate) -> None:
    db.session.info.pop(_LOOKED_UP, None)


@cache
def _newest_of_two() -> Any:
    """Put together once: that takes longer than asking, and every letter asks."""
    return (
        select(LetterTemplate)
        .where(
            LetterTemplate.key.in_((bindparam("key"), bindparam("otherwise"))),
            LetterTemplate.language == bindparam("language"),
        )
        .order_by(func.length(LetterTemplate.key).desc(), LetterTemplate.number.desc())
        .limit(1)
    )


def fill(text: str, values: dict[str, str]) -> str:
    """`text` with `{{ name }}` replaced from `values`; an unknown name becomes nothing.

    Raises jinja2.TemplateError for a text that is no template."""
    return _compiled(text).render(values)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    """A bulk move fills the same wording two hundred times."""
    return _plain.from_string(text)


def fill_marked(text: str, values: dict[str, str]) -> Markup:
    """The same as HTML, with every filled-in word inside <mark>; markup in the text itself is text."""
    marked = {name: Markup(_Marked(value).__html__()) for name, value in values.items()}
    return Markup(_marked.from_string(escape(text, quote=False)).render(marked))


def introduce(names: Mapping[str, Words]) -> None:
    """Tell what letters there are: key → what it is called. Called once by whoever sends them."""
    NAMES.update(names)


def introduce_from(source: Callable[[], Mapping[str, Words]]) -> None:
    """The same for letters that come and go with what is set up, so that `source` is asked each time."""
    if source not in _sources:
        _sources.append(source)


def all_names() -> dict[str, Words]:
    """What each letter is called that could be written now."""
    found: dict[str, Words] = {}
    for source in _sources:
        found |= source()
    return found | NAMES


def publish(
    key: str, language: str, *, subject: str, body: str, based_on: int, actor_id: int | None
) -> LetterTemplate:
    """Put a new wording of the letter `key` in use; the older ones stay. `based_on` is the number of
    the wording that its author saw, 0 for none.

    Raises LetterRefused for a text with mistakes and for one like the wording in use, LetterOvertaken when
    somebody else published in the meantime."""
    subject, body = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    for field, text in (("subject", subject), ("body", body)):
        check(text, field)
    current = _newest(language, key)
    number = current.number if current else 0
    if number != based_on:
        raise LetterOvertaken(number)
    if current and (current.subject, current.body) == (subject, body):
        raise LetterRefused(_("Not published. These are the words of the version in use."))
    template = _template(key, language, number + 1, subject, body, actor_id)
    _add(template)
    _record_published(template, actor_id)
    return template


def check(text: str, field: str | None = None) -> None:
    """Raises LetterRefused unless `text` is made of words, known placeholders and `{% if %}` alone."""
    if not text:
        raise LetterRefused(_("There is no text yet."), field)
    try:
        parts = list(_inside(_plain.parse(text)))
    except TemplateSyntaxError as fault:
        raise LetterRefused(
            _("Line %(line)s is not understood: is a brace or an endif missing?", line=fault.lineno), field
        ) from fault
    if not all(isinstance(part, UNDERSTOOD) for part in parts):
        raise LetterRefused(_("Only placeholders, and conditions with if and endif, are understood."), field)
    unknown = sorted({part.name for part in parts if isinstance(part, nodes.Name)} - set(PLACEHOLDERS))
    if unknown:
        raise LetterRefused(_("Nothing is known to fill in for: %(names)s", names=", ".join(unknown)), field)


UNDERSTOOD = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)


def _inside(node: nodes.Node) -> Iterator[nodes.Node]:
    for part in node.iter_child_nodes():
        yield part
        yield from _inside(part)


def ensure_templates(defaults: Defaults) -> int:
    """Publish version 1 of every key and language that has no wording yet; returns how many."""
    there = set(db.session.execute(select(LetterTemplate.key, LetterTemplate.language).distinct()))
    missing = [
        _template(key, language, 1, subject, body, None)
        for key, wordings in defaults.items()
        for language, (subject, body) in wordings.items()
        if language in LANGUAGES and (key, language) not in there
    ]
    db.session.add_all(missing)
    db.session.flush()
    with by(Way.RULE):
        for template in missing:
            _record_published(template, None)
    return len(missing)


def _template(
    key: str, language: str, number: int, subject: str, body: str, actor_id: int | None
) -> LetterTemplate:
    return LetterTemplate(
        key=key,
        language=language,
        number=number,
        subject=subject,
        body=body,
        published_at=clock.now(),
        author_id=actor_id,
    )


def _add(template: LetterTemplate) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(template)
    except IntegrityError as fault:  # two published at the same instant
        raise LetterRefused(_("Not published. Somebody else published at the same moment.")) from fault


def _record_published(template: LetterTemplate, actor_id: int | None) -> None:
    facts: dict[str, Any] = {"key": template.key, "language": template.language, "number": template.number}
    record("published", template, actor_id=actor_id, **facts)
