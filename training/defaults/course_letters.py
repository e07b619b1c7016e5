"""The letters about appeals, retraining, training again and a class that is cancelled: what each is called,
and its first wording."""

from core.bilingual import both
from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "training.appeal": both("Appeal against a mark decided", "成绩申诉结果"),
    "training.retraining": both("Retraining assigned", "安排重新培训"),
    "training.recall": both("Newer rules ask for more training", "新规则要求再培训"),
    "training.cancelled": both("Class cancelled", "培训班取消"),
}

LETTERS: Defaults = {
    "training.appeal": {
        "en": (
            "Your appeal is decided: {{ exam }}",
            """\
Hello {{ name }},

a second marker has looked at your mark in “{{ exam }}” again.

{% if mark %}\
The mark is changed. It is now {{ mark }}.\
{% else %}\
The mark stands as it was.\
{% endif %}


Your exams, and what comes next: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的成绩申诉已有结果：{{ exam }}",
            """\
{{ name }}，您好！

另一位阅卷人已复核您在“{{ exam }}”中的成绩。

{% if mark %}\
成绩已更改，现为 {{ mark }} 分。\
{% else %}\
成绩维持不变。\
{% endif %}


您的考试情况和下一步安排：{{ link }}

{{ organisation }}""",
        ),
    },
    "training.retraining": {
        "en": (
            "You learn some modules again in {{ cohort }}",
            """\
Hello {{ name }},

you have a seat in {{ cohort }}, which begins on {{ begins }}. There you learn again: {{ modules }}.

After that you have a fresh set of attempts at the exams that are not passed yet. What you have passed stays \
passed.

Your timetable: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您将在 {{ cohort }} 重新学习部分模块",
            """\
{{ name }}，您好！

您已安排进入 {{ cohort }}，该班 {{ begins }} 开班。您将重新学习：{{ modules }}。

学完后，尚未通过的考试会重新计算次数。已通过的考试继续有效。

您的课程安排：{{ link }}

{{ organisation }}""",
        ),
    },
    "training.recall": {
        "en": (
            "Please train again by {{ wanted }}: the rules have changed",
            """\
Hello {{ name }},

since you completed {{ programme }}, its rules have changed. They ask for what you have not yet: {{ asked }}.

You are in line for a class and go on serving customers until then. Please complete it by {{ wanted }}.

When and where stands here as soon as you have a seat: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "规则有更新，请在 {{ wanted }} 前完成再培训",
            """\
{{ name }}，您好！

您完成{{ programme }}之后，相关规则有了更新，您还缺：{{ asked }}。

您已排队等待开班，在此之前照常上岗。请在 {{ wanted }} 前完成。

排上座位后，时间和地点请看这里：{{ link }}

{{ organisation }}""",
        ),
    },
    "training.cancelled": {
        "en": (
            "Your class {{ cohort }} is cancelled",
            """\
Hello {{ name }},

{{ cohort }} is cancelled: none of its sessions take place from now on. You are in line for another class.

What you attended and passed so far stays and counts there.

When and where it goes on stands here as soon as you have a seat: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您所在的培训班 {{ cohort }} 已取消",
            """\
{{ name }}，您好！

培训班 {{ cohort }} 已取消，后续课程不再进行。您已重新排队，等待开班。

您此前的出勤和已通过的考试继续有效，到新班后照样计入。

排上座位后，时间和地点请看这里：{{ link }}

{{ organisation }}""",
        ),
    },
}
