"""The page helper refuses what no person should get; otherwise every other test would trust it in vain."""

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.page import LEAKED, Page, refuse_bad_page

GOOD = """
<!doctype html><html lang="en"><head><title>Openings</title></head><body><main><h1>Openings</h1>
<p>None of them is closed; None-too-soon Ltd.</p>
<label for="name">Name</label><input id="name" name="name" value="Mei">
<form method="post"><input type="hidden" name="csrf_token" value="x"><button name="go">Go</button></form>
</main></body></html>
"""


def page(html: str) -> Page:
    response = Response(html, mimetype="text/html")
    request = None
    return Page(TestResponse([html.encode()], "200 OK", response.headers, request), "/openings")


def test_a_good_page_passes():
    refuse_bad_page(page(GOOD))


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('lang="en"', "", "no language"),
        ("<title>Openings</title>", "<title></title>", "no title"),
        ("<h1>Openings</h1>", "", "not exactly one h1"),
        ("<h1>Openings</h1>", "<h1>Openings</h1><h1>More</h1>", "not exactly one h1"),
        ("Openings</h1>", "Openings of None</h1>", "a missing value"),
        ('value="Mei"', 'value="None"', "a missing value"),
        ("Openings</h1>", "Openings {{ name }}</h1>", "template"),
        ("Openings</h1>", "%(count)s openings</h1>", "template"),
        ("Openings</h1>", "OpeningState.PAUSED</h1>", "object"),
        ("Openings</h1>", "&lt;Opening object at 0x7f&gt;</h1>", "object"),
        ('for="name"', 'for="nam"', "for points to nothing"),
        ("<h1>", '<p id="name"></p><h1>', "ids used twice"),
        ('name="csrf_token"', 'name="token"', "no CSRF token"),
        ("<h1>", '<h1 style="color:red">', "inline"),
        ("<main>", "<main><script>1</script>", "inline"),
    ],
)
def test_a_bad_page_fails_the_test_that_fetched_it(good, bad, complaint):
    assert good in GOOD
    with pytest.raises(AssertionError, match=complaint):
        refuse_bad_page(page(GOOD.replace(good, bad, 1)))


def test_a_form_says_what_it_would_send():
    html = GOOD.replace(
        "<button", '<select name="stage"><option value="1">One<option value="2" selected>Two</select><button'
    )
    assert page(html).form() == {"csrf_token": "x", "stage": "2"}


@pytest.mark.parametrize("moment", ["", ".IghPYw"])
def test_letters_of_a_token_are_no_name_of_an_object(moment):
    token = f"IjFkMzQ2ZTM0NDc4YTM2MzQxMWQxN{moment}.AV-gxzOEePQIHQNqQVlYXlQegbd"
    assert LEAKED["an object's name"].search(token), "by itself it would be taken for one"
    refuse_bad_page(page(GOOD.replace('value="x"', f'value="{token}"')))
