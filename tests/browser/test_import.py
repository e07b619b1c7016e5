"""An import with errors, in a browser: uploaded, mended, run by the worker, seen to its end, undone."""

import csv
import threading

import pytest
from openpyxl import load_workbook

from app import create_app
from people.permissions import Role
from recruiting import jobs
from tests import factories
from tests.browser.looking import in_both_themes

HEADER = ["姓名", "邮箱", "电话", "城市", "打字速度"]
GOOD = [
    ["宋嘉树", "song@example.org", "13812345678", "杭州", "70"],
    ["Amara Okafor", "amara@example.org", "", "", ""],
]
BAD = ["若溪", "ruoxi@example", "1.38E+10", "宁波", "fast"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "候选人.csv"
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADER, *GOOD, [], BAD])
    return path


@pytest.fixture
def works(settings):
    """`works()`: a worker with a product of its own goes on with the imports, beside the page."""

    def run():
        with create_app(**settings).app_context():
            jobs.imports_go_on()

    def start():
        worker = threading.Thread(target=run)
        worker.start()
        worker.join(30)

    return start


def test_an_import_with_errors_is_mended_run_and_undone(page, sign_in, axe, app, file, works, tmp_path):
    opening = factories.an_opening()
    sign_in(factories.an_account(Role.RECRUITER))
    page.goto("/applications")
    page.get_by_role("link", name="Imports").click()
    in_both_themes(page, axe)
    page.get_by_role("link", name="Import candidates…").first.click()
    in_both_themes(page, axe)
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Opening", exact=True).select_option(str(opening.id))
    page.get_by_role("button", name="Upload").click()

    assert page.get_by_label("城市").input_value() == "lives_in"
    page.set_viewport_size({"width": 390, "height": 800})
    in_both_themes(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Check all rows").click()

    page.get_by_text("One row is faulty").wait_for()
    lines = page.locator("tr[data-row]").all_inner_texts()
    assert [line.split("\t")[0] for line in lines] == ["5", "5", "5"]
    assert "lost its last digits" in lines[1] and "1.38E+10" in lines[1]
    in_both_themes(page, axe)

    with page.expect_download() as waiting:
        page.locator(".panel-foot").get_by_role("link", name="Excel").click()
    mended = tmp_path / "mended.xlsx"
    waiting.value.save_as(mended)
    book = load_workbook(mended)
    cells = [cell.value for cell in book.active[2]]
    assert cells[:3] == BAD[:3] and cells[5] == 5
    for column, value in ((2, "ruoxi@example.org"), (3, "138-0013-8000"), (5, "55")):
        book.active.cell(2, column, value)
    book.save(mended)

    page.get_by_role("button", name="Add 2 applications, leave the faulty rows out").click()
    page.get_by_text("0 of 3 rows").wait_for()
    in_both_themes(page, axe)
    works()
    page.get_by_role("heading", name="2 applications were added").wait_for()  # the page found out by itself
    in_both_themes(page, axe)

    page.goto("/imports/new")
    page.get_by_label("File").set_input_files(mended)
    page.get_by_label("Opening", exact=True).select_option(str(opening.id))
    page.get_by_role("button", name="Upload").click()
    assert page.get_by_label("打字速度").input_value() == "words_a_minute"
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_role("button", name="Add one application").click()
    works()
    page.get_by_role("heading", name="One application was added").wait_for()

    page.goto("/applications")
    assert page.locator("tr[data-application]").count() == 3
    page.goto("/imports/1")
    page.get_by_text("Undo the whole import…").click()
    page.get_by_role("button", name="Undo the whole import").click()
    works()
    page.get_by_text("Nothing of it is left").wait_for()
    in_both_themes(page, axe)
    page.goto("/applications")
    assert page.locator("tr[data-application]").count() == 1
