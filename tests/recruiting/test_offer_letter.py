"""The offer as a document: PDF whose text can be read back in both languages, and the page to print."""

import io
import sys

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from core import paper
from core.db import db
from core.outbox import Letter
from people.permissions import Role
from recruiting import offer_letters, offers
from recruiting.queries import offers as queries
from recruiting.states import OfferState
from tests import factories as make
from tests.recruiting import walking

TERMS = "Level 3, 每月 6,200 元 + evening allowance; 试用期六个月"


@pytest.fixture
def offer(recruiter):
    title = make.words("Global marketplace specialist", "全球平台客服专员")
    person = make.a_person("林知夏", language="zh_Hans")
    visit = make.an_application(make.an_opening(title=title), person, stage="offer")
    walking.draft(visit, recruiter, in_days=12)
    queries.draft_of(visit.application_id).terms = TERMS
    offers.send(visit, walking.approved(visit), actor=recruiter)
    return queries.binding_offer(visit.application_id)


def text_of(content):
    """What a reader of the PDF reads, white space aside, as a line may end anywhere in Chinese."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Offer of employment",
                "Global marketplace specialist",
                "evening shift",
                "Kind of employment",
                "permanent",
                "Version 1",
            ),
        ),
        ("zh_Hans", ("录用通知书", "全球平台客服专员", "晚班", "用工类型", "录用条件", "期待与您共事")),
    ],
)
def test_the_pdf_reads_back_in_both_languages(browse, recruiter, offer, language, said):
    answer = browse(recruiter).get(f"/offers/{offer.id}/letter/{language}/pdf").response
    assert answer.mimetype == "application/pdf" and "attachment" in answer.headers["Content-Disposition"]
    text = text_of(answer.data)
    for words in (*said, "林知夏", TERMS):
        assert words.replace(" ", "") in text
    fonts = {str(font.get_object()["/BaseFont"]) for page in PdfReader(io.BytesIO(answer.data)).pages
             for font in page["/Resources"]["/Font"].values()}  # fmt: skip
    assert all("Onduty-Letter" in font for font in fonts), fonts


@pytest.mark.parametrize(("language", "title"), [("en", "Offer of employment"), ("zh_Hans", "录用通知书")])
def test_the_page_can_be_printed_whatever_the_reader_speaks(browse, recruiter, offer, language, title):
    page = browse(recruiter, "en").get(f"/offers/{offer.id}/letter/{language}")
    assert page.heading == title and TERMS in page.text("main")
    assert page.one("html")["lang"] == language.replace("_", "-")


def test_without_pango_the_page_offers_to_be_printed(browse, recruiter, offer, monkeypatch):
    monkeypatch.setattr(paper, "is_available", lambda: False)
    page = browse(recruiter).follow(browse(recruiter).get(f"/offers/{offer.id}/letter/en/pdf", expect=302))
    assert "Print this page" in page.text(".beside") and "Save as PDF" not in page.text()
    with pytest.raises(paper.NotPrinted):
        paper.pdf("<p>No.</p>", offer_letters.STYLE)


def test_a_letter_that_cannot_be_printed_in_its_time_says_so(browse, recruiter, offer, monkeypatch):
    with pytest.raises(paper.NotPrinted, match="seconds"):
        paper.pdf("<p>Late.</p>", offer_letters.STYLE, seconds=0.01)
    monkeypatch.setattr(paper, "__file__", "/nowhere.py")
    browse(recruiter).get(f"/offers/{offer.id}/letter/en/pdf", expect=503)


def test_the_server_does_not_hold_what_prints(app):
    assert "weasyprint" not in sys.modules


def test_the_letter_links_to_the_document_in_the_candidates_language(browse, offer):
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    link = next(word for word in letter.body.split() if "/offer-letters/" in word)
    path = "/" + link.split("/", 3)[3].removeprefix("录用通知书（可保存或打印）：")
    stranger = browse()
    page = stranger.get(path)
    assert page.heading == "录用通知书" and TERMS in page.text("main")
    assert stranger.get(page.all(".beside a")[1]["href"]).heading == "Offer of employment"
    assert "录用通知书" in text_of(stranger.get(page.all(".beside a")[0]["href"]).response.data)


def test_a_link_shows_nothing_but_its_own_offer_while_it_stands(browse, offer):
    token = offer_letters.token_of(offer)
    browse().get(f"/offer-letters/{token[:-2]}xx", expect=404)
    browse().get("/offer-letters/1", expect=404)
    offer.state = OfferState.RETRACTED
    page = browse().get(f"/offer-letters/{token}", expect=410)
    assert page.heading == "This offer no longer stands" and "林知夏" not in page.html
    browse().follow(browse().get(f"/offer-letters/{token}/pdf/en", expect=302), expect=410)


def test_the_document_is_for_those_who_reach_the_offer(browse, offer):
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))
    browse(elsewhere).get(f"/offers/{offer.id}/letter/en", expect=404)
    browse(make.an_account(Role.TRAINER)).get(f"/offers/{offer.id}/letter/en/pdf", expect=403)
    browse(make.an_account(Role.RECRUITER)).get(f"/offers/{offer.id}/letter/fr", expect=404)


def test_what_is_typed_into_the_terms_fetches_nothing(app, offer):
    offer.terms = '<img src="file:///etc/hostname"> & <b>bold</b>'
    assert "<imgsrc=" in text_of(offer_letters.pdf(offer, "en"))
