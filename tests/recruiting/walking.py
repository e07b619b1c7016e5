"""Applications brought as far as a test needs them, by the verbs themselves."""

from datetime import timedelta

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import hiring, offers
from recruiting.queries import offers as offer_queries
from recruiting.queries import standing
from tests import factories as make

WHY = "The candidate asked for it on the phone."


def fresh(visit):
    """The visit where the application stands, or stood last, as any request would read it."""
    return standing.latest_visit(visit.application_id)


def offer_of(visit):
    return offer_queries.live_offer(visit.application_id)


def drafted(actor, opening=None, *, in_days=0):
    visit = make.an_application(opening, stage="offer")
    draft(visit, actor, in_days=in_days)
    return fresh(visit)


def draft(visit, actor, *, in_days=0):
    return offers.draft(
        visit,
        terms="Grade 3, evening shift",
        starts_on=clock.today() + timedelta(days=in_days),
        expires_at=clock.now() + timedelta(days=7),
        actor=actor,
    )


def approved(visit, offer=None):
    """The offer that is being written, approved by somebody other than its author."""
    offer = offer or offer_queries.draft_of(visit.application_id)
    offers.approve(visit, offer, actor=make.an_account(Role.MANAGER))
    return offer


def sent(actor, opening=None, *, in_days=0):
    visit = drafted(actor, opening, in_days=in_days)
    offers.send(visit, approved(visit), actor=actor)
    return fresh(visit)


def accepted(actor, opening=None, *, in_days=0):
    visit = sent(actor, opening, in_days=in_days)
    offers.accept(visit, offer_of(visit), actor=actor)
    db.session.flush()
    return fresh(visit)


def hired(actor, opening=None, *, in_days=0):
    visit = accepted(actor, opening, in_days=in_days)
    hiring.hire(visit, actor=actor)
    return fresh(visit)


def send_and_accept(visit, actor):
    """What is being written is approved, goes out and is accepted."""
    offers.send(visit, approved(visit), actor=actor)
    offers.accept(visit, offer_of(visit), actor=actor)
