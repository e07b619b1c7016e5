"""What a visit waits for, and on whom, by its stage and facts."""

import pytest

from recruiting.rules import Facts, Waiting, explains, waiting
from recruiting.states import OfferState, Part, StageKind, Verdict, Wait, WaitsOn

ASKED = frozenset({1, 2})


@pytest.mark.parametrize(
    ("kind", "facts", "what", "on", "account"),
    [
        (StageKind.SCREENING, Facts(), Wait.DECISION, WaitsOn.RECRUITER, None),
        (StageKind.TEST, Facts(), Wait.RESULT, WaitsOn.CANDIDATE, None),
        (StageKind.TEST, Facts(Verdict.FAILED), Wait.DECISION, WaitsOn.RECRUITER, None),
        (StageKind.INTERVIEW, Facts(), Wait.SCHEDULING, WaitsOn.RECRUITER, None),
        (StageKind.INTERVIEW, Facts(asked=ASKED), Wait.SCHEDULING, WaitsOn.RECRUITER, None),
        (
            StageKind.INTERVIEW,
            Facts(asked=ASKED, interview_over=False),
            Wait.INTERVIEW,
            WaitsOn.INTERVIEWER,
            None,
        ),
        (
            StageKind.INTERVIEW,
            Facts(asked=ASKED, scored=frozenset({1}), interview_over=True),
            Wait.FEEDBACK,
            WaitsOn.INTERVIEWER,
            2,
        ),
        (StageKind.INTERVIEW, Facts(Verdict.PASSED, ASKED, ASKED), Wait.DECISION, WaitsOn.RECRUITER, None),
        (StageKind.SIMULATION, Facts(), Wait.RESULT, WaitsOn.CANDIDATE, None),
        (StageKind.CHECK, Facts(), Wait.CONSENT, WaitsOn.CANDIDATE, None),
        (StageKind.CHECK, Facts(consent=True), Wait.RESULT, WaitsOn.OUTSIDE, None),
        (StageKind.OFFER, Facts(), Wait.OFFER, WaitsOn.RECRUITER, None),
        (StageKind.OFFER, Facts(offer=OfferState.DRAFT), Wait.OFFER, WaitsOn.RECRUITER, None),
        (StageKind.OFFER, Facts(offer=OfferState.SENT), Wait.ANSWER, WaitsOn.CANDIDATE, None),
        (StageKind.OFFER, Facts(offer=OfferState.ACCEPTED), Wait.HIRING, WaitsOn.RECRUITER, None),
    ],
)
def test_a_visit_waits_for_what_its_facts_lack(kind, facts, what, on, account):
    assert waiting(kind, facts) == Waiting(what, on, account)


def test_a_decision_waits_on_the_owner_of_the_stage():
    decision = waiting(StageKind.TEST, Facts(Verdict.PASSED), Part.HIRING_MANAGER)
    assert decision == Waiting(Wait.DECISION, WaitsOn.MANAGER)


@pytest.mark.parametrize(
    ("reason", "enough"),
    [
        (None, False),
        ("", False),
        ("   .   ", False),
        ("Too short", False),
        ("Long enough.", True),
        ("候选人要求", True),
        ("可以", False),
    ],
)
def test_a_reason_explains_once_it_is_a_sentence_in_either_script(reason, enough):
    assert explains(reason) is enough
