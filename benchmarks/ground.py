"""What there is before anybody applies, made by the product's own verbs in an empty database."""

from datetime import datetime, timedelta

from benchmarks.stories import OPENINGS
from core import clock
from core.db import db
from people import accounts, places, sign_in
from people.models import Account
from people.permissions import Role
from recruiting import founding, openings
from recruiting.models import Opening
from recruiting.queries import demo as queries
from recruiting.states import Part, Shift

LONG_AGO = timedelta(days=500)
PASSWORD = "only for the bench"
RECRUITER, MANAGER = "recruiter@example.org", "manager@example.org"


def prepare(now: datetime) -> tuple[Account, list[Opening]]:
    """A recruiter who holds the role everywhere, and the openings; commits."""
    with clock.at(now - LONG_AGO):
        founding.found(clock.now())
        recruiter = accounts.open_account("Reka Bench", RECRUITER, "en", actor=None)
        manager = accounts.open_account("Mats Bench", MANAGER, "en", actor=None)
        for account, roles in ((recruiter, (Role.RECRUITER, Role.MANAGER)), (manager, (Role.MANAGER,))):
            for role in roles:
                accounts.add_role(account, role, None, actor=None)
            sign_in.set_password(account, PASSWORD, actor=account)
        site = places.add_site(both("Hangzhou"), actor=recruiter)
        team = places.add_team(both("Global marketplace"), site.id, actor=recruiter)
        made = [_opening(number, team.id, site.id, recruiter, manager) for number in range(OPENINGS)]
        db.session.commit()
    return recruiter, made


def _opening(number: int, team: int, site: int, recruiter: Account, manager: Account) -> Opening:
    facts = openings.Facts(
        title=both(f"Marketplace specialist {number + 1}"),
        team_id=team,
        site_id=site,
        shift=Shift.DAY,
        market_language="en",
        on_duty_by=clock.today() + timedelta(days=600),
    )
    opening = openings.open_opening(queries.profile("b2b marketplace"), facts, seats=12, actor=recruiter)
    openings.add_member(opening, recruiter, Part.RECRUITER, actor=recruiter)
    openings.add_member(opening, manager, Part.HIRING_MANAGER, actor=recruiter)
    return opening


def both(words: str) -> dict[str, str]:
    return {"en": words, "zh_Hans": words}
