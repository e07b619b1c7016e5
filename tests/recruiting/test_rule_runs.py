"""Rules that act by themselves: the dry run names exactly whom they would act on, and nobody is rejected
without a person."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.db import db
from core.refusal import Refused
from people.models import Account
from people.permissions import Role
from recruiting import closing, interviewing, pipeline, results, rule_runs, scoring, screening, stage_rules
from recruiting.models import Panelist, RuleDeed, Visit
from recruiting.queries import standing
from recruiting.rules import Condition
from recruiting.stage_rules import RuleRefused, Terms
from recruiting.states import ConditionKind, ReasonFamily, RuleAct
from tests import factories as make
from tests.recruiting.screening import given as given_to
from tests.recruiting.screening import screened

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
K = ConditionKind
STAGES = ("screening", "online test", "first interview")
CHANNELS = ("job site", "referral", "campus")


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR)


def a_rule(admin, opening, stage, terms, name="A rule"):
    return stage_rules.make(
        opening.pipeline_version.pipeline, stage, make.words(name, "规则"), terms, actor=admin
    )


def advancing(*conditions, **more):
    return Terms(RuleAct.ADVANCE, [Condition(*one) for one in conditions], **more)


def acted_on():
    return set(db.session.scalars(select(RuleDeed.visit_id)))


# The dry run


CONDITIONS = st.lists(
    st.one_of(
        st.just(Condition(K.PASSED)),
        st.just(Condition(K.FAILED)),
        st.builds(Condition, st.just(K.MARK_FROM), st.sampled_from(["2.5", "4", "60", "80"])),
        st.builds(Condition, st.just(K.MARK_UNDER), st.sampled_from(["3", "70"])),
        st.just(Condition(K.SCORECARDS)),
        st.builds(Condition, st.just(K.WAITS), st.integers(1, 4).map(str)),
        st.builds(Condition, st.just(K.CHANNEL), st.sampled_from(["referral", "referral,campus"])),
        st.builds(Condition, st.just(K.SCREENED_FROM), st.sampled_from(["50", "79.5", "90"])),
        st.builds(Condition, st.just(K.SCREENED_UNDER), st.sampled_from(["79.5", "60"])),
        st.builds(
            Condition,
            st.just(K.ANSWERS),
            st.sampled_from(
                ["shifts=yes", "shifts=no", "shifts=yes,education=bachelor", "shifts=yes,shifts=no"]
            ),
        ),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one.kind,
)
DEEDS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            [
                *("advance", "hold", "resume", "back", "reject", "reinstate", "result", "ask", "score"),
                *("release", "screen", "screen", "take_back"),
            ]
        ),
        st.integers(0, 100),
        st.integers(1, 40),
    ),
    min_size=4,
    max_size=22,
)


class Story:
    """Four people in an opening, and what colleagues do with them, hour by hour."""

    def __init__(self, admin):
        self.admin, self.now = admin, START
        with clock.at(START):
            self.opening = make.an_opening()
            self.panel = [make.an_account(Role.INTERVIEWER, Role.MANAGER) for _ in range(2)]
            for one in self.panel:
                make.openings.add_member(self.opening, one, make.Part.INTERVIEWER, actor=None)
            visits = [make.an_application(self.opening, channel=CHANNELS[number % 3]) for number in range(4)]
            self.ids = [visit.application_id for visit in visits]

    def after(self, hours):
        self.now += timedelta(hours=hours)
        return clock.at(self.now)

    def do(self, who, deed, mark):
        """One deed; what the product refuses does not happen."""
        visit = standing.latest_visit(self.ids[who])
        try:
            with db.session.begin_nested():
                getattr(self, deed)(visit, mark)
        except Refused:
            db.session.expire_all()

    def advance(self, visit, _mark):
        following = pipeline.stages_of(visit)[visit.stage.position :]
        for to in following[:1]:
            pipeline.move(visit, to, actor=self.admin, reason=make.WHY, override=True, tell=False)

    def hold(self, visit, _mark):
        pipeline.hold(visit, actor=self.admin, reason=make.WHY)

    def resume(self, visit, _mark):
        pipeline.resume(visit, actor=self.admin)

    def back(self, visit, mark):
        to = pipeline.stages_of(visit)[mark % 2]
        pipeline.move(visit, to, actor=self.admin, reason=make.WHY, tell=False)

    def reject(self, visit, _mark):
        closing.reject(visit, make.a_reason(), actor=self.admin, tell=False)

    def reinstate(self, visit, _mark):
        closing.reinstate(visit, actor=self.admin, reason=make.WHY)

    def result(self, visit, mark):
        results.enter(visit, mark=Decimal(mark), comment="It was marked again.", actor=self.admin)

    def screen(self, visit, mark):
        screened(visit, actor=self.admin, shifts="yes" if mark % 3 else "no", typing_speed=mark)

    def take_back(self, visit, mark):
        screening.answer(visit, given_to(visit, **{"shifts" if mark % 2 else "education": None}), actor=None)

    def ask(self, visit, mark):
        interviewing.ask(visit, self.panel[mark % 2], actor=self.admin)

    def score(self, visit, mark):
        for panelist in self.asked(visit)[: 1 + mark % 2]:
            rubric = visit.stage.rubric_version
            ratings = {one.id: 1 + mark % 5 for one in rubric.criteria}
            scoring.submit(panelist, ratings, "yes", actor=panelist.account)

    def release(self, visit, _mark):
        for panelist in self.asked(visit)[:1]:
            interviewing.release(panelist, make.WHY, actor=self.admin)

    def asked(self, visit):
        query = select(Panelist).where(Panelist.visit_id == visit.id, Panelist.released_at.is_(None))
        return db.session.scalars(query.order_by(Panelist.id)).all()


def any_terms(act, conditions, admin):
    reason = make.a_reason(ReasonFamily.REJECTION).id if act is RuleAct.PROPOSE else None
    return Terms(act, conditions, note=make.WHY, reason_id=reason)


def a_rule_or_none(story, stage, act, conditions):
    """The rule, where the verb takes it: what it refuses is tried elsewhere."""
    try:
        return a_rule(story.admin, story.opening, stage, any_terms(act, conditions, story.admin))
    except RuleRefused:
        return None


def examined(check, *told):
    """Tried with stories of all kinds; with fewer on PostgreSQL, where one is told three times as long."""
    return settings(
        max_examples=20 if db.engine.dialect.name == "sqlite" else 6,
        phases=(Phase.explicit, Phase.generate),  # a story is told slowly; as it is it says enough
        suppress_health_check=list(HealthCheck),
    )(given(*told)(check))


@contextmanager
def a_world_of_its_own(admin_id):
    """Whatever happens inside did not happen for the next example."""
    try:
        yield db.session.get_one(Account, admin_id)
    finally:
        db.session.rollback()
        db.session.expunge_all()


def check_the_dry_run_names_exactly_whom_switching_on_moves(admin_id, stage, act, conditions, deeds):
    with a_world_of_its_own(admin_id) as admin:
        story = Story(admin)
        for who, deed, mark, hours in deeds:
            with story.after(hours):
                story.do(who, deed, mark)
        rule = a_rule_or_none(story, stage, act, conditions)
        if rule:
            with story.after(1):
                named = {visit.id for visit in rule_runs.would_act(rule.newest)}
                before = {one: (standing.latest_visit(one).seen) for one in story.ids}
                assert stage_rules.switch_on(rule, actor=admin) == len(named)
                assert rule_runs.run() == len(named)
                assert acted_on() == named
                assert rule_runs.run() == 0  # once is enough
                changed = {one for one in story.ids if standing.latest_visit(one).seen != before[one]}
                touched = {db.session.get_one(Visit, one).application_id for one in named}
                assert changed == (touched if act is not RuleAct.PROPOSE else set())


def test_the_dry_run_names_exactly_whom_switching_on_moves(admin):
    make.found()
    db.session.commit()
    examined(
        check_the_dry_run_names_exactly_whom_switching_on_moves,
        st.sampled_from(STAGES),
        st.sampled_from(list(RuleAct)),
        CONDITIONS,
        DEEDS,
    )(admin.id)


def check_the_past_is_read_as_it_was_seen(admin_id, stage, act, conditions, deeds):
    """Every half hour somebody asks whom the rule would act on now; afterwards the dry run over the past
    names the same stays, each at the first moment at which it was named, or half an hour earlier."""
    with a_world_of_its_own(admin_id) as admin:
        story = Story(admin)
        rule = a_rule_or_none(story, stage, act, conditions)
        watched: dict[int, datetime] = {}
        for who, deed, mark, hours in [*deeds, (0, "nothing", 0, 120)]:
            moments = [story.now + timedelta(hours=hour) for hour in range(1, hours + 1, 6)]
            for moment in [*moments, story.now + timedelta(hours=hours)] if rule else []:
                with clock.at(moment):
                    for visit in rule_runs.would_act(rule.newest):
                        watched.setdefault(visit.id, moment)
            with story.after(hours):
                story.do(who, deed, mark) if deed != "nothing" else None
                for visit in rule_runs.would_act(rule.newest) if rule else []:
                    watched.setdefault(visit.id, story.now)
        if rule:
            with story.after(0):
                found = rule_runs.would_have_acted(rule.newest, START, reader=story.admin)
                told = {one.course.visit_id: one.at for one in found}
            assert told.keys() == watched.keys()
            for visit_id, moment in told.items():
                assert timedelta(0) <= watched[visit_id] - moment <= timedelta(hours=6)


def test_the_dry_run_over_the_past_names_whom_the_rule_would_have_seen(admin):
    make.found()
    db.session.commit()
    examined(
        check_the_past_is_read_as_it_was_seen,
        st.sampled_from(STAGES),
        st.sampled_from(list(RuleAct)),
        CONDITIONS,
        DEEDS,
    )(admin.id)
