"""Characters are read as the library reads them, without its dictionary of words."""

import sys

from pypinyin import Style, pinyin

from core.grams import plain
from core.readings import readings_of


def test_each_character_has_the_readings_of_the_library():
    for number in range(0x4E00, 0x9FFF):
        theirs = pinyin(chr(number), style=Style.NORMAL, heteronym=True)[0]
        assert [plain(one) for one in readings_of(chr(number))] == [plain(one) for one in theirs]


def test_what_no_one_reads_stays_as_it_is():
    assert readings_of("A") == ("A",)


def test_the_dictionary_of_words_is_not_held():
    assert "pypinyin.phrases_dict" not in sys.modules
