"""What is read for a module has versions: who read an earlier one has the newest to read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.at_once import DONE
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer, noon
from training import materials
from training.materials import MaterialRefused
from training.plans import plan_of
from training.programmes import publish
from training.queries import materials as queries
from training.queries import programmes

TITLE = {"en": "Refunds in short", "zh_Hans": "退款速览"}
BODY = {"en": "Ask first.\n\nThen refund.", "zh_Hans": "先问。\n\n再退款。"}
NONE = {"en": "", "zh_Hans": ""}
WEB = "https://example.org/refunds.pdf"


@pytest.fixture(autouse=True)
def _now(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        yield


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    return a_cohort(trainer, code="November")


@pytest.fixture
def programme(cohort):
    return cohort.programme_version.programme


@pytest.fixture
def first(programme, trainer):
    return materials.add(programme, "workflow", None, TITLE, BODY, actor=trainer)


def account_of(trainee):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


def to_read(programme, trainee):
    """What is to be read of the new one: (version, was it read?)."""
    rows = programmes.to_read(programmes.newest(programme.id), trainee.employment.person_id)
    return [(row.number, row.read_at is not None) for row in rows if row.title == TITLE]


def test_who_has_read_a_version_has_the_next_one_to_read(first, programme, trainee, trainer):
    me = account_of(trainee)
    materials.confirm_read(first, actor=me)
    assert to_read(programme, trainee) == [(1, True)]
    materials.revise(first.material, TITLE, BODY, WEB, actor=trainer, seen=1)
    assert to_read(programme, trainee) == [(2, False)]
    [row] = queries.readers(trainer, first.material)
    assert (row.name, row.number, row.cohort) == ("程念", 1, "November")


def test_what_is_for_a_module_that_a_version_has_not_is_not_to_be_read(first, programme, trainee, trainer):
    """Whoever is taught by the version before still has it to read."""
    plan = plan_of(programmes.newest(programme.id))
    rest = tuple(replace(one, needs=()) for one in plan.modules if one.key != "workflow")
    covering = tuple(replace(one, covers=("culture",)) for one in plan.exams)
    publish(programme, replace(plan, modules=rest, exams=covering), now=clock.now(), actor=trainer)
    assert to_read(programme, trainee) == []
    with_it = programmes.to_read(
        trainee.placements[-1].cohort.programme_version, trainee.employment.person_id
    )
    assert TITLE in [row.title for row in with_it]


def test_its_key_is_made_of_its_title_and_of_no_other(first, programme, trainer):
    again = materials.add(programme, "culture", None, TITLE, NONE, WEB, actor=trainer)
    assert (first.material.key, again.material.key) == ("refunds in short", "refunds in short 2")


@pytest.mark.parametrize(
    ("module", "title", "body", "url", "field"),
    [
        ("gone", TITLE, BODY, None, "module"),
        ("culture", {"en": "Only"}, BODY, None, "title_zh_Hans"),
        ("culture", TITLE, {"en": "Only", "zh_Hans": " "}, WEB, "body_zh_Hans"),
        ("culture", TITLE, NONE, None, "body_en"),
        ("culture", TITLE, BODY, "javascript:alert(1)", "url"),
        ("culture", TITLE, BODY, "https://example.org/a b", "url"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(programme, trainer, module, title, body, url, field):
    with pytest.raises(MaterialRefused) as refusal:
        materials.add(programme, module, None, title, body, url, actor=trainer)
    assert refusal.value.field == field
    assert "refunds in short" not in programmes.material_keys(programme.id)


def test_what_is_withdrawn_is_not_to_be_read_until_it_is_put_back(first, programme, trainee, trainer):
    one = first.material
    materials.withdraw(one, actor=trainer)
    assert to_read(programme, trainee) == []
    for deed in (lambda: materials.withdraw(one, actor=trainer),
                 lambda: materials.revise(one, TITLE, BODY, WEB, actor=trainer)):  # fmt: skip
        with pytest.raises(MaterialRefused, match="is withdrawn"):
            deed()
    materials.put_back(one, actor=trainer)
    assert to_read(programme, trainee) == [(1, False)]
    with pytest.raises(MaterialRefused, match="not withdrawn"):
        materials.put_back(one, actor=trainer)


def test_a_version_without_a_difference_or_after_a_newer_one_is_refused(first, trainer):
    with pytest.raises(MaterialRefused, match="Nothing differs"):
        materials.revise(first.material, TITLE, BODY, "", actor=trainer)
    materials.revise(first.material, TITLE, BODY, WEB, actor=trainer, seen=1)
    with pytest.raises(MaterialRefused, match="Version 2 came out meanwhile"):
        materials.revise(first.material, TITLE, NONE, WEB, actor=trainer, seen=1)
    assert len(first.material.versions) == 2


def test_of_two_who_publish_at_once_the_second_is_told(first, trainer, at_once):
    ids = first.material_id, trainer.id

    def look():
        return queries.material(ids[0]), db.session.get(type(trainer), ids[1])

    def act(seen):
        materials.revise(seen[0], TITLE, BODY, WEB, actor=seen[1], seen=1)

    done, told = at_once(look, act, act)
    assert done == DONE and "Version 2 came out meanwhile" in told


def test_a_trainer_of_one_team_sees_who_reads_in_their_classes_only(first, trainee, programme, trainer):
    team = a_team("Mall")
    of_mall = a_trainer(team)
    own = a_trainee(a_cohort(of_mall, team=team, code="Mall"), of_mall, "Robin")
    materials.confirm_read(first, actor=account_of(trainee))
    assert [row.name for row in queries.readers(trainer, first.material)] == ["Robin", "程念"]
    [row] = queries.readers(of_mall, first.material)
    assert (row.person_id, row.number) == (own.employment.person_id, None)


# Its pages


def test_a_material_is_added_revised_read_and_taken_away(programme, trainee, trainer, browse):
    visitor, path = browse(trainer), f"/training/programmes/{programme.id}"
    form = visitor.get(f"{path}/materials/new").form()
    sent = {**form, "module": "workflow", "title_en": "Refunds in short", "title_zh_Hans": "退款速览"}
    bad = visitor.post(f"{path}/materials/new", {**sent, "url": "javascript:1"}, expect=422)
    assert "no address of a page" in bad.text("main") and bad.form()["url"] == "javascript:1"
    page = visitor.follow(visitor.post(f"{path}/materials/new", {**sent, "url": WEB}))
    assert page.heading == "Refunds in short" and "not read yet" in page.text("tbody")
    assert "Refunds in short" in visitor.get(path).text("section[aria-labelledby=materials]")
    one = next(row for row in programmes.materials(programme.id, 0) if row.title == TITLE)
    browse(account_of(trainee)).post(f"/training/own/materials/{one.id}/receipt")
    here = f"/training/materials/{one.material_id}"
    form = visitor.get(f"{here}/versions/new").form()
    assert form["url"] == WEB
    page = visitor.follow(visitor.post(f"{here}/versions/new", {**form, "title_en": "Refunds"}))
    assert page.heading == "Refunds" and "程念" in page.text("tbody")
    assert len(page.all("section[aria-labelledby=versions] li")) == 2
    stale = visitor.post(f"{here}/versions/new", {**form, "title_en": "Money back"}, expect=422)
    assert "came out meanwhile" in stale.text("main") and stale.form()["title_en"] == "Money back"
    taken = visitor.get(f"{here}?export=csv").response.get_data(as_text=True)
    assert "程念" in taken and "November,1," in taken
    page = visitor.follow(visitor.post(f"{here}/withdrawal"))
    assert "who has read it still has" in page.text() and "Have it read again" in page.text()
    assert "Withdrawn: Refunds" in visitor.get(path).text("section[aria-labelledby=materials]")
    visitor.post(f"{here}/return")
    assert "Withdrawn:" not in visitor.get(path).text()


def test_who_only_looks_on_changes_no_material(first, programme, browse):
    manager, here = browse(an_account(Role.MANAGER)), f"/training/materials/{first.material_id}"
    assert not manager.get(here).has("main form[action$=withdrawal]")
    manager.get(f"{here}/versions/new", expect=403)
    manager.post(f"{here}/withdrawal", expect=403)
    manager.get("/training/materials/9999", expect=404)


def test_the_list_of_readers_asks_as_much_for_many_as_for_few(first, trainee, cohort, trainer, browse):
    visitor, here = browse(trainer), f"/training/materials/{first.material_id}"
    visitor.get(here)
    with count_statements(db.engine) as few:
        visitor.get(here)
    for _one in range(4):
        materials.confirm_read(first, actor=account_of(a_trainee(cohort, trainer)))
    db.session.commit()
    with count_statements(db.engine) as many:
        visitor.get(here)
    assert many.count == few.count
