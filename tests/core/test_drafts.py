"""What drafts have in common."""

import pytest

from core.drafts import HIGHEST_BEGINNING, key_for, next_version


@pytest.mark.parametrize(
    ("english", "taken", "key"),
    [
        ("Senior  specialist!", [], "senior specialist"),
        ("Expert", ["expert", "expert 2"], "expert 3"),
        ("专家", [], "step"),
        ("New", [], "new 2"),
        ("new", ["new", "new 2"], "new 3"),
    ],
)
def test_a_key_is_made_of_the_english_name_and_never_the_address_of_adding(english, taken, key):
    assert key_for(english, taken, "step") == key


def test_no_two_drafts_begin_at_the_same_version():
    assert len({next_version(None) for _one in range(50)}) == 50
    assert all(1 <= next_version(None) <= HIGHEST_BEGINNING for _one in range(50))
    assert next_version(7) == 8
