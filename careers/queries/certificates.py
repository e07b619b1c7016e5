"""Who holds a certificate of being fit for duty. The one place that says so: today it reads the exams that
stand passed at the end of training. Who was on duty before any training was kept here never had one, and
is not asked for it."""

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
    on_duty: Mapping[int, date],
) -> dict[int, Certified]:
    """Employment → the certificate: since both kinds of exam stand passed within one enrolment.

    `enrolments`: employment → its enrolments.  `kinds`: exam key → kind.  `attempts`: as
    `training.queries.exams.attempts` gives them.  `on_duty`: employment → its first day on duty."""
    passed: dict[int, dict[ExamKind, date]] = defaultdict(dict)
    for (enrolment_id, key), rows in attempts.items():
        days = [row.sat_on for row in rows if row.passed]
        if days and key in kinds:
            passed[enrolment_id][kinds[key]] = min(days)
    found = {
        employment_id: Certified(day, is_from_before=True)
        for employment_id, day in on_duty.items()
        if not enrolments.get(employment_id)
    }
    for employment_id, ids in enrolments.items():
        whole = [max(passed[one].values()) for one in ids if set(passed[one]) == set(ExamKind)]
        if whole:
            found[employment_id] = Certified(min(whole))
    return found
