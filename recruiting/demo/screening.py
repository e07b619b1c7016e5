"""Screening in the sample team: answers of whoever waits for a decision, two versions of a set, one opening
that reviews blind."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from people.models import Account
from recruiting import blind_review, screening, screening_sets
from recruiting.models import Opening, ScreeningQuestion, Visit
from recruiting.queries import review, standing
from recruiting.queries import screening as queries
from recruiting.queries import screening_sets as sets
from recruiting.screening_rules import Answer
from recruiting.states import QuestionKind

SEED = 20261102
LIKELY = {
    "market language": ("fluent", "good", "good", "basic"),
    "e-commerce experience": ("over two years", "up to two years", "as a seller", "none", "none"),
    "work from home": ("yes", "yes", "no"),
}
REPLIES = (
    "I am sorry that you had to write a third time. I have called the carrier: your parcel is in the Ningbo "
    "depot and comes tomorrow before noon. I will write to you again when it has arrived.",
    "非常抱歉让您第三次来询问。我已联系承运商，包裹在宁波分拨中心，预计明天中午前送达，送达后我会再给您发消息。",
    "Please wait, the parcel is on the way.",
)
WHY = "Two applications with the same phone number; I have to tell them apart."


def fill(openings: list[Opening], recruiter: Account) -> None:
    """Answer for all but the newest in the review queue: the first half on version 1, the others on 2."""
    random = Random(SEED)
    waiting = [standing.latest_visit(card.application_id) for card in review.queue(recruiter)]
    known = waiting[: len(waiting) - 3]
    for visit in known[: len(known) // 2]:
        _answer(visit, random, recruiter)
    _publish_second_version(openings[0], recruiter)
    for visit in known[len(known) // 2 :]:
        _answer(visit, random, recruiter)
    _review_blind(openings[1], recruiter)


def _answer(visit: Visit, random: Random, recruiter: Account) -> None:
    """What the background knows, and by chance the rest; every other score stands as the result."""
    screening.take_over(visit, actor=recruiter)
    found = queries.answered(visit.application)
    assert found.version is not None
    missing = [one for one in found.version.questions if one.id not in found.answers]
    screening.answer(visit, {one.id: _likely(one, random) for one in missing}, actor=recruiter)
    if random.random() < 0.5:
        screening.confirm(visit, actor=recruiter)


def _likely(question: ScreeningQuestion, random: Random) -> Answer:
    if question.kind is QuestionKind.TEXT:
        return Answer(text=random.choice(REPLIES))
    if question.kind is QuestionKind.NUMBER:
        return Answer(value=Decimal(random.randint(0, 60)))
    key = random.choice(LIKELY.get(question.key, [one.key for one in question.options]))
    return Answer(option_id=next(one.id for one in question.options if one.key == key))


def _publish_second_version(opening: Opening, recruiter: Account) -> None:
    """Experience in service counts for more."""
    newest = sets.newest_for(opening)
    assert newest is not None
    heavier = [
        replace(one, weight=Decimal(3)) if one.key == "service experience" else one
        for one in screening_sets.drafts(newest)
    ]
    screening_sets.publish(newest.screening_set, heavier, actor=recruiter, based_on=newest.number)


def _review_blind(opening: Opening, recruiter: Account) -> None:
    """This opening hides who its candidates are; the recruiter had to look once."""
    blind_review.turn(opening, True, actor=recruiter)
    first = review.place(recruiter, opening.id)
    visit = standing.visit_of(first.application_id, recruiter) if first else None
    if visit is not None:
        blind_review.look_behind(visit.application, actor=recruiter, reason=WHY)
