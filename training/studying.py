"""Self-study: somebody claims hours with evidence, corrects or withdraws the claim; others decide."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from core import clock, files
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.queries import current_employment
from training.launches import WEB
from training.models import StudyClaim, StudyVersion
from training.queries import study as queries
from training.states import StudyState

MOST_MINUTES = 200 * 60
LONGEST = 500
STILL_OWN = (StudyState.OPEN, StudyState.REFUSED)
"""In these whoever claimed it can correct or withdraw it."""


class StudyRefused(Refused):
    """Nothing was claimed, corrected or withdrawn."""


@dataclass(frozen=True)
class Study:
    """What was learned, when and for how long, and the evidence: a page, or a file as (name, content)."""

    what: str
    studied_on: date
    minutes: int
    url: str = ""
    file: tuple[str, bytes] | None = None


def claim(study: Study, *, actor: Account) -> StudyClaim:
    """Claim hours of one's own.

    Raises StudyRefused without an employment, for a day outside of it or to come, for hours that make no
    sense, without evidence, and for what is claimed already; core.files.FileRefused for a file of another
    kind.
    """
    alone(f"self-study of {actor.person_id}")
    employment = current_employment(actor.person_id)
    if employment is None:
        raise StudyRefused(_("Not claimed. Only who is employed here is credited."))
    _check(study, employment.id, employment.started_on)
    made = StudyClaim(employment_id=employment.id, state=StudyState.OPEN, claimed_at=clock.now())
    db.session.add(made)
    db.session.flush()
    version = _version(made, study, 1, None)
    record("self-study claimed", made, actor_id=actor.id, minutes=study.minutes,
           on=study.studied_on.isoformat(), version=version.id, state=made.state)  # fmt: skip
    db.session.flush()
    return made


def correct(made: StudyClaim, study: Study, *, actor: Account, seen: int | None = None) -> StudyVersion:
    """Say it better, before it is decided or after it was refused; then it awaits a decision again. A file
    stays unless another one is given.

    Raises StudyRefused as `claim` does, for somebody else's, and for one that is approved or withdrawn.
    """
    _check_own(made, actor, seen)
    before = queries.newest(made.id)
    _check(study, made.employment_id, made.employment.started_on, made, before.digest)
    stands = (before.what, before.studied_on, before.minutes, before.url or "")
    wanted = (study.what.strip(), study.studied_on, study.minutes, study.url.strip())
    if study.file is None and wanted == stands:
        raise StudyRefused(_("Not changed. It stands so already."))
    made.state = StudyState.OPEN
    flag_modified(made, "state")  # whoever decides meanwhile is told, also where the state stays
    version = _version(made, study, before.number + 1, before)
    record("self-study corrected", made, actor_id=actor.id, minutes=study.minutes,
           on=study.studied_on.isoformat(), version=version.id, state=made.state)  # fmt: skip
    db.session.flush()
    return version


def withdraw(made: StudyClaim, *, actor: Account, seen: int | None = None) -> None:
    """Take the claim back; it stays to be seen. Raises StudyRefused for one that is approved or withdrawn."""
    _check_own(made, actor, seen)
    made.state = StudyState.WITHDRAWN
    record("self-study withdrawn", made, actor_id=actor.id, state=made.state)
    db.session.flush()


def _check_own(made: StudyClaim, actor: Account, seen: int | None) -> None:
    alone(f"self-study of {made.employment.person_id}")
    db.session.refresh(made)
    if made.employment.person_id != actor.person_id:
        raise StudyRefused(_("Not changed. Only who claimed it can change it."))
    if made.state is StudyState.APPROVED:
        raise StudyRefused(_("Not changed. It is approved; ask whoever approved it to decide anew."))
    if made.state not in STILL_OWN:
        raise StudyRefused(_("Not changed. It was withdrawn."))
    if seen is not None and seen != made.version:
        raise StudyRefused(_("Not changed. Something was decided while you were writing. Look again."))


def _check(
    study: Study,
    employment_id: int,
    started_on: date,
    made: StudyClaim | None = None,
    digest: str | None = None,
) -> None:
    """`digest`: of the file that is there already."""
    what, url = study.what.strip(), study.url.strip()
    if not what or len(what) > LONGEST:
        raise StudyRefused(_("Say what you learned, in at most 500 characters."), "what")
    if not started_on <= study.studied_on <= clock.today():
        raise StudyRefused(_("The day lies between your first day here and today."), "studied_on")
    if not 0 < study.minutes <= MOST_MINUTES:
        raise StudyRefused(_("Hours are more than 0 and at most 200."), "hours")
    if url and (not url.lower().startswith(WEB) or " " in url or len(url) > LONGEST):
        raise StudyRefused(_("This is no address of a page: https://…"), "url")
    if not url and study.file is None and digest is None:
        raise StudyRefused(_("Evidence is needed: the address of a page, or a file."), "url")
    _check_again(study, employment_id, made, digest)


def _check_again(study: Study, employment_id: int, made: StudyClaim | None, digest: str | None) -> None:
    """Other words or another day do not make the same work count twice: neither what reads alike on one day,
    nor one file."""
    evidence = files.digest_of(study.file[1]) if study.file else digest
    for other in queries.live_claims(employment_id, made.id if made else None):
        if other.studied_on == study.studied_on and _folded(other.what or "") == _folded(study.what):
            raise StudyRefused(_("You have claimed the same of this day already."), "what")
        if evidence is not None and other.digest == evidence:
            raise StudyRefused(_("This file is the evidence of another claim of yours already."), "file")


def _folded(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _version(made: StudyClaim, study: Study, number: int, before: StudyVersion | None) -> StudyVersion:
    version = StudyVersion(
        claim_id=made.id,
        number=number,
        what=study.what.strip(),
        studied_on=study.studied_on,
        minutes=study.minutes,
        url=study.url.strip() or None,
        entered_at=clock.now(),
    )
    if study.file is not None:
        stored = files.keep(*study.file)
        version.digest, version.file_name, version.media_type = stored.digest, stored.name, stored.media_type
    elif before is not None:
        version.digest, version.file_name = before.digest, before.file_name
        version.media_type = before.media_type
    db.session.add(version)
    db.session.flush()
    return version
