"""On paper: dark ink on white whatever the theme, nothing to press, and nothing wider than the sheet."""

import pytest

from people.permissions import Role
from tests import factories as make
from tests.browser.looking import WIDER
from tests.careers.people_at_work import account_of, an_employee

A4 = {"width": 718, "height": 1047}
"""Pixels within the margins."""
BRIGHTNESS = """one => {
  const style = getComputedStyle(document.querySelector(one)), of = name => {
    const [r, g, b, a] = style[name].match(/[\\d.]+/g).map(Number);
    return a === 0 ? 255 : (r + g + b) / 3;
  };
  return [of('color'), of('backgroundColor')];
}"""


def on_paper(page):
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(A4)


@pytest.mark.parametrize("whose", ["the own path", "a candidate"])
def test_paper_is_white_and_holds_nothing_to_press(app, page, sign_in, whose):
    if whose == "the own path":
        account, address = account_of(an_employee("叶青禾")), "/careers/own"
    else:
        account = make.an_account(Role.RECRUITER)
        address = f"/applications/{make.an_application().application_id}"
    account.theme = "dark"
    sign_in(account)
    page.goto(address)
    on_paper(page)
    for part in ("body", ".panel", "h1"):
        ink, paper = page.evaluate(BRIGHTNESS, part)
        assert ink < 100 < 240 < paper, part
    assert page.locator(".topbar:visible, .page-actions:visible").count() == 0
    assert page.evaluate(WIDER) <= 0
