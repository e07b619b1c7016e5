"""Months, complaints, cases, posts and duty in any order: a past day is answered as it was answered then, and
what stands is what the record tells."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from careers import cases, complaints, deciding, ladders, levels, posts, reviewing
from careers.deciding import Approval
from careers.defaults.formulas import INDICATORS
from careers.defaults.ladder import LADDER
from careers.models import Complaint, LevelAct, PromotionCase
from careers.queries import cases as case_queries
from careers.queries import ladder, standings
from careers.queries import reviews as review_queries
from careers.queries.facts import duties
from core import clock
from core.db import db
from core.months import add_months
from core.record import Entry
from people import employment as employments
from people.permissions import Role
from people.states import DutyStatus, Shift
from tests.careers.people_at_work import TODAY, WHY, an_employee, noon
from tests.factories import a_team, an_account, serving
from tests.trying import trying

KEYS = [one.key for one in LADDER.levels[1].competencies]
DECISIONS = ("approve", "approve", "act", "decline", "return", "cancel", "withdraw", "edit")
DAY = timedelta(days=1)


class Careers(RuleBasedStateMachine):
    """Two of a team who have been on duty for a year, whoever decides, and two who assess."""

    def __init__(self):
        super().__init__()
        self.answers, self.today = {}, last_day_told() + DAY  # another example's record is never undone
        with clock.at(noon(self.today)):
            team, since = a_team(), self.today - 400 * DAY
            self.manager, self.nominator = an_account(Role.MANAGER), an_account(Role.MANAGER)
            self.raters = [an_account(Role.TRAINER) for _one in range(2)]
            self.people = [an_employee(team=team, on_duty_since=since) for _one in range(2)]
            db.session.commit()

    def teardown(self):
        """Every day that is over is answered as it was."""
        try:
            for (who, day), answer in self.answers.items():
                assert told(standings.standing_then(standings.row_of(who), day)) == answer, day
        finally:
            db.session.rollback()

    def trying(self):
        return trying(noon(self.today))

    def somebody(self, data):
        return data.draw(st.sampled_from(self.people))

    def a_case(self, data):
        mine = PromotionCase.employment_id.in_([one.id for one in self.people])
        found = db.session.scalars(select(PromotionCase).where(mine).order_by(PromotionCase.id)).all()
        return data.draw(st.sampled_from(found)) if found else None

    @rule(days=st.sampled_from([1, 1, 2, 20]), worker=st.booleans())
    def time_passes(self, days, worker):
        """The worker may be late; what is approved takes effect as of its day all the same."""
        with clock.at(noon(self.today)):
            for one in self.people:
                self.answers[one.id, self.today] = told(standings.standing_of(one.id))
        self.today += days * DAY
        if worker:
            with self.trying():
                deciding.apply_due()

    @rule(data=st.data(), ago=st.integers(1, 7), share=st.sampled_from(["0.5", "0.8", "0.9", "1"]))
    def close_or_correct_a_month(self, data, ago, share):
        one, month = self.somebody(data), add_months(self.today.replace(day=1), -ago)
        figures = {
            line.key: line.zero + (line.target - line.zero) * Decimal(share)
            for line in INDICATORS
            if line.key in ("satisfaction", "first response", "resolution", "enquiries")
        }
        with self.trying():
            if review_queries.standing(one.id, month):
                reviewing.correct(one, month, figures, actor=self.manager, reason=WHY)
            else:
                reviewing.enter(one, month, figures, actor=self.manager)
                reviewing.close(one, month, actor=self.manager)

    @rule(data=st.data(), upheld=st.sampled_from([True, False, None]))
    def complain(self, data, upheld):
        with self.trying():
            if upheld is None:
                complaints.report(self.somebody(data), self.today, "Was short.", actor=self.manager)
            else:
                mine = Complaint.employment_id.in_([one.id for one in self.people])
                there = db.session.scalars(
                    select(Complaint).where(mine).order_by(Complaint.id.desc())
                ).first()
                if there:
                    complaints.decide(there, upheld=upheld, finding=WHY, actor=self.manager)

    @rule(data=st.data())
    def nominate(self, data):
        with self.trying():
            one = self.somebody(data)
            target = standings.standing_of(one.id).target
            if target:
                cases.open_case(one, target.key, WHY, actor=self.nominator)

    @rule(data=st.data(), rating=st.integers(1, 5), who=st.integers(0, 1), answers=st.booleans())
    def assess(self, data, rating, who, answers):
        case = self.a_case(data)
        if case is None:
            return
        with self.trying():
            made = cases.ask(case, self.raters[who], actor=self.manager)
            keys = [one.key for one in case_queries.level_of(case).competencies]
            if answers:
                cases.submit(made, dict.fromkeys(keys, (rating, "Seen.")), actor=self.raters[who])
            elif rating < 3:
                cases.release(made, actor=self.manager)

    @rule(data=st.data(), deed=st.sampled_from(DECISIONS), ahead=st.integers(0, 3))
    def decide(self, data, deed, ahead):
        case = self.a_case(data)
        if case is None:
            return
        day, seen = self.today + ahead * DAY, {"revision": case.revision}
        with self.trying():
            if deed in ("approve", "act"):
                trial = day + 30 * DAY if deed == "act" else None
                grade = case_queries.level_of(case).grades[0]
                deciding.approve(case, Approval(day, grade, trial, WHY), **seen, actor=self.manager)
            elif deed == "decline":
                deciding.decline(case, WHY, day + DAY, **seen, actor=self.manager)
            elif deed == "return":
                cases.give_back(case, WHY, **seen, actor=self.manager)
            elif deed == "cancel":
                deciding.cancel(case, WHY, **seen, actor=self.manager)
            elif deed == "withdraw":
                cases.withdraw(case, **seen, actor=self.nominator)
            else:
                cases.edit(case, f"On {day}.", **seen, actor=self.nominator)

    @rule(data=st.data(), deed=st.sampled_from(["confirm", "send back", "demote"]))
    def change_the_level(self, data, deed):
        one = self.somebody(data)
        with self.trying():
            if deed == "confirm":
                levels.confirm(one, actor=self.manager)
            elif deed == "send back":
                levels.send_back(one, WHY, actor=self.manager)
            else:
                levels.demote(one, "specialist", self.today, WHY, actor=self.manager)

    @rule(data=st.data(), shift=st.sampled_from(Shift), ago=st.integers(0, 3))
    def change_the_shift(self, data, shift, ago):
        """Entered some days later than it began."""
        with self.trying():
            terms = posts.Terms(self.today - ago * DAY, shift)
            posts.change(self.somebody(data), terms, WHY, actor=self.manager)

    @rule(data=st.data(), back=st.booleans(), ago=st.integers(0, 3))
    def go_on_leave_or_come_back(self, data, back, ago):
        one = self.somebody(data)
        with self.trying():
            if back:
                serving(one, self.today - ago * DAY)
            else:
                since = self.today - ago * DAY
                employments.begin_duty(one, DutyStatus.LEAVE, since, actor=self.manager)

    @rule(data=st.data(), months=st.sampled_from([6, 12, 18]), moves=st.booleans())
    def another_ladder(self, data, months, moves):
        with self.trying():
            version = ladders.publish(asking(months), actor=None)
            if moves:
                ladders.move([self.somebody(data)], version, actor=self.manager, reason=WHY)

    @invariant()
    def what_stands_is_what_the_record_tells(self):
        rebuilt = Rebuilt()
        for one in self.people:
            held = [(post.since, post.until, post.level) for post in ladder.posts([one.id])[one.id]]
            assert rebuilt.posts[one.id] == held
            there = [(duty.since, duty.status) for duty in duties([one.id])[one.id]]
            assert rebuilt.duties[one.id] == there
            months = review_queries.months_of(one.id)
            assert rebuilt.months.get(one.id, {}) == {row.month: (row.number, row.score) for row in months}
        columns = select(
            *(PromotionCase.id, PromotionCase.state, PromotionCase.level, PromotionCase.statement),
            *(PromotionCase.effective_on, PromotionCase.pay_grade, PromotionCase.acting_until),
        )
        assert rebuilt.cases == {row[0]: tuple(row[1:]) for row in db.session.execute(columns)}
        acts = select(LevelAct.kind, LevelAct.from_level, LevelAct.to_level, LevelAct.on, LevelAct.pay_grade)
        assert rebuilt.acts == [tuple(row) for row in db.session.execute(acts.order_by(LevelAct.id))]
        made = select(Complaint.id, Complaint.state)
        assert rebuilt.complaints == {row.id: row.state for row in db.session.execute(made)}


def last_day_told():
    latest = db.session.scalars(select(Entry.at).order_by(Entry.id.desc()).limit(1)).first()
    return max(TODAY, clock.local(latest).date()) if latest else TODAY


def asking(months):
    """The ladder with another time in level for supervisors."""
    supervisor = LADDER.levels[1]
    asks = tuple(vary(one, months) for one in supervisor.asks)
    return type(LADDER)((LADDER.levels[0], vary(supervisor, asks), LADDER.levels[2]), LADDER.tracks)


def vary(one, value):
    """With other requirements, or another time where it asks for one."""
    if hasattr(one, "asks"):
        return type(one)(**{**vars(one), "asks": value})
    return type(one)(**{**vars(one), "months": value}) if one.kind.value == "time in level" else one


def told(one):
    """All that is answered about somebody."""
    if one is None:
        return None
    keys = [level and level.key for level in (one.level, one.target)]
    return one.version.number, keys, one.held, one.found, one.outlook


class Rebuilt:
    """The state, from the entries alone."""

    def __init__(self):
        self.posts, self.duties, self.months, self.cases, self.complaints, self.acts = {}, {}, {}, {}, {}, []
        for entry in db.session.scalars(select(Entry).order_by(Entry.id)):
            who, said = entry.subject_id, entry.details
            if entry.verb == "employed":
                begin = date.fromisoformat(said["starts_on"])
                self.posts[who] = [(begin, None, said["level"])]
                self.duties[who] = [(begin, said["state"])]
            elif entry.verb == "post changed":
                since = date.fromisoformat(said["since"])
                before = self.posts[who].pop()
                self.posts[who] += [(before[0], since, before[2]), (since, None, said["level"])]
            elif entry.verb == "duty changed":
                self.duties[who].append((date.fromisoformat(said["since"]), said["state"]))
            elif entry.verb in ("month closed", "month corrected"):
                month = date.fromisoformat(said["month"])
                self.months.setdefault(who, {})[month] = (said["number"], Decimal(said["score"]))
            elif entry.verb.startswith("complaint "):
                self.complaints[who] = said["state"]
            elif entry.verb.startswith("level "):
                self.acted(entry.verb.removeprefix("level "), said)
            elif entry.subject_kind == "promotion_case" and "state" in said:
                self.case(who, entry)

    def acted(self, kind, said):
        on = date.fromisoformat(said["on"])
        self.acts.append((kind, said["before"], said["level"], on, said["pay_grade"]))
        if said["case"]:
            self.cases[said["case"]] = ("applied", *self.cases[said["case"]][1:])

    def case(self, case_id, entry):
        said = entry.details
        _state, level, statement, *terms = self.cases.get(
            case_id, (None, said.get("level"), None, *[None] * 3)
        )
        if entry.verb in ("case opened", "case edited"):
            statement = entry.reason
        if entry.verb == "case approved":
            days = [
                said[name] and date.fromisoformat(said[name]) for name in ("effective_on", "acting_until")
            ]
            terms = [days[0], said["pay_grade"], days[1]]
        self.cases[case_id] = (said["state"], level, statement, *terms)


@pytest.mark.sqlite_only
def test_careers_in_any_order_can_be_rebuilt_and_asked_about_any_day(app):
    run_state_machine_as_test(
        Careers,
        settings=settings(max_examples=8, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
