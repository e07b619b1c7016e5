"""What a background check consists of: each change is a new version, checks ordered keep theirs."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from core import clock
from core.db import Words, db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import CheckPackage, CheckPackageItem
from recruiting.pipeline import check_may
from recruiting.queries import checks as queries

MOST_DAYS = 3650
MOST_ITEMS = 20


class PackageRefused(Refused):
    """No package was published."""


class ItemFacts(NamedTuple):
    name: Words
    asks_referees: bool


@dataclass(frozen=True)
class PackageFacts:
    """All days are whole days; see `CheckPackage`."""

    name: Words
    target_days: int
    wait_days: int
    good_days: int
    items: list[ItemFacts]


def read_items(text: str) -> list[ItemFacts]:
    """The items written a line each as "English | 中文", with a * before those that ask referees.

    Raises PackageRefused for a line without both languages."""
    items = []
    for number, written in enumerate(filter(str.strip, text.splitlines()), 1):
        english, _bar, chinese = (part.strip() for part in written.lstrip(" *").partition("|"))
        if not english or not chinese:
            raise PackageRefused(_("Line %(n)s needs both languages: English | 中文", n=number), "items")
        items.append(ItemFacts({"en": english, "zh_Hans": chinese}, written.strip().startswith("*")))
    return items


def publish(package: CheckPackage, facts: PackageFacts, based_on: int, *, actor: Account) -> CheckPackage:
    """Put a new version in use in place of `package`; `based_on` is the number its author has seen."""
    check_may(actor, Permission.EDIT_CHECK_PACKAGES)
    _check_facts(facts)
    newest = queries.newest_version(package.key)
    if newest != based_on or package.retired_at is not None:
        raise PackageRefused(
            _(
                "Not published. Version %(number)s appeared while you were writing. "
                "Open the page again to see how it is now.",
                number=newest,
            )
        )
    package.retired_at = clock.now()
    db.session.flush()
    new = CheckPackage(
        key=package.key,
        number=newest + 1,
        name=facts.name,
        target_days=facts.target_days,
        wait_days=facts.wait_days,
        good_days=facts.good_days,
        published_at=clock.now(),
        items=[
            CheckPackageItem(position=position, name=one.name, asks_referees=one.asks_referees)
            for position, one in enumerate(facts.items, 1)
        ],
    )
    db.session.add(new)
    db.session.flush()
    days: dict[str, Any] = {
        "target_days": new.target_days,
        "wait_days": new.wait_days,
        "good_days": new.good_days,
    }
    record("package published", new, actor_id=actor.id, key=new.key, number=new.number, **days)
    return new


def _check_facts(facts: PackageFacts) -> None:
    for field in ("target_days", "wait_days", "good_days"):
        if not 0 < getattr(facts, field) <= MOST_DAYS:
            raise PackageRefused(_("Choose a number of days from 1 to %(most)s.", most=MOST_DAYS), field)
    if not 0 < len(facts.items) <= MOST_ITEMS:
        raise PackageRefused(_("A check has 1 to %(most)s items.", most=MOST_ITEMS), "items")
