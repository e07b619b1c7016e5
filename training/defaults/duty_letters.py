"""The letters about being on duty that come with the product: what each is called, and its first wording."""

from core.bilingual import both
from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "duty.certificate": both("Certificate issued", "颁发上岗证书"),
    "duty.waiver over": both("Waiver has run out", "豁免到期（学员）"),
    "duty.waiver over.granted": both("A waiver that you granted has run out", "豁免到期（批准人）"),
}

LETTERS: Defaults = {
    "duty.certificate": {
        "en": (
            "You are on duty: your certificate {{ number }}",
            """\
Hello {{ name }},

congratulations: both exams are passed, and with {{ programme }} behind you, you are on duty.

Your certificate {{ number }}{% if expires %}, good until {{ expires }},{% endif %} waits for you here:

{{ link }}

Whoever wants to know whether it is genuine can scan the code on it.

{{ organisation }}""",
        ),
        "zh_Hans": (
            "恭喜上岗：您的证书 {{ number }}",
            """\
{{ name }}，您好！

恭喜您！您已通过{{ programme }}的全部考试，正式上岗。

您的证书编号为 {{ number }}{% if expires %}，有效期至 {{ expires }}{% endif %}，可在此查看和下载：

{{ link }}

任何人扫描证书上的二维码，都可以核验其真伪。

{{ organisation }}""",
        ),
    },
    "duty.waiver over": {
        "en": (
            "Your waiver ended on {{ last_day }}",
            """\
Hello {{ name }},

the waiver that let you serve customers before passing every exam ended on {{ last_day }}. You are back in \
training until what is missing is passed.

What that is stands here: {{ link }}

Speak to your trainer about the next date.

{{ organisation }}""",
        ),
        "zh_Hans": (
            "您的上岗豁免已于 {{ last_day }} 到期",
            """\
{{ name }}，您好！

您此前凭豁免提前上岗，豁免已于 {{ last_day }} 到期。在补齐所缺条件之前，您将回到培训中。

还缺哪些条件，请看这里：{{ link }}

下一次安排请与培训师联系。

{{ organisation }}""",
        ),
    },
    "duty.waiver over.granted": {
        "en": (
            "The waiver of {{ trainee }} ended on {{ last_day }}",
            """\
Hello {{ name }},

the waiver that you granted to {{ trainee }} ended on {{ last_day }}. They are back in training.

{{ link }}

{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ trainee }} 的上岗豁免已于 {{ last_day }} 到期",
            """\
{{ name }}，您好！

您批准给 {{ trainee }} 的上岗豁免已于 {{ last_day }} 到期，该员工已回到培训中。

{{ link }}

{{ organisation }}""",
        ),
    },
}
