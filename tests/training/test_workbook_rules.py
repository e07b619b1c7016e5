"""Which cells of the workbook stand for whose attempts."""

import pytest

from training.rules.exams import Sitting
from training.rules.workbook import Then, cells
from training.states import Obstacle

MAY = Sitting(left=1)


def drawn(taken, sitting, width=3, *, may_mark=True, is_assessed=False):
    """The row as text: what was taken by its letters, the next cell by its word, an idle one as a dot."""
    found = cells(list(taken), sitting, width, may_mark=may_mark, is_assessed=is_assessed)
    return [*found.shown, *([found.then.value] if found.then else []), *("." * found.idle)]


@pytest.mark.parametrize(
    ("taken", "sitting", "row"),
    [
        ("", MAY, ["free", ".", "."]),
        ("a", MAY, ["a", "free", "."]),
        ("ab", MAY, ["a", "b", "free"]),
        ("a", Sitting(Obstacle.PASSED), ["a", ".", "."]),
        ("abc", Sitting(Obstacle.USED_UP), ["a", "b", "c"]),
        ("a", Sitting(Obstacle.WAITING), ["a", "lock", "."]),
        ("a", Sitting(Obstacle.REMEDIATION), ["a", "lock", "."]),
        ("", Sitting(Obstacle.NOT_ADMITTED), ["lock", ".", "."]),
    ],
)
def test_after_the_attempts_comes_what_may_follow(taken, sitting, row):
    assert drawn(taken, sitting) == row


def test_granted_attempts_push_the_first_ones_out():
    assert drawn("abc", MAY) == ["b", "c", "free"]
    assert drawn("abcd", MAY) == ["c", "d", "free"]
    assert drawn("abcd", Sitting(Obstacle.WAITING)) == ["b", "c", "d"]
    assert drawn("a", MAY, width=1) == ["free"]


def test_who_may_not_mark_reads_that_it_may_be_taken():
    assert drawn("a", MAY, may_mark=False) == ["a", Then.MAY, "."]
    assert drawn("a", MAY, may_mark=False, is_assessed=True) == ["a", Then.MAY, "."]
    assert drawn("a", MAY, is_assessed=True) == ["a", Then.ASSESS, "."]


@pytest.mark.parametrize("width", range(1, 5))
@pytest.mark.parametrize("obstacle", [None, *Obstacle])
def test_a_row_is_as_wide_as_its_exam(width, obstacle):
    for count in range(7):
        for may_mark in (True, False):
            assert len(drawn("abcdefg"[:count], Sitting(obstacle), width, may_mark=may_mark)) == width
