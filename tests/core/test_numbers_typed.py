"""A number never becomes another one because of its comma, whoever reads it."""

from decimal import Decimal as D

import pytest
from wtforms import Form

from core import money
from core.columns_in import no_number, number_read
from recruiting.forms.screening import NumberField
from training.forms.exams import mark_read

DECIMAL_COMMAS = ["0,85", "12,34", "1.234,5", "0,850", "85,5"]


@pytest.mark.parametrize("said", DECIMAL_COMMAS)
def test_a_comma_that_parts_no_thousands_is_refused_and_the_sentence_says_how_to_write_it(app, said):
    assert number_read(said) is None
    with app.test_request_context():
        assert no_number(said).startswith(f"“{said}” could be two numbers")
        assert "Write decimals with a point" in no_number(said)
        assert no_number("many") == "“many” is no number."


@pytest.mark.parametrize("said", DECIMAL_COMMAS)
def test_an_amount_of_money_with_such_a_comma_is_refused(said):
    with pytest.raises(ValueError, match="comma"):
        money.parse(said, "CNY")


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("1,234", 123400),
        ("1,234.5", 123450),
        ("1，500.50", 150050),
        ("1,234,567.89", 123456789),
        ("0.85", 85),
    ],
)
def test_an_amount_of_money_is_read_as_it_is_written(said, units):
    assert money.parse(said, "CNY") == units


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("85,5", D("85.5")),
        ("0,85", D("0.85")),
        ("12,34", D("12.34")),
        ("0,850", D("0.85")),
        ("85.5", D("85.5")),
        ("1,234", None),
        ("1.234,5", None),
        ("1,234.5", None),
    ],
)
def test_where_a_comma_may_part_decimals_what_could_be_two_numbers_is_refused(app, said, mark):
    """Marks are typed with either; what is counted by the thousand is not among them, but could be typed."""

    class Asked(Form):
        number = NumberField("Number")

    assert mark_read(said) == mark
    form = Asked(data={"number": said})
    with app.test_request_context():
        assert form.validate() is (mark is not None)
    assert mark is None or form.number.number == mark
