"""What the worker does by itself: interviews that are over, résumés to be read, imports."""

import logging
import time
from datetime import timedelta
from email.errors import MessageError

from flask import current_app

from core import calendars, clock, extract, files, inbox
from core.bulk_rows import many_objects
from core.courier import transaction
from core.db import db, reading
from core.record import Way, by
from recruiting import forgetting, indexing, marking, newcomers, replying
from recruiting.imports.running import FORGET_AFTER, Run
from recruiting.models import CandidateFile, FileText
from recruiting.queries import imports, interviews, spellings
from recruiting.states import Reading

FILES_AT_ONCE = 5
REPLIES_AT_ONCE = 50
AT_MOST = timedelta(seconds=20)
"""How long imports may keep a worker from its letters."""
log = logging.getLogger("onduty.jobs")
STRAY_FOR = timedelta(days=1)
"""So long a file may lie in the store before a row names it: far longer than any request or restore takes."""
BREATH = 0.05
"""Seconds between two parts of an import, in which others get at the database."""


def interviews_over() -> int:
    """Let visits whose interview is over wait for feedback instead; returns how many. Doing it twice
    does no harm. Runs in the transaction that the worker gives to each job."""
    visit_ids = interviews.visits_to_settle()
    for visit_id in visit_ids:
        marking.touch(marking.alone_with(visit_id))
    return len(visit_ids)


def read_replies() -> int:
    """Read the answers to invitations that have arrived; returns how many said something new. A message is
    marked as seen once what it says is kept, and also where it says nothing, or it would be read again
    for ever. Its sender is told nothing."""
    url, kept = current_app.config["REPLIES_URL"], 0
    if not url:
        return 0
    with inbox.opened(url) as box:
        for key, message in box.unseen(REPLIES_AT_ONCE):
            with transaction():
                kept += sum(replying.take(reply) for reply in _replies(message))
            box.mark(key)
    return kept


def _replies(message: bytes) -> list[calendars.Reply]:
    try:
        return [reply for part in inbox.calendars_in(message) for reply in calendars.replies(part)]
    except (ValueError, LookupError, MessageError) as fault:
        log.info("a message about no interview: %s", fault)
        return []


def read_resumes() -> int:
    """Read the text of résumés that nobody has read yet, so that they can be searched; returns how many.
    No transaction is open while a file is being read, which may take its time."""
    for number in range(FILES_AT_ONCE):
        with reading(), transaction():
            file = spellings.unread()
        if file is None:
            return number
        text = _read(file)
        with transaction():
            _keep(text, file.person_id)
    return FILES_AT_ONCE


def _keep(text: FileText, person_id: int) -> None:
    if spellings.is_to_be_read(text.file_id):  # another worker may have been faster, or somebody removed it
        db.session.add(text)
        db.session.flush()
        indexing.index_texts(person_id)


NOTHING = extract.Text("", None, False)


def _tried(file: CandidateFile) -> tuple[extract.Text, Reading]:
    try:
        found = extract.text_of(files.path_of(file.digest or ""), file.media_type)
    except extract.Unreadable as fault:
        return NOTHING, Reading.TOO_SLOW if isinstance(fault, extract.TooSlow) else Reading.UNREADABLE
    return found, _judged(found)


def _judged(found: extract.Text) -> Reading:
    if not found.body.strip():
        return Reading.EMPTY
    return Reading.READ if found.is_whole else Reading.SHORTENED


def _read(file: CandidateFile) -> FileText:
    found, state = _tried(file)
    return FileText(file_id=file.id, reading=state, pages=found.pages, body=found.body, read_at=clock.now())


def imports_go_on() -> None:
    """Carry out, or take back, what imports there are, part by part, each in a transaction of its own."""
    run, until = Run(), clock.now() + AT_MOST
    while clock.now() < until and _one_part(run):
        time.sleep(BREATH)


def _one_part(run: Run) -> bool:
    with current_app.app_context():  # a session of its own: what a part does is kept whatever comes next
        went_on = run.part()
        db.session.commit()
    return went_on


ENTERED_AT_ONCE = 1000
"""Persons."""


def newcomers_entered() -> None:
    """Enter into the search whoever came with an import, a thousand at a time, each in a transaction of its
    own: whatever is killed, nobody is entered twice or left out."""
    until = clock.now() + AT_MOST
    while clock.now() < until and _some_entered() == ENTERED_AT_ONCE:
        time.sleep(BREATH)


def _some_entered() -> int:
    with current_app.app_context(), many_objects():
        entered = newcomers.enter(ENTERED_AT_ONCE)
        db.session.commit()
    return entered


def forget_removed_files() -> int:
    """Forget files of candidates that were removed a day ago, contents included; returns how many contents
    are gone. The rows are committed before: what no row names is dropped."""
    with transaction():
        digests = forgetting.forget_removed()
    with transaction():
        return files.drop(digests)


def sweep_strays() -> int:
    """Take files out of the store that no row names, as whoever uploaded them never came to write one;
    returns how many. Each goes in a transaction of its own."""
    with reading(), transaction():
        found = files.strays(clock.now() - STRAY_FOR)
    with by(Way.RULE):
        return sum(map(_swept, found))


def _swept(stray: files.Stray) -> bool:
    with transaction():
        gone = files.sweep_away(stray)
    if gone:
        log.info("a file that nobody's row names is gone: %s bytes of %s", stray.size, stray.written_at)
    return gone


def forget_import_files() -> int:
    """Forget the files of imports that ended some time ago; returns how many."""
    return imports.forget_files(clock.now() - FORGET_AFTER)
