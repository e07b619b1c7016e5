"""Who holds a certificate of being fit for duty: those that are verified in public, and no other reading.
Who was on duty before any training was kept here never had one, and is not asked for it."""

from collections.abc import Collection, Mapping
from datetime import date

from careers.queries.when import When
from careers.rules.readiness import Certified
from training.queries.certificates import held_by


def certified(trained: Collection[int], on_duty: Mapping[int, date], when: When) -> dict[int, Certified]:
    """Employment → the certificate, which may have run out.

    `trained`: the employments that were in line for training here.  `on_duty`: employment → its first day
    on duty."""
    found = {
        employment_id: Certified(day, is_from_before=True)
        for employment_id, day in on_duty.items()
        if employment_id not in trained
    }
    for employment_id, row in held_by({*trained, *on_duty}, when.moment).items():
        found[employment_id] = Certified(row.issued_on, row.expires_on)
    return found
