"""Reads the text out of a PDF or Word file, as a program of its own: `text_of` starts it with little
memory and little time, so that a file made to do harm, or just badly made, ends this and nothing else.

It knows nothing of the product, and says what it found as one line of JSON.
"""

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGES = 40
CHARACTERS = 200_000
SECONDS = 20
MEMORY = 768 * 1024 * 1024
"""Bytes of address space."""
UNPACKED = 64 * 1024 * 1024
"""Bytes that a Word file may have once unpacked; a kilobyte of zeros can be a terabyte."""
PDF_TYPE = "application/pdf"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Unreadable(Exception):
    """No text could be had of this file."""


class TooSlow(Unreadable):
    """Reading was given up after its time."""


class Text(NamedTuple):
    """`pages` is None for Word, which has none before it is printed; `is_whole`: nothing was left out."""

    body: str
    pages: int | None
    is_whole: bool


def text_of(path: Path, media_type: str, *, seconds: float = SECONDS) -> Text:
    """The text of the file at `path`. Raises Unreadable, and TooSlow after `seconds`."""
    command = [sys.executable, "-P", __file__, str(path), media_type, str(max(int(seconds), 1))]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},  # not where the database is, nor any secret
        )
    except subprocess.TimeoutExpired as fault:
        raise TooSlow(str(path)) from fault
    if done.returncode:
        raise Unreadable(done.stderr.decode(errors="replace")[-500:])
    return Text(**json.loads(done.stdout))


def _of_pdf(path: str) -> Text:
    from_page = _pages_of(path)
    total, parts, size = next(from_page), [], 0
    for part in from_page:
        parts.append(str(part))
        size += len(str(part))
        if size > CHARACTERS or len(parts) == PAGES:
            break
    body = "\n".join(parts)
    return Text(body[:CHARACTERS], int(total), len(parts) == total and size <= CHARACTERS)


def _pages_of(path: str) -> Iterator[int | str]:
    """How many pages there are, then the text of each."""
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("it needs a password")
    yield len(reader.pages)
    for page in reader.pages:
        yield page.extract_text()


def _of_word(path: str) -> Text:
    with zipfile.ZipFile(path) as packed:
        if sum(one.file_size for one in packed.infolist()) > UNPACKED:
            raise ValueError("it is too large once unpacked")
    parts = []
    for element in docx.Document(path).element.body.iter(f"{WORD}t", f"{WORD}p", f"{WORD}tab"):
        parts.append(element.text or "" if element.tag == f"{WORD}t" else "\n")
    body = "".join(parts).strip()
    return Text(body[:CHARACTERS], None, len(body) <= CHARACTERS)


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _storable(text: str) -> str:
    """Without half characters, which some files hold, and NULs."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")


def main(path: str, media_type: str, seconds: str) -> None:
    _limit(int(seconds))
    found = _of_pdf(path) if media_type == PDF_TYPE else _of_word(path)
    sys.stdout.write(json.dumps(found._replace(body=_storable(found.body))._asdict()))


if __name__ == "__main__":
    import docx
    import pypdf

    main(*sys.argv[1:])
