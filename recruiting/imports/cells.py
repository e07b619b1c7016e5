"""Cells of a table as facts of a candidate: what each field takes, and what is wrong with the rest."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from email_validator import SPECIAL_USE_DOMAIN_NAMES as NOBODYS
from email_validator import EmailNotValidError, validate_email

from core.tables_in import damage
from recruiting.imports import problems
from recruiting.imports.json_resume import HAN
from recruiting.states import Education

LONGEST, LONGEST_PHONE = 200, 40
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BLANK = re.compile(r"\s+")
# What is certainly an address; what is not certain is asked of the library, which takes long.
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_-]+(?:[.+][a-z0-9_-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)+([a-z]{2,24})\Z"
)
PHONE = re.compile(r"\+?[\d\s()./\u00a0-]+(?:(?:x|ext\.?|转|#)\s?\d{1,6})?\Z", re.IGNORECASE)
CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
YEARS = re.compile(r"(\d{1,2})\s*(?:年|years?|yrs?)?\Z", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,3}\Z")
FEWEST_DIGITS, MOST_DIGITS = 5, 20
YES = frozenset({"yes", "y", "true", "1", "是", "可以", "能", "接受", "愿意", "有", "可"})
NO = frozenset({"no", "n", "false", "0", "否", "不", "不可以", "不能", "不接受", "不愿意", "无", "不可"})
EDUCATIONS: dict[str, Education] = {
    said: education
    for education, names in {
        Education.SECONDARY: (
            "secondary school",
            "high school",
            "secondary",
            "高中",
            "中专",
            "职高",
            "技校",
            "高中及以下",
            "高中或中专",
        ),
        Education.JUNIOR_COLLEGE: ("junior college", "college", "associate", "大专", "专科", "高职"),
        Education.BACHELOR: (
            "bachelor",
            "bachelor's",
            "bachelors",
            "undergraduate",
            "本科",
            "学士",
            "大学本科",
        ),
        Education.MASTER: (
            "master or above",
            "master",
            "master's",
            "masters",
            "phd",
            "doctor",
            "硕士",
            "研究生",
            "博士",
            "硕士及以上",
        ),
    }.items()
    for said in names
}
LETTERS_IN = {
    said: code
    for code, names in {
        "en": ("en", "english", "英文", "英语"),
        "zh_Hans": (
            "zh",
            "zh_hans",
            "zh-hans",
            "zh-cn",
            "zh_cn",
            "chinese",
            "simplified chinese",
            "中文",
            "简体中文",
            "汉语",
        ),
    }.items()
    for said in names
}


class CellFault(Exception):
    """The cell cannot be taken; `problem` is a key of `problems.SENTENCES`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def text(cell: str) -> str:
    """A text of one line. Raises CellFault for what a spreadsheet has damaged."""
    if _is_plain(cell):
        return cell
    _check(cell)
    return BLANK.sub(" ", cell)


def _is_plain(cell: str) -> bool:
    """Is it a text as it should be, as most are? Ending with no digit it is no number."""
    return (
        cell.isprintable()
        and type(cell) is str
        and cell[0] != "#"
        and not cell[-1].isdigit()
        and "  " not in cell
        and len(cell) <= LONGEST
    )


def _check(cell: str) -> None:
    how = damage(cell)
    if how is not None and how != "number":
        raise CellFault(how)
    if CONTROLS.search(cell):
        raise CellFault(problems.CONTROL)
    if len(cell) > LONGEST:
        raise CellFault(problems.TOO_LONG)


def name(cell: str) -> str:
    """A name: a text in which there is a letter."""
    found = text(cell)
    if not found[:1].isalpha() and not any(map(str.isalpha, found)):
        raise CellFault(problems.NO_NAME)
    return found


def email(cell: str) -> str:
    """An e-mail address in lower case; the same rules as in the form."""
    address = cell.lower()
    plain = PLAIN_EMAIL.match(address)
    if plain and len(address) <= 64 and plain[1] not in NOBODYS:
        return address
    _check(cell)
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError as fault:
        raise CellFault(problems.NO_EMAIL) from fault


def phone(cell: str) -> str:
    """A telephone number just as it is written. One that a spreadsheet kept as a number is taken only
    where nothing can be missing: a Chinese mobile number has eleven digits and begins with 1."""
    if type(cell) is str and CHINESE_MOBILE.match(cell):
        return cell
    how = damage(cell)
    if how == "number":
        if not CHINESE_MOBILE.match(cell):
            raise CellFault(problems.MAY_LACK_ZERO)
        return str(cell)
    if how is not None:
        raise CellFault(how)
    digits = sum(map(str.isdigit, cell))
    if not PHONE.match(cell) or not FEWEST_DIGITS <= digits <= MOST_DIGITS or len(cell) > LONGEST_PHONE:
        raise CellFault(problems.NO_PHONE)
    return cell


@lru_cache(maxsize=1024)
def language(cell: str) -> str:
    """The language of letters: a key of LANGUAGES."""
    return str(_one_of(LETTERS_IN, cell))


@lru_cache(maxsize=1024)
def education(cell: str) -> Education:
    return Education(_one_of(EDUCATIONS, cell))


def _one_of(known: dict[str, Any], cell: str) -> Any:
    found = known.get(BLANK.sub(" ", cell.lower()))
    if found is None:
        raise CellFault(problems.UNKNOWN)
    return found


@lru_cache(maxsize=1024)
def years(cell: str) -> int:
    """Whole years, 0 to 60."""
    found = YEARS.match(cell)
    if found is None or int(found[1]) > 60:
        raise CellFault(problems.NO_YEARS)
    return int(found[1])


@lru_cache(maxsize=1024)
def words_a_minute(cell: str) -> int:
    if not NUMBER.match(cell) or not 1 <= int(cell) <= 250:
        raise CellFault(problems.NO_SPEED)
    return int(cell)


@lru_cache(maxsize=1024)
def yes_or_no(cell: str) -> bool:
    said = cell.lower()
    if said in YES or said in NO:
        return said in YES
    raise CellFault(problems.NO_YES)


def language_of(name: str) -> str:
    """The language of letters to somebody of whom only the name is known."""
    return "zh_Hans" if ord(name[0]) in HAN else "en"


READERS: dict[str, Callable[[str], Any]] = {
    "name": name,
    "family_name": name,
    "given_name": name,
    "latin_name": name,
    "email": email,
    "phone": phone,
    "language": language,
    "lives_in": text,
    "education": education,
    "service_years": years,
    "languages": text,
    "evening_shift": yes_or_no,
    "words_a_minute": words_a_minute,
    "source": text,
    "medium": text,
    "campaign": text,
    "site": text,
}
