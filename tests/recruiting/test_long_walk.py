"""A long walk through the verbs, the same every time: what random runs may miss happens here for sure."""

import random
from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry, new_batch
from recruiting import applications, closing, hiring, history, offers, pipeline, undoing
from recruiting.queries import offers as offer_queries
from recruiting.queries import standing
from recruiting.states import OfferState, Status
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.test_any_order import Selection

STEPS = 120
WHY = "The candidate asked for it on the phone."
MUST_HAPPEN = {
    "advanced", "skipped ahead", "sent back", "held", "resumed", "rejected", "withdrawn", "reinstated",
    "undone", "transferred", "hired", "unhired", "no-show", "offer declined",
}  # fmt: skip


class Walk(Selection):
    """The people and openings of the random runs, led by a die that prefers what has not happened yet."""

    def __init__(self, seed):
        super().__init__()
        self.die = random.Random(seed)
        self.actor = self.actors[0]

    def happened(self):
        mine = Entry.subject_id.in_(self.mine())
        return set(db.session.scalars(select(Entry.verb).where(Entry.subject_kind == "application", mine)))

    def step(self):
        visit = standing.latest_visit(self.die.choice(self.mine()))
        verbs = self.verbs(visit)
        missing = MUST_HAPPEN - self.happened()
        wanted = [verb for verb in verbs if verb in missing] or list(verbs)
        batch = new_batch()
        with self.trying():
            verbs[self.die.choice(sorted(wanted))](visit, batch)
            self.batches.append((batch, self.actor))

    def verbs(self, visit):
        """What could be tried with an application that stands like this, by the name the record gives it."""
        status = visit.application.status
        if status is Status.HIRED:
            return {"unhired": self.unhire, "no-show": self.no_show}
        if status in (Status.REJECTED, Status.WITHDRAWN):
            return {"reinstated": self.reinstate, "undone": self.take_back}
        if status is Status.ON_HOLD:
            return {"resumed": self.resume_it, "undone": self.take_back}
        if status is not Status.ACTIVE:
            return {"applied": self.apply_again}
        if visit.stage.key == "offer":
            return {"hired": self.offer, "offer declined": self.decline, "sent back": self.to(0)}
        further = visit.stage.position
        return {
            "advanced": self.to(further),
            "skipped ahead": self.to(6),
            "sent back": self.to(0),
            "held": self.hold_it,
            "rejected": self.end_it,
            "withdrawn": self.withdraw_it,
            "transferred": self.transfer_it,
            "undone": self.take_back,
        }

    def to(self, index):
        def go(visit, batch):
            stage = visit.application.pipeline_version.stages[index]
            pipeline.move(visit, stage, actor=self.actor, reason=WHY, override=True, batch=batch)

        return go

    def hold_it(self, visit, batch):
        pipeline.hold(visit, actor=self.actor, reason=WHY, batch=batch)

    def resume_it(self, visit, batch):
        pipeline.resume(visit, actor=self.actor, batch=batch)

    def end_it(self, visit, batch):
        closing.reject(visit, self.reasons[0], actor=self.actor, batch=batch)

    def withdraw_it(self, visit, batch):
        closing.withdraw(visit, self.reasons[1], actor=self.actor, batch=batch)

    def reinstate(self, visit, batch):
        closing.reinstate(visit, actor=self.actor, reason=WHY, batch=batch)

    def transfer_it(self, visit, batch):
        to = next(one for one in self.openings if one.id != visit.opening_id)
        applications.transfer(visit, to, actor=self.actor, batch=batch)

    def apply_again(self, visit, batch):
        opening = self.die.choice(self.openings)
        person = visit.application.person
        applications.apply(person, opening, channel=make.a_channel(), actor=self.actor, batch=batch)

    def offered(self, visit):
        live = offer_queries.live_offer(visit.application_id) or offers.draft(
            visit,
            terms="Grade 3",
            starts_on=clock.today(),
            expires_at=clock.now() + timedelta(days=9),
            actor=self.actor,
        )
        if live.state is OfferState.DRAFT:
            offers.send(visit, walking.approved(visit), actor=self.actor)
        return live

    def offer(self, visit, batch):
        live = self.offered(visit)
        if live.state is OfferState.SENT:
            offers.accept(visit, live, actor=self.actor)
        hiring.hire(visit, actor=self.actor)

    def decline(self, visit, batch):
        reason = self.reasons[2]
        offers.decline(visit, self.offered(visit), reason, actor=self.actor, ends=self.die.random() < 0.5)

    def unhire(self, visit, batch):
        hiring.unhire(visit, actor=self.actor, reason=WHY)

    def no_show(self, visit, batch):
        hiring.record_no_show(visit, actor=self.actor, reason=WHY)

    def take_back(self, visit, batch):
        last = standing.last_entries([visit.application_id])[visit.application_id]
        before = last.details.get("before")
        undoing.undo(last.batch or "", actor=self.actor)
        now = standing.latest_visit(visit.application_id)
        assert history.state_of(now.application, now) == before


def check(walk):
    walk.the_state_is_the_record_replayed()
    walk.for_each_stage_entered_is_advanced_left_and_still_there()
    walk.nobody_is_in_two_places()
    walk.seats_and_employments_are_those_of_the_hired()
    walk.no_letter_goes_out_for_a_move_that_did_not_stand()


def test_a_long_walk_in_which_everything_happens_keeps_the_record_true(app):
    walk = Walk(seed=20261122)
    for number in range(STEPS):
        walk.step()
        if number % 8 == 0:  # what is wrong once stays wrong
            check(walk)
    check(walk)
    walk.teardown()
    assert walk.happened() >= MUST_HAPPEN
