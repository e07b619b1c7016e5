"""What a channel costs: its terms, as versions from a day on. What was promised under earlier ones stays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import clock, money
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import Channel, ChannelTerms
from recruiting.queries import channels as queries
from recruiting.states import CostModel

LONGEST_STAY = 1000
PRICED = frozenset({CostModel.BONUS, CostModel.POSTING, CostModel.CLICK, CostModel.EVENT})
"""Models that name an amount."""


class TermsRefused(Refused):
    """The channel keeps its terms."""


@dataclass(frozen=True)
class Terms:
    """`amount` in the smallest unit of `currency`, for one posting, click, event or hire; `share` is per
    cent of a yearly salary; `stay_days`: how long a hire stays before the bonus falls due."""

    model: CostModel
    amount: int | None = None
    currency: str | None = None
    share: Decimal | None = None
    stay_days: int | None = None


def publish_terms(channel: Channel, terms: Terms, since: date, *, actor: Account | None) -> ChannelTerms:
    """From the day `since` on, today or later, the channel costs what `terms` say.

    Of several versions the one with the latest `since` holds. Raises TermsRefused."""
    check_everywhere(actor)
    _check(terms)
    if since < clock.today():
        raise TermsRefused(
            _("Not published. Terms hold from today or a later day; what has been, stays as it was."), "since"
        )
    alone(f"terms of channel {channel.id}")
    before = queries.latest_terms(channel.id)
    if before is not None and _same(before, terms, since):
        raise TermsRefused(_("Not published. These terms hold already."))
    version = ChannelTerms(
        channel_id=channel.id,
        number=before.number + 1 if before else 1,
        model=terms.model,
        amount=terms.amount if terms.model in PRICED else None,
        currency=terms.currency if terms.model in PRICED else None,
        share=terms.share if terms.model is CostModel.SALARY_SHARE else None,
        stay_days=terms.stay_days if terms.model is CostModel.BONUS else None,
        since=since,
        published_at=clock.now(),
        published_by_id=actor.id if actor else None,
    )
    db.session.add(version)
    db.session.flush()
    record(
        "terms published",
        channel,
        actor_id=actor.id if actor else None,
        terms=version.id,
        number=version.number,
        model=version.model.value,
        since=since.isoformat(),
    )
    return version


def check_everywhere(actor: Account | None) -> None:
    """Refuse who may not, or may for some teams only: a channel is everybody's."""
    if actor is not None and None not in actor.teams_for(Permission.EDIT_CHANNELS):
        raise TermsRefused(_("Not done. Channels are everybody's; a role for all teams is needed."))


def _check(terms: Terms) -> None:
    if terms.model in PRICED and not 0 < (terms.amount or 0) <= money.MOST:
        raise TermsRefused(_("Not published. An amount above 0 is needed."), "amount")
    if terms.model in PRICED and terms.currency not in money.CURRENCIES:
        raise TermsRefused(_("Not published. Choose a currency of the list."), "currency")
    if terms.model is CostModel.SALARY_SHARE and not 0 < (terms.share or 0) <= 100:
        raise TermsRefused(_("Not published. A share from 0.01 to 100 per cent is needed."), "share")
    if terms.model is CostModel.BONUS and not 0 < (terms.stay_days or 0) <= LONGEST_STAY:
        raise TermsRefused(
            _("Not published. Say after how many days the bonus is due: 1 to %(most)s.", most=LONGEST_STAY),
            "stay_days",
        )


def _same(before: ChannelTerms, terms: Terms, since: date) -> bool:
    known = (before.model, before.amount, before.currency, before.share, before.stay_days)
    said = (terms.model, terms.amount, terms.currency, terms.share, terms.stay_days)
    return known == said and before.since <= since
