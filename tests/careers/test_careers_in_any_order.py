"""Months, complaints, cases, posts and duty in any order: a past day is answered as it was answered then, and
what stands is what the record tells."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import func, select

from careers import cases, complaints, deciding, ladders, levels, posts, reviewing
from careers.deciding import Approval
from careers.defaults.formulas import INDICATORS
from careers.defaults.ladder import LADDER
from careers.models import Complaint, LevelAct, PromotionCase
from careers.queries import cases as case_queries
from careers.queries import ladder, standings
from careers.queries import reviews as review_queries
from careers.queries.facts import duties
from careers.states import RUNNING, ActKind, CaseState, ComplaintState
from core import clock
from core.db import db
from core.months import add_months
from core.record import Entry
from people import employment as employments
from people.permissions import Role
from people.states import DutyStatus, LeavingReason, Shift
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.factories import a_team, an_account, serving
from tests.trying import trying

KEYS = [one.key for one in LADDER.levels[1].competencies]
EXPERT = replace(
    LADDER.levels[1], key="expert", name={"en": "Expert", "zh_Hans": "专家"}, track="expert", asks=()
)
SEEDS, STEPS = (0, 10), 80
DEEDS = (
    *["rise", "change_the_level"] * 5,
    *["decide", "time_passes"] * 4,
    *["nominate_or_apply", "close_or_correct_a_month"] * 2,
    *["assess"] * 3,
    *["complain", "change_the_shift", "go_on_leave_or_come_back", "another_ladder"],
    *["leave_for_good", "worker_comes"],
)
"""As often as they are named."""
DECISIONS = ("approve", "act", "decline", "return", "cancel", "withdraw", "edit")
FITTING = {
    CaseState.OPEN: ("approve", "act", "decline", "return", "withdraw"),
    CaseState.RETURNED: ("edit", "edit", "withdraw"),
    CaseState.APPROVED: ("cancel",),
}
"""State of a case → what is decided about it mostly; now and then it is anything."""
MUST_HAPPEN = {
    *(f"level {kind}" for kind in ActKind),
    *(
        "case opened",
        "case approved",
        "case declined",
        "promotion cancelled",
        "case withdrawn",
        "case lapsed",
    ),
    *(
        "month closed",
        "month corrected",
        "complaint reported",
        "complaint decided anew",
        "employment ended",
        "assessment submitted",
    ),
}
"""Verbs of the record; or it was tried in vain."""
LEAVES = (LeavingReason.OWN_WISH, LeavingReason.RELEASED)
DAY = timedelta(days=1)


class Careers:
    """Two of a team who have been on duty for a year, whoever decides, and two who assess. Who leaves makes
    room for somebody new; what was told of them stays true."""

    def __init__(self):
        self.answers, self.today = {}, last_day_told() + DAY
        with clock.at(noon(self.today)):
            self.team, self.begun = a_team(), db.session.scalar(select(func.max(Entry.id))) or 0
            self.manager, self.nominator = an_account(Role.MANAGER), an_account(Role.MANAGER)
            self.raters = [an_account(Role.TRAINER) for _one in range(2)]
            self.people, self.own, self.left = [], {}, []
            for _one in range(2):
                self.takes_somebody_on()
            version = ladders.publish(forked(LADDER), actor=None)
            ladders.move(self.people, version, actor=self.manager, reason=WHY)
            db.session.commit()

    def takes_somebody_on(self):
        one = an_employee(team=self.team, on_duty_since=self.today - 400 * DAY)
        self.people.append(one)
        self.own[one.id] = account_of(one)

    def every_day_that_is_over_is_answered_as_it_was(self):
        for (who, day), answer in self.answers.items():
            row = standings.row_of(who)
            assert row is None or told(standings.standing_then(row, day)) == answer, day

    def trying(self):
        return trying(noon(self.today))

    def somebody(self, random):
        return random.choice(self.people)

    def somebody_without_a_case(self, random):
        """Or anybody, where about everybody a case runs."""
        free = [one for one in self.people if case_queries.running(one.id) is None]
        return random.choice(free or self.people)

    def a_case(self, random, states=RUNNING):
        """One of theirs, mostly in one of these states."""
        mine = PromotionCase.employment_id.in_([one.id for one in (*self.people, *self.left)])
        found = db.session.scalars(select(PromotionCase).where(mine).order_by(PromotionCase.id)).all()
        running = [one for one in found if one.state in states] if random.random() < 0.8 else []
        return random.choice(running or found) if found else None

    def time_passes(self, random):
        """The worker may be late; what is approved takes effect as of its day all the same."""
        days, worker = random.choice([1, 1, 2, 20]), random.random() < 0.5
        with clock.at(noon(self.today)):
            for one in self.people:
                self.answers[one.id, self.today] = told(standings.standing_of(one.id))
        self.today += days * DAY
        if worker:
            self.worker_comes()

    def worker_comes(self, _random=None):
        """Twice, as after it was killed: what is due is in effect, and who left has no case that runs."""
        for _time in range(2):
            with self.trying():
                done = deciding.apply_due() + deciding.lapse_all()
        assert done == 0
        running = db.session.scalars(select(PromotionCase).where(PromotionCase.state.in_(RUNNING))).all()
        assert not [one for one in running if one.employment.ended_on]
        assert not [one for one in running if one.effective_on and one.effective_on <= self.today]

    def leave_for_good(self, random):
        """The last day is today, or told the day before."""
        ahead, why = random.randint(0, 1), random.choice(LEAVES)
        one = self.somebody(random)
        with self.trying():
            employments.end(one, self.today + ahead * DAY, why, actor=self.manager)
            self.takes_somebody_on()
        self.people.remove(one)
        self.left.append(one)

    def everybody_leaves(self):
        """Whatever ran about them has ended with that."""
        with self.trying():
            for one in self.people:
                employments.end(one, self.today, LeavingReason.OWN_WISH, actor=self.manager)
        self.worker_comes()
        assert not db.session.scalars(select(PromotionCase).where(PromotionCase.state.in_(RUNNING))).all()

    def close_or_correct_a_month(self, random):
        ago, share = random.randint(1, 3), random.choice(["0.5", "0.8", "0.9", "1"])
        one, month = self.somebody(random), add_months(self.today.replace(day=1), -ago)
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

    def rise(self, random):
        """Nominated and approved in one go, for today or soon."""
        one, acts = self.somebody_without_a_case(random), random.random() < 0.5
        day = self.today + random.choice([0, 0, 1]) * DAY
        way = random.choice([0, -1])
        with self.trying():
            standing = standings.standing_of(one.id)
            ways = standing.version.next_of(standing.facts.level)
            if ways:
                case = cases.open_case(one, ways[way].key, WHY, actor=self.nominator)
                terms = Approval(day, ways[way].grades[0], day + 30 * DAY if acts else None, WHY)
                deciding.approve(case, terms, revision=case.revision, actor=self.manager)
                deciding.apply(case)

    def complain(self, random):
        upheld = random.choice([True, False, None])
        with self.trying():
            if upheld is None:
                complaints.report(self.somebody(random), self.today, "Was short.", actor=self.manager)
            else:
                mine = Complaint.employment_id.in_([one.id for one in self.people])
                there = db.session.scalars(
                    select(Complaint).where(mine).order_by(Complaint.id.desc())
                ).first()
                if there:
                    said = {"finding": WHY, "actor": self.manager}
                    if there.state is ComplaintState.REPORTED:
                        complaints.decide(there, upheld=not upheld, **said)
                    complaints.decide_anew(there, upheld=there.state is ComplaintState.DISMISSED, **said)

    def nominate_or_apply(self, random):
        applies, other = random.random() < 0.5, random.random() < 0.5
        one = self.somebody(random)
        with self.trying():
            standing = standings.standing_of(one.id)
            ways = standing.version.next_of(standing.facts.level)
            if ways:
                actor = self.own[one.id] if applies else self.nominator
                case = cases.open_case(one, ways[-1 if other else 0].key, WHY, actor=actor)
                db.session.commit()
                self.neither_opener_nor_subject_decides(case)

    def assess(self, random):
        rating, who, answers = random.randint(1, 5), random.randint(0, 1), random.random() < 0.5
        case = self.a_case(random, [CaseState.OPEN])
        if case is None:
            return
        with self.trying():
            made = cases.ask(case, self.raters[who], actor=self.manager)
            keys = [one.key for one in case_queries.level_of(case).competencies]
            if answers:
                cases.submit(made, dict.fromkeys(keys, (rating, "Seen.")), actor=self.raters[who])
            elif rating < 3:
                cases.release(made, actor=self.manager)

    def decide(self, random):
        case, ahead = self.a_case(random), random.randint(0, 3)
        if case is None:
            return
        fitting = FITTING.get(case.state, DECISIONS)
        deed = random.choice(fitting if random.random() < 0.8 else DECISIONS)
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
                cases.withdraw(case, **seen, actor=case.nominated_by)
            else:
                cases.edit(case, f"On {day}.", **seen, actor=case.nominated_by)

    def neither_opener_nor_subject_decides(self, case):
        for actor in (case.nominated_by, self.own[case.employment_id]):
            seen = {"revision": case.revision, "actor": actor}
            with clock.at(noon(self.today)):
                with pytest.raises(cases.CaseRefused):
                    deciding.approve(case, Approval(self.today, override=WHY), **seen)
                with pytest.raises(cases.CaseRefused):
                    deciding.decline(case, WHY, self.today + DAY, **seen)
            db.session.rollback()

    def change_the_level(self, random):
        one = self.somebody_without_a_case(random)
        acts = ladder.acts([one.id]).get(one.id, [])
        is_on_trial = bool(acts) and acts[-1].kind is ActKind.ACTING
        ends, moves = ["confirm", "send back"], ["demote", "sideways"]
        deed = random.choice([*(ends if is_on_trial else moves) * 3, *ends, *moves])
        with self.trying():
            if deed == "confirm":
                levels.confirm(one, actor=self.manager)
            elif deed == "send back":
                levels.send_back(one, WHY, actor=self.manager)
            elif deed == "demote":
                levels.demote(one, "specialist", self.today, WHY, actor=self.manager)
            else:
                to = "supervisor" if ladder.level_held(one.id) == "expert" else "expert"
                levels.move_sideways(one, to, self.today, WHY, actor=self.manager)

    def change_the_shift(self, random):
        """Entered some days later than it began."""
        shift, ago = random.choice([*Shift]), random.randint(0, 3)
        with self.trying():
            terms = posts.Terms(self.today - ago * DAY, shift)
            posts.change(self.somebody(random), terms, WHY, actor=self.manager)

    def go_on_leave_or_come_back(self, random):
        back, ago = random.random() < 0.5, random.randint(0, 3)
        one = self.somebody(random)
        with self.trying():
            if back:
                serving(one, self.today - ago * DAY)
            else:
                since = self.today - ago * DAY
                employments.begin_duty(one, DutyStatus.LEAVE, since, actor=self.manager)

    def another_ladder(self, random):
        months, moves = random.choice([6, 12, 18]), random.random() < 0.5
        with self.trying():
            version = ladders.publish(forked(asking(months)), actor=None)
            if moves:
                ladders.move([self.somebody(random)], version, actor=self.manager, reason=WHY)

    def what_stands_is_what_the_record_tells(self):
        rebuilt = Rebuilt(self.begun)
        ids = [one.id for one in (*self.people, *self.left)]
        for one in (*self.people, *self.left):
            held = [(post.since, post.until, post.level) for post in ladder.posts([one.id])[one.id]]
            assert rebuilt.posts[one.id] == held
            there = [(duty.since, duty.status) for duty in duties([one.id])[one.id]]
            assert rebuilt.duties[one.id] == there
            assert rebuilt.left.get(one.id) == one.ended_on
            months = review_queries.months_of(one.id)
            assert rebuilt.months.get(one.id, {}) == {row.month: (row.number, row.score) for row in months}
        columns = select(
            *(PromotionCase.id, PromotionCase.state, PromotionCase.level, PromotionCase.statement),
            *(PromotionCase.effective_on, PromotionCase.pay_grade, PromotionCase.acting_until),
        )
        columns = columns.where(PromotionCase.employment_id.in_(ids))
        assert rebuilt.cases == {row[0]: tuple(row[1:]) for row in db.session.execute(columns)}
        acts = select(LevelAct.kind, LevelAct.from_level, LevelAct.to_level, LevelAct.on, LevelAct.pay_grade)
        acts = acts.where(LevelAct.employment_id.in_(ids)).order_by(LevelAct.id)
        assert rebuilt.acts == [tuple(row) for row in db.session.execute(acts)]
        made = select(Complaint.id, Complaint.state).where(Complaint.employment_id.in_(ids))
        assert rebuilt.complaints == {row.id: row.state for row in db.session.execute(made)}

    def nobody_holds_two_levels_at_once(self):
        for one in (*self.people, *self.left):
            held = ladder.posts([one.id])[one.id]
            assert all(before.until == after.since for before, after in pairwise(held))
            assert (held[-1].until is None) is (one.ended_on is None)
            acts = ladder.acts([one.id]).get(one.id, [])
            assert held[-1].level == (acts[-1].to_level if acts else "specialist")
            assert [act.from_level for act in acts] == ["specialist", *(act.to_level for act in acts)][:-1]
            running = [case for case in case_queries.of_person(one.id) if case.state in RUNNING]
            assert len(running) <= 1

    def a_promotion_is_applied_once_and_by_a_decision_of_somebody_else(self):
        for one in (*self.people, *self.left):
            of_case = {act.case_id: act for act in ladder.acts([one.id]).get(one.id, []) if act.case_id}
            for case in case_queries.of_person(one.id):
                act = of_case.pop(case.id, None)
                assert (act is not None) is (case.state is CaseState.APPLIED)
                assert case.decided_by_id not in (case.nominated_by_id, self.own[one.id].id)
                if act is not None:
                    assert act.kind is (ActKind.ACTING if case.is_acting else ActKind.PROMOTION)
                    assert (act.to_level, act.pay_grade) == (case.level, case.pay_grade)
                    assert case.effective_on <= act.on <= self.today
            assert not of_case

    def only_what_leads_up_by_a_case_is_called_a_promotion(self):
        for one in (*self.people, *self.left):
            acts = ladder.acts([one.id]).get(one.id, [])
            for before, act in pairwise([None, *acts]):
                rise = RUNGS[act.to_level] - RUNGS[act.from_level]
                is_up = act.kind in (ActKind.PROMOTION, ActKind.ACTING)
                assert is_up is (rise > 0) is (act.case_id is not None)
                if act.kind in (ActKind.CONFIRMED, ActKind.RETURNED):
                    assert before.kind is ActKind.ACTING and act.from_level == before.to_level
                    ends = before.to_level if act.kind is ActKind.CONFIRMED else before.from_level
                    assert act.to_level == ends
                elif not is_up:
                    assert rise < 0 if act.kind is ActKind.DEMOTION else rise == 0
                    assert act.kind is not ActKind.LATERAL or act.from_level != act.to_level


RUNGS = {"specialist": 0, "supervisor": 1, "expert": 1, "manager": 2}


def last_day_told():
    latest = db.session.scalars(select(Entry.at).order_by(Entry.id.desc()).limit(1)).first()
    return max(TODAY, clock.local(latest).date()) if latest else TODAY


def asking(months):
    """The ladder with another time in level for supervisors."""
    supervisor = LADDER.levels[1]
    asks = tuple(vary(one, months) for one in supervisor.asks)
    return type(LADDER)((LADDER.levels[0], vary(supervisor, asks), LADDER.levels[2]), LADDER.tracks)


def forked(plan):
    """The ladder with a second track beside supervisors."""
    return type(plan)((*plan.levels, EXPERT), {**plan.tracks, "expert": EXPERT.name})


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
    """The state, from the entries alone that were written after one."""

    def __init__(self, after):
        self.posts, self.duties, self.months, self.cases, self.complaints, self.acts = {}, {}, {}, {}, {}, []
        self.left = {}
        for entry in db.session.scalars(select(Entry).where(Entry.id > after).order_by(Entry.id)):
            who, said = entry.subject_id, entry.details
            if entry.verb == "employed":
                begin = date.fromisoformat(said["starts_on"])
                self.posts[who] = [(begin, None, said["level"])]
                self.duties[who] = [(begin, said["state"])]
            elif entry.verb == "post changed":
                since = date.fromisoformat(said["since"])
                before = self.posts[who].pop()
                self.posts[who] += [(before[0], since, before[2]), (since, None, said["level"])]
            elif entry.verb == "employment ended":
                self.left[who] = date.fromisoformat(said["on"])
                since, _until, level = self.posts[who].pop()
                self.posts[who].append((since, max(self.left[who] + DAY, since), level))
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
    for seed in SEEDS:
        random, careers = Random(seed), Careers()
        for _step in range(STEPS):
            getattr(careers, random.choice(DEEDS))(random)
            careers.what_stands_is_what_the_record_tells()
            careers.nobody_holds_two_levels_at_once()
            careers.a_promotion_is_applied_once_and_by_a_decision_of_somebody_else()
            careers.only_what_leads_up_by_a_case_is_called_a_promotion()
        careers.every_day_that_is_over_is_answered_as_it_was()
        careers.everybody_leaves()
    assert (done := set(db.session.scalars(select(Entry.verb)))) >= MUST_HAPPEN, MUST_HAPPEN - done
