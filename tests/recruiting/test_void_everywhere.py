"""What an import brought and then took back is told by nothing but the import itself and its own page."""

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting.forms.report_tables import REPORTS
from recruiting.models import Application, Suspicion
from recruiting.states import Likeness, Status
from tests import factories as make
from tests.recruiting.crawling import addresses, told_of
from tests.recruiting.importing import a_file, imported, undone

NAME, LATIN, MAIL, PHONE = "欧阳嘉树", "Ouyang Jiashu", "ouyang@example.org", "13998765432"
HEADER = ["姓名", "Latin name", "E-mail", "Phone"]

COUNTING = (
    "/", "/applications", "/applications?status=all", "/openings", "/openings/1/board",
    "/openings/1/settings", "/review-queue", "/duplicates", "/talent-pool", "/interviews",
    "/reports/funnel", "/channels", "/role-profiles", "/pipelines", "/pipelines/1", "/campaigns",
    "/requisitions", "/rules", "/reasons", "/screening-sets", "/channels/1", "/checks", "/preboarding",
    "/openings/export.csv", "/find?q=ouyang", "/applications/export/csv?status=all",
    *(f"/reports/{name}" for name in REPORTS),
)  # fmt: skip
"""Where an application of the opening shows as a row or in a number."""


ECHOED = ("/imports/", "/find?q=", "/applications?text=", "/applications?status=all&text=")
"""The page of the import itself, and those that keep what was typed."""


@pytest.fixture
def reader(app):
    return make.an_account(*Role, name="沈悦")


@pytest.fixture
def opening(reader):
    opening = make.an_opening(9, actor=reader, manager=reader)
    make.an_application(opening)
    return opening


def seen_by(page):
    """What the reader sees of each page that counts."""
    return {address: text_of(page.get(address)) for address in COUNTING}


def text_of(page):
    return page.text() if page.response.mimetype == "text/html" else page.html


def test_no_address_tells_of_somebody_whose_import_was_taken_back(app, reader, opening):
    one = undone(imported(a_file([NAME, LATIN, MAIL, PHONE], header=HEADER), reader, opening))
    gone = db.session.scalars(select(Application).where(Application.status == Status.VOID)).one()
    twin = make.an_application(opening, make.a_person("欧阳家树")).application.person
    first, second = sorted((gone.person_id, twin.id))
    db.session.add(Suspicion(first_id=first, second_id=second, why=Likeness.PHONE, found_at=clock.now()))
    around = {
        "opening_id": opening.id, "import_id": one.id, "person_id": [gone.person_id, twin.id],
        "account_id": reader.id, "kind": ["csv", "xlsx"], "pipeline_id": 1, "number": 1, "name": ["drop-off"],
        "outcome": ["created"], "channel_id": [1, 2], "set_id": 1,
    }  # fmt: skip
    typed = [f"/find?q={PHONE}", f"/applications?status=all&text={MAIL}", "/applications?status=void"]
    told, seen = told_of(app, reader, [*addresses(app, around), *typed], (NAME, LATIN, MAIL, PHONE))
    wrong = [one for one in told if not one.startswith(ECHOED)]
    assert seen > 200 and not wrong, "\n".join(wrong)


def test_no_page_counts_what_was_taken_back(browse, reader, opening):
    """Neither of somebody new nor of who is known for another opening."""
    known = make.an_application(make.an_opening(), make.a_person("贝一", email="bei@example.org"))
    page, at = browse(reader), clock.now()
    with clock.at(at):
        before = seen_by(page)
    rows = [NAME, LATIN, MAIL, PHONE], [known.application.person.name, "", "bei@example.org", ""]
    undone(imported(a_file(*rows, header=HEADER), reader, opening))
    with clock.at(at):
        after = seen_by(page)
    changed = [f"{one}: {before[one]}\n→ {after[one]}" for one in COUNTING if before[one] != after[one]]
    assert not changed, "\n".join(changed)
