"""What the words of another system are here: its openings, stages, channels and reasons."""

import re
from collections.abc import Iterable, Mapping

from recruiting.imports.systems.records import UNLISTED, Record

NEW = "new"
"""In place of an opening: one is made for it."""
LEFT_OUT = ""
"""In place of an opening: its applications are left out; of a stage: that they passed it is."""
OVER, WAITS = "over", "waits"
"""What somebody hired there is here: closed, with a reason of its own; or still to be hired."""
KINDS = ("openings", "stages", "channels", "reasons", "hires")
Words = dict[str, dict[str, str]]
"""Kind → the word there → what it is here: id of an opening, key of a stage, channel or reason; of a word
for a hire, OVER or WAITS."""

# The first that is found in the word decides.
STAGE_SIGNS = (
    ("offer", ("offer", "hired", "录用")),
    ("background check", ("background", "reference", "背景")),
    ("simulation", ("simulation", "role play", "roleplay", "case", "work sample", "模拟")),
    ("online test", ("test", "assessment", "take home", "exercise", "quiz", "测试", "测评")),
    ("screening", ("screen", "review", "applied", "applicant", "application", "lead", "new", "sourced",
                   "reached out", "responded", "inbox", "筛选")),
    ("second interview", ("second", "final", "onsite", "on site", "face to face", "panel", "executive",
                          "复试", "终面")),
    ("first interview", ("interview", "phone", "call", "chat", "meeting", "初试", "面试")),
)  # fmt: skip
CHANNEL_SIGNS = (
    ("referral", ("referral", "referred", "refer", "employee", "内推", "推荐")),
    ("campus", ("campus", "university", "college", "school", "student", "校园")),
    ("headhunter", ("agency", "agencies", "headhunt", "recruiter", "search firm", "prospecting", "猎头")),
    ("own site", ("own site", "career", "website", "company", "jobs page", "direct", "applied", "官网")),
    ("job site", ("linkedin", "indeed", "glassdoor", "board", "job", "zhaopin", "boss", "monster",
                  "招聘")),
)  # fmt: skip
REASON_SIGNS = (
    ("withdrew for another job", ("another job", "accepted another", "took another", "other offer")),
    ("declined otherwise", ("offer declined", "declined offer", "declined the offer", "rejected offer")),
    ("withdrew over pay", ("salary", "compensation", "pay")),
    ("withdrew for themselves", ("withdrew", "withdrawn", "not interested", "personal")),
    ("withdrew over the wait", ("too long",)),
    ("no answer", ("no show", "unresponsive", "no response", "ghost", "did not answer")),
    ("shifts", ("shift", "schedule", "availability")),
    ("language", ("language", "english")),
    ("education", ("education", "degree")),
    ("experience", ("qualified", "experience", "skill", "more qualified", "underqualified")),
    ("interview", ("interview", "culture", "fit")),
    ("all seats filled", ("filled", "hired other", "hired someone")),
    ("opening closed", ("closed", "cancelled", "on hold")),
    ("background check", ("background", "reference")),
)  # fmt: skip
OTHER_REASON = "rejected otherwise"
FIRST_STAGE = "screening"


def said(records: Iterable[Record]) -> dict[str, list[str]]:
    """Kind → the words that the records use, in their order."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for one in records:
        if one.problem is None:
            found["openings"][one.opening or UNLISTED] = None
            found["channels"][one.channel] = None
            found["stages"].update({event.stage: None for event in one.events})
            if one.ending:
                found["hires" if one.ending.is_hire else "reasons"][one.ending.reason] = None
    return {kind: [word for word in words if word] for kind, words in found.items()}


def proposed(
    used: Mapping[str, Iterable[str]], here: Mapping[str, Mapping[str, str]], default: Mapping[str, str]
) -> Words:
    """What each word is taken for. `here`: kind → what things are called here, in lower case → what they
    are; `default`: kind → what a word is that says nothing to us, and "nameless", to which opening people
    go whose opening the files do not list."""
    signs = {"stages": STAGE_SIGNS, "channels": CHANNEL_SIGNS, "reasons": REASON_SIGNS}
    found = {
        kind: {word: _meant(word, here.get(kind, {}), signs.get(kind, ())) or default[kind] for word in words}
        for kind, words in used.items()
    }
    # Of what has no name nothing can be told: the letters of its key would say something by chance, and any
    # guess would send people from stage to stage, or make an opening that is called by a number.
    nameless = {"stages": LEFT_OUT, "openings": default["nameless"], "channels": default["channels"]}
    return {
        kind: {
            word: nameless.get(kind, meant) if word.startswith(UNLISTED) else meant
            for word, meant in words.items()
        }
        for kind, words in found.items()
    }


def _meant(word: str, here: Mapping[str, str], signs: Iterable[tuple[str, Iterable[str]]]) -> str | None:
    plain = re.sub(r"[\s_-]+", " ", word).strip().lower()
    if plain in here:
        return here[plain]
    offered = set(here.values())
    return next(
        (meant for meant, marks in signs if meant in offered and any(m in plain for m in marks)), None
    )
