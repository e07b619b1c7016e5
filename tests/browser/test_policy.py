"""The guards around every browser test do their work: a complaint in the console fails the test."""

import pytest


def test_the_first_page_has_no_complaint_and_no_barrier(page, axe):
    page.goto("/sign-in")
    assert page.locator("h1").count() == 1
    axe(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_names_what_is_wrong(page, axe, theme):
    page.emulate_media(color_scheme=theme)
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_the_policy_refuses_a_script_in_the_page_and_the_test_hears_of_it(page, console):
    page.goto("/sign-in")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.body.append(s) }"
    )
    assert page.evaluate("window.ran") is None
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in one for one in console.complaints)
    console.complaints.clear()
