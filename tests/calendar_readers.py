"""Four readers of calendars, none of them ours: what each understands of a text, in the same words.

Two are libraries of Python; two are what calendars in browsers and servers are made of, fetched by npm
in the versions that tests/readers/package-lock.json names, with their checksums.
"""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import ics

from tests.tools import NotToBeHad, tool_directory

HERE = Path(__file__).parent / "readers"
FILES = ("package.json", "package-lock.json", "read.mjs")
READERS = ("icalendar", "ics", "ical.js", "node-ical")

Event = dict[str, Any]


def read(texts: Sequence[str]) -> dict[str, list[list[Event]]]:
    """Reader → for each text the events it found. Raises NotToBeHad without node and npm."""
    return {
        "icalendar": [list(map(_by_icalendar, _events(text))) for text in texts],
        "ics": [_by_ics(text) for text in texts],
        **_by_javascript(texts),
    }


def _events(text: str) -> list[tuple[Any, Any]]:
    calendar = icalendar.Calendar.from_ical(text)
    return [(calendar, event) for event in calendar.walk("VEVENT")]


def _by_icalendar(found: tuple[Any, Any]) -> Event:
    calendar, event = found
    attendees = event.get("ATTENDEE", [])
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "starts": _iso(event["DTSTART"].dt),
        "ends": _iso(event["DTEND"].dt),
        "summary": str(event["SUMMARY"]),
        "description": _text(event.get("DESCRIPTION")),
        "place": _text(event.get("LOCATION")),
        "status": _text(event.get("STATUS")),
        "organiser": _text(event.get("ORGANIZER")),
        "attendees": [str(one) for one in (attendees if isinstance(attendees, list) else [attendees])],
    }


def _by_ics(text: str) -> list[Event]:
    calendar = ics.Calendar(text)
    return [
        {
            "method": calendar.method,
            "uid": event.uid,
            "sequence": int(next(line.value for line in event.extra if line.name == "SEQUENCE")),
            "starts": _iso(event.begin.datetime),
            "ends": _iso(event.end.datetime),
            "summary": event.name,
            "description": event.description,
            "place": event.location,
            "status": event.status,
            "organiser": f"mailto:{event.organizer.email}" if event.organizer else None,
            "attendees": [f"mailto:{one.email}" for one in event.attendees],
        }
        for event in sorted(calendar.events)
    ]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _iso(moment: datetime) -> str:
    """As JavaScript writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _by_javascript(texts: Sequence[str]) -> dict[str, list[list[Event]]]:
    home = _installed()
    answer = subprocess.run(
        ["node", "read.mjs"],
        cwd=home,
        input=json.dumps(list(texts)).encode(),
        capture_output=True,
        timeout=60,
    )
    if answer.returncode:
        raise RuntimeError(f"the readers failed:\n{answer.stderr.decode(errors='replace')}")
    return dict(json.loads(answer.stdout))


def _installed() -> Path:
    """The directory of the readers, fetched once and kept between runs."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotToBeHad("ical.js and node-ical", ["node and npm on PATH: not there"], "install Node.js 20")
    wanted = (HERE / "package-lock.json").read_text()
    home = tool_directory("calendar-readers")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers must not fetch them at once
        done = home / "done"
        if not done.exists() or done.read_text() != wanted:
            _fetch(home)
            done.write_text(wanted)
        shutil.copyfile(HERE / "read.mjs", home / "read.mjs")
    return home


def _fetch(home: Path) -> None:
    for name in FILES:
        shutil.copyfile(HERE / name, home / name)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        subprocess.run(command, cwd=home, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as fault:
        said = (getattr(fault, "stderr", None) or b"").decode(errors="replace")[-500:]
        raise NotToBeHad(
            "ical.js and node-ical", [f"{' '.join(command)}: {fault} {said}"], "let npm reach a registry"
        ) from fault
