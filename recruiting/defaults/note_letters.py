"""The letter that takes a note to the candidate for whom it was written."""

from core.letters import Defaults
from recruiting.defaults.words import both

NAMES = {"application.noted": both("Note for the candidate", "给候选人的备注")}

LETTERS: Defaults = {
    "application.noted": {
        "en": (
            "About your application: {{ opening }}",
            """\
Dear {{ name }},

we have a word for you about your application as {{ opening }}.{% if note %}

{{ note }}{% endif %}

If you have questions, simply answer this letter.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "关于您应聘{{ opening }}的申请",
            """\
{{ name }}，您好！

关于您应聘{{ opening }}岗位的申请，特此告知。{% if note %}

{{ note }}{% endif %}

如有疑问，请直接回复本邮件。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
}
