"""What brought somebody to us: first and last touch of an application. Each is said once; who knows better
adds a correction, with a reason, and what was said before stays."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from core import clock
from core.bulk_rows import add_rows
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import rules
from recruiting.models import Application, Touch
from recruiting.pipeline import check_may
from recruiting.queries import touches as queries

ADDED, CORRECTED = "touch added", "touch corrected"
PARTS = ("source", "medium", "campaign", "site")
LONGEST = 100
_BLANK = re.compile(r"\s+")
_UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class TouchRefused(Refused):
    """What is on record about the touch stays."""


@dataclass(frozen=True)
class Said:
    """What a link says of where somebody comes from; see `heard`."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    site: str | None = None

    def __bool__(self) -> bool:
        return bool(self.source or self.medium or self.campaign or self.site)


NOTHING = Said()


def heard(**parts: str | None) -> Said:
    """What was said, made comparable: without blanks around it, in lower case but for the campaign, at most
    LONGEST characters; of a site only its name, never the page, which may tell of the person."""
    if not any(parts.values()):
        return NOTHING
    plain = {name: _plain(parts.get(name) or "") for name in PARTS}
    plain["site"] = _host(plain["site"])
    for name in ("source", "medium"):
        plain[name] = plain[name].lower()
    return Said(**{name: value[:LONGEST] or None for name, value in plain.items()})


def _plain(text: str) -> str:
    return _BLANK.sub(" ", _UNSEEN.sub(" ", text)).strip()


def _host(text: str) -> str:
    """The name of the site in an address, with or without its beginning."""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def from_link(args: Mapping[str, str]) -> Said:
    """What the parameters of a link say: source, medium, campaign and site, with or without utm_ before
    them; `referrer` is understood as the site."""
    found = {name: args.get(name) or args.get(f"utm_{name}") for name in PARTS}
    return heard(**{**found, "site": found["site"] or args.get("referrer")})


def leave(
    application: Application, said: Said, *, actor: Account | None, at: datetime | None = None
) -> Touch | None:
    """Write down what brought somebody here, at the moment `at` (by default when they applied); None where
    nothing was said. `actor`: None where the person came by a link of ours."""
    if not said:
        return None
    return _add(application, said, actor, min(at or application.applied_at, clock.now()))


def add(application: Application, said: Said, on: date | None, *, actor: Account, why: str) -> Touch:
    """Write down a further touch of whoever applied, on the day `on` (by default when they applied), with a
    reason of a sentence: an earlier one becomes the first, and what was the first stays on record."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if not said:
        raise TouchRefused(_("Not added. Say at least one of the four."), "source")
    if on is not None and on > clock.local(application.applied_at).date():
        raise TouchRefused(_("Not added. A touch comes before the application, or with it."), "on")
    if not rules.explains(why):
        raise TouchRefused(_("Not added. Say in at least one sentence how you know."), "why")
    at = min(clock.day_start(on), application.applied_at) if on else application.applied_at
    touch = _add(application, said, actor, at)
    record(
        ADDED, application, actor_id=actor.id, reason=why, touch=touch.id, on=on.isoformat() if on else None
    )
    return touch


def leave_many(met: Iterable[tuple[int | None, datetime, Said]], *, actor: Account | None) -> None:
    """The same for many at once: (application id, when, what was said)."""
    rows = [{"application_id": number, "at": at, **asdict(said)} for number, at, said in met if said]
    common = {"entered_at": clock.now(), "entered_by_id": actor.id if actor else None}
    if rows:
        add_rows(Touch, rows, common)


def correct(application: Application, touch: Touch, said: Said, *, actor: Account, why: str) -> Touch:
    """Say anew what brought somebody here at that time, with a reason of a sentence. Reports of days before
    still say what was known then."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if touch.application_id != application.id or queries.is_replaced(touch.id):
        raise TouchRefused(_("Not corrected. Somebody has corrected this meanwhile; look again."))
    if not said:
        raise TouchRefused(_("Not corrected. Say at least one of the four."), "source")
    if said == Said(*(getattr(touch, name) for name in PARTS)):
        raise TouchRefused(_("Not corrected. This is what is on record already."))
    if not rules.explains(why):
        raise TouchRefused(_("Not corrected. Say in at least one sentence why."), "why")
    new = _add(application, said, actor, touch.at, replaces=touch.id)
    record(
        CORRECTED,
        application,
        actor_id=actor.id,
        reason=why,
        touch_before=touch.id,
        touch=new.id,
        changed=[name for name in PARTS if getattr(touch, name) != getattr(new, name)],
    )
    return new


def _add(
    application: Application,
    said: Said,
    actor: Account | None,
    at: datetime,
    replaces: int | None = None,
) -> Touch:
    touch = Touch(
        application_id=application.id,
        at=at,
        **asdict(said),
        entered_at=clock.now(),
        entered_by_id=actor.id if actor else None,
        replaces_id=replaces,
    )
    db.session.add(touch)
    db.session.flush()
    return touch
