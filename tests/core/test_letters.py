"""The wording of letters: written by people, checked before it is used, never overwritten."""

import pytest
from sqlalchemy import select

from core import letters, placeholders
from core.db import db
from core.i18n import LANGUAGES
from core.letters import LetterRefused, LetterTemplate, check, current_template, fill, publish
from core.record import Entry, Way
from people import defaults as account_letters
from people.permissions import Role
from recruiting.defaults import letters as hiring_letters
from tests import factories

DEFAULTS = {**account_letters.LETTERS, **hiring_letters.LETTERS}
NAMES = account_letters.NAMES | hiring_letters.NAMES
WORDINGS = [(key, language) for key, wordings in DEFAULTS.items() for language in wordings]
EDIT = "/letter-templates/greeting/en"


def published(body: str = "Dear {{ name }}", based_on: int = 0, language: str = "en") -> LetterTemplate:
    return publish("greeting", language, subject="Hello", body=body, based_on=based_on, actor_id=None)


# Publishing


def test_a_new_wording_becomes_the_next_version_and_the_old_one_stays(app):
    actor = factories.an_account(Role.ADMINISTRATOR)
    published("First")
    second = publish("greeting", "en", subject="Hello", body="Second", based_on=1, actor_id=actor.id)
    assert current_template("greeting", "en") is second
    assert (second.number, second.author.person.name) == (2, actor.person.name)
    bodies = select(LetterTemplate.body).order_by(LetterTemplate.number)
    assert db.session.scalars(bodies).all() == ["First", "Second"]
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (entry.verb, entry.actor_id, entry.subject_id) == ("published", actor.id, second.id)


def test_languages_count_their_versions_apart(app):
    published()
    assert published(language="zh_Hans").number == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear {{ nmae }} of {{ town }}", "Nothing is known to fill in for: nmae, town"),
        ("Dear {{ name", "Line 1 is not understood"),
        ("Dear\n{% if date %}\non {{ date }}", "is not understood"),
        ("{{ name.__class__ }}", "Only placeholders"),
        ("{{ 'a' * 1000000000 }}", "Only placeholders"),
        ("{% for x in name %}{{ x }}{% endfor %}", "Only placeholders"),
        ("{% include 'errors/500.html' %}", "Only placeholders"),
        ("{{ name|upper }}", "Only placeholders"),
        ("  ", "There is no text yet"),
    ],
)
def test_a_wording_with_mistakes_is_refused_with_a_sentence(app, text, sentence):
    with pytest.raises(LetterRefused, match=sentence) as refusal:
        published(text)
    assert refusal.value.field == "body"
    assert current_template("greeting", "en") is None


def test_parts_that_not_every_letter_has_can_be_left_out(app):
    text = "Hello{% if date and not time %} on {{ date }}{% else %}!{% endif %}"
    check(text)
    assert (fill(text, {"date": "Monday"}), fill(text, {})) == ("Hello on Monday", "Hello!")


def test_who_writes_at_the_same_time_as_somebody_else_is_told(app):
    published("First")
    published("Second", based_on=1)
    with pytest.raises(LetterRefused, match="Version 2 appeared"):
        published("Third", based_on=1)


def test_the_words_in_use_are_not_published_again(app):
    published()
    with pytest.raises(LetterRefused, match="words of the version in use"):
        published(based_on=1)


# What the product comes with


@pytest.mark.parametrize(("key", "language"), WORDINGS)
def test_every_letter_that_comes_with_the_product_reads_well_full_and_bare(app, key, language):
    subject, body = DEFAULTS[key][language]
    for text in (subject, body):
        check(text)
    full = placeholders.samples(language)
    bare = {name: full[name] for name in ("name", "opening", "organisation", "sender", "stage")}
    bare |= {"link": full["link"]} if key.startswith("account.") else {}
    for values in (full, bare):
        letter = fill(subject, values) + "\n" + fill(body, values)
        assert full["name"] in letter
        assert "  " not in letter
        assert "\n\n\n" not in letter
        assert ("您" in letter) == (language == "zh_Hans")


def test_every_letter_comes_in_both_languages_and_has_a_name(app):
    assert {key for key in NAMES if "@" not in key} == set(DEFAULTS)
    assert all(set(wordings) == set(LANGUAGES) for wordings in DEFAULTS.values())
    assert all(set(name) == set(LANGUAGES) for name in NAMES.values())


def test_missing_letters_are_published_once_and_changed_ones_are_left_alone(app):
    publish("hired", "en", subject="Ours", body="Our own words", based_on=0, actor_id=None)
    assert letters.ensure_templates(DEFAULTS) == len(WORDINGS) - 1
    assert letters.ensure_templates(DEFAULTS) == 0
    assert current_template("hired", "en").subject == "Ours"
    assert current_template("hired", "zh_Hans").number == 1
    ways = db.session.scalars(select(Entry.way).where(Entry.verb == "published").distinct()).all()
    assert set(ways) == {Way.HAND, Way.RULE}


# Pages


@pytest.fixture
def recruiter(app, browse):
    return browse(factories.an_account(Role.RECRUITER, name="Mina Holt"))


def test_only_who_may_edit_letters_sees_them(app, browse):
    published()
    for role in set(Role) - {Role.ADMINISTRATOR, Role.RECRUITER}:
        page = browse(factories.an_account(role))
        page.get("/letter-templates", expect=403)
        page.get(EDIT, expect=403)
        page.post(EDIT, {"subject": "No", "body": "No"}, expect=403)
    assert current_template("greeting", "en").number == 1


def test_the_list_shows_each_letter_in_each_language(recruiter):
    published()
    page = recruiter.get("/letter-templates")
    row = next(row for row in page.all("tbody tr") if "greeting" in row.get_text())
    assert "version 1" in row.get_text()
    assert "Write it" in row.get_text()
    assert "Welcome" in page.text("tbody")


def test_a_wording_is_edited_previewed_and_published(recruiter):
    published()
    form = recruiter.get(EDIT).form("main form[method=post]")
    assert form["body"].strip() == "Dear {{ name }}"
    typed = form | {"body": "Good day {{ name }}"}
    preview = recruiter.post(EDIT, typed | {"preview": "1"}, expect=200)
    assert preview.texts(".letter mark") == ["Robin Vale"]
    assert "Good day" in preview.text(".letter")
    assert current_template("greeting", "en").number == 1
    page = recruiter.follow(recruiter.post(EDIT, typed))
    assert "Version 2 is in use" in page.text(".notice-good")
    assert page.texts("[aria-labelledby=versions] tbody td:last-child") == [
        "Mina Holt",
        "came with the product",
    ]
    db.session.rollback()
    assert current_template("greeting", "en").body == "Good day {{ name }}"


def test_a_mistake_is_shown_under_its_field_and_what_was_typed_stays(recruiter):
    published()
    typed = {"based_on": "1", "subject": "Hello", "body": "Dear {{ nmae }}"}
    page = recruiter.post(EDIT, typed, expect=422)
    assert "nmae" in page.text("#body-error")
    assert page.one("#body").get_text().strip() == "Dear {{ nmae }}"
    assert page.has(".notice-bad a[href='#body']")
    assert not page.has(".letter")
    empty = recruiter.post(EDIT, typed | {"subject": " "}, expect=422)
    assert "There is no text yet." in empty.text("#subject-error")


def test_whoever_is_refused_for_a_mistake_is_not_taken_to_know_a_version_that_appeared_meanwhile(recruiter):
    published("First")
    published("Second", based_on=1)
    typed = {"based_on": "1", "subject": "Hello", "body": "Dear {{ nmae }}"}
    sent = recruiter.post(EDIT, typed, expect=422).form("main form[method=post]")
    page = recruiter.post(EDIT, sent | {"body": "Dear {{ name }}"}, expect=422)
    assert "Version 2 appeared while you were writing." in page.text(".notice-bad")


def test_words_that_were_overtaken_are_kept_and_not_published(recruiter):
    published("First")
    published("Second", based_on=1)
    typed = {"based_on": "1", "subject": "Hello", "body": "Mine"}
    page = recruiter.post(EDIT, typed, expect=422)
    assert "Version 2 appeared while you were writing." in page.text(".notice-bad")
    assert page.one("#body").get_text().strip() == "Mine"
    sent = page.form("main form[method=post]")
    assert sent["based_on"] == "2"
    recruiter.post(EDIT, sent)  # who has been told may go on
    assert current_template("greeting", "en").number == 3


def test_an_old_version_can_be_read_and_taken_up_again(recruiter):
    published("First")
    published("Second", based_on=1)
    page = recruiter.get(f"{EDIT}?version=1")
    assert "words of version 1" in page.text(".notice-warn")
    form = page.form("main form[method=post]")
    assert form["body"].strip() == "First"
    recruiter.post(EDIT, form)
    assert current_template("greeting", "en").number == 3


def test_a_letter_can_be_written_in_a_language_that_it_lacks_and_no_letter_can_be_invented(recruiter):
    published()
    page = recruiter.get("/letter-templates/greeting/zh_Hans")
    recruiter.post(
        page.path, page.form("main form[method=post]") | {"subject": "您好", "body": "{{ name }}，您好"}
    )
    assert current_template("greeting", "zh_Hans").number == 1
    recruiter.get("/letter-templates/invented/en", expect=404)
    recruiter.get("/letter-templates/greeting/fr", expect=404)


def test_html_in_a_wording_is_shown_as_typed(recruiter):
    published("<script>alert(1)</script> {{ name }}")
    page = recruiter.get(EDIT)
    assert not page.has(".letter script")
    assert "<script>" in page.text(".letter")


def test_a_stage_without_words_of_its_own_takes_those_of_its_kind(app):
    publish("greeting", "en", subject="For all", body="Hello", based_on=0, actor_id=None)
    assert current_template("greeting@second", "en").subject == "For all"
    publish("greeting@second", "en", subject="For the second", body="Hello", based_on=0, actor_id=None)
    assert current_template("greeting@second", "en").subject == "For the second"
    assert current_template("greeting@first", "en").subject == "For all"
    assert current_template("greeting", "en").subject == "For all"
