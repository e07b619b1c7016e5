"""The evaluator: by hand calculation, and by what must hold for any facts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.defaults.ladder import LADDER
from careers.rules.plans import LadderPlan, LevelPlan, problems
from careers.rules.readiness import Asked, Certified, Facts, Passed, Scored, evaluate, outlook, place_of
from careers.states import Readiness, Verdict
from careers.states import RequirementKind as Kind
from core.months import add_months, last_day, months_between, months_from
from people.states import DutyStatus

TODAY = date(2026, 11, 19)
BASE = Facts(
    TODAY, "specialist", level_since=date(2026, 2, 16), duty=DutyStatus.ON_DUTY, duty_since=date(2026, 2, 16)
)
AVERAGE = Asked(Kind.REVIEW_AVERAGE, count=6, mark=D(85))
FLOOR = Asked(Kind.REVIEW_FLOOR, count=6, mark=D(70))


def months(*scores, last=date(2026, 10, 1)):
    first = add_months(last, 1 - len(scores))
    return tuple(Scored(add_months(first, place), D(one)) for place, one in enumerate(scores))


def found(asked, **known):
    return evaluate(asked, replace(BASE, **known))


def test_time_in_level_is_met_on_the_day():
    asked = Asked(Kind.TIME_IN_LEVEL, months=12)
    assert (found(asked).have, found(asked).need, found(asked).by) == (9, 12, date(2027, 2, 16))
    assert not found(asked, today=date(2027, 2, 15)).is_met
    assert found(asked, today=date(2027, 2, 16)).is_met
    assert found(asked, level_since=None).code == "not begun"


def test_the_average_of_the_design_by_hand():
    """82, 79, 84, 86, 85, 88: 504 of 510; the next month has to bring 510 - 422 = 88."""
    one = found(AVERAGE, reviews=months(78, 80, 82, 79, 84, 86, 85, 88))
    assert (one.verdict, one.have, one.next_mark) == (Verdict.NOT_YET, D("84.0"), D(88))
    # The rate is (86 + 85 + 88) / 3 = 86.33…: in place of 82 it gives 508.3, then of 79 it gives 515.7.
    assert one.by == date(2027, 1, 1)


def test_an_average_that_the_present_rate_never_reaches_has_no_day():
    one = found(AVERAGE, reviews=months(84, 84, 84, 84, 84, 84))
    assert (one.code, one.by, one.next_mark) == ("average out of reach", None, D(90))
    assert found(AVERAGE, reviews=months(60, 60, 60, 60, 60, 60)).next_mark is None


def test_the_average_is_decided_before_rounding():
    scores = months("84.99", "84.99", "84.99", "85", "85", "85")
    assert (found(AVERAGE, reviews=scores).have, found(AVERAGE, reviews=scores).is_met) == (D("85.0"), False)


def test_too_few_months_say_when_there_are_enough():
    assert found(AVERAGE, reviews=months(90, 90, 90, 90)).by == date(2027, 1, 1)
    assert found(AVERAGE, reviews=months(90, 90), duty=DutyStatus.LEAVE).by is None
    open_months = tuple(one.month for one in months(0, 0, 0, 0))
    missing = found(AVERAGE, reviews=months(90, 90, last=date(2026, 6, 1)), unclosed=open_months)
    assert (missing.verdict, missing.code, missing.on) == (
        Verdict.UNKNOWN,
        "months not closed",
        date(2026, 7, 1),
    )


def test_a_month_under_the_floor_leaves_the_window():
    one = found(FLOOR, reviews=months(90, 90, 69, 90, 90, 90))
    # July is the third of six: when January is closed, the window begins with August.
    assert (one.is_met, one.have, one.on, one.by) == (False, 69, date(2026, 7, 1), date(2027, 2, 1))
    assert found(FLOOR, reviews=months(60, 90, 90, 90, 90, 90, 70)).is_met


def test_an_upheld_complaint_clears_and_two_take_longer():
    three, two = Asked(Kind.COMPLAINTS, months=3, count=1), Asked(Kind.COMPLAINTS, months=12, count=2)
    one = (date(2026, 9, 2),)
    assert found(three, upheld=one).by == date(2026, 12, 2)
    assert found(three, upheld=one, today=date(2026, 12, 2)).is_met
    assert found(two, upheld=one).code == "one complaint"
    both = (date(2026, 3, 5), date(2026, 9, 2))
    assert found(two, upheld=both).by == date(2027, 3, 5)
    assert found(three).code == "none upheld"


def test_ratings_need_enough_people_and_enough_from_each():
    asked = Asked(Kind.COMPETENCIES, count=2, mark=D(3))
    known = {"competencies": ("fairness", "planning")}
    missing = found(asked, ratings={"fairness": (4, 3), "planning": (5,)}, **known)
    assert (missing.verdict, missing.have, missing.need) == (Verdict.UNKNOWN, 1, 2)
    low = found(asked, ratings={"fairness": (4, 3), "planning": (5, 2)}, **known)
    assert (low.verdict, low.have) == (Verdict.NOT_YET, 1)
    assert found(asked, ratings={"fairness": (4, 3), "planning": (5, 3)}, **known).is_met


def test_exams_courses_certificates_and_coaching():
    exam = Asked(Kind.EXAM, key="theory", mark=D(80))
    assert found(exam).verdict is Verdict.UNKNOWN
    known = {"known": frozenset({"theory", "leading"})}
    assert found(exam, **known).code == "exam not planned"
    assert not found(exam, exams={"theory": Passed(D(79), TODAY)}, **known).is_met
    assert not found(exam, exams={"theory": Passed(D(90), None)}, **known).is_met
    assert found(exam, exams={"theory": Passed(D(80), TODAY)}, **known).is_met
    course = Asked(Kind.COURSE, key="leading")
    assert found(course, courses={"leading": TODAY}, **known).is_met
    assert not found(course, **known).is_met
    held = Asked(Kind.CERTIFICATE)
    assert not found(held).is_met
    assert found(held, certificate=Certified(TODAY)).is_met
    assert found(held, certificate=Certified(TODAY, TODAY)).is_met
    assert found(held, certificate=Certified(TODAY, TODAY - timedelta(1))).code == "certificate over"
    assert found(Asked(Kind.COACHED, count=2), coached=1).share == D("0.5")


def test_an_exam_or_course_is_met_by_the_end_of_the_next_class_at_the_earliest():
    end = TODAY + timedelta(30)
    known = {"known": frozenset({"theory", "leading"}), "classes": {"theory": end, "leading": end}}
    exam, course = Asked(Kind.EXAM, key="theory", mark=D(80)), Asked(Kind.COURSE, key="leading")
    failed = {"theory": Passed(D(79), None)}
    for asked, more, code in (
        (exam, {}, "exam planned"),
        (exam, {"exams": failed}, "exam again planned"),
        (course, {}, "course planned"),
    ):
        assert (found(asked, **known, **more).code, found(asked, **known, **more).by) == (code, end)
        without = found(asked, **{**known, "classes": {}}, **more)
        assert (without.code, without.by) == (code.replace(" planned", " not planned"), None)


def test_the_class_in_which_they_sit_counts_unless_another_one_ends_before():
    soon, late = TODAY + timedelta(30), TODAY + timedelta(60)
    exam, known = Asked(Kind.EXAM, key="theory", mark=D(80)), frozenset({"theory", "leading"})
    for free, own, code, by in (
        ({}, {"theory": late}, "exam enrolled", late),
        ({"theory": late}, {"theory": late}, "exam enrolled", late),
        ({"theory": late}, {"theory": soon}, "exam enrolled", soon),
        ({"theory": soon}, {"theory": late}, "exam planned", soon),
        ({}, {"leading": soon}, "exam not planned", None),
    ):
        one = found(exam, known=known, classes=free, own_classes=own)
        assert (one.code, one.by) == (code, by)
    again = found(exam, known=known, own_classes={"theory": soon}, exams={"theory": Passed(D(79), None)})
    assert (again.code, again.by) == ("exam again enrolled", soon)
    course = found(Asked(Kind.COURSE, key="leading"), known=known, own_classes={"leading": soon})
    assert (course.code, course.by) == ("course enrolled", soon)


def test_coaching_goes_on_at_the_rate_of_the_last_year():
    asked = Asked(Kind.COACHED, count=5)
    assert found(asked, coached=2, coached_lately=2).by == add_months(TODAY, 18)  # 3 more at 2 in 12 months
    assert found(asked, coached=3, coached_lately=5).by == add_months(TODAY, 5)  # 4.8, to full months
    slow, none = found(asked, coached=1, coached_lately=1), found(asked, coached=4)
    assert (slow.code, slow.by, none.code, none.by) == ("coached too few", None) * 2
    assert found(asked, coached=5).code == "coached"


@pytest.mark.parametrize("status", [one for one in DutyStatus if one is not DutyStatus.ON_DUTY])
def test_only_who_is_on_duty_is_in_good_standing(status):
    assert not found(Asked(Kind.GOOD_STANDING), duty=status).is_met
    assert found(Asked(Kind.GOOD_STANDING)).is_met
    assert found(Asked(Kind.GOOD_STANDING), duty=None).verdict is Verdict.UNKNOWN


def test_the_last_requirement_sets_the_day():
    asked = [Asked(Kind.TIME_IN_LEVEL, months=12), Asked(Kind.COMPLAINTS, months=3, count=1)]
    facts = replace(BASE, upheld=(date(2026, 9, 2),))
    seen = outlook(asked, [evaluate(one, facts) for one in asked], TODAY)
    assert (seen.earliest, seen.set_by, seen.readiness) == (date(2027, 2, 16), 0, Readiness.SOON)
    later = replace(facts, level_since=date(2026, 3, 1))
    assert outlook(asked, [evaluate(one, later) for one in asked], TODAY).readiness is Readiness.LATER


def test_a_month_that_is_over_and_not_closed_makes_nobody_ready():
    """September is the last closed month: October would bring the average, once it is closed."""
    scores = months(80, 86, 86, 86, 86, 85, last=date(2026, 9, 1))
    one = found(AVERAGE, reviews=scores)
    assert (one.verdict, one.by, one.next_mark) == (Verdict.NOT_YET, TODAY, D(81))
    seen = outlook([AVERAGE], [one], TODAY)
    assert (seen.readiness, seen.earliest, seen.set_by) == (Readiness.SOON, TODAY, 0)


def test_what_has_no_day_blocks_but_for_ratings_that_a_case_brings():
    rated = Asked(Kind.COMPETENCIES, count=2, mark=D(3))
    facts = replace(BASE, competencies=("fairness",))
    assert outlook([rated], [evaluate(rated, facts)], TODAY).readiness is Readiness.NOW
    low = evaluate(rated, replace(facts, ratings={"fairness": (1, 1)}))
    assert outlook([rated], [low], TODAY).undated == (0,)


# What holds for any facts

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
SCORES = st.lists(st.decimals(0, 100, places=2), max_size=30)
FACTS = st.builds(
    lambda since, scores, last, upheld, duty: replace(
        BASE, level_since=since, reviews=months(*scores, last=last), upheld=tuple(upheld), duty=duty
    ),
    st.none() | st.dates(date(2020, 1, 1), TODAY),
    SCORES,
    st.sampled_from([date(2026, 7, 1), date(2026, 9, 1), date(2026, 10, 1)]),  # some are closed late
    st.lists(st.dates(date(2024, 1, 1), TODAY), max_size=5),
    st.sampled_from(DutyStatus),
)


@given(FACTS)
def test_the_verdict_has_a_day_only_while_it_is_not_met(facts):
    for level in LADDER.levels:
        for asked in level.asks:
            one = evaluate(asked, facts)
            assert not (one.is_met and one.by)
            assert one.by is None or one.by >= facts.today
            assert one.share is None or 0 <= one.share <= 1


@given(FACTS)
def test_ready_now_is_who_meets_everything_that_a_case_does_not_bring(facts):
    for level in LADDER.levels:
        found = [evaluate(asked, facts) for asked in level.asks]
        missing = [
            one
            for asked, one in zip(level.asks, found, strict=True)
            if not one.is_met and not (asked.kind is Kind.COMPETENCIES and one.verdict is Verdict.UNKNOWN)
        ]
        seen = outlook(level.asks, found, facts.today)
        assert (seen.readiness is Readiness.NOW) is (not missing)
        assert seen.earliest >= facts.today


@given(FACTS.filter(lambda facts: facts.reviews), st.data())
def test_a_better_month_never_makes_anybody_less_ready(facts, data):
    """Whichever closed month had been better: what was met stays met, no day is later, nobody less ready."""
    place = data.draw(st.integers(0, len(facts.reviews) - 1))
    one = facts.reviews[place]
    better = replace(one, score=data.draw(st.decimals(one.score, 100, places=2)))
    after = replace(facts, reviews=(*facts.reviews[:place], better, *facts.reviews[place + 1 :]))
    for level in LADDER.levels[1:]:
        then, now = ([evaluate(asked, known) for asked in level.asks] for known in (facts, after))
        for was, is_now in zip(then, now, strict=True):
            assert is_now.is_met or not was.is_met
            assert is_now.is_met or was.by is None or (is_now.by is not None and is_now.by <= was.by)
        before, seen = (outlook(level.asks, found, TODAY) for found in (then, now))
        assert place_of(seen.readiness) <= place_of(before.readiness)
        assert set(seen.undated) <= set(before.undated)


@given(FACTS, st.sampled_from(["complaint", "on duty"]), st.data())
def test_nor_does_a_complaint_less_nor_a_longer_time(facts, what, data):
    if what == "complaint":
        after = replace(facts, upheld=facts.upheld[1:])
    else:
        since = facts.level_since or TODAY
        after = replace(facts, level_since=data.draw(st.dates(date(2019, 1, 1), since)))
    for level in LADDER.levels[1:]:
        seen = [
            outlook(level.asks, [evaluate(asked, known) for asked in level.asks], TODAY)
            for known in (facts, after)
        ]
        assert place_of(seen[1].readiness) <= place_of(seen[0].readiness)


@given(FACTS)
def test_what_only_needs_time_is_met_on_the_day_that_was_foretold(facts):
    for asked in (Asked(Kind.TIME_IN_LEVEL, months=12), Asked(Kind.COMPLAINTS, months=12, count=2)):
        one = evaluate(asked, facts)
        if one.by:
            assert evaluate(asked, replace(facts, today=one.by)).is_met
            assert not evaluate(asked, replace(facts, today=one.by - timedelta(1))).is_met


@given(SCORES.filter(lambda scores: len(scores) >= 6))
def test_the_mark_for_the_next_month_is_just_enough(scores):
    one = found(AVERAGE, reviews=months(*scores))
    if one.next_mark is not None:
        more = months(*scores, one.next_mark, last=date(2026, 11, 1))
        assert found(AVERAGE, reviews=more).is_met
        less = months(*scores, one.next_mark - D("0.01"), last=date(2026, 11, 1))
        assert not found(AVERAGE, reviews=less).is_met


@given(DAYS, st.integers(0, 100))
def test_months_are_counted_as_they_are_added(day, count):
    assert months_between(day, add_months(day, count)) in (count, count - (day.day > 28))
    assert months_from(day, add_months(day.replace(day=1), count))[-1] == add_months(
        day.replace(day=1), count
    )
    assert last_day(day).month == day.month and (last_day(day) + timedelta(1)).day == 1


# What cannot be climbed

A = {"en": "A", "zh_Hans": "甲"}


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        ((), "needs a level"),
        ((LevelPlan("a", A, "t"), LevelPlan("a", A, "t")), "Two levels are called a"),
        ((LevelPlan("a", A, "t", after="b"), LevelPlan("b", A, "t", after="a")), "in a circle"),
        ((LevelPlan("a", A, "t", after="z"),), "not there"),
        ((LevelPlan("a", {"en": "A", "zh_Hans": ""}, "t"),), "in both languages"),
        ((LevelPlan("a", A, "other"),), "a track that is not there"),
        ((LevelPlan("a", A, "t", asks=(Asked(Kind.EXAM),)),), "not complete"),
        ((LevelPlan("a", A, "t", asks=(Asked(Kind.TIME_IN_LEVEL, months=0),)),), "from 1 to"),
        ((LevelPlan("a", A, "t", asks=(Asked(Kind.REVIEW_FLOOR, count=6, mark=D(101)),)),), "from 0 to 100"),
        ((LevelPlan("a", A, "t", asks=(Asked(Kind.COMPETENCIES, count=2, mark=D(3)),)),), "names none"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_says_why(app, levels, why):
    assert any(why in one for one in problems(LadderPlan(levels, {"t": A})))


def test_the_ladder_that_comes_with_the_product_can_be_climbed(app):
    assert list(problems(LADDER)) == []
