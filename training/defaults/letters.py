"""The letters about training that come with the product: what each is called, and its first wording."""

from core.bilingual import both
from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "training.attendance": both("Attendance is getting short", "出勤提醒（学员）"),
    "training.attendance.trainer": both("A trainee's attendance is getting short", "出勤提醒（培训师）"),
}

LETTERS: Defaults = {
    "training.attendance": {
        "en": (
            "Your attendance: {{ missed }} of {{ sessions }} sessions missed",
            """\
Hello {{ name }},

you have missed {{ missed }} of the {{ sessions }} sessions of your training. To be admitted to the exams, \
{{ needed }} must be attended.

{% if to_make_up %}\
That is no longer possible by attending the rest alone: please make up {{ to_make_up }} of the missed \
sessions. Your trainer can tell you in which other class.\
{% else %}\
It is still possible, if you come to every session that is left. If you know already that you cannot, speak \
to your trainer now: a missed session can be made up in another class.\
{% endif %}


Your timetable: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "出勤提醒：{{ sessions }} 次课已缺 {{ missed }} 次",
            """\
{{ name }}，您好！

本次培训共 {{ sessions }} 次课，您已缺课 {{ missed }} 次。参加考试至少需要出勤 {{ needed }} 次。

{% if to_make_up %}\
仅靠出席剩余课程已不能达到要求：请补上 {{ to_make_up }} 次缺课。可在哪个班补课，请联系培训师。\
{% else %}\
只要剩余的课全部出席，仍可达到要求。如果您已知道无法出席，请尽快联系培训师：缺课可以在其他班补上。\
{% endif %}


您的课程表：{{ link }}

{{ organisation }}""",
        ),
    },
    "training.attendance.trainer": {
        "en": (
            "{{ trainee }} has missed {{ missed }} of {{ sessions }} sessions",
            """\
Hello {{ name }},

{{ trainee }} has missed {{ missed }} of {{ sessions }} sessions; {{ needed }} must be attended.
{% if to_make_up %}\
{{ to_make_up }} of the missed sessions must be made up: choose in which other class.\
{% else %}\
Nothing more may be missed. Now is the time to talk.\
{% endif %}


{{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ trainee }} 已缺课 {{ missed }} 次（共 {{ sessions }} 次）",
            """\
{{ name }}，您好！

{{ trainee }} 在共 {{ sessions }} 次课中已缺 {{ missed }} 次，至少需要出勤 {{ needed }} 次。
{% if to_make_up %}\
还须补课 {{ to_make_up }} 次，请安排在其他班补上。\
{% else %}\
之后不能再缺课，请尽快与学员沟通。\
{% endif %}


{{ link }}

{{ organisation }}""",
        ),
    },
}
