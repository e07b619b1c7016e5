"""Reading a JSON Resume document (https://docs.jsonresume.org, schema draft-07 beside this module).

The schema comes from jsonresume/resume-schema, MIT.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from core.i18n import _
from core.refusal import Refused
from recruiting.candidates import Background

SCHEMA = Path(__file__).with_name("json_resume.schema.json")
LARGEST = 1024 * 1024
DAYS_A_YEAR = 365.25
HAN = range(0x2E80, 0xA000)


class ResumeRefused(Refused):
    """The file is no JSON Resume from which somebody could be entered."""


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(content: bytes, today: date) -> Background:
    """The candidate that the document describes; the document itself is kept with them.

    Raises ResumeRefused, saying where, for what is not JSON, not a résumé or names nobody."""
    document = checked(content)
    basics = document.get("basics") or {}
    if not (basics.get("name") or "").strip() or not (basics.get("email") or "").strip():
        raise ResumeRefused(_("The résumé has no name or no e-mail address."), "file")
    return _background(document, basics, today)


def checked(content: bytes) -> dict[str, Any]:
    """The document, if it is a JSON Resume. Raises ResumeRefused, saying where it is not."""
    document = _parse(content)
    fault = next(iter(_validator().iter_errors(document)), None)
    if fault is not None:
        place = " → ".join(str(part) for part in fault.absolute_path) or "$"
        raise ResumeRefused(
            _("This is not a JSON Resume: something is wrong at %(place)s.", place=place), "file"
        )
    return document


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise ResumeRefused(_("A JSON Resume has at most 1 MB."), "file")
    try:
        document = json.loads(content.decode("utf-8-sig"))
        json.dumps(document, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, RecursionError) as fault:
        raise ResumeRefused(_("The file is not JSON."), "file") from fault
    if not isinstance(document, dict):
        raise ResumeRefused(_("The file is not a JSON Resume."), "file")
    return document


def _background(document: dict[str, Any], basics: dict[str, Any], today: date) -> Background:
    location = basics.get("location") or {}
    place = [location.get("city"), location.get("region")]
    spoken = [part.get("language") for part in document.get("languages") or []]
    return Background(
        name=basics["name"].strip(),
        email=basics["email"].strip().lower(),
        phone=basics.get("phone") or None,
        language="zh_Hans" if ord(basics["name"].strip()[0]) in HAN else "en",
        lives_in=", ".join(part for part in place if part) or None,
        languages=", ".join(part for part in spoken if part) or None,
        service_years=_years(document.get("work") or [], today),
        resume=document,
    )


def _years(work: list[dict[str, Any]], today: date) -> int | None:
    """Whole years between the first day of work named and the last; None without any date."""
    starts = [day for job in work if (day := _day(job.get("startDate")))]
    ends = [_day(job.get("endDate")) or today for job in work]
    if not starts:
        return None
    return max(int((max(ends) - min(starts)).days / DAYS_A_YEAR), 0)


def _day(text: str | None) -> date | None:
    """The first day of an ISO date that may lack its day or month: 2019, 2019-05, 2019-05-17."""
    if not text:
        return None
    try:
        return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError:
        return None
