"""What a month can take from training by itself, and which figure counts where something else was entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

ATTENDANCE, EXAM_MARKS, SELF_STUDY = "attendance", "exam marks", "self-study"
FROM_TRAINING = frozenset({ATTENDANCE, EXAM_MARKS, SELF_STUDY})
"""Keys of the indicators whose figures training knows: per cent, points of 100, hours."""


@dataclass(frozen=True)
class Learned:
    """`known`: key → figure, of what training has records of; it comes before what was entered.  `blank`:
    what no record at all comes to; it fills in where nothing was entered."""

    known: Mapping[str, Decimal] = field(default_factory=dict)
    blank: Mapping[str, Decimal] = field(default_factory=dict)

    def over(self, entered: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """The figures of an open month: what was entered, with what training says in its place."""
        return {**self.blank, **entered, **self.known}

    def taken(self, entered: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """What comes from training into a month with these figures."""
        filled = {key: one for key, one in self.blank.items() if key not in entered}
        return {**filled, **self.known}


NOTHING = Learned()


@dataclass(frozen=True)
class Drift:
    """A closed month says `closed` of an indicator and training says `now`; None: no figure."""

    key: str
    closed: Decimal | None
    now: Decimal | None


def drifts(
    frozen: Mapping[str, tuple[Decimal, bool]], learned: Learned, measured: frozenset[str]
) -> list[Drift]:
    """Where training no longer says what a month was closed with.  `frozen`: key → (figure, did it come from
    training); what somebody typed in its place was decided, and is no drift."""
    found = []
    for key in sorted(measured & FROM_TRAINING):
        figure, is_taken = frozen.get(key, (None, True))
        now = learned.known.get(key, learned.blank.get(key))
        if is_taken and figure != now and (figure is not None or key in learned.known):
            found.append(Drift(key, figure, now))
    return found
