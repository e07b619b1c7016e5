"""The letter that fixes an interview, sent again whenever its time or place changes."""

from core.letters import Defaults
from recruiting.defaults.words import both

NAMES = {"interview.planned": both("Time of an interview", "面试时间通知")}

LETTERS: Defaults = {
    "interview.planned": {
        "en": (
            "{{ stage }}: the time{% if date %}, {{ date }}{% endif %}{% if time %}, {{ time }}{% endif %}",
            """\
Dear {{ name }},

here is the time of your {{ stage }} for {{ opening }}.
{% if date %}
When: {{ date }}{% if time %}, {{ time }}{% endif %}{% if minutes %} (about {{ minutes }} minutes){% endif %}
{% if place %}Where: {{ place }}
{% endif %}{% endif %}
If you had another time from us before, this one takes its place. If it does not suit you, simply answer \
this letter; it has no influence on your application.

We look forward to meeting you
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ stage }}时间通知{% if date %}：{{ date }}{% endif %}{% if time %} {{ time }}{% endif %}",
            """\
{{ name }}，您好！

您应聘{{ opening }}岗位的{{ stage }}安排如下。
{% if date %}
时间：{{ date }}{% if time %} {{ time }}{% endif %}{% if minutes %}（约 {{ minutes }} 分钟）{% endif %}
{% if place %}地点：{{ place }}
{% endif %}{% endif %}
如果我们此前通知过其他时间，请以本次为准。如果时间不方便，请直接回复本邮件，这不会影响您的申请。

期待与您见面！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
}
