"""What the words of another system are to be here: proposed, chosen, and what has to be made for them."""

from collections.abc import Iterable, Mapping
from typing import Any

from core import clock
from core.db import db
from core.i18n import LANGUAGES, _, say
from people.models import Account
from recruiting import openings
from recruiting.imports import checking, labels
from recruiting.imports.systems import exported, words
from recruiting.imports.uploading import ImportRefused
from recruiting.models import CandidateImport, Opening
from recruiting.queries import imports as queries


def propose(one: CandidateImport, *, actor: Account) -> None:
    """Take every word for what it is most likely, and check what would come of it."""
    one.columns = exported.proposed(one, actor)
    checking.check(one, actor=actor)


def choose(one: CandidateImport, chosen: Mapping[str, Mapping[str, str]], *, actor: Account) -> None:
    """Take the words for what somebody has chosen, and check anew."""
    one.columns = {kind: dict(chosen.get(kind, {})) for kind in words.KINDS}
    checking.check(one, actor=actor)


def offers(actor: Account) -> dict[str, list[tuple[str, str]]]:
    """Kind → what a word can be here: its value, and what it is called."""
    known = exported.here(actor)
    open_ones = [(str(row.id), f"{row.code} {say(row.title)}") for row in queries.openings(actor)]
    return {
        "openings": [(words.LEFT_OUT, _("leave out")), (words.NEW, _("a new opening")), *open_ones],
        "stages": [(words.LEFT_OUT, _("leave out")), *_named(known.stages[known.newest])],
        "channels": _named(known.channels.values()),
        "reasons": _named(known.reasons.values()),
        "hires": [(one, str(labels.HIRES[one])) for one in exported.hires(known)],
    }


def _named(things: Iterable[Any]) -> list[tuple[str, str]]:
    return [(one.key, say(one.name)) for one in things]


def open_openings(one: CandidateImport, *, actor: Account) -> list[int]:
    """Make an opening, like the one that was chosen for the import, for each that is to be new. It rests:
    nobody else applies for it before somebody has looked at it. Returns the ids of those made.

    Raises ImportRefused where there is no opening to be like."""
    new = [word for word, chosen in one.columns["openings"].items() if chosen == words.NEW]
    if not new:
        return []
    like = one.opening or _newest(actor)
    made = {word: _open(word, like, actor).id for word in new}
    chosen = {word: str(number) for word, number in made.items()}
    one.columns = {**one.columns, "openings": {**one.columns["openings"], **chosen}}
    db.session.flush()
    return list(made.values())


def _newest(actor: Account) -> Opening:
    found = queries.openings(actor)
    return db.session.get_one(Opening, found[0].id) if found else _nothing_to_be_like()


def _nothing_to_be_like() -> Opening:
    raise ImportRefused(
        _("Not started. New openings are made like one that is there, and there is none yet.")
    )


def _open(title: str, like: Opening, actor: Account) -> Opening:
    facts = openings.Facts(
        title=dict.fromkeys(LANGUAGES, title[:200]),
        team_id=like.team_id,
        site_id=like.site_id,
        shift=like.shift,
        market_language=like.market_language,
        on_duty_by=max(like.on_duty_by, clock.today()),
        kind=like.kind,
        salary_from=like.salary_from,
        salary_to=like.salary_to,
        salary_currency=like.salary_currency,
        salary_period=like.salary_period,
        contact_channels=list(like.contact_channels),
    )
    opening = openings.open_opening(like.role_profile, facts, seats=1, actor=actor)
    openings.pause(opening, actor=actor)
    return opening
