"""What may not be asked is refused, and what the work needs is not mistaken for it."""

import pytest

from recruiting.defaults import screening
from recruiting.protected_matters import CHINESE, ENGLISH, Matter, protected

REFUSED = {
    Matter.AGE: ("How old are you?", "What is your date of birth?", "Are you under 35 years old?",
                 "您的年龄是？", "您是 95 后吗？", "哪一年毕业的？", "When did you graduate?"),
    Matter.SEX: ("What is your gender?", "Are you a woman?", "Male or female?", "您的性别？",
                 "您是男士还是女士？"),
    Matter.FAMILY: ("Are you married?", "Do you have children?", "Are you planning for a baby?",
                    "Are you pregnant?", "您结婚了吗？", "您有孩子吗？",
                    "近两年有生育计划吗？", "您怀孕了吗？"),
    Matter.ETHNICITY: ("What is your race?", "Ethnic group?", "您是什么民族？"),
    Matter.RELIGION: ("Do you practise a religion?", "您有宗教信仰吗？"),
    Matter.HEALTH: ("Have you a disability?", "Any chronic illness?", "How is your health?",
                    "您的身体健康吗？",
                    "是否有残疾证？", "是否携带乙肝病毒？", "您的身高是多少？"),
    Matter.ORIGIN: ("What is your nationality?", "Where are you from?", "Is English your native language?",
                    "Do you hold a local hukou?", "您的户籍在哪里？", "您是哪里人？", "您是本地人吗？"),
    Matter.CONVICTION: ("Are you in a trade union?", "Which political party?", "您的政治面貌？"),
}  # fmt: skip
ALLOWED = (
    "Can you manage three chats at once?",
    "Have you sold women's or children's clothing?",
    "Have you answered female shoppers about skin care?",
    "Do you know the packaging rules for medical devices?",
    "How many years of service experience have you?",
    "Which languages do you write well enough for buyers?",
    "What is the average time to your first message?",
    "您有女装、童装、母婴类目的客服经验吗？",
    "您做过男士护肤品牌的售前吗？",
    "您能否接受晚班？",
    "您的普通话水平如何？",
)


@pytest.mark.parametrize(("matter", "text"), [(m, text) for m, texts in REFUSED.items() for text in texts])
def test_a_question_about_a_protected_matter_is_known(matter, text):
    found = protected(text)
    assert found is not None and found.matter is matter, text


@pytest.mark.parametrize("text", ALLOWED)
def test_what_the_work_needs_is_not_mistaken_for_it(text):
    assert protected(text) is None


@pytest.mark.parametrize(
    "text", ["HOW   OLD are you", "Ｈｏｗ ｏｌｄ", "mar\u200bried?", "您 结 婚 了 吗", "native-speaker"]
)
def test_case_width_blanks_and_invisible_signs_hide_nothing(text):
    assert protected(text) is not None


def test_every_matter_has_words_in_both_languages():
    assert set(ENGLISH) == set(CHINESE) == set(Matter)


def test_the_questions_that_come_with_the_product_ask_none_of_it_and_say_why_they_ask():
    for questions in screening.BY_PROFILE.values():
        for one in questions:
            texts = [one.asked.prompt, *(option.label for option in one.asked.options)]
            assert [text for words in texts for text in words.values() if protected(text)] == []
            assert all(one.asked.job_related[code] for code in ("en", "zh_Hans"))
