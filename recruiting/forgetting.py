"""Forgetting files of candidates that were removed: what nobody can put back any more is not kept either.

That there was a file stays, with its kind and size; backups made before still hold it.
"""

from core import clock
from core.db import db
from core.record import Way, by, record
from recruiting.candidates import PUT_BACK_FOR
from recruiting.queries import candidates as queries


def forget_removed() -> list[str]:
    """Forget names, words and contents of files that were removed too long ago to be put back, some at a
    time. Returns the digests: once this is committed, whoever commits has `core.files.drop` take them out of
    the store."""
    found = queries.files_to_forget(clock.now() - PUT_BACK_FOR)
    digests = [file.digest for file in found if file.digest is not None]
    with by(Way.RULE):
        for file in found:
            file.name = file.digest = None
            record("file forgotten", file, actor_id=None)
    queries.forget_texts([file.id for file in found])
    db.session.flush()
    return digests
