"""Letters about an interview: its time, sent again whenever time or place changes, to the candidate and
to everybody on the panel; that it is off; that a scorecard is missing."""

from core.letters import Defaults
from recruiting.defaults.words import both

NAMES = {
    "interview.planned": both("Time of an interview", "面试时间通知"),
    "interview.cancelled": both("Cancellation of an interview", "面试取消通知"),
    "panel.invited": both("Interviewer: time of an interview", "面试官：面试时间通知"),
    "panel.cancelled": both("Interviewer: not needed any more", "面试官：面试取消通知"),
    "feedback.reminder": both("Interviewer: scorecard is missing", "面试官：评分提醒"),
}

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
    "interview.cancelled": {
        "en": (
            "{{ stage }}{% if date %} on {{ date }}{% endif %}: cancelled",
            """\
Dear {{ name }},

your {{ stage }} for {{ opening }}{% if date %}, planned for {{ date }}{% if time %}, {{ time }}{% endif %},\
{% endif %} does not take place.

You need to do nothing: the appointment also disappears from your calendar if you had taken it over. \
Should there be another time, you will hear from us separately.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ stage }}取消通知{% if date %}：{{ date }}{% endif %}",
            """\
{{ name }}，您好！

您应聘{{ opening }}岗位的{{ stage }}{% if date %}（原定 {{ date }}\
{% if time %} {{ time }}{% endif %}）{% endif %}已取消。

您无需做任何事；如果您已将该面试加入日历，日历中的安排也会一并取消。如需另约时间，我们会再与您联系。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "panel.invited": {
        "en": (
            "{{ stage }}{% if candidate %} with {{ candidate }}{% endif %}"
            "{% if date %}: {{ date }}{% endif %}{% if time %}, {{ time }}{% endif %}",
            """\
Hello {{ name }},

you interview {% if candidate %}{{ candidate }}{% else %}a candidate{% endif %}: \
{{ stage }} for {{ opening }}.
{% if date %}
When: {{ date }}{% if time %}, {{ time }}{% endif %}{% if minutes %} ({{ minutes }} minutes){% endif %}
{% if place %}Where: {{ place }}
{% endif %}{% endif %}{% if link %}
Questions, résumé and scorecard on one page:
{{ link }}
{% endif %}
If you had another time for this interview before, this one takes its place. If you cannot come, \
answer this letter.

{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{% if candidate %}{{ candidate }}的{% endif %}{{ stage }}"
            "{% if date %}：{{ date }}{% endif %}{% if time %} {{ time }}{% endif %}",
            """\
{{ name }}，您好！

请您面试{% if candidate %}{{ candidate }}{% else %}一位候选人{% endif %}：{{ opening }}岗位的{{ stage }}。
{% if date %}
时间：{{ date }}{% if time %} {{ time }}{% endif %}{% if minutes %}（{{ minutes }} 分钟）{% endif %}
{% if place %}地点：{{ place }}
{% endif %}{% endif %}{% if link %}
面试问题、简历和评分表都在这一页：
{{ link }}
{% endif %}
如果此前通知过其他时间，请以本次为准。如果您无法参加，请直接回复本邮件。

{{ sender }}
{{ organisation }}""",
        ),
    },
    "panel.cancelled": {
        "en": (
            "{{ stage }}{% if candidate %} with {{ candidate }}{% endif %}"
            "{% if date %} on {{ date }}{% endif %}: you are not needed",
            """\
Hello {{ name }},

you are not needed any more for the {{ stage }}\
{% if candidate %} with {{ candidate }}{% endif %} ({{ opening }})\
{% if date %}, planned for {{ date }}{% if time %}, {{ time }}{% endif %}{% endif %}: \
it was called off, or somebody else takes your place. The appointment disappears from your calendar.

{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{% if candidate %}{{ candidate }}的{% endif %}{{ stage }}"
            "{% if date %}（{{ date }}）{% endif %}：您无需参加",
            """\
{{ name }}，您好！

{% if candidate %}{{ candidate }}的{% endif %}{{ stage }}（{{ opening }}岗位\
{% if date %}，原定 {{ date }}{% if time %} {{ time }}{% endif %}\
{% endif %}）您无需再参加：面试已取消，或已改由其他面试官进行。日历中的安排会一并取消。

{{ sender }}
{{ organisation }}""",
        ),
    },
    "feedback.reminder": {
        "en": (
            "Your scorecard{% if candidate %} for {{ candidate }}{% endif %} is missing",
            """\
Hello {{ name }},

the {{ stage }}{% if candidate %} with {{ candidate }}{% endif %} ({{ opening }})\
{% if date %} on {{ date }}{% endif %} is over, and your scorecard is still missing. \
Without it, nobody can decide, and the candidate waits.
{% if link %}
Here it is; it takes a few minutes:
{{ link }}
{% endif %}
If you did not take part, answer this letter.

{{ organisation }}""",
        ),
        "zh_Hans": (
            "请提交{% if candidate %}{{ candidate }}的{% endif %}评分表",
            """\
{{ name }}，您好！

{% if candidate %}{{ candidate }}的{% endif %}{{ stage }}（{{ opening }}岗位）\
{% if date %}已于 {{ date }}{% else %}已{% endif %}结束，但您的评分表尚未提交。\
缺少评分表就无法作出决定，候选人也在等待。
{% if link %}
请点击以下链接填写，几分钟即可完成：
{{ link }}
{% endif %}
如果您没有参加这次面试，请直接回复本邮件。

{{ organisation }}""",
        ),
    },
}
