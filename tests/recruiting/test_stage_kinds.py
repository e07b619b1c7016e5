"""What every kind of stage must have; a new one that lacks a part is found here."""

import pytest

from core.db import db
from people.permissions import Role
from recruiting import results, rules
from recruiting.defaults.letters import LETTERS, NAMES
from recruiting.defaults.pipeline import STAGES
from recruiting.models import Stage
from recruiting.states import StageKind, Verdict
from recruiting.words import word
from tests import factories as make

BEGUN_WITHOUT_A_LETTER = {StageKind.SCREENING, StageKind.OFFER}
"""The first stage is entered by applying, and the offer's letter goes when the offer does."""

kinds = pytest.mark.parametrize("kind", StageKind)


@kinds
def test_a_kind_has_a_word_and_a_stage_in_the_default_pipeline(app, kind):
    assert word(kind)
    assert kind in {stage.kind for stage in STAGES}


@kinds
def test_a_kind_knows_what_it_waits_for(kind):
    fresh = rules.waiting(kind, rules.Facts())
    passed = rules.waiting(kind, rules.Facts(verdict=Verdict.PASSED))
    assert (fresh == passed) == (kind not in rules.NEEDS_RESULT)


@kinds
def test_a_kind_that_needs_a_result_has_a_way_to_get_one(kind):
    ways = rules.SCORED_KINDS | results.ENTERED
    assert kind in ways or kind not in rules.NEEDS_RESULT


@kinds
def test_a_kind_has_its_letter_in_both_languages(kind):
    letter = f"stage.entered:{kind.value}"
    if kind in BEGUN_WITHOUT_A_LETTER:
        assert letter not in LETTERS
    else:
        assert set(LETTERS[letter]) == {"en", "zh_Hans"} == set(NAMES[letter])


@kinds
def test_a_kind_is_kept_by_the_database_and_shown_on_the_page(app, browse, kind):
    key = next(stage.key for stage in STAGES if stage.kind is kind)
    visit = make.an_application(stage=key)
    stage = db.session.get_one(Stage, visit.stage_id, populate_existing=True)
    assert stage.kind is kind
    page = browse(make.an_account(Role.RECRUITER)).get(f"/applications/{visit.application_id}")
    assert page.has("h1") and stage.name["en"] in page.html
