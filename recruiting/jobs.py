"""What the worker does by itself about interviews."""

from recruiting import marking
from recruiting.queries import interviews


def interviews_over() -> int:
    """Let visits whose interview is over wait for feedback instead; returns how many. Doing it twice
    does no harm. Runs in the transaction that the worker gives to each job."""
    visit_ids = interviews.visits_to_settle()
    for visit_id in visit_ids:
        marking.touch(marking.alone_with(visit_id))
    return len(visit_ids)
