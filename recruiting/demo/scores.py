"""Plausible ratings: around how good somebody is, with a rater's own scatter."""

from collections.abc import Iterable, Sequence
from random import Random
from statistics import mean

from assessment.rules import Recommendation

COMMENTS = {
    Recommendation.STRONG_NO: ("Became short with the customer.", "顾客追问后语气变得生硬。"),
    Recommendation.NO: ("Knows the rules, seldom explains them.", "了解规则，但解释得不够清楚。"),
    Recommendation.YES: ("Calm, asks before answering.", "沉稳，先问清楚再回答。"),
    Recommendation.STRONG_YES: ("Would have kept a difficult customer.", "能安抚情绪，也能守住规则。"),
}


def ratings(random: Random, criteria: Sequence[int], good: float) -> dict[int, int]:
    """Criterion id → 1 to 5, scattered around `good`."""
    return {one: min(max(round(random.gauss(good, 0.7)), 1), 5) for one in criteria}


def verdict(random: Random, values: Iterable[int]) -> tuple[Recommendation, str]:
    """The recommendation that fits the ratings, and a sentence."""
    middle = mean(values)
    limits = ((2.5, Recommendation.STRONG_NO), (3.4, Recommendation.NO), (4.3, Recommendation.YES))
    fits = next((said for limit, said in limits if middle < limit), Recommendation.STRONG_YES)
    return fits, random.choice(COMMENTS[fits])
