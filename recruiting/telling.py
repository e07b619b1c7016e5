"""The record of an application in words: one readable line per entry."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import Words
from core.i18n import _, lazy, moment, ngettext, say
from core.record import Entry, Way

SENTENCES: dict[str, tuple[str, str, Any]] = {
    # verb: (icon, tone, what happened; who did it stands before it)
    "applied": ("upload", "", lazy("added the application")),
    "advanced": ("arrow-right", "good", lazy("moved on")),
    "skipped ahead": ("arrow-right", "good", lazy("moved on, skipping stages")),
    "sent back": ("arrow-left", "", lazy("sent back")),
    "held": ("pause-circle", "", lazy("put on hold")),
    "resumed": ("arrow-right", "", lazy("resumed")),
    "rejected": ("x", "bad", lazy("rejected the application")),
    "withdrawn": ("arrow-left", "bad", lazy("recorded that the candidate withdrew")),
    "transferred": ("briefcase", "", lazy("moved the application to another opening")),
    "reinstated": ("arrow-counterclockwise", "good", lazy("reinstated the application")),
    "version changed": ("arrow-left-right", "", lazy("moved to another version of the pipeline")),
    "rejection proposed": ("flag", "", lazy("A rule proposes to reject")),
    "proposal declined": ("check-lg", "", lazy("decided not to reject, as a rule had proposed")),
    "date corrected": ("pencil", "", lazy("corrected when the candidate came into this stage")),
    "undone": ("arrow-counterclockwise", "", lazy("undid the last change")),
    "hired": ("check-lg", "good", lazy("hired the candidate")),
    "unhired": ("arrow-counterclockwise", "bad", lazy("took the hire back")),
    "no-show": ("person-x", "bad", lazy("recorded that the new hire did not come")),
    "check ordered": ("clipboard-check", "", lazy("ordered a background check")),
    "check cancelled": ("x", "", lazy("cancelled the background check")),
    "check decided": ("clipboard-check", "", lazy("decided the background check")),
    "check expired": ("clock", "bad", lazy("The background check has run out")),
    "check details seen": ("person", "", lazy("looked at the details of the background check")),
    "offer approved": ("check-lg", "good", lazy("approved the offer")),
    "offer not approved": ("x", "bad", lazy("did not approve the offer")),
    "offer drafted": ("pencil", "", lazy("wrote an offer")),
    "offer sent": ("envelope", "good", lazy("sent the offer")),
    "offer accepted": ("check-lg", "good", lazy("recorded that the offer was accepted")),
    "offer declined": ("x", "bad", lazy("recorded that the offer was declined")),
    "offer retracted": ("arrow-left", "bad", lazy("retracted the offer")),
    "offer expired": ("clock", "bad", lazy("The offer ran out")),
    "panelist asked": ("person-plus", "", lazy("asked for a scorecard")),
    "panelist released": ("person-x", "", lazy("no longer asks for a scorecard")),
    "focus changed": ("pencil", "", lazy("changed what an interviewer looks at")),
    "reminded": ("envelope", "", lazy("A reminder of a missing scorecard went out")),
    "interview planned": ("calendar-event", "", lazy("planned an interview")),
    "interview replanned": ("calendar-event", "", lazy("moved the interview")),
    "interview cancelled": ("calendar-event", "bad", lazy("cancelled the interview")),
    "interview missed": ("calendar-event", "bad", lazy("recorded that the candidate did not come")),
    "invitation accepted": ("calendar-event", "good", lazy("accepted the invitation to the interview")),
    "invitation tentative": ("calendar-event", "", lazy("will perhaps come to the interview")),
    "invitation declined": ("calendar-event", "bad", lazy("declined the invitation to the interview")),
    "candidate accepted": ("calendar-event", "good", lazy("The candidate accepted the invitation")),
    "candidate tentative": ("calendar-event", "", lazy("The candidate will perhaps come to the interview")),
    "candidate declined": ("calendar-event", "bad", lazy("The candidate declined the invitation")),
    "scorecard submitted": ("clipboard-check", "", lazy("sent a scorecard")),
    "scored": ("clipboard-check", "", lazy("changed the mark of the panel")),
    "scorecard amended": ("pencil", "", lazy("amended the scorecard")),
    "result entered": ("clipboard-check", "", lazy("entered a result")),
    "result corrected": ("pencil", "", lazy("corrected the result")),
    "screening answered": ("clipboard-check", "", lazy("recorded answers to the screening questions")),
    "questions changed": ("arrow-right", "", lazy("moved the screening to a newer version of the questions")),
    "identity shown": ("person", "", lazy("looked behind the blind review")),
    "return decided": ("person", "", lazy("decided whether to hire the candidate again")),
    "preboarding begun": ("clipboard-check", "", lazy("began the list for the first day")),
    "preboarding done": ("check-lg", "", lazy("ticked a task for the first day")),
    "preboarding undone": ("arrow-counterclockwise", "", lazy("took a tick back")),
    "preboarding dropped": ("x", "", lazy("dropped the list for the first day")),
    "consent given": ("check-lg", "good", lazy("recorded a consent")),
    "consent revoked": ("x", "bad", lazy("recorded that a consent was revoked")),
    "noted": ("chat-left-text", "", lazy("wrote a note")),
    "file added": ("file-earmark-text", "", lazy("added a file")),
    "file removed": ("file-earmark-text", "", lazy("removed a file")),
    "file put back": ("file-earmark-text", "", lazy("put a removed file back")),
    "contact shown": ("person", "", lazy("looked at the contact details")),
    "corrected": ("pencil", "", lazy("corrected what is known of the candidate")),
    "source corrected": ("pencil", "", lazy("corrected where the candidate came from")),
    "merged": ("people", "", lazy("made one candidate of two entries")),
    "merge undone": ("people", "", lazy("made two candidates of one again")),
    "put in the pool": ("bookmark-fill", "good", lazy("put the candidate in the talent pool")),
    "touch added": ("pencil", "", lazy("added what had brought the candidate")),
    "touch corrected": ("pencil", "", lazy("corrected what had brought the candidate")),
    "result carried over": ("arrow-counterclockwise", "good", lazy("let a former result count")),
    "back in the pool": ("bookmark-fill", "", lazy("put the candidate back in the talent pool")),
    "left the pool": ("bookmark", "", lazy("took the candidate out of the talent pool")),
    "asked again": ("envelope", "good", lazy("asked the candidate again, from the talent pool")),
    "letter withheld": ("envelope", "", lazy("wrote no letter, as the candidate is not to be written to")),
    "cool-down waived": ("clock", "", lazy("let the candidate apply again early")),
    "message sent": ("envelope", "", lazy("wrote to the candidate")),
    "message stopped": ("arrow-counterclockwise", "", lazy("stopped the letter to the candidate")),
}
WAYS = {Way.HAND: lazy("by hand"), Way.RULE: lazy("by rule"), Way.IMPORT: lazy("by import")}
SECRET_UNTIL_SCORED = frozenset(
    {"reminded", "scorecard submitted", "scorecard amended", "scored", "result entered", "result corrected"}
)

OF_RESULTS = frozenset({"result entered", "result corrected"})


@dataclass(frozen=True)
class Line:
    """One entry for the page. `before` and `after` are stage names of a move, or values corrected."""

    id: int
    at: datetime
    who: str | None
    what: str
    before: str | None
    after: str | None
    why: str | None
    how: str
    picture: str
    tone: str
    corrected: bool = False


def lines(
    rows: Iterable[Any],
    stages: Mapping[int, Words],
    reasons: Mapping[int, Words],
    *,
    hide_scores_of_others: int | None = None,
    without_reasons: Collection[int] = (),
) -> list[Line]:
    """`rows` of (entry, actor's name) in words. `stages`: stage id → name; `reasons`: entry id → what its
    reason was called. With `hide_scores_of_others`, an account asked to score, entries that tell of others'
    marks are left out. Results of the stages `without_reasons` are told without what was written about
    them."""
    return [
        _line(entry, actor, stages, reasons.get(entry.id), without_reasons)
        for entry, actor, *_rest in rows
        if hide_scores_of_others is None
        or entry.verb not in SECRET_UNTIL_SCORED
        or entry.actor_id == hide_scores_of_others
    ]


def _line(
    entry: Entry,
    actor: str | None,
    stages: Mapping[int, Words],
    reason: Words | None,
    without_reasons: Collection[int],
) -> Line:
    picture, tone, what = SENTENCES.get(entry.verb, ("clock-history", "", entry.verb))
    before, after = _from_to(entry, stages)
    return Line(
        id=entry.id,
        at=entry.at,
        who=actor,
        what=_what(entry, str(what), reason),
        before=before,
        after=after,
        why=None if _is_secret(entry, without_reasons) else entry.reason,
        how=_how(entry),
        picture=picture,
        tone=tone,
        corrected="old" in entry.details,
    )


def _is_secret(entry: Entry, without_reasons: Collection[int]) -> bool:
    return entry.verb in OF_RESULTS and entry.details.get("stage") in without_reasons


def _what(entry: Entry, sentence: str, reason: Words | None) -> str:
    mark = entry.details.get("mark")
    if reason is not None:
        return _("%(what)s: %(reason)s", what=sentence, reason=say(reason))
    if mark is None:
        return sentence
    return _("%(what)s: %(mark)s", what=sentence, mark=f"{float(mark):g}")


def _from_to(entry: Entry, stages: Mapping[int, Words]) -> tuple[str | None, str | None]:
    if "old" in entry.details:
        return _value(entry.details["old"]), _value(entry.details["new"])
    if "entered_after" in entry.details:
        return _moment(entry.details["entered_before"]), _moment(entry.details["entered_after"])
    if "version_after" in entry.details:
        return f"v{entry.details['version_before']}", f"v{entry.details['version_after']}"
    before, after = entry.details.get("before"), entry.details.get("state")
    if not before or not after or before["stage"] == after["stage"]:
        return None, None
    return say(stages.get(before["stage"], {})), say(stages.get(after["stage"], {}))


def _moment(written: str) -> str:
    return moment(datetime.fromisoformat(written))


def _value(value: Any) -> str:
    return say(value) if isinstance(value, dict) else str(value)


def _how(entry: Entry) -> str:
    parts = [str(WAYS[entry.way])]
    if "stage_rule" in entry.details:
        rule = entry.details["stage_rule"]
        parts.append(_("rule R-%(rule)s v%(number)s", rule=rule, number=entry.details["rule_version"]))
    if entry.details.get("override"):
        parts.append(_("override"))
    if entry.details.get("interviews"):
        parts.append(_("interview cancelled"))
    if entry.details.get("letter_days"):
        days = entry.details["letter_days"]
        parts.append(ngettext("letter after %(num)s day", "letter after %(num)s days", days))
    if entry.corrects_id:
        parts.append(_("correction"))
    return _(", ").join(parts)
