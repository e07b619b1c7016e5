"""Channels and their terms."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from core.db import db
from people.models import Account, Person
from recruiting.models import Channel, ChannelTerms


def channels() -> Sequence[Channel]:
    """Every channel, in the order in which they came."""
    return db.session.scalars(select(Channel).order_by(Channel.id)).all()


def channel_or_404(channel_id: int) -> Channel:
    return db.get_or_404(Channel, channel_id)


def latest_terms(channel_id: int) -> ChannelTerms | None:
    """The version published last, whether or not it holds yet."""
    return db.session.scalar(
        select(ChannelTerms)
        .where(ChannelTerms.channel_id == channel_id)
        .order_by(ChannelTerms.number.desc())
        .limit(1)
    )


def terms_on(channel_id: int, day: date) -> ChannelTerms | None:
    """The version that holds on `day`: of those that began, the latest to begin."""
    return db.session.scalar(
        select(ChannelTerms)
        .where(ChannelTerms.channel_id == channel_id, ChannelTerms.since <= day)
        .order_by(ChannelTerms.since.desc(), ChannelTerms.number.desc())
        .limit(1)
    )


def terms_in_force(day: date) -> dict[int, ChannelTerms]:
    """Channel id → the version that holds on `day`."""
    place = func.row_number().over(
        partition_by=ChannelTerms.channel_id, order_by=(ChannelTerms.since.desc(), ChannelTerms.number.desc())
    )
    ranked = select(ChannelTerms.id, place.label("place")).where(ChannelTerms.since <= day).subquery()
    found = db.session.scalars(
        select(ChannelTerms).join(ranked, ranked.c.id == ChannelTerms.id).where(ranked.c.place == 1)
    )
    return {terms.channel_id: terms for terms in found}


def terms_to_come(day: date) -> dict[int, ChannelTerms]:
    """Channel id → the next version that begins after `day`."""
    later = select(ChannelTerms).where(ChannelTerms.since > day)
    found = db.session.scalars(later.order_by(ChannelTerms.since.desc(), ChannelTerms.number))
    return {terms.channel_id: terms for terms in found}


def versions(channel_id: int) -> list[tuple[ChannelTerms, str | None]]:
    """Every version of a channel's terms with the name of its author, newest first."""
    rows = db.session.execute(
        select(ChannelTerms, Person.name)
        .outerjoin(Account, Account.id == ChannelTerms.published_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ChannelTerms.channel_id == channel_id)
        .order_by(ChannelTerms.number.desc())
    )
    return [(terms, author) for terms, author in rows]
