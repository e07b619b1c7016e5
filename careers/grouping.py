"""Groupings: switched on for a team or for everybody, answered by each person for themselves, retired.

Nobody tells anything for somebody else. The record says that somebody told or withdrew, never what."""

from dataclasses import dataclass
from datetime import timedelta

from careers.models import GroupAnswer, Grouping, NamedGroup
from careers.queries import groupings as queries
from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.months import add_months
from core.record import Way, by, record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission

LEAST_GROUPS, MOST_GROUPS = 2, 12
LONGEST_GROUP, LONGEST_PURPOSE = 80, 500
KEPT = 24
"""So many months after somebody left, or a grouping was retired, answers are deleted: all figures that could
count them have been drawn up by then, and a correction of a promotion too."""


class GroupingRefused(Refused):
    """Nothing was asked, retired, told or withdrawn."""


@dataclass(frozen=True)
class GroupingPlan:
    """`team_id`: of whom it is asked, None for everybody; `groups`: their names in order."""

    name: Words
    purpose: Words
    team_id: int | None
    groups: tuple[Words, ...]


def start(plan: GroupingPlan, *, actor: Account) -> Grouping:
    """Ask from now on. Raises GroupingRefused for a team that the actor does not decide for, without a
    purpose, for groups that are too few, too many or alike, and for what is asked there already."""
    _refuse_strangers(actor, plan.team_id)
    _check_words(plan)
    _check_groups(plan.groups)
    alone("groupings")
    if any(_alike(one.name, plan.name) for one in queries.in_use(plan.team_id)):
        raise GroupingRefused(_("Not begun. A grouping of this name is asked there already."), "name_en")
    made = Grouping(
        name=plan.name,
        purpose=plan.purpose,
        team_id=plan.team_id,
        started_at=clock.now(),
        groups=[NamedGroup(position=place, name=name) for place, name in enumerate(plan.groups, 1)],
    )
    db.session.add(made)
    db.session.flush()
    record("grouping begun", made, actor_id=actor.id, team=made.team_id, groups=len(plan.groups))
    db.session.flush()
    return made


def _refuse_strangers(actor: Account, team_id: int | None) -> None:
    if not queries.decides_for(actor, team_id):
        raise GroupingRefused(_("Not done. You do not decide what this team is asked."), "team")


def _check_words(plan: GroupingPlan) -> None:
    for code in LANGUAGES:
        if not plan.name.get(code, "").strip():
            raise GroupingRefused(_("It needs a name in both languages."), f"name_{code}")
        if not plan.purpose.get(code, "").strip():
            raise GroupingRefused(
                _("Say in both languages what it is for; whoever is asked reads it."), f"purpose_{code}"
            )
        if len(plan.purpose[code]) > LONGEST_PURPOSE:
            raise GroupingRefused(_("At most %(most)s characters.", most=LONGEST_PURPOSE), f"purpose_{code}")


def _check_groups(groups: tuple[Words, ...]) -> None:
    if not LEAST_GROUPS <= len(groups) <= MOST_GROUPS:
        raise GroupingRefused(
            _("From %(least)s to %(most)s groups, one a line.", least=LEAST_GROUPS, most=MOST_GROUPS),
            "groups_en",
        )
    for code in LANGUAGES:
        names = [one.get(code, "").strip().casefold() for one in groups]
        if not all(names):
            raise GroupingRefused(
                _("Each group needs a name in both languages, line by line."), f"groups_{code}"
            )
        if len(set(names)) < len(names):
            raise GroupingRefused(_("Two groups of one name cannot be told apart."), f"groups_{code}")
        if max(map(len, names)) > LONGEST_GROUP:
            raise GroupingRefused(_("At most %(most)s characters.", most=LONGEST_GROUP), f"groups_{code}")


def _alike(one: Words, other: Words) -> bool:
    return any(one.get(code, "").casefold() == other.get(code, "").casefold() for code in LANGUAGES)


def retire(grouping: Grouping, reason: str, *, actor: Account) -> None:
    """Ask nobody any more; what was told goes some months later. Raises GroupingRefused twice, for a team
    that the actor does not decide for, and without a reason."""
    _refuse_strangers(actor, grouping.team_id)
    alone("groupings")
    db.session.refresh(grouping)
    if grouping.retired_at is not None:
        raise GroupingRefused(_("Not changed. It is retired already."))
    if not reason.strip():
        raise GroupingRefused(_("Not changed. Say why, for the record."), "reason")
    grouping.retired_at = clock.now()
    record("grouping retired", grouping, actor_id=actor.id, reason=reason.strip())
    db.session.flush()


def tell(grouping: Grouping, group_id: int | None, *, actor: Account) -> GroupAnswer:
    """Tell one's own group, or, with None, that one prefers not to say; it takes the place of what one told
    before. Raises GroupingRefused for who is not asked, and for a group of another grouping."""
    alone(f"groups of {actor.person_id}")
    own = queries.own_one(actor.person_id, grouping.id)
    if own is None or not own.is_asked:
        raise GroupingRefused(_("Not kept. You are not asked this any more."))
    if group_id is not None and group_id not in {one.id for one in grouping.groups}:
        raise GroupingRefused(_("Choose one of the list."), "group")
    answer = own.answer or GroupAnswer(grouping_id=grouping.id, person_id=actor.person_id)
    answer.group_id, answer.told_at = group_id, clock.now()
    db.session.add(answer)
    record("group told", grouping, actor_id=actor.id)
    db.session.flush()
    return answer


def withdraw(grouping: Grouping, *, actor: Account) -> None:
    """Delete what one told. Raises GroupingRefused where nothing is kept."""
    alone(f"groups of {actor.person_id}")
    own = queries.own_one(actor.person_id, grouping.id)
    if own is None or own.answer is None:
        raise GroupingRefused(_("Nothing of yours is kept here."))
    db.session.delete(own.answer)
    record("group withdrawn", grouping, actor_id=actor.id)
    db.session.flush()


def erase(person: Person, *, actor: Account | None, reason: str) -> int:
    """Delete all that somebody told, when they ask for it and cannot sign in any more; `actor` is None for
    who runs the server. Returns how many answers that were. Raises GroupingRefused for who does not
    administer people, and without a reason for the record."""
    if actor is not None and not actor.may(Permission.ADMINISTER_PEOPLE):
        raise GroupingRefused(_("Not erased. Your role does not allow it."))
    if not reason.strip():
        raise GroupingRefused(_("Not erased. Say why, for the record."), "reason")
    alone(f"groups of {person.id}")
    found = queries.answers_of(person.id)
    queries.drop(found)
    record(
        "groups erased",
        person,
        actor_id=actor.id if actor else None,
        reason=reason.strip(),
        answers=len(found),
    )
    db.session.flush()
    return len(found)


def forget() -> int:
    """Delete answers that are kept no longer, see KEPT. Returns how many."""
    day = add_months(clock.today(), -KEPT)
    found = queries.answers_over(day, clock.day_start(day + timedelta(days=1)))
    queries.drop(found)
    with by(Way.RULE):
        for grouping_id in sorted({one.grouping_id for one in found}):
            number = sum(one.grouping_id == grouping_id for one in found)
            record(
                "groups forgotten", db.session.get_one(Grouping, grouping_id), actor_id=None, answers=number
            )
    db.session.flush()
    return len(found)
