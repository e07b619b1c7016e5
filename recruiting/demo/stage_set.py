"""Before the story begins: sites, teams, accounts, openings, people who work here already."""

from dataclasses import dataclass, replace
from datetime import timedelta

from core import clock, money
from core.db import Words
from people import accounts, places, sign_in
from people import employment as employments
from people.models import Account, Team
from people.states import Level
from recruiting import openings, requisitions
from recruiting.demo import cast
from recruiting.models import Opening
from recruiting.queries import demo as queries
from recruiting.states import ContactChannel, Part, RequisitionCause, SalaryPeriod, Shift
from training import duty

LONG_AGO = 120
"""Days before today on which the story begins."""


@dataclass(frozen=True)
class Wanted:
    """An opening of the sample team; `days` from today it is to be on duty; it pays CNY a month."""

    profile: str
    english: str
    chinese: str
    shift: Shift
    language: str
    seats: int
    days: int
    pays: tuple[int, int]
    channels: tuple[ContactChannel, ...]


OPENINGS = (
    Wanted(
        "global marketplace",
        "Global marketplace specialist, English",
        "全球平台客服专员（英语）",
        Shift.EVENING,
        "en",
        seats=14,
        days=75,
        pays=(6500, 8500),
        channels=(ContactChannel.CHAT, ContactChannel.EMAIL),
    ),
    Wanted(
        "b2c mall",
        "B2C mall specialist, Chinese",
        "B2C 商城客服专员（中文）",
        Shift.ROTATING,
        "zh_Hans",
        seats=12,
        days=45,
        pays=(5500, 7000),
        channels=(ContactChannel.CHAT, ContactChannel.PHONE, ContactChannel.AFTER_SALES),
    ),
    Wanted(
        "b2b marketplace",
        "B2B marketplace specialist, English",
        "B2B 平台客服专员（英语）",
        Shift.DAY,
        "en",
        seats=5,
        days=100,
        pays=(7000, 9500),
        channels=(ContactChannel.EMAIL, ContactChannel.PHONE),
    ),
)
HIRING_TEAM = (
    ("shen.yue", Part.RECRUITER),
    ("priya.raman", Part.HIRING_MANAGER),
    ("he.jingxing", Part.INTERVIEWER),
    ("marta.lindqvist", Part.INTERVIEWER),
    ("tomasz.bielak", Part.INTERVIEWER),
)


def both(english: str, chinese: str) -> Words:
    return {"en": english, "zh_Hans": chinese}


def set_stage() -> tuple[dict[str, Account], list[Opening]]:
    """Everything the story needs: colleagues by their key, and the three openings."""
    colleagues = _open_accounts()
    admin = colleagues["ines.carvalho"]
    site = places.add_site(both("Hangzhou", "杭州"), actor=admin)
    teams = [
        places.add_team(both("Global marketplace", "全球平台组"), site.id, actor=admin),
        places.add_team(both("B2C mall", "商城组"), site.id, actor=admin),
    ]
    for colleague, level in (("zhou.anran", Level.SPECIALIST), ("lou.meridian", Level.SPECIALIST)):
        _employ(colleagues[colleague], teams[0], level, admin)
    return colleagues, [_open(one, teams, colleagues) for one in OPENINGS]


def _open_accounts() -> dict[str, Account]:
    colleagues: dict[str, Account] = {}
    admin: Account | None = None
    for one in cast.COLLEAGUES:
        account = accounts.open_account(
            one.name, one.email, one.language, latin_name=one.latin_name, actor=admin
        )
        admin = admin or account
        for role in one.roles:
            accounts.add_role(account, role, None, actor=admin)
        sign_in.set_password(account, cast.PASSWORD, actor=admin)
        colleagues[one.key] = account
    return colleagues


def _employ(account: Account, team: Team, level: Level, admin: Account) -> None:
    starts_on = clock.today() - timedelta(days=400)
    employment = employments.employ(
        account.person,
        starts_on=starts_on,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=level,
        actor=admin,
    )
    since, why = starts_on + timedelta(days=28), "Was on duty when this began to be kept here."
    duty.take_over(employment, since, actor=admin, reason=why)


def _open(wanted: Wanted, teams: list[Team], who: dict[str, Account]) -> Opening:
    """Asked for by the recruiter, approved by the manager, begun with a head kept back."""
    team = teams[1] if wanted.shift is Shift.ROTATING else teams[0]
    requisition = requisitions.raise_requisition(_need(wanted, team), actor=who["shen.yue"])
    requisitions.approve(requisition, actor=who["priya.raman"])
    opening = requisitions.begin_opening(
        requisition,
        both(wanted.english, wanted.chinese),
        seats=wanted.seats,
        on_duty_by=requisition.needed_by,
        actor=who["shen.yue"],
    )
    openings.change(opening, _said_of(opening, wanted), actor=who["shen.yue"])
    for key, part in HIRING_TEAM:
        openings.add_member(opening, who[key], part, actor=who["shen.yue"])
    return opening


def _said_of(opening: Opening, wanted: Wanted) -> openings.Facts:
    """What the requisition did not say: what the job pays, and by what customers are served."""
    least, most = (money.parse(str(one), "CNY") for one in wanted.pays)
    return replace(
        openings.facts_of(opening),
        salary_from=least,
        salary_to=most,
        salary_currency="CNY",
        salary_period=SalaryPeriod.MONTH,
        contact_channels=[one.value for one in wanted.channels],
    )


def _need(wanted: Wanted, team: Team) -> requisitions.Need:
    return requisitions.Need(
        role_profile_id=queries.profile(wanted.profile).id,
        team_id=team.id,
        site_id=team.site_id,
        shift=wanted.shift,
        market_language=wanted.language,
        head_count=wanted.seats + 1,
        needed_by=clock.today() + timedelta(days=wanted.days + LONG_AGO),
        cause=RequisitionCause.GROWTH,
        explanation="More orders come in than the team can answer within a day.",
    )
