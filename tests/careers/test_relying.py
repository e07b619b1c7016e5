"""Before a programme loses an exam or a module it is said which level, and which offer, asks for it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from careers import ladders, offering, relying
from careers.defaults.ladder import LADDER
from careers.queries import offers
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from core import clock
from core.db import db
from people.permissions import Role
from tests.careers.people_at_work import WHY, an_employee
from tests.factories import an_account
from tests.statements import count_statements
from training import programme_drafts as drafts
from training import programmes
from training.plans import plan_of
from training.queries import programmes as training
from training.queries import relied_on
from training.queries.relied_on import Gone, Reliance

EXAM = Asked(Kind.EXAM, mark=Decimal(85), key="theory")
THEORY = Gone(1, {"theory": {"en": "Theory exam", "zh_Hans": "理论考试"}}, {})


@pytest.fixture
def trainer(app):
    return an_account(Role.TRAINER)


@pytest.fixture
def employee(app):
    """Stands on the first version of the ladder."""
    return an_employee("叶青禾")


@pytest.fixture
def programme(employee):
    return training.by_key("onboarding")


@pytest.fixture
def asking(employee, manager):
    """The ladder asks supervisors for the theory exam."""
    return publish(manager, EXAM)


def publish(manager, *asked):
    levels = [
        replace(one, asks=(*one.asks, *asked)) if one.key == "supervisor" else one for one in LADDER.levels
    ]
    return ladders.publish(replace(LADDER, levels=tuple(levels)), actor=manager)


def without(trainer, programme, *, exam=None, module=None):
    draft = drafts.begin(programme, actor=trainer)
    if exam:
        drafts.remove_exam(draft, exam)
    if module:
        drafts.remove_module(draft, module)
    db.session.commit()
    return draft


def test_a_level_that_asks_for_the_exam_is_named_with_what_it_asks(asking):
    [found] = relying.relying_on(THEORY)
    assert found.who.startswith("Level Supervisor")
    assert found.who.endswith("version 2 of the ladder")
    assert found.what.endswith(", 85")
    assert relying.relying_on(Gone(1, {"else": {"en": "Else"}}, {})) == []


def test_versions_in_force_are_named_and_others_are_not(employee, manager, asking):
    publish(manager)
    assert relying.relying_on(THEORY) == [], "nobody stands on the one that asks, and the newest does not"
    ladders.move([employee], asking, actor=manager, reason=WHY)
    [found] = relying.relying_on(THEORY)
    assert "version 2" in found.who


def test_a_module_that_is_offered_to_whoever_falls_short_is_named(programme, manager):
    gone = Gone(programme.id, {}, {"communication": {"en": "Communication", "zh_Hans": "沟通技巧"}})
    found = relying.relying_on(gone)
    assert {one.what for one in found} == {"Module: Communication"}
    assert relying.relying_on(gone._replace(programme_id=programme.id + 1)) == []
    for fit in offers.fits():
        offering.withdraw(fit, actor=manager)
    assert relying.relying_on(gone) == []


def test_what_is_renamed_or_still_elsewhere_is_not_gone(trainer, programme):
    draft = drafts.begin(programme, actor=trainer)
    assert drafts.gone(draft) == Gone(programme.id, {}, {})
    gone = drafts.gone(without(trainer, programme, exam="theory", module="problems"))
    assert (list(gone.exams), list(gone.modules)) == (["theory"], ["problems"])
    name = {"en": "Another", "zh_Hans": "另一个"}
    plan = plan_of(training.newest(programme.id))
    programmes.start("another", name, plan, now=clock.now(), actor=trainer)
    assert list(drafts.gone(draft).exams) == [], "another programme still has it"
    like = drafts.begin_like(programme, {"en": "A third", "zh_Hans": "第三个"}, actor=trainer)
    drafts.remove_exam(like, "theory")
    assert drafts.gone(like) is None, "a new programme takes nothing away"


@pytest.mark.parametrize(("language", "level"), [("en", "Supervisor"), ("zh_Hans", "客服主管")])
def test_the_preview_says_so_before_it_is_published(
    asking, manager, trainer, programme, browse, language, level
):
    trainer.language = language
    draft = without(trainer, programme, exam="theory", module="communication")
    page = browse(trainer)
    address = f"/training/programmes/drafts/{draft.id}/publication"
    said = page.get(address).text("section[aria-labelledby=missed]")
    assert level in said
    assert "85" in said
    drafts.discard(draft, actor=trainer)
    whole = drafts.begin(programme, actor=trainer)
    db.session.commit()
    again = page.get(f"/training/programmes/drafts/{whole.id}/publication")
    assert not again.has("section[aria-labelledby=missed]")


def test_training_itself_knows_nothing_of_who_relies_on_it(monkeypatch):
    monkeypatch.setattr(relied_on, "SOURCES", [])
    assert relied_on.missing(THEORY) == []
    relied_on.register(lambda gone: [Reliance("Somebody", key) for key in gone.exams])
    assert relied_on.missing(THEORY) == [Reliance("Somebody", "theory")]
    assert relied_on.missing(Gone(1, {}, {})) == []


def test_it_takes_the_same_statements_however_many_people_and_versions_there_are(asking, manager, employee):
    publish(manager)
    ladders.move([employee], asking, actor=manager, reason=WHY)
    with count_statements(db.engine) as few:
        relying.relying_on(THEORY)
    for number in range(3):
        ladders.move([an_employee(f"Number {number}")], asking, actor=manager, reason=WHY)
        publish(manager, replace(EXAM, mark=Decimal(60 + number)))
    db.session.flush()
    with count_statements(db.engine) as many:
        relying.relying_on(THEORY)
    assert len(many) == len(few)
