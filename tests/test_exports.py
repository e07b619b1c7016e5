"""Whatever list is taken away, in whatever form: no cell of it begins as a formula would."""

import csv
import io

import pytest
from openpyxl import load_workbook

from core import spreadsheets
from core.db import db
from people.permissions import Role
from recruiting import stage_rules
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, RuleAct
from tests import factories as make
from tests.recruiting.importing import a_file, checked, imported

EVIL = "=HYPERLINK(1)"


@pytest.fixture
def administrator(app):
    """Somebody who may take everything away, in a house whose every name is a trap."""
    account = make.an_account(Role.ADMINISTRATOR, Role.RECRUITER, Role.MANAGER, name="+Administrator")
    opening = make.an_opening(title={"en": "@Agent", "zh_Hans": "＝客服"})
    make.an_application(opening, make.a_person(EVIL), stage="online test")
    imported(
        a_file(["-Bo Nyman", "bo@example.org", "", "=city", "", "", ""]), account, opening, name="=f.csv"
    )
    checked(a_file(["Ada", "=1+1", "+bad", "", "", "", ""]), account, opening, name="@g.csv")
    terms = Terms(RuleAct.ADVANCE, [Condition(ConditionKind.PASSED)])
    pipeline = opening.pipeline_version.pipeline
    stage_rules.make(pipeline, "online test", make.words("=Rule", "＝规则"), terms, actor=account)
    db.session.commit()
    return account


def exports_of(app):
    """The addresses from which lists are taken away."""
    for rule in app.url_map.iter_rules():
        if (
            "kind" in rule.arguments
            and "GET" in rule.methods
            and rule.endpoint != "recruiting.import_template"
        ):
            address = rule.rule.replace("<int:import_id>", "2").replace("<outcome>", "faulty")
            yield address.replace("<int:rule_id>", "1")
    for path in ("/reports/funnel", "/reports/funnel/people"):
        yield f"{path}?stage=screening&export=<kind>"


def cells_of(content, kind):
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [cell for row in rows for cell in row]
    sheet = load_workbook(io.BytesIO(content)).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_any_export_begins_as_a_formula_would(app, browse, administrator, kind):
    found, page = {}, browse(administrator)
    for address in exports_of(app):
        cells = cells_of(page.get(address.replace("<kind>", kind)).response.get_data(), kind)
        found[address] = cells
        bad = [one for one in cells if one.startswith(spreadsheets.STARTS_A_FORMULA)]
        assert not bad, f"{address}: {bad}"
    assert len(found) >= 8
    whole = [cell for cells in found.values() for cell in cells]
    for name in (EVIL, "-Bo Nyman", "=f.csv", "+bad", "@Agent"):
        assert f"'{name}" in whole, name


@pytest.mark.sqlite_only
def test_the_people_behind_a_number_are_exported_as_they_are_shown(app, browse, administrator):
    page = browse(administrator)
    shown = page.get("/reports/funnel/people?stage=screening&way=advanced")
    assert [EVIL in row for row in shown.texts("tbody tr")] == [True]
    [link] = [one["href"] for one in shown.all("a[href*='export=csv']")]
    rows = list(csv.reader(io.StringIO(page.get(link).response.get_data().decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [f"'{EVIL}"]
