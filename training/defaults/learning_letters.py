"""The letters to people on duty about sessions, launches and self-study: names and first wordings."""

from core.bilingual import both
from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "recurrent.invitation": both("Session of recurrent training: invitation", "定期培训：邀请"),
    "recurrent.changed": both("Session of recurrent training: change", "定期培训：变更"),
    "recurrent.cancelled": both("Session of recurrent training: cancellation", "定期培训：取消"),
    "launch.briefing": both("Briefing before a launch", "新品上线前培训"),
    "launch.moved": both("Launch on another day", "新品上线改期"),
    "launch.withdrawn": both("Launch withdrawn", "新品上线取消"),
    "study.approved": both("Self-study credited", "自主学习：已计入学时"),
    "study.refused": both("Self-study not credited", "自主学习：未计入学时"),
}

LETTERS: Defaults = {
    "recurrent.invitation": {
        "en": (
            "Invitation: {{ topic }}, {{ date }}",
            """\
Hello {{ name }},

you are invited to “{{ topic }}” on {{ date }}, {{ time }}: {{ place }}.

{% if required %}\
It is required of you.\
{% else %}\
It is open to you.\
{% endif %}


All sessions ahead of you: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "邀请：{{ topic }}（{{ date }}）",
            """\
{{ name }}，您好！

邀请您参加“{{ topic }}”：{{ date }} {{ time }}，{{ place }}。

{% if required %}\
本次培训为必修。\
{% else %}\
本次培训自愿参加。\
{% endif %}


您的全部培训安排：{{ link }}

{{ organisation }}""",
        ),
    },
    "recurrent.changed": {
        "en": (
            "Changed: {{ topic }}, {{ date }}",
            """\
Hello {{ name }},

“{{ topic }}” is changed. It is now on {{ date }}, {{ time }}: {{ place }}.
{% if why %}\

Why: {{ why }}
{% endif %}\

All sessions ahead of you: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "变更：{{ topic }}（{{ date }}）",
            """\
{{ name }}，您好！

“{{ topic }}”有变更，现为 {{ date }} {{ time }}，{{ place }}。
{% if why %}\

原因：{{ why }}
{% endif %}\

您的全部培训安排：{{ link }}

{{ organisation }}""",
        ),
    },
    "recurrent.cancelled": {
        "en": (
            "{% if off %}Called off{% else %}No longer for you{% endif %}: {{ topic }}, {{ date }}",
            """\
Hello {{ name }},

{% if off %}\
“{{ topic }}” on {{ date }} does not take place.\
{% else %}\
you are no longer asked to come to “{{ topic }}” on {{ date }}.\
{% endif %}
{% if why %}\

Why: {{ why }}
{% endif %}\

All sessions ahead of you: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "{% if off %}取消{% else %}您无需参加{% endif %}：{{ topic }}（{{ date }}）",
            """\
{{ name }}，您好！

{% if off %}\
{{ date }} 的“{{ topic }}”取消。\
{% else %}\
您无需再参加 {{ date }} 的“{{ topic }}”。\
{% endif %}
{% if why %}\

原因：{{ why }}
{% endif %}\

您的全部培训安排：{{ link }}

{{ organisation }}""",
        ),
    },
    "launch.briefing": {
        "en": (
            "Please read before {{ date }}: {{ product }}",
            """\
Hello {{ name }},

{{ product }} launches on {{ date }}. What has to be known before serving it stands here, with what else is \
asked of you:

{{ link }}

Until then you may not serve it.

{{ organisation }}""",
        ),
        "zh_Hans": (
            "请在 {{ date }} 前阅读：{{ product }}",
            """\
{{ name }}，您好！

{{ product }} 将于 {{ date }} 上线。上岗服务该产品前须知的内容和其他要求请看这里：

{{ link }}

完成之前，您还不能服务该产品。

{{ organisation }}""",
        ),
    },
    "launch.moved": {
        "en": (
            "{{ product }} launches on {{ date }}",
            """\
Hello {{ name }},

{{ product }} launches on another day: {{ date }}.
{% if why %}\

Why: {{ why }}
{% endif %}\

What has to be known about it: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ product }} 改为 {{ date }} 上线",
            """\
{{ name }}，您好！

{{ product }} 的上线日期改为 {{ date }}。
{% if why %}\

原因：{{ why }}
{% endif %}\

须知内容请看这里：{{ link }}

{{ organisation }}""",
        ),
    },
    "launch.withdrawn": {
        "en": (
            "{{ product }} is not launched",
            """\
Hello {{ name }},

{{ product }} is withdrawn: you need not be briefed about it any more.
{% if why %}\

Why: {{ why }}
{% endif %}\

{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ product }} 取消上线",
            """\
{{ name }}，您好！

{{ product }} 已取消上线，您不再需要参加相关培训。
{% if why %}\

原因：{{ why }}
{% endif %}\

{{ organisation }}""",
        ),
    },
    "study.approved": {
        "en": (
            "Your self-study is credited: {{ hours }} hours",
            """\
Hello {{ name }},

of the self-study that you claimed on {{ claimed }}, {{ hours }} hours are credited.

What was decided, and why: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的自主学习已计入 {{ hours }} 学时",
            """\
{{ name }}，您好！

您于 {{ claimed }} 申报的自主学习，已计入 {{ hours }} 学时。

审批结果和说明请看这里：{{ link }}

{{ organisation }}""",
        ),
    },
    "study.refused": {
        "en": (
            "Your self-study is not credited",
            """\
Hello {{ name }},

the self-study that you claimed on {{ claimed }} is not credited. Why stands here; you can correct the claim \
and hand it in again:

{{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的自主学习未计入学时",
            """\
{{ name }}，您好！

您于 {{ claimed }} 申报的自主学习未计入学时。原因请看这里，您可以更正后重新提交：

{{ link }}

{{ organisation }}""",
        ),
    },
}
