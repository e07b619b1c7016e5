"""Words and colours of the vocabulary of careers."""

import pytest

from careers.states import AppealState, CaseState, ComplaintState, DeskNeed, DeskState, GoalState, LookOutcome
from careers.words import tone, word
from core.i18n import _, speaking


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


def test_words_that_mean_two_things_in_chinese_are_two(app):
    with app.test_request_context(), speaking("zh_Hans"):
        assert (word(DeskNeed.DUE), word(GoalState.PROPOSED)) == ("待服务", "已提出")
        assert (_("due"), _("proposed")) == ("应付", "建议")
        assert (_("View"), _("Open")) == ("查看", "开放")
