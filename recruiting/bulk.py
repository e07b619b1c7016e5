"""One act for many applications: first what it would do, then the same done, each on its own.

Both ask the same checks of the verbs and fill in the same letters, so the preview says what is sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core import outbox
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import new_batch, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import closing, notes, notices, pipeline, previews, rules
from recruiting.models import DispositionReason, Stage, Visit
from recruiting.previews import Preview, Wordings
from recruiting.queries import checks, standing
from recruiting.undoing import MESSAGE

NEXT = "next"
ANY_REASON = "a reason to come"
"""Stands for the reason while nobody was asked for one yet."""


class Kind(StrEnum):
    MOVE = "move"
    REJECT = "reject"
    HOLD = "hold"
    MESSAGE = "message"


class BulkRefused(Refused):
    """Nothing was done for anybody."""


class WrittenAlready(BulkRefused):
    """The messages of this preview were written before: nothing is left to do with it."""


@dataclass(frozen=True)
class Act:
    """What is to be done for each. `to`: a stage's key, or NEXT for the one after each one's own.
    `why`: the reason of a rejection. `texts`: language → subject and text of a message."""

    kind: Kind
    to: str = ""
    why: DispositionReason | None = None
    reason: str = ""
    tell: bool = True
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """One application: where it would go, why it stays, what letter it gets."""

    visit: Visit
    to: Stage | None = None
    asks_reason: bool = False
    refusal: str | None = None
    letter: Preview | None = None


@dataclass(frozen=True)
class Done:
    """What was done. `refused`: application id → why not."""

    batch: str
    done: list[Visit]
    refused: dict[int, str]
    letters: int


def plan(act: Act, visits: Sequence[Visit], *, actor: Account) -> list[Planned]:
    """What the act would do now; nothing is changed."""
    wordings, unanswered = previews.remembered(), _unanswered(act, visits)
    return [_plan_one(act, visit, actor, wordings, unanswered) for visit in visits]


def _unanswered(act: Act, visits: Sequence[Visit]) -> Collection[int]:
    """The applications that are not rejected before a step of their background check; of all in one
    statement."""
    if act.kind is not Kind.REJECT or (act.why is not None and closing.is_nobodys_fault(act.why)):
        return ()
    return checks.unanswered([visit.application_id for visit in visits])


def _plan_one(
    act: Act, visit: Visit, actor: Account, wordings: Wordings, unanswered: Collection[int]
) -> Planned:
    to = target(act, visit)
    try:
        asks = _check(act, visit, to, actor)
        if visit.application_id in unanswered:
            raise closing.unanswered(visit)
    except Refused as refusal:
        return Planned(visit, to, refusal=_why(refusal))
    letter = _letter(act, visit, to, actor, wordings) if act.tell else None
    if act.kind is Kind.MESSAGE and act.texts and letter is None:
        return Planned(visit, refusal=_("No e-mail address is known."))
    return Planned(visit, to, asks, letter=letter)


def _why(refusal: Refused) -> str:
    """The refusal without the words that its heading says for all."""
    return refusal.sentence.removeprefix(_("Not moved. %(why)s", why=""))


def target(act: Act, visit: Visit) -> Stage | None:
    """The stage that a move leads to, on the application's own version."""
    if act.kind is not Kind.MOVE:
        return None
    stages = pipeline.stages_of(visit)
    if act.to == NEXT:
        return next((stage for stage in stages if stage.position > visit.stage.position), None)
    return next((stage for stage in stages if stage.key == act.to), None)


def _check(act: Act, visit: Visit, to: Stage | None, actor: Account) -> bool:
    """Refuse what the verb would refuse; True where it will want a reason."""
    if act.kind is Kind.REJECT:
        closing.check_end(visit, actor=actor)
    elif act.kind is Kind.HOLD:
        pipeline.check_hold(visit, actor=actor, reason=ANY_REASON)
        return True
    elif act.kind is Kind.MESSAGE:
        pipeline.check_may(actor, Permission.MOVE_APPLICATIONS)
    elif to is None:
        raise pipeline.MoveRefused(_("Not moved. The offer is the last stage; hire or reject from there."))
    else:
        pipeline.check_move(visit, to, actor=actor, reason=ANY_REASON)
        return to.position - visit.stage.position != 1
    return False


def _letter(act: Act, visit: Visit, to: Stage | None, actor: Account, wordings: Wordings) -> Preview | None:
    application = visit.application
    if act.kind is Kind.MESSAGE:
        return _message(act, visit, actor)
    if act.kind is Kind.REJECT:
        return previews.letter(notices.REJECTED, application, actor=actor, wordings=wordings)
    if to is None or to.position < visit.stage.position:
        return None
    key = notices.entering(to)
    return previews.letter(key, application, actor=actor, stage=to, wordings=wordings)


def _message(act: Act, visit: Visit, actor: Account, *, shown: bool = True) -> Preview | None:
    """The message in the candidate's language, or in the only one in which there is a text; as it is shown,
    or as it is sent: to a name that the writer may not know yet."""
    application = visit.application
    text = act.texts.get(application.person.language) or next(iter(act.texts.values()), None)
    if text is None or not application.person.email or not notices.may_be_told(None, application):
        return None
    values = notices.values_for(application, actor=actor, stage=visit.stage)
    if shown:
        values |= previews.as_shown(application)
    return Preview(*previews.written(*text, application, values))


def carry_out(
    act: Act, visits: Sequence[Visit], seen: Mapping[int, str], *, actor: Account, batch: str = ""
) -> Done:
    """Do it for each, under one batch; who is refused stays, and the others go on.

    seen: application id → `Visit.seen` of the preview; who is missing there is refused as changed. batch: of
    the preview; its messages are written once, however often that page is sent."""
    check_complete(act, visits, actor=actor)
    batch, done, refused = _begun_once(act, batch), [], {}
    for visit in visits:
        try:
            with db.session.begin_nested():
                _do(act, visit, seen.get(visit.application_id, "unseen"), actor, batch)
            done.append(visit)
        except Refused as refusal:
            refused[visit.application_id] = refusal.sentence
        except (StaleDataError, IntegrityError):
            refused[visit.application_id] = _("Not done. Somebody else changed it at the same moment.")
    return Done(batch, done, refused, standing.letters_of_batch(batch))


def _begun_once(act: Act, batch: str) -> str:
    """The batch of messages that nobody has written yet; of another act a new one: what is done twice there
    is refused by what the preview saw of each."""
    if act.kind is not Kind.MESSAGE or not batch:
        return new_batch()
    alone(f"batch {batch}")
    if standing.is_begun(batch):
        raise WrittenAlready(_("Not written again. These messages were written already."))
    return batch


def check_complete(act: Act, visits: Sequence[Visit], *, actor: Account) -> None:
    """Refuse an act that lacks what all of it needs: a reason, or a text."""
    if act.kind is Kind.REJECT and act.why is None:
        raise BulkRefused(_("Nobody was rejected. Choose a reason."), "why")
    if act.kind is Kind.MESSAGE and not act.texts:
        raise BulkRefused(_("Nothing was sent. There is no text yet."), "body_en")
    if act.kind is Kind.HOLD and not rules.explains(act.reason):
        raise BulkRefused(_("Nobody was put on hold. It needs a reason of at least one sentence."), "reason")
    if act.kind is Kind.MOVE and not rules.explains(act.reason) and _any_asks(act, visits):
        raise BulkRefused(
            _("Nobody was moved. Going back or skipping a stage needs a reason of at least one sentence."),
            "reason",
        )


def _any_asks(act: Act, visits: Sequence[Visit]) -> bool:
    steps = [to.position - visit.stage.position for visit in visits if (to := target(act, visit))]
    return any(step != 1 for step in steps if step)


def _do(act: Act, visit: Visit, seen: str, actor: Account, batch: str) -> None:
    to = target(act, visit)
    if act.kind is Kind.MESSAGE:
        _send_message(act, visit, actor, batch)
    elif act.kind is Kind.HOLD:
        pipeline.hold(visit, actor=actor, reason=act.reason, seen=seen, batch=batch)
    elif act.kind is Kind.REJECT and act.why is not None:
        closing.reject(visit, act.why, actor=actor, note=act.reason, seen=seen, batch=batch, tell=act.tell)
    elif to is None:
        raise pipeline.MoveRefused(_("Not moved. The offer is the last stage; hire or reject from there."))
    else:
        pipeline.move(visit, to, actor=actor, reason=act.reason, seen=seen, batch=batch, tell=act.tell)


def _send_message(act: Act, visit: Visit, actor: Account, batch: str) -> None:
    message = _message(act, visit, actor, shown=False)
    if message is None:
        told = notices.may_be_told(None, visit.application)
        raise BulkRefused(
            _("No e-mail address is known.")
            if told
            else _("Not sent. This candidate is not to be written to.")
        )
    application = visit.application
    entry = record(MESSAGE, application, actor_id=actor.id, batch=batch, language=message.language)
    letter = outbox.put(
        message.subject,
        message.body,
        language=message.language,
        to_name=application.person.name,
        to_address=str(application.person.email),
        entry=entry,
    )
    notes.keep(letter, application, message.body, actor=actor)
