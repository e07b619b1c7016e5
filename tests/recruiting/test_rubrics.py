"""Rubrics are edited as versions: anchors in both languages, a preview, and scorecards that keep theirs."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from assessment.models import Rubric, RubricVersion
from core.db import db
from core.record import Entry
from people.models import Account
from people.permissions import Role
from recruiting import interviewing, rubrics
from recruiting.models import Scorecard
from recruiting.pipeline import MoveRefused
from recruiting.queries import rubrics as queries
from recruiting.rubrics import Draft, RubricRefused, drafts_of
from tests import factories as make
from tests.at_once import DONE
from tests.recruiting.scoring import an_interviewer, submit


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR, name="Lin Mo")


@pytest.fixture
def rubric(app):
    make.found()
    return db.session.scalars(select(Rubric).order_by(Rubric.id)).first()


def a_criterion(named="Calm", **more):
    anchors = tuple(make.words(f"Behaviour {value}", f"行为 {value}") for value in range(1, 6))
    return replace(Draft(make.words(named, "沉着"), anchors), **more)


def published(rubric, admin, *criteria, questions=None, based_on=None):
    newest = queries.newest(rubric.id)
    return rubrics.publish(
        rubric,
        newest.questions if questions is None else questions,
        criteria or [*drafts_of(newest), a_criterion()],
        based_on=newest.number if based_on is None else based_on,
        actor=admin,
    )


# Versions


def test_a_change_is_a_version_and_what_was_scored_stays_on_its_own(rubric, admin):
    visit = make.an_application(stage="first interview")
    rubric = visit.stage.rubric_version.rubric
    submit(interviewing.ask(visit, an_interviewer(), actor=admin), 4)
    before = queries.newest(rubric.id)
    version = published(rubric, admin, a_criterion("Only this"))
    card = db.session.scalars(select(Scorecard)).one()
    assert (version.number, card.rubric_version_id) == (before.number + 1, before.id)
    assert [one.criterion.rubric_version_id for one in card.ratings] == [before.id] * len(before.criteria)
    assert visit.stage.rubric_version_id == before.id
    about = Entry.subject_kind == "rubric_version", Entry.subject_id == version.id
    told = db.session.scalars(select(Entry).where(Entry.verb == "rubric published", *about)).one()
    assert (told.actor_id, told.details["number"]) == (admin.id, version.number)


def test_publishing_what_is_published_makes_no_version(rubric, admin):
    assert published(rubric, admin, *drafts_of(queries.newest(rubric.id))) is None


def test_the_database_itself_keeps_what_is_published(rubric):
    for statement in ("UPDATE criterion SET weight = 9", "DELETE FROM rubric_version"):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_the_second_of_two_who_publish_is_told(rubric, admin):
    published(rubric, admin)
    with pytest.raises(RubricRefused, match="Somebody published version 2 meanwhile"):
        published(rubric, admin, a_criterion("Another"), based_on=1)


def test_two_at_once_make_one_version(at_once, rubric, admin):
    rubric_id, actor_id = rubric.id, admin.id

    def look():
        return db.session.get(Rubric, rubric_id), db.session.get(Account, actor_id)

    def act(name):
        return lambda seen: published(seen[0], seen[1], a_criterion(name), based_on=1)

    first, other = at_once(look, act("One"), act("Other"))
    assert first == DONE and other != DONE
    assert queries.newest(rubric_id).number == 2


WRONG = {
    "nothing is rated": ([], None, "1 to 12 criteria"),
    "too much is rated": ([a_criterion(f"C{n}") for n in range(13)], None, "1 to 12 criteria"),
    "a name in one language": ([a_criterion(name={"en": "Calm", "zh_Hans": " "})], None, "both languages"),
    "an anchor in one language": (
        [a_criterion(anchors=(*a_criterion().anchors[:4], {"en": "x", "zh_Hans": ""}))],
        None,
        "both languages",
    ),
    "four anchors": ([a_criterion(anchors=a_criterion().anchors[:4])], None, "each value from 1 to 5"),
    "no weight": ([a_criterion(weight=Decimal(0))], None, "above 0"),
    "a weight that is no number": ([a_criterion(weight=Decimal("NaN"))], None, "above 0"),
    "a question in one language": ([a_criterion()], [{"en": "Why?", "zh_Hans": ""}], "both languages"),
    "a protected matter": (
        [a_criterion()], [{"en": "Why us?", "zh_Hans": "您结婚了吗？"}], "protected by law",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("criteria", "questions", "says"), WRONG.values(), ids=WRONG)
def test_what_may_not_be_published_is_refused(rubric, admin, criteria, questions, says):
    newest = queries.newest(rubric.id)
    with pytest.raises(RubricRefused, match=says):
        rubrics.publish(rubric, questions or [], criteria, based_on=newest.number, actor=admin)
    assert queries.newest(rubric.id).id == newest.id


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER, Role.INTERVIEWER, Role.TRAINER])
def test_others_publish_nothing(rubric, role):
    with pytest.raises(MoveRefused, match="Your role does not allow it"):
        published(rubric, make.an_account(role))


def test_a_copy_is_a_rubric_of_its_own_under_a_name_that_is_free(rubric, admin):
    like = queries.newest(rubric.id)
    version = rubrics.begin(make.words("Telephone", "电话面试"), like, actor=admin)
    assert drafts_of(version) == drafts_of(like) and version.rubric_id != rubric.id
    with pytest.raises(RubricRefused, match="of this name already"):
        rubrics.begin(make.words("Telephone", "别的"), like, actor=admin)


# Pages


def typed(page, rubric):
    return page.get(f"/rubrics/{rubric.id}/edit").form("main form")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_page_by_page_a_criterion_is_added_looked_at_and_published(browse, rubric, language):
    page = browse(make.an_account(Role.ADMINISTRATOR, language=language))
    there = f"/rubrics/{rubric.id}"
    count = len(queries.newest(rubric.id).criteria)
    form = page.post(f"{there}/edit", typed(page, rubric) | {"add": "criterion"}, expect=200).form(
        "main form"
    )
    new = f"criteria-{count}"
    form |= {f"{new}-name_en": "Typing", f"{new}-name_zh_Hans": "打字"}
    empty = page.post(f"{there}/edit", form, expect=422)
    assert empty.has(".is-invalid") and empty.form("main form")[f"{new}-name_zh_Hans"] == "打字"
    for value in range(5):
        form |= {f"{new}-anchors-{value}-text_en": f"At {value}", f"{new}-anchors-{value}-text_zh_Hans": "快"}
    shown = page.post(f"{there}/edit", form | {"preview": "1"}, expect=200)
    assert "Typing" in shown.text("main") and "打字" in shown.text("main")
    assert queries.newest(rubric.id).number == 1
    page.post(f"{there}/edit", form)
    assert queries.newest(rubric.id).number == 2
    after = page.get(there)
    assert len(after.all("[aria-labelledby^=criterion-]")) == count + 1 and "At 4" in after.text("main")
    before = page.get(f"{there}?version=1")
    assert len(before.all("[aria-labelledby^=criterion-]")) == count
    page.get(f"{there}?version=3", expect=404)


def test_a_criterion_is_left_out_and_the_others_take_their_places(browse, rubric, admin):
    page = browse(admin)
    names = [one.name for one in queries.newest(rubric.id).criteria]
    form = typed(page, rubric) | {"criteria-0-removed": "y", "criteria-1-place": "9"}
    page.post(f"/rubrics/{rubric.id}/edit", form)
    assert [one.name for one in queries.newest(rubric.id).criteria] == [*names[2:], names[1]]


def test_a_refusal_is_told_under_its_field_and_keeps_what_was_typed(browse, rubric, admin):
    page = browse(admin)
    form = typed(page, rubric) | {"questions-0-text_en": "How old are you?", "criteria-0-weight": "-2"}
    wrong = page.post(f"/rubrics/{rubric.id}/edit", form, expect=422)
    assert wrong.form("main form")["questions-0-text_en"].strip() == "How old are you?"
    assert "asks about age" in wrong.text("main") and queries.newest(rubric.id).number == 1


def test_it_is_copied_listed_and_taken_away(browse, rubric, admin):
    page = browse(admin)
    named = {"name_en": "=Telephone", "name_zh_Hans": "电话面试"}
    page.post(f"/rubrics/{rubric.id}/copy", {"name_en": "Telephone"}, expect=422)
    page.post(f"/rubrics/{rubric.id}/copy", named)
    assert "=Telephone" in page.get("/rubrics").text("tbody")
    newest = queries.newest(rubric.id)
    taken = page.get(f"/rubrics/{rubric.id}?export=csv").response.get_data().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(taken)))) == 1 + 5 * len(newest.criteria)


def test_a_file_of_a_rubric_says_which_items_are_critical(browse, rubric, admin):
    first, *others = rubrics.drafts_of(queries.newest(rubric.id))
    drafts = [replace(first, must_reach=3), *others]
    rubrics.publish(rubric, [], drafts, based_on=1, actor=admin)
    taken = browse(admin).get(f"/rubrics/{rubric.id}?export=csv").response.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert {row["Place"]: row["Critical below"] for row in rows} == {
        str(place): "3" if place == 1 else "" for place in range(1, len(drafts) + 1)
    }


def test_the_list_asks_the_same_few_questions_whatever_there_is(browse, counted, rubric, admin):
    page = browse(admin)
    page.get("/rubrics")
    with counted() as few:
        page.get("/rubrics")
    for number in range(3):
        rubrics.begin(make.words(f"R{number}", f"量表{number}"), queries.newest(rubric.id), actor=admin)
    db.session.commit()
    with counted() as many:
        page.get("/rubrics")
    assert many.count == few.count
    assert len(db.session.scalars(select(RubricVersion)).all()) >= 3
