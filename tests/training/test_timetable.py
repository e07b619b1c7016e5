from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.timetable import Rhythm, Slot, TimetableError, timetable

MONDAY = date(2026, 11, 30)

rhythms = st.builds(
    Rhythm,
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    begins=st.integers(6 * 60, 12 * 60),
    minutes=st.integers(60, 9 * 60),
    break_at=st.integers(10 * 60, 16 * 60),
    break_minutes=st.integers(0, 120),
)
taught = st.lists(st.integers(1, 10).map(lambda halves: halves * 30), max_size=6).map(
    lambda minutes: [(f"m{number}", one) for number, one in enumerate(minutes)]
)
days_off = st.dictionaries(st.dates(MONDAY, MONDAY + timedelta(days=60)), st.booleans(), max_size=12)


def test_three_modules_by_hand():
    """Six hours a day with lunch at noon; Wednesday is a holiday, and Saturday is worked instead."""
    rhythm = Rhythm()
    found = timetable(
        [("a", 4 * 60), ("b", 8 * 60), ("c", 14 * 60)],
        MONDAY,
        rhythm,
        {date(2026, 12, 2): False, date(2026, 12, 5): True},
    )
    assert found == [
        Slot("a", MONDAY, 540, 720),
        Slot("a", MONDAY, 780, 840),
        Slot("b", MONDAY, 840, 960),
        Slot("b", date(2026, 12, 1), 540, 720),
        Slot("b", date(2026, 12, 1), 780, 960),
        Slot("c", date(2026, 12, 3), 540, 720),
        Slot("c", date(2026, 12, 3), 780, 960),
        Slot("c", date(2026, 12, 4), 540, 720),
        Slot("c", date(2026, 12, 4), 780, 960),
        Slot("c", date(2026, 12, 5), 540, 660),
    ]


@given(taught, rhythms, days_off)
def test_every_minute_is_taught_once_in_order_on_working_days(modules, rhythm, exceptions):
    slots = timetable(modules, MONDAY, rhythm, exceptions)
    total = defaultdict(int)
    for slot in slots:
        total[slot.key] += slot.minutes
    assert dict(total) == dict(modules)
    starts = [(slot.day, slot.begins) for slot in slots]
    assert starts == sorted(starts)
    assert [key for key, _ in modules] == list(dict.fromkeys(slot.key for slot in slots))
    for slot in slots:
        assert exceptions.get(slot.day, slot.day.weekday() in rhythm.weekdays)
        assert any(begins <= slot.begins < slot.ends <= ends for begins, ends in rhythm.stretches())
    for before, after in pairwise(slots):
        assert before.day < after.day or before.ends <= after.begins


@given(taught, rhythms, days_off)
def test_no_teaching_time_is_left_unused_in_between(modules, rhythm, exceptions):
    per_day = defaultdict(int)
    for slot in timetable(modules, MONDAY, rhythm, exceptions):
        per_day[slot.day] += slot.minutes
    assert all(minutes == rhythm.minutes for _day, minutes in sorted(per_day.items())[:-1])


def test_what_never_ends_is_refused():
    with pytest.raises(TimetableError):
        timetable([("a", 60)], MONDAY, Rhythm(weekdays=()), {})
    with pytest.raises(TimetableError):
        timetable([("a", 60)], MONDAY, Rhythm(begins=20 * 60, minutes=6 * 60), {})


@given(rhythms)
def test_a_rhythm_is_kept_as_it_was(rhythm):
    assert Rhythm.from_kept(rhythm.kept()) == rhythm
