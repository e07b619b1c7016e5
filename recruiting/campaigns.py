"""Campaigns: people asked for, seats filled and classes taught for one purpose, such as a sales peak.

No verb commits; each refuses with `CampaignRefused` and then has changed nothing.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import openings
from recruiting.models import Campaign, Opening, Requisition
from recruiting.queries import campaigns as queries
from recruiting.queries.campaigns import Part
from recruiting.states import CampaignKind
from training.models import Cohort


class CampaignRefused(Refused):
    """The campaign stays as it is, or does not begin."""


@dataclass(frozen=True)
class Plan:
    """What a campaign is for, and when people are taken on for it."""

    name: Words
    kind: CampaignKind
    peak_on: date | None
    intake_from: date
    intake_until: date | None


def begin(plan: Plan, *, actor: Account) -> Campaign:
    """Begin a campaign that nothing belongs to yet."""
    _check_may(actor)
    _check_plan(plan)
    campaign = Campaign(**asdict(plan))
    db.session.add(campaign)
    db.session.flush()
    _tell("begun", campaign, actor, after=_plain(plan))
    return campaign


def change(campaign: Campaign, plan: Plan, *, actor: Account, seen: int | None = None) -> None:
    """Plan it otherwise. `seen`: `Campaign.version` of the page that asked."""
    _check_may(actor)
    if seen is not None and seen != campaign.version:
        raise CampaignRefused(
            _(
                "Not changed. Somebody else changed this campaign while you were looking. "
                "Open the page again to see how it is now."
            )
        )
    _check_plan(plan)
    before = _plain(Plan(**{name: getattr(campaign, name) for name in asdict(plan)}))
    for name, value in asdict(plan).items():
        setattr(campaign, name, value)
    db.session.flush()
    _tell("changed", campaign, actor, before=before, after=_plain(plan))


def take_in(campaign: Campaign, part: Part, *, actor: Account) -> None:
    """A requisition, an opening or a class belongs to this campaign; it leaves the one it was in."""
    _check_may_plan(part, actor)
    _check_goes_on(part)
    _alone_with(part)
    left = queries.campaign_of(part)
    if left and left.id == campaign.id:
        raise CampaignRefused(_("%(code)s is in this campaign already.", code=part.code), "part")
    if left:
        _take_out(left, part, actor)
    db.session.add(queries.membership(campaign, part))
    db.session.flush()
    _tell(f"{queries.kind_of(part)} taken in", campaign, actor, **_named(part))


def follow(requisition: Requisition, opening: Opening, *, actor: Account) -> None:
    """An opening that is begun for a requisition belongs to the campaign for which that was raised."""
    campaign = queries.campaign_of(requisition)
    if campaign:
        take_in(campaign, opening, actor=actor)


def let_go(campaign: Campaign, part: Part, *, actor: Account) -> None:
    """The requisition, opening or class goes on by itself."""
    _check_may_plan(part, actor)
    _alone_with(part)
    present = queries.campaign_of(part)
    if present is None or present.id != campaign.id:
        raise CampaignRefused(_("%(code)s is not in this campaign.", code=part.code))
    _take_out(present, part, actor)


def _take_out(campaign: Campaign, part: Part, actor: Account) -> None:
    queries.forget_membership(part)
    _tell(f"{queries.kind_of(part)} let go", campaign, actor, **_named(part))


def _alone_with(part: Part) -> None:
    """Two who take it in at once do so one after the other."""
    alone(f"campaign of {queries.kind_of(part)} {part.id}")


def _named(part: Part) -> dict[str, Any]:
    return {queries.kind_of(part): part.id, "code": part.code}


def _check_may_plan(part: Part, actor: Account) -> None:
    """Whoever may edit openings, of the part's own team."""
    if isinstance(part, Opening):
        openings.check_may(actor, part)
    elif not actor.teams_for(Permission.EDIT_OPENINGS) & {None, part.team_id}:
        raise CampaignRefused(_("Not done. Your role does not allow it for this team."), "part")


def _check_goes_on(part: Part) -> None:
    ended = isinstance(part, Requisition) and part.status in queries.SETTLED
    called_off = isinstance(part, Cohort) and part.cancelled_at is not None
    if ended or called_off:
        raise CampaignRefused(_("Not done. %(code)s was refused or called off.", code=part.code), "part")


def _check_may(actor: Account) -> None:
    if not actor.may(Permission.EDIT_OPENINGS):
        raise CampaignRefused(_("Not done. Your role does not allow it; a recruiter's does."))


def _check_plan(plan: Plan) -> None:
    for language in LANGUAGES:
        if not plan.name.get(language, "").strip():
            raise CampaignRefused(_("A campaign needs a name in both languages."), f"name_{language}")
    if plan.kind is CampaignKind.PEAK and plan.peak_on is None:
        raise CampaignRefused(_("Say on which day the peak is."), "peak_on")
    if plan.kind is CampaignKind.EVERGREEN and plan.peak_on is not None:
        raise CampaignRefused(_("An evergreen campaign has no day; leave it empty."), "peak_on")
    if plan.kind is CampaignKind.PEAK and plan.intake_until is None:
        raise CampaignRefused(_("Say until when people are taken on."), "intake_until")
    if plan.intake_until and plan.intake_until < plan.intake_from:
        raise CampaignRefused(_("The intake ends before it begins."), "intake_until")
    if plan.peak_on and plan.intake_until and plan.intake_until > plan.peak_on:
        raise CampaignRefused(_("The intake ends after the peak; nobody would be ready."), "intake_until")


def _tell(verb: str, campaign: Campaign, actor: Account, **more: Any) -> None:
    record(verb, campaign, actor_id=actor.id, **more)
    db.session.flush()


def _plain(plan: Plan) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name, day in asdict(plan).items() if name in DAYS}
    return {"name": plan.name, "kind": plan.kind.value, **days}


DAYS = ("peak_on", "intake_from", "intake_until")
