"""What somebody answers about a day of a module."""

from collections.abc import Mapping, Sequence

from assessment.models import Criterion
from training.answering import Answer
from training.models import FeedbackVersion

VALUES = {"1", "2", "3", "4", "5"}


def answer_sent(fields: Mapping[str, str], criteria: Sequence[Criterion]) -> Answer:
    """What was rated; where nothing was chosen there is no rating."""
    typed = {one.id: fields.get(f"rating_{one.id}", "") for one in criteria}
    return Answer(
        {key: int(value) for key, value in typed.items() if value in VALUES}, fields.get("comment", "")
    )


def as_sent(version: FeedbackVersion) -> dict[str, str]:
    """What was answered, as the form would send it."""
    ratings = {f"rating_{one.criterion_id}": str(one.value) for one in version.ratings}
    return ratings | {"comment": version.comment or ""}
