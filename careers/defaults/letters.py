"""The letters to people about their own career: names and first wordings."""

from core.bilingual import both
from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "case.approved": both("Promotion approved", "晋升申请：已批准"),
    "case.declined": both("Promotion declined", "晋升申请：未批准"),
    "case.cancelled": both("Promotion taken back", "晋升申请：批准已取消"),
    "desk.planned": both("Days at the service desk", "一线服务日：安排"),
    "desk.cancelled": both("Day at the service desk cancelled", "一线服务日：取消"),
    "goal.proposed": both("Goal that awaits agreement", "发展目标：待确认"),
    "bonus.settled": both("Bonus settled", "月度奖金：已结算"),
    "review.appeal answered": both("Appeal answered", "绩效申诉：已答复"),
}

LETTERS: Defaults = {
    "case.approved": {
        "en": (
            "Your promotion is approved: {{ level }}",
            """\
Hello {{ name }},

your promotion is approved. You become {{ level }} on {{ date }}\
{% if trial %}, on trial until {{ trial }}{% endif %}.
{% if why %}\

What was said about it: {{ why }}
{% endif %}\

The case with its evidence: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的晋升申请已批准：{{ level }}",
            """\
{{ name }}，您好！

您的晋升申请已批准，自 {{ date }} 起任{{ level }}\
{% if trial %}，试任至 {{ trial }}{% endif %}。
{% if why %}\

审批说明：{{ why }}
{% endif %}\

申请详情和依据：{{ link }}

{{ organisation }}""",
        ),
    },
    "case.declined": {
        "en": (
            "Your promotion is not approved this time",
            """\
Hello {{ name }},

your promotion to {{ level }} is not approved this time.

Why: {{ why }}

You can try again from {{ again }} on.

The case with its evidence: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的晋升申请本次未获批准",
            """\
{{ name }}，您好！

您晋升{{ level }}的申请本次未获批准。

原因：{{ why }}

自 {{ again }} 起可以再次申请。

申请详情和依据：{{ link }}

{{ organisation }}""",
        ),
    },
    "case.cancelled": {
        "en": (
            "Your promotion does not take effect",
            """\
Hello {{ name }},

the approval of your promotion to {{ level }} is taken back; it does not take effect on {{ date }}.

Why: {{ why }}

The case with its evidence: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的晋升不再生效",
            """\
{{ name }}，您好！

您晋升{{ level }}的批准已取消，不再于 {{ date }} 生效。

原因：{{ why }}

申请详情和依据：{{ link }}

{{ organisation }}""",
        ),
    },
    "desk.planned": {
        "en": (
            "At the service desk: {{ date }}",
            """\
Hello {{ name }},

you serve customers at the service desk on: {{ date }}.

What is planned, and how many days are asked: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "一线服务日：{{ date }}",
            """\
{{ name }}，您好！

已为您安排一线服务日：{{ date }}。

全部安排和要求的天数：{{ link }}

{{ organisation }}""",
        ),
    },
    "desk.cancelled": {
        "en": (
            "Not at the service desk: {{ date }}",
            """\
Hello {{ name }},

your day at the service desk on {{ date }} is cancelled.

Why: {{ why }}

What is planned, and how many days are asked: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "一线服务日取消：{{ date }}",
            """\
{{ name }}，您好！

您 {{ date }} 的一线服务日已取消。

原因：{{ why }}

全部安排和要求的天数：{{ link }}

{{ organisation }}""",
        ),
    },
    "goal.proposed": {
        "en": (
            "A goal awaits your agreement",
            """\
Hello {{ name }},

a goal in the development plan of {{ employee }} awaits your agreement:

{{ goal }}

It is due by {{ date }}. Agree to it, or say it otherwise: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "有一项发展目标待您确认",
            """\
{{ name }}，您好！

{{ employee }}的个人发展计划中有一项目标待您确认：

{{ goal }}

截止日期：{{ date }}。请在此确认或修改：{{ link }}

{{ organisation }}""",
        ),
    },
    "bonus.settled": {
        "en": (
            "Your bonus for {{ month }} is settled",
            """\
Hello {{ name }},

{% if corrected %}\
your month {{ month }} was corrected, and the difference in your bonus is settled.\
{% else %}\
your bonus for {{ month }} is settled and handed over to be paid.\
{% endif %}


What it comes to, and why: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您 {{ month }}的奖金已结算",
            """\
{{ name }}，您好！

{% if corrected %}\
您 {{ month }}的绩效有更正，奖金差额已结算。\
{% else %}\
您 {{ month }}的奖金已结算，并已提交发放。\
{% endif %}


金额和计算依据：{{ link }}

{{ organisation }}""",
        ),
    },
    "review.appeal answered": {
        "en": (
            "Your appeal about {{ month }} is answered",
            """\
Hello {{ name }},

your appeal against the review of {{ month }} is {% if upheld %}upheld{% else %}dismissed{% endif %}.

Why, and what the month comes to: {{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您对 {{ month }}绩效的申诉已答复",
            """\
{{ name }}，您好！

您对 {{ month }}绩效的申诉{% if upheld %}成立{% else %}不成立{% endif %}。

答复理由和当月结果：{{ link }}

{{ organisation }}""",
        ),
    },
}
