"""The gate and certificates as people get to see them, strangers included."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
import segno
import zxingcpp
from PIL import Image
from sqlalchemy import func, select

from core import clock, paper
from core.db import db
from people import queries as people
from people import rules as guessing
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, noon
from tests.training.passing import OVER, attend, passed, sit
from training import certificate_paper, certificates, cohorts, duty, examining, jobs, placing, waivers
from training.models import Certificate, CertificateTry, Waiver
from training.queries import certificates as certified
from training.queries import live_enrolment
from training.queries import nesting as nested
from training.rules.certificates import shown
from training.states import EnrolmentState, ExamKind, GatePart

DAY = timedelta(days=1)


@pytest.fixture
def own(trainee):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


@pytest.fixture
def certificate(trainee, cohort, trainer):
    return passed(trainee, cohort, trainer)


@pytest.fixture
def after(app):
    with clock.at(noon(OVER)):
        yield


def gate_of(trainee):
    return f"/training/enrolments/{trainee.id}/gate"


# The gate


def test_a_trainer_sees_what_is_missing_and_then_puts_on_duty(trainee, cohort, trainer, browse):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 85, ExamKind.THEORY)
    person = browse(trainer)
    with clock.at(noon(OVER)):
        page = person.get(gate_of(trainee))
        assert page.texts(".checklist .icon[role]") is not None
        said = page.text(".checklist")
        assert "Passed with 85." in said and "Not taken yet. Passes at 75." in said
        assert "30 attended, 27 of 30 are needed." in said
        assert not page.has("form[action$='/duty']") and not page.has("[aria-labelledby=waive]")
        refused = person.follow(person.post(f"/training/enrolments/{trainee.id}/duty"))
        assert "Still missing: practical exam." in refused.text(".notice-bad")
    sit(trainee, cohort, trainer, 75, ExamKind.PRACTICAL)
    with clock.at(noon(OVER)):
        assert person.get(gate_of(trainee)).has("form[action$='/duty']")
        page = person.follow(person.post(f"/training/enrolments/{trainee.id}/duty"))
        assert "On duty since 21 Dec 2026." in page.text("main")
        assert "2026-00001" in page.text("section[aria-labelledby=certificates]")
        assert not page.has("form[action$='/duty']")


def test_the_morning_names_who_is_ready_and_puts_them_on_duty(trainee, cohort, trainer, browse):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer)
    person = browse(trainer)
    with clock.at(noon(OVER)):
        page = person.get("/training/")
        assert "程念" in page.text("section[aria-labelledby=ready]")
        person.post(page.one("[aria-labelledby=ready] form")["action"])
        assert not person.get("/training/").has("[aria-labelledby=ready]")
    assert people.is_on_duty(trainee.employment_id, OVER)


def test_the_class_list_says_of_each_what_is_missing(trainee, cohort, trainer, browse, after):
    page = browse(trainer).get(f"/training/cohorts/{cohort.id}/class")
    assert "theory exam, practical exam, attendance" in page.text("tbody tr")
    exported = browse(trainer).get(f"/training/cohorts/{cohort.id}/class/export.csv").html
    assert "Missing for duty" in exported and "practical exam" in exported


def test_the_class_list_needs_as_many_statements_for_many_as_for_one(trainee, cohort, trainer, browse, after):
    person, path = browse(trainer), f"/training/cohorts/{cohort.id}/class"
    person.get(path)
    with count_statements(db.engine) as for_one:
        person.get(path)
    with clock.at(noon(MONDAY)):
        for _one in range(5):
            a_trainee(cohort, trainer)
    with count_statements(db.engine) as for_many:
        person.get(path)
    assert for_many.count == for_one.count


def test_a_manager_waives_somebody_else_puts_on_duty_and_the_manager_takes_it_back(
    trainee, cohort, trainer, manager, browse, after
):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 85, ExamKind.THEORY)
    person = browse(manager)
    page = person.get(gate_of(trainee))
    assert [one["value"] for one in page.all("[aria-labelledby=waive] [name=parts]")] == ["practical"]
    typed = {"parts": "practical", "last_day": str(OVER + 9 * DAY), "reason": ""}
    again = person.post(f"/training/enrolments/{trainee.id}/waivers", typed, expect=422)
    assert "Say why" in again.text(".notice-bad")
    assert again.one("[name=last_day]")["value"] == str(OVER + 9 * DAY)
    assert again.one("[name=parts]").has_attr("checked")
    person.post(f"/training/enrolments/{trainee.id}/waivers", typed | {"reason": WHY})
    browse(trainer).post(f"/training/enrolments/{trainee.id}/duty")
    page = person.get(gate_of(trainee))
    assert "by a waiver until 30 Dec 2026" in page.text("main")
    waiver = db.session.scalars(select(Waiver)).one()
    person.post(f"/training/waivers/{waiver.id}/revocation", {"why": ""}, expect=422)
    page = person.follow(person.post(f"/training/waivers/{waiver.id}/revocation", {"why": WHY}))
    assert "taken back" in page.text("section[aria-labelledby=waivers]")
    assert not people.is_on_duty(trainee.employment_id, OVER)


def test_nobody_is_offered_what_they_may_not_press(trainee, trainer, manager, browse, after):
    assert not browse(trainer).get(gate_of(trainee)).has("[aria-labelledby=waive]")
    assert browse(manager).get(gate_of(trainee)).has("[aria-labelledby=waive]")
    manager.person = trainee.employment.person
    db.session.flush()
    assert not browse(manager).get(gate_of(trainee)).has("[aria-labelledby=waive]")


def test_a_gate_and_a_certificate_of_another_team_are_not_there(trainee, certificate, trainer, browse, after):
    stranger = browse(an_account(Role.TRAINER, Role.MANAGER, team=a_team("Elsewhere")))
    stranger.get(gate_of(trainee), expect=404)
    stranger.post(f"/training/enrolments/{trainee.id}/duty", expect=404)
    for path in ("", "/paper/en", "/paper/en/pdf"):
        stranger.get(f"/training/certificates/{certificate.id}{path}", expect=404)
    for deed in ("revocation", "copies", "renewal"):
        stranger.post(f"/training/certificates/{certificate.id}/{deed}", {"reason": WHY}, expect=404)
    assert "程念" not in stranger.get("/training/certificates").text()
    assert "程念" not in stranger.get("/training/certificates/export.csv").html


def test_a_trainee_sees_what_is_missing_and_later_the_certificate(
    trainee, cohort, trainer, own, browse, after
):
    page = browse(own).get("/training/own")
    assert "3 points are still missing." in page.text("[aria-labelledby=gate]")
    passed(trainee, cohort, trainer)
    page = browse(own).get("/training/own")
    assert "You are on duty since 21 Dec 2026." in page.text("section[aria-labelledby=certificates]")
    document = browse(own).get(page.one("section[aria-labelledby=certificates] td a")["href"])
    assert document.text(".holder") == "程念"


def test_a_certificate_of_somebody_else_is_not_ones_own(certificate, browse, after):
    other = browse(an_account(Role.EMPLOYEE))
    other.get(f"/training/own/certificates/{certificate.id}/en", expect=404)
    other.get(f"/training/own/certificates/{certificate.id}/en/pdf", expect=404)


# The document


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Certificate of being on duty"), ("zh_Hans", "上岗证书")]
)
def test_the_document_comes_in_both_languages(certificate, trainer, browse, after, language, heading):
    page = browse(trainer).get(f"/training/certificates/{certificate.id}/paper/{language}")
    assert page.heading == heading
    assert certificate.number in page.text("dl")


@pytest.mark.sqlite_only
def test_the_pdf_carries_the_name_and_a_code_that_a_camera_reads(certificate, own, browse, after):
    if not paper.is_available():
        pytest.skip("PDF needs Pango")
    answer = browse(own).get(f"/training/own/certificates/{certificate.id}/zh_Hans/pdf").response
    text = pypdf.PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "程念" in text and certificate.number in text


def test_a_camera_reads_the_address_of_the_certificate(certificate, after):
    picture = str(certificate_paper.picture_of(certificate.code))
    assert "style=" not in picture
    [read] = zxingcpp.read_barcodes(drawn(certificate.code))
    assert read.text == certificate_paper.address_of(certificate.code)
    assert read.text.endswith(f"/certificates/{shown(certificate.code)}")


def drawn(code):
    """The same squares as a bitmap."""
    file = BytesIO()
    segno.make(certificate_paper.address_of(code), error="q", micro=False).save(file, kind="png", scale=6)
    return Image.open(file).convert("L")


# Strangers


def verify(browse, code, expect=200, **more):
    return browse().get(f"/certificates/{code}", expect=expect, **more)


def test_anybody_with_the_code_sees_what_it_is_worth(certificate, browse, after):
    page = verify(browse, shown(certificate.code))
    assert "valid today" in page.text("main")
    assert "程念" in page.text("main") and "Onboarding" in page.text("main")
    assert "程念" in verify(browse, certificate.code.lower()).text("main")  # typed without dashes
    typed = browse().get(f"/certificates/?code=+{certificate.code.lower()}+", expect=302)
    assert typed.location == f"/certificates/{shown(certificate.code)}"


def test_expired_revoked_and_reissued_ones_say_so(certificate, trainer, manager, browse, after):
    with clock.at(noon(certificate.expires_on)):
        assert "valid today" in verify(browse, certificate.code).text("main")
    with clock.at(noon(certificate.expires_on + DAY)):
        assert "expired since" in verify(browse, certificate.code).text("main")
    again = certificates.reissue(certificate, actor=trainer, reason=WHY)
    assert (again.number, again.expires_on) == ("2026-00002", certificate.expires_on)
    assert "re-issued" in verify(browse, certificate.code).text("main")
    assert "valid today" in verify(browse, again.code).text("main")
    certificates.revoke(again, actor=manager, reason="Sat by somebody else.")
    page = verify(browse, again.code)
    assert "Revoked on 21 Dec 2026" in page.text("main") and "somebody else" not in page.text("main")
    assert "Good until" not in page.text("main")


@pytest.mark.parametrize("code", ["0" * 20, "nothing", "%20", "x" * 300, "😀", "2026-00001", "0" * 19 + "'"])
def test_whatever_is_no_code_gets_one_and_the_same_answer(certificate, browse, after, code):
    page = verify(browse, code, expect=404)
    with count_statements(db.engine) as seen:
        verify(browse, code, expect=404)
    with count_statements(db.engine) as usual:
        unknown = verify(browse, "Z" * 20, expect=404)
    assert page.text("main") == unknown.text("main")
    assert seen.count == usual.count


def test_who_asks_about_too_many_codes_waits_for_the_right_one_as_well(certificate, browse, after):
    for number in range(guessing.BY_ADDRESS.tries):
        verify(browse, f"{number:020}", expect=404)
    right, wrong = (verify(browse, code, expect=429) for code in (certificate.code, "Z" * 20))
    assert right.text("main") == wrong.text("main") and "程念" not in right.html
    with clock.at(clock.now() + guessing.BY_ADDRESS.wait + timedelta(minutes=1)):
        assert "valid today" in verify(browse, certificate.code).text("main")
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
    assert "valid today" in verify(browse, certificate.code, **elsewhere).text("main")


def test_misses_are_forgotten_after_a_day(certificate, browse, after):
    verify(browse, "Z" * 20, expect=404)
    assert jobs.forget_misses() == 0
    with clock.at(noon(OVER + 2 * DAY)):
        assert jobs.forget_misses() == 1
    assert db.session.scalar(select(func.count()).select_from(CertificateTry)) == 0


# The list


def rows_of(page):
    return page.texts("tbody tr td:first-child")


def test_the_list_shows_what_is_due_and_trains_again(certificate, trainee, trainer, cohort, browse, after):
    person = browse(trainer)
    assert rows_of(person.get("/training/certificates")) == ["2026-00001"]
    assert rows_of(person.get("/training/certificates?which=due")) == []
    with clock.at(noon(certificate.due_on)):
        assert rows_of(person.get("/training/certificates?which=due")) == ["2026-00001"]
        assert person.get("/training/").text(".page-actions .count") == "1"
        page = person.follow(person.post(f"/training/certificates/{certificate.id}/renewal"))
        assert "in line for a cohort" in page.text("[role=status]")
        assert people.is_on_duty(trainee.employment_id, clock.today())
        refused = person.follow(person.post(f"/training/certificates/{certificate.id}/renewal"))
        assert "awaits a cohort already" in refused.text("[role=alert]")
    with clock.at(noon(certificate.expires_on + DAY)):
        assert rows_of(person.get("/training/certificates?which=expired")) == ["2026-00001"]
        assert rows_of(person.get("/training/certificates?which=valid")) == []


def test_the_list_finds_by_name_and_number_and_is_taken_away(certificate, trainer, browse, after):
    person = browse(trainer)
    assert rows_of(person.get("/training/certificates?q=程")) == ["2026-00001"]
    assert rows_of(person.get("/training/certificates?q=00009")) == []
    assert "2026-00001,valid,程念" in person.get("/training/certificates/export.csv?which=valid").html


def test_passing_again_gives_a_second_certificate_and_nothing_is_due(
    certificate, trainee, trainer, cohort, browse, after
):
    first_due = certificate.due_on
    with clock.at(noon(first_due)):
        browse(trainer).post(f"/training/certificates/{certificate.id}/renewal")
    later = first_due + 7 * DAY
    with clock.at(noon(later)):
        second = a_second_time(trainee, trainer, cohort, later)
        assert [one.certificate.number for one in certified.of_person(trainee.employment.person_id)] == [
            second.number,
            certificate.number,
        ]
        assert rows_of(browse(trainer).get("/training/certificates?which=due")) == []


def a_second_time(trainee, trainer, cohort, day):
    """Trained again in a class of its own, and through the gate."""
    again = live_enrolment(trainee.employment_id)
    assert again.state is EnrolmentState.AWAITING_COHORT
    monday = day - timedelta(days=day.weekday()) + 7 * DAY
    further = a_cohort(trainer, starts_on=monday, team=cohort.team)
    placing.enrol(again, further, actor=trainer)
    attend(further, [again], trainer)
    with clock.at(noon(monday + 21 * DAY)):
        for exam in further.programme_version.exams:
            examining.enter(again, exam, examining.Score(Decimal(90), clock.today()), actor=trainer)
        return duty.put_on_duty(again, actor=trainer)


def test_revoking_and_issuing_again_are_offered_to_whom_they_belong(
    certificate, trainer, manager, own, browse, after
):
    path = f"/training/certificates/{certificate.id}"
    assert not browse(trainer).get(path).has("[aria-labelledby=revoke]")
    assert browse(trainer).get(path).has("[aria-labelledby=again]")
    person = browse(manager)
    refused = person.post(f"{path}/revocation", {"reason": " "}, expect=422)
    assert "Say why" in refused.text("[aria-labelledby=revoke]") and refused.has("[data-refusal]")
    again = browse(trainer).post(f"{path}/copies", {"reason": ""}, expect=422)
    assert "Say why" in again.text("[aria-labelledby=again]")
    page = person.follow(person.post(f"{path}/revocation", {"reason": WHY}))
    assert "revoked" in page.text(".page-head") and WHY in page.text(".facts")
    assert not page.has("[aria-labelledby=again]")
    assert not people.is_on_duty(certificate.passing.enrolment.employment_id, OVER)


def test_whose_certificate_was_revoked_is_trained_again(
    certificate, trainee, trainer, manager, browse, after
):
    path, person = f"/training/certificates/{certificate.id}", browse(trainer)
    assert not person.get(path).has("form[action$='/renewal']")  # it is good, and not due
    certificates.revoke(certificate, actor=manager, reason=WHY)
    page = person.get(path)
    page = person.follow(person.post(page.one("form[action$='/renewal']")["action"]))
    assert page.text("[role=status]").strip() == "程念 is in line for a cohort."
    assert live_enrolment(trainee.employment_id).state is EnrolmentState.AWAITING_COHORT
    assert not page.has("form[action$='/renewal']")


def test_a_revoked_one_is_not_renewed_beside_a_newer_one(
    certificate, trainee, cohort, trainer, manager, browse
):
    path = f"/training/certificates/{certificate.id}"
    with clock.at(noon(OVER)):
        certificates.revoke(certificate, actor=manager, reason=WHY)
        certificates.renew(certificate, actor=trainer)
    with clock.at(noon(OVER + 7 * DAY)):
        a_second_time(trainee, trainer, cohort, OVER + 7 * DAY)
        assert not browse(trainer).get(path).has("form[action$='/renewal']")


def test_nobody_trains_themselves_or_another_team_again(certificate, trainee, trainer, browse, after):
    own, elsewhere = an_account(Role.TRAINER), an_account(Role.TRAINER, team=a_team("Elsewhere"))
    own.person = trainee.employment.person
    db.session.flush()
    person = browse(own)
    page = person.follow(person.post(f"/training/certificates/{certificate.id}/renewal"))
    assert "certificate of their own" in page.text("[role=alert]")
    with pytest.raises(cohorts.CohortRefused, match="Your role"):
        certificates.renew(certificate, actor=elsewhere)
    assert live_enrolment(trainee.employment_id) is None


def test_a_name_on_a_certificate_can_be_wiped_and_nothing_else(certificate, browse, after):
    certificate.holder = None
    db.session.flush()
    assert "Name removed" in verify(browse, certificate.code).text("main")


def test_waived_people_are_shown_as_such_on_their_own_page(
    trainee, cohort, trainer, manager, own, browse, after
):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 85, ExamKind.THEORY)
    with clock.at(noon(OVER)):
        waivers.grant(trainee, [GatePart.PRACTICAL], OVER + 9 * DAY, actor=manager, reason=WHY)
        duty.put_on_duty(trainee, actor=trainer)
        page = browse(own).get("/training/own")
    assert "by a waiver until 30 Dec 2026" in page.text("[aria-labelledby=gate]")
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 0


# The rules


def rules_of(cohort):
    return f"/training/programmes/{cohort.programme_version.programme_id}/duty-rules"


def test_new_rules_hold_for_what_comes_and_change_nothing_that_was(certificate, cohort, trainer, browse):
    person, path = browse(trainer), rules_of(cohort)
    until = certificate.expires_on
    typed = person.get(path).form() | {"certificate_months": "12", "target-1": "40", "most_per_coach": "3"}
    assert "What was decided before stays" in person.follow(person.post(path, typed)).text("[role=status]")
    assert "Nothing differs" in person.follow(person.post(path, typed)).text("[role=status]")
    assert certificate.expires_on == until
    with clock.at(noon(OVER)):
        other = passed(a_trainee_of(cohort, trainer), cohort, trainer)
    assert other.expires_on == OVER.replace(year=OVER.year + 1)
    targets = nested.of_enrolment(other.passing.enrolment_id).nesting.policy.targets
    assert targets[0].value == 40
    assert nested.of_enrolment(other.passing.enrolment_id).nesting.policy.most_per_coach == 3
    kept = nested.of_enrolment(certificate.passing.enrolment_id).nesting.policy.targets
    assert kept[0].value == 30


def a_trainee_of(cohort, trainer):
    with clock.at(noon(MONDAY)):
        return a_trainee(cohort, trainer)


def test_rules_that_make_no_sense_are_refused_and_kept_as_typed(cohort, trainer, browse):
    person, path = browse(trainer), rules_of(cohort)
    typed = person.get(path).form() | {"waiver_days": "900", "target-2": "soon"}
    page = person.post(path, typed, expect=422)
    assert "From 1 to 365." in page.text("[role=alert]")
    assert "a number from 0 on is needed" in page.text("[role=alert]")
    assert page.one("[name=waiver_days]")["value"] == "900" and page.one("#target-2")["value"] == "soon"


def test_managers_read_the_rules_and_do_not_change_them(cohort, manager, browse):
    assert browse(manager).get(rules_of(cohort)).has("fieldset[disabled]")
    browse(manager).post(rules_of(cohort), expect=403)
