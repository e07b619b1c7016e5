"""The letters of the background check and of a changed offer."""

from core.letters import Defaults
from recruiting.defaults.words import both

NAMES = {
    "check.noticed": both("Notice of what the background check found", "背景调查情况告知"),
    "offer.revised": both("Changed offer", "录用条件变更通知"),
}

LETTERS: Defaults = {
    "check.noticed": {
        "en": (
            "Please read: your background check for {{ opening }}",
            """\
Dear {{ name }},

you agreed to a background check for your application as {{ opening }}. It found something that we would \
have to consider{% if grounds %}:

{{ grounds }}{% else %}.{% endif %}

Nothing is decided yet. If this is wrong or incomplete, please tell us: simply answer this letter, in your \
own words, with a paper that shows it if you have one. We then check the point again.
{% if until %}
Until the end of {{ until }} we decide nothing. We write to you either way.
{% endif %}
You may ask us at any time what else the check found about you.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "请您查阅：{{ opening }}岗位背景调查情况",
            """\
{{ name }}，您好！

您在应聘{{ opening }}岗位时同意我们进行背景调查。调查中发现了一些情况，我们需要予以考虑{% if grounds %}：

{{ grounds }}{% else %}。{% endif %}

目前尚未作出任何决定。如果上述情况有误或不完整，请直接回复本邮件说明，如有证明材料请一并附上，我们会重新核实。
{% if until %}
在 {{ until }} 结束之前，我们不会作出决定。无论结果如何，我们都会通知您。
{% endif %}
您也可以随时向我们了解此次调查中与您有关的其他内容。

此致
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "offer.revised": {
        "en": (
            "Our changed offer: {{ opening }}",
            """\
Dear {{ name }},

we have changed our offer to you as {{ opening }}. This letter takes the place of the one before.
{% if terms %}
{{ terms }}
{% endif %}{% if starts %}
First day: {{ starts }}
{% endif %}{% if document %}
The offer as a document, to keep or to print: {{ document }}
{% endif %}
Please answer this letter{% if expires %} by the end of {{ expires }}{% endif %} and say whether you accept. \
If anything is unclear, ask us.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "录用条件变更：{{ opening }}",
            """\
{{ name }}，您好！

我们调整了{{ opening }}岗位的录用条件，请以本次通知为准，此前的录用通知不再有效。
{% if terms %}
{{ terms }}
{% endif %}{% if starts %}
入职日期：{{ starts }}
{% endif %}{% if document %}
录用通知书（可保存或打印）：{{ document }}
{% endif %}
请您{% if expires %}在 {{ expires }} 结束之前{% endif %}回复本邮件，告知是否接受。如有疑问，请随时联系我们。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
}
