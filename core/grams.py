"""How names, addresses, phone numbers and texts are cut into the pieces by which they are found.

A piece is looked up by how it *begins*: each name is kept once from every place at which somebody may
start to type it, so that one range of an ordinary index answers for a single Chinese character as well
as for a whole name, on any database. Chinese names are also kept as they sound, in every reading.
Pure text; whatever is compared goes through `plain` first.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from core.readings import readings_of

HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_NO_DIGITS = re.compile(r"\D", re.ASCII)
_BETWEEN = re.compile(r"[.@_+-]")
_IS_HAN = re.compile(rf"[{HAN}]")

LONGEST = 32
"""Characters of a piece; more of a name is not compared."""
SHORTEST_INNER = 3
"""Letters; a Latin name is found by a part in its middle from so many on."""
MOST_READINGS = 8
"""Ways to read one name that are kept; most have one or two."""
MISSPELT = 7
"""Letters at the beginning of a word in which one may be wrong."""
SHORTEST_MISSPELT = 3
SHORTEST_TAIL = 4
"""Digits at the end of a phone number by which it is found."""
MOST_OF_A_TEXT = 3000
"""Different pieces kept of one text."""
LONGEST_WORD = 24


def plain(text: str) -> str:
    """Small letters without accents, full-width ones made half-width, white space made single."""
    return _plain_name(text) if len(text) <= LONGEST_NAME else _plain(text)


LONGEST_NAME = 80
"""Characters; a text that is no longer is remembered for a while, as it is cut in several ways."""


def _plain(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    if any(map(unicodedata.combining, bare)):
        bare = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(bare.split())


_plain_name = lru_cache(maxsize=1024)(_plain)


def pieces(text: str) -> list[str]:
    """The words of a text; each run of Chinese characters is one."""
    return _PIECES.findall(plain(text))


def is_han(text: str) -> bool:
    """Is there a Chinese character in it?"""
    return bool(_IS_HAN.search(text))


def squeezed(text: str) -> str:
    """A text as it is looked up: its words without what stands between them."""
    return "".join(pieces(text))[:LONGEST]


@lru_cache(maxsize=4096)
def sounds(han: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read Chinese characters, each as a tuple of syllables; the usual one first."""
    each = [
        list(dict.fromkeys(way for one in readings for way in _typed(one)))
        for readings in map(readings_of, han)
    ]
    usual = [readings[:1] for readings in each]
    few = each if _ways(each) <= MOST_READINGS else [readings[:2] for readings in each]
    return tuple(product(*(few if _ways(few) <= MOST_READINGS else usual)))


def usual_sounds(han: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read what was typed: a character alone in the usual one only, as a rare reading of it is
    how many others sound."""
    return sounds(han)[:1] if len(han) == 1 else sounds(han)


def _typed(reading: str) -> Iterable[str]:
    """As it is typed: ü is v on most keyboards and u in many passports."""
    bare = plain(reading)
    return (bare, bare.replace("v", "u"))


def _ways(each: list[list[str]]) -> int:
    many = 1
    for readings in each:
        many *= len(readings)
    return many


def of_name(name: str) -> set[str]:
    """The beginnings by which a name is found: from each character or word on, as written and as it
    sounds, family name first or last, and by its initials."""
    runs = pieces(name)
    latin = [run for run in runs if not is_han(run)]
    found = {*_rotations(latin), *_inner(latin)}
    for run in runs:
        found.update(_of_han(run) if is_han(run) else ())
    return {piece[:LONGEST] for piece in found if piece}


def run_together(name: str) -> str:
    """All that `of_name` gives, written so that each piece of it is somewhere in here; a line for each way
    to say the name. A tenth of the work, for who is looked for in few names only."""
    runs = pieces(name)
    latin = "".join([run for run in runs if not is_han(run)])
    lines = [latin + latin] if latin else []
    for run in runs if len(latin) < len("".join(runs)) else ():
        if is_han(run):
            lines += [run, *_run_together(run)]
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _run_together(han: str) -> tuple[str, ...]:
    each = sounds(han)
    initials = ["".join([syllable[:1] for syllable in one]) for one in each]
    return (*["".join([*one, one[0]]) for one in each], *initials)


def _inner(words: list[str]) -> Iterable[str]:
    return (word[start:] for word in words for start in range(1, len(word) - SHORTEST_INNER + 1))


def _rotations(words: list[str]) -> Iterable[str]:
    return ("".join([*words[start:], *words[:start]]) for start in range(len(words)))


def _of_han(run: str) -> Iterable[str]:
    for start in range(len(run)):
        yield run[start:]
    for syllables in sounds(run):
        for start in range(len(syllables)):
            yield "".join(syllables[start:])
        if len(syllables) > 1:
            yield "".join([*syllables[1:], syllables[0]])
            yield "".join(one[:1] for one in syllables)


def misspellings(word: str) -> set[str]:
    """The beginning of a word, whole and without each of its letters. Two words of which one has a
    letter too few, too many, wrong or swapped share one of these (Garbe's symmetric deletes)."""
    word = word[:MISSPELT]
    without = {word[:gap] + word[gap + 1 :] for gap in range(len(word))}
    return {word, *without} if len(word) >= SHORTEST_MISSPELT else set()


def misspellings_of_name(name: str) -> set[str]:
    """The same for each word of a name, and for all of it written as one."""
    runs = pieces(name)
    latin = [run for run in runs if not is_han(run)]
    words = {*latin, "".join(latin)}
    for run in runs:
        if is_han(run):
            usual = sounds(run)[0]
            words |= {usual[0], "".join(usual[1:]), "".join(usual)}
    return set().union(*map(misspellings, words)) if words else set()


def digits(text: str) -> str:
    """A phone number without what people put between its digits, and without China's own code."""
    only = _NO_DIGITS.sub("", plain(text))
    only = only.removeprefix("00")
    return only[2:] if len(only) == 13 and only.startswith("861") else only


def of_phone(phone: str) -> set[str]:
    """The number backwards: its tail is how that begins."""
    number = digits(phone)
    return {number[::-1][:LONGEST]} if len(number) >= SHORTEST_TAIL else set()


def of_mail(address: str) -> set[str]:
    """An e-mail address from each of its parts on, but for the last."""
    address = plain(address)
    starts = [0, *[found.end() for found in _BETWEEN.finditer(address)]]
    last = address.rfind(".") + 1
    return {address[start:][:LONGEST] for start in starts if start < len(address) and start != last}


def of_text(text: str) -> set[str]:
    """The words of a longer text, and each pair of neighbours of its Chinese characters."""
    found: dict[str, None] = {}
    for run in pieces(text):
        for piece in of_run(run):
            found.setdefault(piece)
        if len(found) >= MOST_OF_A_TEXT:
            break
    return set(list(found)[:MOST_OF_A_TEXT])


def of_run(run: str) -> list[str]:
    """The pieces of one word of a longer text."""
    if is_han(run):
        return [run[start : start + 2] for start in range(len(run) - 1)]
    return [run[:LONGEST_WORD]] if len(run) > 1 else []


def after(piece: str) -> str:
    """What comes behind everything that begins with `piece`, compared by code point."""
    last = ord(piece[-1]) + 1
    if 0xD800 <= last <= 0xDFFF:
        last = 0xE000
    return piece[:-1] + chr(last) if last <= 0x10FFFF else after(piece[:-1])
