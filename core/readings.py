"""How a Chinese character is read: every way, from pypinyin's table of characters.

Its dictionary of words is left on the disk: it is forty megabytes in each process, and it decides how a
word is read where a name, which is no word, may be read in any way.
"""

import os
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

os.environ.update(PYPINYIN_NO_PHRASES="true")  # asked while the library is loaded, hence before
_table: dict[int, str] = import_module("pypinyin.pinyin_dict").pinyin_dict

UMLAUT = str.maketrans("üǖǘǚǜ", "vvvvv")
"""As it is typed on most keyboards."""


@lru_cache(maxsize=30_000)
def readings_of(character: str) -> Sequence[str]:
    """The syllables without tones, the usual one first; the character itself where none is known."""
    found = _table.get(ord(character))
    return tuple(dict.fromkeys(map(_toneless, found.split(",")))) if found else (character,)


def _toneless(syllable: str) -> str:
    bare = unicodedata.normalize("NFD", syllable.translate(UMLAUT))
    return "".join(one for one in bare if not unicodedata.combining(one))
