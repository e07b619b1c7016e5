"""How the sample team checks backgrounds, item by item; called while the story is told."""

from core import clock
from people.models import Account
from recruiting import check_decisions, checks
from recruiting.checks import Upload
from recruiting.models import BackgroundCheck, CheckItem, Visit
from recruiting.queries import checks as queries
from recruiting.queries.facts import has_consent
from recruiting.states import ItemState, WouldRehire

CERTIFICATE = b"%PDF-1.4\n% The copy of a certificate, as the sample team files it.\n"
GROUNDS = {
    "en": "The school named on your certificate 2021-118 answers that it does not know this number.",
    "zh_Hans": "您提交的毕业证书（编号 2021-118）所列学校答复：查无此编号。",
}
DISPUTE = "Says the number was mistyped: it should be 2021-181. Will send a copy."
SAID = {
    "referee": "Helena Sand",
    "relation": "Team lead at Lantern Post, two years",
    "period": "March 2023 to June 2026, agent on the evening shift.",
    "strengths": "Calm in peaks, writes well in both languages.",
    "improve": "Could ask earlier when something is not clear.",
}


def order(visit: Visit, actor: Account) -> None:
    """Order the usual package, where the candidate agreed."""
    if has_consent(visit.application.person_id):
        checks.order(visit, queries.packages()[0], actor=actor)


def work_off(check: BackgroundCheck, *, good: bool, actor: Account) -> None:
    """Find every item; what is not good is the education. Decide at once, or tell the candidate."""
    for item in check.items:
        if item.state is ItemState.ORDERED:
            _find(item, good, actor)
    if good:
        check_decisions.clear(check, actor=actor)
    else:
        grounds = GROUNDS[check.application.person.language]
        check_decisions.notify(check, grounds, actor=actor)


def _find(item: CheckItem, good: bool, actor: Account) -> None:
    if item.asks_referees:
        checks.refer(item, WouldRehire.YES, SAID, asked_on=clock.today(), actor=actor)
    if good or item.name["en"] != "Education":
        checks.find(item, ItemState.CLEAR, actor=actor)
    else:
        file = Upload("certificate.pdf", CERTIFICATE)
        note = "The school does not know the number of the certificate."
        checks.find(item, ItemState.CONSIDER, note=note, evidence=file, actor=actor)


def dispute(check: BackgroundCheck, actor: Account) -> None:
    """The candidate says the finding is wrong."""
    for item in check.items:
        if item.state is ItemState.CONSIDER:
            check_decisions.dispute(check, item, DISPUTE, actor=actor)
