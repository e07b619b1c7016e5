"""Random verbs, in random order, by random roles: whatever happens, the rules of the record hold."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry, new_batch
from core.refusal import Refused
from people.models import Employment
from people.permissions import Permission, Role
from recruiting import (
    applications,
    bulk,
    closing,
    counting,
    dating,
    hiring,
    history,
    merging,
    migrating,
    offers,
    openings,
    pipeline,
    screening,
    undoing,
)
from recruiting.bulk import Act, Kind
from recruiting.models import Application, Offer, PersonMerge, Seat, Visit
from recruiting.queries import offers as offer_queries
from recruiting.queries import standing
from recruiting.queries.funnel import Cohort, Way, ends, funnel, people_behind
from recruiting.states import OPEN, OfferState, OpeningStatus, ReasonFamily, SeatState, StageKind, Status
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.screening import screened

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHY = st.sampled_from(["The candidate asked for it.", "候选人要求调换班次", "候选人要求调换班次", "no", ""])


class Selection(RuleBasedStateMachine):
    """Three people, two openings with two seats each, and colleagues in every role."""

    def __init__(self):
        super().__init__()
        self.now = START
        with clock.at(self.now):
            make.found()
            self.actors = [make.an_account(role) for role in Role]
            self.actors += self.actors[:1] * 6  # mostly somebody who may, or nothing would ever happen
            self.approvers = [self.actors[0], make.an_account(Role.MANAGER), make.an_account(Role.MANAGER)]
            team = make.a_team()
            self.openings = [make.an_opening(2, team=team) for _ in range(2)]
            newest = self.openings[0].pipeline_version
            self.versions = [newest, make.a_further_version(newest, without="online test")]
            self.people = [make.a_person() for _ in range(3)]
            self.reasons = [make.a_reason(family) for family in ReasonFamily]
            for person, stage in zip(self.people, ("screening", "second interview", "offer"), strict=True):
                visit = make.an_application(self.openings[0], person, stage)
            walking.draft(visit, self.actors[0], in_days=1)
            offers.send(visit, walking.approved(visit), actor=self.actors[0])
            db.session.commit()
        self.batches = []

    def teardown(self):
        db.session.rollback()

    @contextmanager
    def trying(self):
        """A request: it commits, or is refused and leaves nothing."""
        self.now += timedelta(seconds=7)
        with clock.at(self.now):
            try:
                yield
            except Refused:
                db.session.rollback()
            else:
                db.session.commit()
            db.session.expire_all()

    def stood(self):
        """Of every application, where it stands and since when, what it waits for and until when."""
        of_visit = (Visit.id, Visit.entered_at, Visit.due_at)
        wait = (Visit.waits_for, Visit.waits_on, Visit.waits_on_id, Visit.waits_since)
        found = select(Visit.application_id, *of_visit, *wait).where(
            Visit.application_id.in_(self.mine()), Visit.left_at.is_(None)
        )
        return {row.application_id: tuple(row) for row in db.session.execute(found)}

    def a_visit(self, data):
        return standing.latest_visit(data.draw(st.sampled_from(self.mine())))

    def mine(self):
        """The applications of this run; those of earlier runs stay in the database."""
        openings = [opening.id for opening in self.openings]
        return db.session.scalars(
            select(Application.id).where(Application.opening_id.in_(openings)).order_by(Application.id)
        ).all()

    @rule(data=st.data(), person=st.integers(0, 2), opening=st.integers(0, 1))
    def apply(self, data, person, opening):
        with self.trying():
            applications.apply(
                self.people[person],
                self.openings[opening],
                channel=make.a_channel(),
                actor=data.draw(st.sampled_from(self.actors)),
            )

    @rule(data=st.data(), why=WHY, override=st.booleans())
    def move(self, data, why, override):
        visit = self.a_visit(data)
        stages = visit.application.pipeline_version.stages
        to = data.draw(st.sampled_from([*stages, *stages[-1:] * 4]))
        batch, before = new_batch(), self.stood()
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            pipeline.move(visit, to, actor=actor, reason=why, override=override, batch=batch)
            self.batches.append((batch, actor, before))

    @rule(data=st.data(), mark=st.integers(0, 100))
    def score(self, data, mark):
        visit = self.a_visit(data)
        if visit.left_at is None and visit.stage.pass_mark is not None and visit.mark is None:
            with self.trying():
                make.a_result(visit, min(mark, visit.stage.pass_mark + 1))

    @rule(data=st.data(), shifts=st.sampled_from(["yes", "no"]), confirms=st.booleans())
    def screen(self, data, shifts, confirms):
        visit, actor = self.a_visit(data), data.draw(st.sampled_from(self.actors))
        with self.trying():
            screened(visit, actor=actor, shifts=shifts)
            if confirms:
                screening.confirm(visit, actor=actor)

    @rule(data=st.data(), why=WHY, verb=st.sampled_from([pipeline.hold, closing.reinstate]))
    def with_reason(self, data, why, verb):
        batch, before = new_batch(), self.stood()
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            verb(self.a_visit(data), actor=actor, reason=why, batch=batch)
            self.batches.append((batch, actor, before))

    @rule(data=st.data(), why=WHY, number=st.integers(0, 1))
    def change_version(self, data, why, number):
        batch, before = new_batch(), self.stood()
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            migrating.migrate(self.a_visit(data), self.versions[number], actor=actor, reason=why, batch=batch)
            self.batches.append((batch, actor, before))

    @rule(data=st.data(), why=WHY, minutes=st.integers(-60, 30))
    def correct_date(self, data, why, minutes):
        visit = self.a_visit(data)
        with self.trying():
            at = visit.entered_at + timedelta(minutes=minutes)
            dating.correct_date(visit, at, actor=data.draw(st.sampled_from(self.actors)), reason=why)

    @rule(data=st.data())
    def resume(self, data):
        with self.trying():
            pipeline.resume(self.a_visit(data), actor=data.draw(st.sampled_from(self.actors)))

    @rule(data=st.data(), verb=st.sampled_from([closing.reject, closing.withdraw]))
    def end(self, data, verb):
        batch, before = new_batch(), self.stood()
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            reason = data.draw(st.sampled_from(self.reasons))
            verb(self.a_visit(data), reason, actor=actor, batch=batch)
            self.batches.append((batch, actor, before))

    @rule(data=st.data(), opening=st.integers(0, 1))
    def transfer(self, data, opening):
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            applications.transfer(self.a_visit(data), self.openings[opening], actor=actor)

    @rule(data=st.data(), opening=st.integers(0, 1))
    def copy(self, data, opening):
        application = self.a_visit(data).application
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            applications.copy(application, self.openings[opening], actor=actor)

    @rule(data=st.data(), kind=st.sampled_from([Kind.MOVE, Kind.MOVE, Kind.REJECT, Kind.HOLD]), why=WHY)
    def many_at_once(self, data, kind, why):
        actor, before = data.draw(st.sampled_from(self.actors)), self.stood()
        with self.trying():
            visits = standing.visits_of(list(self.mine()), actor, Permission.MOVE_APPLICATIONS)
            act = Act(kind, bulk.NEXT, make.a_reason() if kind is Kind.REJECT else None, why)
            seen = {visit.application_id: visit.seen for visit in visits}
            done = bulk.carry_out(act, visits, seen, actor=actor)
            assert len(done.done) + len(done.refused) == len(visits)
            if done.done:
                self.batches.append((done.batch, actor, before))

    @rule(data=st.data(), number=st.integers(0, 1), carries_over=st.booleans())
    def close_or_reopen(self, data, number, carries_over):
        opening, other = self.openings[number], self.openings[1 - number]
        with self.trying():
            actor = data.draw(st.sampled_from(self.actors))
            if opening.status is OpeningStatus.CLOSED:
                openings.reopen(opening, actor=actor)
            else:
                openings.close(opening, other if carries_over else make.a_reason(), actor=actor)
                assert not any(
                    standing.latest_visit(one).application.opening_id == opening.id for one in self.stood()
                )

    @precondition(lambda self: self.offers_out())
    @rule(data=st.data(), ends=st.booleans())
    def decline_an_offer(self, data, ends):
        visit = standing.latest_visit(data.draw(st.sampled_from(self.offers_out())))
        with self.trying():
            reason = make.a_reason(ReasonFamily.DECLINE)
            actor = data.draw(st.sampled_from(self.actors))
            offers.decline(
                visit, offer_queries.live_offer(visit.application_id), reason, actor=actor, ends=ends
            )

    @rule(data=st.data(), pair=st.permutations([0, 1, 2]), why=WHY)
    def merge(self, data, pair, why):
        survivor, absorbed = self.people[pair[0]], self.people[pair[1]]
        with self.trying():
            merging.merge(survivor, absorbed, actor=data.draw(st.sampled_from(self.actors)), reason=why)

    @precondition(lambda self: self.merges())
    @rule(data=st.data(), why=WHY)
    def unmerge(self, data, why):
        done = db.session.get_one(PersonMerge, data.draw(st.sampled_from(self.merges())))
        with self.trying():
            merging.unmerge(done, actor=data.draw(st.sampled_from(self.actors)), reason=why)

    def merges(self):
        """Those of this run that stand."""
        people = [person.id for person in self.people]
        query = select(PersonMerge.id).where(PersonMerge.survivor_id.in_(people))
        return db.session.scalars(query.where(PersonMerge.undone_at.is_(None))).all()

    def offers_out(self):
        """The applications to which one is out."""
        out = select(Offer.application_id).where(Offer.state == OfferState.SENT)
        return db.session.scalars(out.where(Offer.application_id.in_(self.mine()))).all()

    @rule(data=st.data(), far=st.booleans())
    def offer_and_hire(self, data, far):
        visit, actor = self.a_visit(data), data.draw(st.sampled_from(self.actors))
        with self.trying():
            offer = offer_queries.live_offer(visit.application_id) or offers.draft(
                visit,
                terms="Grade 3",
                starts_on=clock.today() + timedelta(days=1),
                expires_at=clock.now() + timedelta(days=9),
                actor=actor,
            )
            if offer.state == "draft":
                offers.approve(visit, offer, actor=data.draw(st.sampled_from(self.approvers)))
                offers.send(visit, offer, actor=actor)
            if far:
                offers.accept(visit, offer, actor=actor)
                hiring.hire(visit, actor=actor)

    @rule(data=st.data(), verb=st.sampled_from([hiring.unhire, hiring.record_no_show]), why=WHY)
    def take_back_a_hire(self, data, verb, why):
        with self.trying():
            verb(self.a_visit(data), actor=data.draw(st.sampled_from(self.actors)), reason=why)

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def undo(self, data):
        batch, actor, stood = data.draw(st.sampled_from(self.batches[-3:]))
        entries = standing.entries_of_batch(batch)
        wanted = {entry.subject_id: entry.details["before"] for entry in entries}
        with self.trying():
            undoing.undo(batch, actor=actor)
            for application_id, before in wanted.items():
                visit = standing.latest_visit(application_id)
                assert history.state_of(visit.application, visit) == before
                assert self.stood().get(application_id) == stood.get(application_id)

    @rule()
    def fold_the_counts(self):
        with self.trying():
            counting.fold()

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_state_is_the_record_replayed(self):
        mine = self.mine()
        told = history.replay(
            db.session.scalars(select(Entry).where(Entry.subject_id.in_(mine)).order_by(Entry.id))
        )
        assert sorted(told) == sorted(mine)
        for application_id in mine:
            visit = standing.latest_visit(application_id)
            assert told[application_id] == history.state_of(visit.application, visit)

    @invariant()
    def a_stay_begins_when_the_record_says(self):
        began = history.began(
            db.session.scalars(select(Entry).where(Entry.subject_id.in_(self.mine())).order_by(Entry.id))
        )
        for _application, visit_id, entered, *_rest in self.stood().values():
            assert began[visit_id] == entered

    @invariant()
    def for_each_stage_entered_is_advanced_left_and_still_there(self):
        for opening in self.openings:
            for step in funnel(self.actors[0], Cohort(opening.id)):
                assert step.entered == sum(step.ways.values())
                everybody = people_behind(self.actors[0], Cohort(opening.id), step.key, None)
                assert len(everybody) == step.entered == len({row.id for row in everybody})
            in_a_stage = select(Application).where(
                Application.opening_id == opening.id, Application.status.in_(OPEN)
            )
            still_there = sum(
                step.ways[Way.STILL_THERE] for step in funnel(self.actors[0], Cohort(opening.id))
            )
            assert still_there == len(db.session.scalars(in_a_stage).all())

    @invariant()
    def the_kept_counts_are_those_that_counting_gives(self):
        assert counting.differences() == []
        for opening in self.openings:
            kept, of_all_time = Cohort(opening.id), Cohort(opening.id, since=START - timedelta(days=9))
            assert funnel(self.actors[0], kept) == funnel(self.actors[0], of_all_time)
            assert ends(self.actors[0], kept) == ends(self.actors[0], of_all_time)

    @invariant()
    def nobody_waits_since_before_they_came(self):
        assert all(
            entered <= since <= self.now for _id, _visit, entered, *_rest, since in self.stood().values()
        )

    @invariant()
    def nobody_is_in_two_places(self):
        rows = db.session.execute(
            select(Application.status, func.count(Visit.id))
            .outerjoin(Visit, (Visit.application_id == Application.id) & Visit.left_at.is_(None))
            .where(Application.id.in_(self.mine()))
            .group_by(Application.id, Application.status)
        )
        assert all(here == (1 if status in OPEN else 0) for status, here in rows)

    @invariant()
    def who_was_merged_has_nothing_left(self):
        absorbed = [person.id for person in self.people if person.merged_into_id]
        left = select(func.count()).select_from(Application).where(Application.person_id.in_(absorbed))
        assert db.session.scalar(left) == 0

    @invariant()
    def nobody_stands_in_a_closed_opening(self):
        closed = [one.id for one in self.openings if one.status is OpeningStatus.CLOSED]
        there = select(Application.id).where(Application.opening_id.in_(closed), Application.status.in_(OPEN))
        assert db.session.scalars(there).all() == []

    @invariant()
    def an_offer_is_out_only_to_who_stands_in_its_stage(self):
        for application_id in self.offers_out():
            visit = standing.latest_visit(application_id)
            assert visit.left_at is None and visit.stage.kind is StageKind.OFFER

    @invariant()
    def seats_and_employments_are_those_of_the_hired(self):
        openings = [opening.id for opening in self.openings]
        of_mine = Application.opening_id.in_(openings)
        hired = select(Application.id).where(of_mine, Application.status == Status.HIRED)
        filled = select(Seat.application_id).where(
            Seat.opening_id.in_(openings), Seat.state == SeatState.FILLED
        )
        assert set(db.session.scalars(hired)) == set(db.session.scalars(filled))
        people = [person.id for person in self.people]
        employed = select(Employment.person_id).where(
            Employment.person_id.in_(people), Employment.ended_on.is_(None)
        )
        of_hired = select(Application.person_id).where(Application.id.in_(hired))
        assert sorted(db.session.scalars(employed)) == sorted(db.session.scalars(of_hired))

    @invariant()
    def no_letter_goes_out_for_a_move_that_did_not_stand(self):
        undone = select(Entry.corrects_id).where(Entry.verb == "undone")
        standing_letters = db.session.scalars(
            select(Letter.id).where(Letter.entry_id.in_(undone), Letter.state != LetterState.CANCELLED)
        ).all()
        assert standing_letters == []


def test_any_verbs_in_any_order_keep_the_record_true(app):
    run_state_machine_as_test(
        Selection,
        settings=settings(
            max_examples=12 if db.engine.dialect.name == "sqlite" else 5,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
