"""Words and colours of the vocabulary of careers."""

import pytest

from careers.states import AppealState, CaseState, ComplaintState, DeskNeed, DeskState, GoalState, LookOutcome
from careers.words import tone


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (AppealState.UPHELD, "good"),
        (ComplaintState.UPHELD, "bad"),
        (DeskState.PLANNED, "open"),
        (DeskNeed.PLANNED, "now"),
        (CaseState.OPEN, "open"),
        (GoalState.DROPPED, ""),
        (LookOutcome.REACHED, "good"),
    ],
)
def test_a_state_has_the_colour_of_its_own_vocabulary(state, wanted):
    assert tone(state) == wanted
