"""Making one person of two entries, and two of one again.

What the absorbed entry had changes hands; the entry itself stays as it was, and points to the survivor.
The merge keeps which rows went over and which gaps were filled, so that undoing it gives back exactly
those. What came after the merge stays with the survivor, but for stays in the talent pool and hires whom
nobody came for, which follow their application. Any other hire has to be taken back first, and who has worked
here by such an application stays one with the other.
"""

from collections.abc import Iterable
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import Entry, new_batch, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Person
from people.permissions import Permission
from people.states import NEVER_BEGUN
from recruiting import duplicates, indexing, invitations, marking, rules
from recruiting import talent_pool as pool
from recruiting.models import Application, Candidate, PersonMerge
from recruiting.pipeline import check_may
from recruiting.queries import consents, talent_pool
from recruiting.queries import duplicates as queries
from recruiting.states import PoolEnd

OF_PERSON = ("latin_name", "phone", "no_contact_since")
OF_CANDIDATE = (
    "lives_in", "education", "service_years", "languages", "evening_shift", "words_a_minute", "resume",
)  # fmt: skip

POOL = "left pool"
"""Beside the gaps that a merge filled: the stays in the talent pool that ended with it."""


class MergeRefused(Refused):
    """Both entries stay as they are."""


def merge(survivor: Person, absorbed: Person, *, actor: Account, reason: str) -> PersonMerge:
    """Make one person of two; `survivor` stays, with its name, e-mail, account and employment."""
    check_may(actor, Permission.ADD_CANDIDATES)
    alone("merging")
    queries.keep_still(survivor, absorbed)
    check_merge(survivor, absorbed, actor=actor)
    if not rules.explains(reason):
        raise MergeRefused(_("Not merged. Say in one sentence how you know that it is one person."), "reason")
    filled = _fill_gaps(survivor, absorbed)
    moved = _hand_over(absorbed.id, survivor.id)
    filled[POOL] = _leave_pool(survivor, actor, reason)
    absorbed.merged_into_id = survivor.id
    done = PersonMerge(
        survivor_id=survivor.id,
        absorbed_id=absorbed.id,
        moved=moved,
        filled=filled,
        merged_at=clock.now(),
        merged_by_id=actor.id,
        reason=reason,
    )
    db.session.add(done)
    db.session.flush()
    _tell(("merged", "merged into"), done, actor, reason)
    _answer(done, is_same=True, actor=actor)
    _catch_up(survivor, absorbed)
    return done


def check_merge(survivor: Person, absorbed: Person, *, actor: Account) -> None:
    """Refuse what `merge` would refuse, and change nothing."""
    if survivor.id == absorbed.id:
        raise MergeRefused(_("Not merged. This is one entry already."))
    if survivor.merged_into_id or absorbed.merged_into_id:
        raise MergeRefused(_("Not merged. One of the two was merged before; look again."))
    theirs = queries.belongings(absorbed.id, actor)
    if theirs.has_account or theirs.has_employment:
        raise MergeRefused(
            _(
                "Not merged. %(name)s works or worked here, or signs in: that entry has to be the one "
                "that stays. Where both do, they stay apart.",
                name=absorbed.full_name,
            )
        )
    if theirs.out_of_reach or queries.belongings(survivor.id, actor).out_of_reach:
        raise MergeRefused(
            _("Not merged. There are applications of another team; ask an administrator to do it.")
        )
    _check_sense(survivor, absorbed)


def _check_sense(survivor: Person, absorbed: Person) -> None:
    twice = queries.open_twice(survivor.id, absorbed.id)
    if twice is not None:
        raise MergeRefused(
            _(
                "Not merged. Both have an open application for %(code)s %(opening)s. Let one of the two "
                "end first, as withdrawn; then merge.",
                code=twice.code,
                opening=say(twice.title),
            )
        )
    if queries.referred_by(survivor.id, absorbed.id) or queries.referred_by(absorbed.id, survivor.id):
        raise MergeRefused(_("Not merged. One of the two referred the other, and nobody refers themselves."))


def unmerge(done: PersonMerge, *, actor: Account, reason: str) -> Person:
    """Give back what the merge took, and what is left of what it filled in; returns who is there again."""
    check_may(actor, Permission.ADD_CANDIDATES)
    alone("merging")
    survivor, absorbed = done.survivor, done.absorbed
    queries.keep_still(survivor, absorbed)
    db.session.refresh(done)
    _check_unmerge(done, survivor, actor, reason)
    for what, ids in done.moved.items():
        _move(what, survivor.id, absorbed.id, ids)
    queries.let_stays_follow(done.moved.get("application", []), survivor.id, absorbed.id)
    for employment in queries.employments_by(done.moved.get("application", [])):
        employments.give_to(employment, absorbed, actor=actor, reason=reason)
    _empty_gaps(survivor, absorbed, done.filled)
    _return_to_pool(done.filled.get(POOL, []), actor)
    absorbed.merged_into_id = None
    done.undone_at, done.undone_by_id, done.undo_reason = clock.now(), actor.id, reason
    db.session.flush()
    told = _tell(("merge undone", "merge undone"), done, actor, reason)
    if told:  # two persons have two calendars; while they are one, a change is soon enough
        invitations.follow(absorbed.id, told[-1], actor=actor)
    _answer(done, is_same=False, actor=actor)
    _catch_up(survivor, absorbed)
    return absorbed


def _check_unmerge(done: PersonMerge, survivor: Person, actor: Account, reason: str) -> None:
    if done.undone_at is not None:
        raise MergeRefused(_("Not undone. This merge was undone before."))
    if survivor.merged_into_id is not None:
        raise MergeRefused(
            _("Not undone. %(name)s was merged in turn; undo that first.", name=survivor.full_name)
        )
    _check_hires(done, survivor)
    if queries.belongings(survivor.id, actor).out_of_reach:
        raise MergeRefused(
            _("Not undone. There are applications of another team; ask an administrator to do it.")
        )
    if not rules.explains(reason):
        raise MergeRefused(_("Not undone. Say in one sentence why they are two persons."), "reason")


def _check_hires(done: PersonMerge, survivor: Person) -> None:
    """Whom nobody came for follows the application; who works here by it, or did, is the survivor."""
    led_to = queries.employments_by(done.moved.get("application", []))
    if any(one.ended_on is None for one in led_to):
        raise MergeRefused(
            _(
                "Not undone. %(name)s was hired by an application that would go back to the other entry. "
                "Take the hire back first, or record that they did not come.",
                name=survivor.full_name,
            )
        )
    if any(one.leaving_reason not in NEVER_BEGUN for one in led_to):
        raise MergeRefused(
            _(
                "Not undone. %(name)s has worked here by an application that would go back to the other "
                "entry. What was learned and earned is theirs, so that the two stay one.",
                name=survivor.full_name,
            )
        )


# What changes hands


def _hand_over(giver: int, taker: int) -> dict[str, list[int]]:
    moved = {}
    for what in queries.MOVED:
        ids = [row.id for row in queries.rows_of(what, giver) if not _has_to_stay(what, row, taker)]
        if ids:
            moved[what] = ids
            _move(what, giver, taker, ids)
    return moved


def _has_to_stay(what: str, row: Any, taker: int) -> bool:
    """Of two stays in the talent pool that go on, the survivor's goes on."""
    return what == "pool entry" and row.left_at is None and talent_pool.present(taker) is not None


def _move(what: str, giver: int, taker: int, ids: list[int]) -> None:
    for row in queries.rows_of(what, giver, ids):
        setattr(row, queries.MOVED[what].key, taker)
    db.session.flush()


def _leave_pool(survivor: Person, actor: Account, reason: str) -> list[str]:
    """Whoever is not to be written to, as one of the entries says, is not kept for later."""
    there = talent_pool.present(survivor.id) if survivor.no_contact_since else None
    if there is None:
        return []
    pool.leave(there, PoolEnd.TAKEN_OUT, actor=actor, why=reason)
    return [str(there.id)]


def _return_to_pool(ids: list[str], actor: Account) -> None:
    for stay, left in talent_pool.ended([int(one) for one in ids]):
        person = db.session.get_one(Person, stay.person_id)
        if person.no_contact_since is None and talent_pool.present(stay.person_id) is None:
            pool.put_back(stay, left, actor=actor)


def _fill_gaps(survivor: Person, absorbed: Person) -> dict[str, list[str]]:
    filled = {"person": _take(survivor, absorbed, OF_PERSON)}
    theirs = queries.candidate(absorbed.id)
    if theirs is not None:
        mine = queries.candidate(survivor.id) or Candidate(person_id=survivor.id)
        db.session.add(mine)
        filled["candidate"] = _take(mine, theirs, OF_CANDIDATE)
    return filled


def _take(mine: Any, theirs: Any, names: Iterable[str]) -> list[str]:
    taken = [name for name in names if getattr(mine, name) is None and getattr(theirs, name) is not None]
    for name in taken:
        setattr(mine, name, getattr(theirs, name))
    return taken


def _empty_gaps(survivor: Person, absorbed: Person, filled: dict[str, list[str]]) -> None:
    _give_back(survivor, absorbed, filled.get("person", []))
    _give_back(queries.candidate(survivor.id), queries.candidate(absorbed.id), filled.get("candidate", []))


def _give_back(mine: Any, theirs: Any, names: Iterable[str]) -> None:
    for name in names:  # what was corrected since is the survivor's own
        if getattr(mine, name) == getattr(theirs, name):
            setattr(mine, name, None)


# What follows


def _tell(verbs: tuple[str, str], done: PersonMerge, actor: Account, reason: str) -> list[Entry]:
    """Write it on both entries and on each application that changed hands; returns what these were told."""
    batch = new_batch()
    told: dict[str, Any] = {"actor_id": actor.id, "reason": reason, "batch": batch, "merge": done.id}
    record(verbs[0], done.survivor, other=done.absorbed_id, **told)
    record(verbs[1], done.absorbed, other=done.survivor_id, **told)
    moved = [db.session.get_one(Application, number) for number in done.moved.get("application", [])]
    return [record(verbs[0], one, person=one.person_id, **told) for one in moved]


def _answer(done: PersonMerge, *, is_same: bool, actor: Account) -> None:
    asked = queries.suspicion_about(done.survivor_id, done.absorbed_id)
    if asked is not None:
        duplicates.settle(asked, is_same=is_same, actor=actor)


def _catch_up(*persons: Person) -> None:
    """What follows from who has what: by what they are found, and consents that checks waited for."""
    for person in persons:
        indexing.index(person)
        indexing.index_texts(person.id)
        _touch_open(person.id)
    duplicates.look(persons[0])


def _touch_open(person_id: int) -> None:
    for visit in consents.standing_visits(person_id):
        marking.touch(visit)
