"""Who holds a certificate of being fit for duty. The one place that says so: today it reads the exams that
stand passed at the end of training."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from careers.rules.readiness import Certified
from training.states import ExamKind


def certified(
    enrolments: Mapping[int, Collection[int]],
    kinds: Mapping[str, ExamKind],
    attempts: Mapping[tuple[int, str], list[Any]],
) -> dict[int, Certified]:
    """Employment → the certificate: since both kinds of exam stand passed within one enrolment.

    `enrolments`: employment → its enrolments.  `kinds`: exam key → kind.  `attempts`: as
    `training.queries.exams.attempts` gives them."""
    passed: dict[int, dict[ExamKind, date]] = defaultdict(dict)
    for (enrolment_id, key), rows in attempts.items():
        days = [row.sat_on for row in rows if row.passed]
        if days and key in kinds:
            passed[enrolment_id][kinds[key]] = min(days)
    found = {}
    for employment_id, ids in enrolments.items():
        whole = [max(passed[one].values()) for one in ids if set(passed[one]) == set(ExamKind)]
        if whole:
            found[employment_id] = Certified(min(whole))
    return found
