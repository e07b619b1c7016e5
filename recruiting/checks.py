"""Background checks: ordered under consent, worked on item by item. Their decision: `check_decisions`."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm.attributes import flag_modified

from core import clock, files
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, rules
from recruiting.models import (
    BackgroundCheck,
    CheckFinding,
    CheckItem,
    CheckPackage,
    CheckReference,
    Consent,
    Visit,
)
from recruiting.pipeline import check_may
from recruiting.queries import checks as queries
from recruiting.queries import consents, standing
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import OPEN, CheckState, ItemState, StageKind, WouldRehire


class CheckRefused(Refused):
    """The background check stays as it is."""


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its name and what is in it."""

    name: str
    content: bytes


def order(visit: Visit, package: CheckPackage, *, actor: Account | None) -> BackgroundCheck:
    """Order a check of the application that stands, or stood last, in `visit`, for what is in `package`.

    In the check stage its decision is the result of the visit; past it, it is a re-check of one that was
    clear. Raises CheckRefused without consent, and where one is under way."""
    check_may(actor, Permission.SEE_CHECKS)
    alone(f"checks of {visit.application_id}")
    alone(f"consents of {visit.application.person_id}")  # nobody withdraws meanwhile
    standing.keep_still(visit)
    before = queries.latest(visit.application_id)
    here = visit.left_at is None and visit.stage.kind is StageKind.CHECK
    _check_can_order(visit, before, here)
    check = _ordered(visit, package, _consent(visit), actor)
    check.visit_id = visit.id if here else None
    db.session.add(check)
    db.session.flush()
    settle(check)
    record(
        "check ordered",
        visit.application,
        actor_id=actor.id if actor else None,
        check=check.id,
        package=package.id,
        target_days=check.target_days,
    )
    return check


def _check_can_order(visit: Visit, before: BackgroundCheck | None, here: bool) -> None:
    name = visit.application.shown.name
    if before is not None and before.is_live:
        raise CheckRefused(_("Not ordered. A check of %(name)s is under way.", name=name))
    if here:
        marking.check_open(visit, CheckRefused)
        return
    renews = before is not None and before.state in (CheckState.CLEAR, CheckState.EXPIRED)
    belongs = visit.application.status in OPEN or queries.is_employed(visit.application)
    if not (renews and belongs):
        raise CheckRefused(
            _(
                "Not ordered. %(name)s is not in the stage of the background check; only one that was "
                "clear is renewed later.",
                name=name,
            )
        )


def _consent(visit: Visit) -> Consent:
    consent = consents.holding(visit.application.person_id, CHECK_PURPOSE)
    if consent is None:
        raise CheckRefused(
            _(
                "Not ordered. A background check needs recorded consent of %(name)s; record it first.",
                name=visit.application.shown.name,
            )
        )
    return consent


def _ordered(visit: Visit, package: CheckPackage, consent: Consent, actor: Account | None) -> BackgroundCheck:
    if package.retired_at is not None:
        raise CheckRefused(_("Not ordered. This package has been replaced; choose the one in use."))
    return BackgroundCheck(
        application_id=visit.application_id,
        number=queries.next_number(visit.application_id),
        package_id=package.id,
        consent_id=consent.id,
        target_days=package.target_days,
        wait_days=package.wait_days,
        good_days=package.good_days,
        ordered_at=clock.now(),
        due_at=clock.now() + timedelta(days=package.target_days),
        ordered_by_id=actor.id if actor else None,
        items=[
            CheckItem(position=one.position, name=one.name, asks_referees=one.asks_referees)
            for one in package.items
        ],
    )


def cancel(check: BackgroundCheck, *, actor: Account | None, reason: str, seen: str | None = None) -> None:
    """End a check without a decision, with a reason; another can be ordered."""
    check_may(actor, Permission.DECIDE_CHECKS)
    hold_live(check, seen)
    if not rules.explains(reason):
        raise CheckRefused(_("Not cancelled. Say why in at least one sentence."), "reason")
    check.state = CheckState.CANCELLED
    check.decided_at, check.decided_by_id, check.why = (
        clock.now(),
        actor.id if actor else None,
        reason.strip(),
    )
    db.session.flush()
    settle(check)
    actor_id = actor.id if actor else None
    record("check cancelled", check.application, actor_id=actor_id, check=check.id)


def hold_live(check: BackgroundCheck, seen: str | None = None) -> None:
    """Read the check afresh, alone with it until this transaction ends; refuse where it is decided, or
    is no longer what the page showed (`BackgroundCheck.seen`)."""
    alone(f"checks of {check.application_id}")
    db.session.refresh(check)
    for item in check.items:
        db.session.refresh(item)
    if not check.is_live:
        raise CheckRefused(_("Not done. This check has been decided; order another one."))
    if seen is not None and seen != check.seen:
        raise CheckRefused(_("Not done. Somebody changed the check while you were looking; look again."))


def find(
    item: CheckItem,
    state: ItemState,
    *,
    note: str = "",
    evidence: Upload | None = None,
    actor: Account | None,
    seen: str | None = None,
) -> CheckFinding:
    """Write down what is known of an item now, and keep the evidence; what was said before stays.

    state: one of `states.FOUND_BY_HAND`. A finding to consider, and one that takes back an earlier,
    needs a note. Raises CheckRefused, or core.files.FileRefused for what may not come in."""
    check_may(actor, Permission.SEE_CHECKS)
    hold_live(item.check, seen)
    _check_consent(item)
    _check_move(item, state, note)
    finding = add_finding(item, state, note, actor=actor, evidence=evidence)
    record(
        "check item recorded",
        item.check,
        actor_id=actor.id if actor else None,
        item=item.id,
        finding=finding.id,
        state=state.value,
    )
    return finding


def _check_consent(item: CheckItem) -> None:
    person = item.check.application.person
    if consents.holding(person.id, CHECK_PURPOSE) is None:
        raise CheckRefused(
            _(
                "Not recorded. The consent of %(name)s no longer holds; nothing more may be asked.",
                name=person.name,
            )
        )


def _check_move(item: CheckItem, state: ItemState, note: str) -> None:
    name = say(item.name)
    if state not in rules.ITEM_MOVES[item.state]:
        raise CheckRefused(_("Not recorded. That is what is on record for %(item)s.", item=name), "state")
    takes_back = item.state in (ItemState.CLEAR, ItemState.CONSIDER)
    if (state is ItemState.CONSIDER or takes_back) and not rules.explains(note):
        raise CheckRefused(_("Not recorded. Say in at least one sentence what was found."), "note")
    if state is ItemState.CLEAR and item.asks_referees and not queries.referees(item.id):
        raise CheckRefused(_("Not recorded. No referee has been asked; fill in the form first."), "state")


def add_finding(
    item: CheckItem,
    state: ItemState,
    note: str = "",
    *,
    actor: Account | None,
    evidence: Upload | None = None,
) -> CheckFinding:
    """Add a finding to an item of a check that is held, and let what waits for it know."""
    stored = files.keep(evidence.name, evidence.content) if evidence else None
    finding = CheckFinding(
        item_id=item.id,
        state=state,
        note=note.strip() or None,
        file_name=stored.name if stored else None,
        media_type=stored.media_type if stored else None,
        digest=stored.digest if stored else None,
        at=clock.now(),
        by_id=actor.id if actor else None,
    )
    item.state = state
    flag_modified(item.check, "state")  # whoever looks at an older picture of the check is told
    db.session.add(finding)
    db.session.flush()
    settle(item.check)
    return finding


def refer(
    item: CheckItem,
    would_rehire: WouldRehire,
    said: dict[str, str],
    *,
    asked_on: date,
    actor: Account | None,
    seen: str | None = None,
) -> CheckReference:
    """Keep what a referee answered. `said`: "referee", "relation" and a text per question key."""
    check_may(actor, Permission.SEE_CHECKS)
    hold_live(item.check, seen)
    _check_consent(item)
    if not said.get("referee", "").strip():
        raise CheckRefused(_("Not recorded. Say who was asked."), "referee")
    if asked_on > clock.today():
        raise CheckRefused(_("Not recorded. That day is still to come."), "asked_on")
    reference = CheckReference(
        item_id=item.id,
        would_rehire=would_rehire,
        said={key: text.strip() for key, text in said.items() if text.strip()},
        asked_on=asked_on,
        at=clock.now(),
        by_id=actor.id if actor else None,
    )
    db.session.add(reference)
    db.session.flush()
    if item.state is ItemState.ORDERED:
        add_finding(item, ItemState.IN_PROGRESS, actor=actor)
    actor_id = actor.id if actor else None
    record("reference recorded", item.check, actor_id=actor_id, item=item.id, reference=reference.id)
    return reference


def show_details(check: BackgroundCheck, *, actor: Account) -> None:
    """Somebody looks at what was found; each look is recorded."""
    check_may(actor, Permission.SEE_CHECKS)
    record("check details seen", check.application, actor_id=actor.id, check=check.id)


def show_evidence(check: BackgroundCheck, finding: CheckFinding, *, actor: Account) -> None:
    """Somebody takes a file away; recorded as a look."""
    check_may(actor, Permission.SEE_CHECKS)
    record("check details seen", check.application, actor_id=actor.id, check=check.id, finding=finding.id)


def settle(check: BackgroundCheck) -> None:
    """Let the visit whose result the check decides know what it waits for now."""
    visit = standing.visit(check.visit_id) if check.visit_id else None
    if visit is not None and visit.left_at is None:
        marking.touch(visit)
