"""Answers to invitations, as calendars send them: whom they come from, and what they say."""

import hashlib

from core import calendars, clock
from core.db import db
from core.locks import alone
from core.record import record
from recruiting.models import InvitationReply, Visit
from recruiting.queries import replies as queries
from recruiting.states import Reply

ANSWERS = {"ACCEPTED": Reply.ACCEPTED, "DECLINED": Reply.DECLINED, "TENTATIVE": Reply.TENTATIVE}
AHEAD = 1
"""A calendar may have been told one more by now than the database knows: no more than that is believed."""

BY_COLLEAGUE = {
    Reply.ACCEPTED: "invitation accepted",
    Reply.TENTATIVE: "invitation tentative",
    Reply.DECLINED: "invitation declined",
}
BY_CANDIDATE = {
    Reply.ACCEPTED: "candidate accepted",
    Reply.TENTATIVE: "candidate tentative",
    Reply.DECLINED: "candidate declined",
}
"""What the record calls an answer."""


def take(reply: calendars.Reply) -> bool:
    """Keep an answer and put it on the record; False where it is not one to an invitation of ours, says
    nothing, or is known already. The name of an interview is secret to whom it was sent, and the answer
    must come from an address that was invited. Nothing is refused aloud: nobody is there to read it."""
    answer, interview = ANSWERS.get(reply.answer), queries.interview_named(reply.uid)
    if answer is None or interview is None or not 0 <= reply.sequence <= interview.sequence + AHEAD:
        return False
    invited = {row.to_address.casefold(): row.account_id for row in queries.invited(interview.id)}
    if reply.address.casefold() not in invited:
        return False
    account_id, digest = invited[reply.address.casefold()], _digest(reply)
    alone(f"replies to interview {interview.id}")
    if queries.is_known(digest):
        return False
    db.session.add(
        InvitationReply(
            interview_id=interview.id,
            account_id=account_id,
            answer=answer,
            sequence=reply.sequence,
            stamped_at=reply.stamp,
            received_at=clock.now(),
            digest=digest,
        )
    )
    db.session.flush()
    visit = db.session.get_one(Visit, interview.visit_id)
    record(
        (BY_COLLEAGUE if account_id else BY_CANDIDATE)[answer],
        visit.application,
        actor_id=account_id,
        visit=visit.id,
        interview=interview.id,
        sequence=reply.sequence,
    )
    return True


def _digest(reply: calendars.Reply) -> str:
    said = (reply.uid, reply.address.casefold(), reply.answer, str(reply.sequence), reply.stamp.isoformat())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
