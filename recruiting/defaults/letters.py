"""The letters that come with the product: what each is called, and its first wording."""

from core.letters import Defaults
from recruiting.defaults import check_letters, interview_letters, note_letters, pool_letters
from recruiting.defaults.words import both

NAMES = {
    "application.received": both("Application received", "收到申请"),
    "stage.entered:test": both("Invitation to the online test", "在线测试邀请"),
    "stage.entered:interview": both("Invitation to an interview", "面试邀请"),
    "stage.entered:interview@first interview": both("Invitation to the first interview", "初试邀请"),
    "stage.entered:interview@second interview": both("Invitation to the second interview", "复试邀请"),
    "stage.entered:simulation": both("Invitation to the scenario simulation", "模拟场景测试邀请"),
    "stage.entered:check": both("Start of the background check", "背景调查开始"),
    "application.rejected": both("Rejection", "婉拒"),
    "application.withdrawn": both("Confirmation of a withdrawal", "退出确认"),
    "offer.sent": both("Offer", "录用通知"),
    "offer.accepted": both("Thanks for accepting the offer", "感谢接受录用"),
    "hired": both("Welcome", "欢迎入职"),
    **interview_letters.NAMES,
    **check_letters.NAMES,
    **pool_letters.NAMES,
    **note_letters.NAMES,
}

LETTERS: Defaults = {
    "application.received": {
        "en": (
            "We have your application: {{ opening }}",
            """\
Dear {{ name }},

thank you for applying to {{ organisation }} as {{ opening }}. Your application has reached us.

We now read it with care. You will hear from us either way, as a rule within a week, and need to do \
nothing until then.

Should your address or telephone number change, simply answer this letter.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "已收到您的申请：{{ opening }}",
            """\
{{ name }}，您好！

感谢您应聘{{ organisation }}的{{ opening }}岗位，您的申请我们已经收到。

我们会认真阅读您的材料。无论结果如何，您都会收到我们的答复，通常在一周之内；在此之前您无需做任何事。

如果您的邮箱或电话有变动，请直接回复本邮件告诉我们。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "stage.entered:test": {
        "en": (
            "Your next step: {{ stage }}, {{ opening }}",
            """\
Dear {{ name }},

your application as {{ opening }} has convinced us, and we invite you to the next step: {{ stage }}.

It is about logical thinking, reading numbers and writing to customers{% if minutes %}, and takes about \
{{ minutes }} minutes{% endif %}. You need a computer, a quiet place and no preparation.
{% if link %}
You can start here: {{ link }}
{% endif %}{% if date %}
Please complete it by {{ date }}.
{% endif %}
Afterwards we look at the result together and write to you again. If anything keeps you from taking part, \
answer this letter: we will find a way.

Good luck
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ opening }}：您的下一步是{{ stage }}",
            """\
{{ name }}，您好！

您应聘{{ opening }}的申请给我们留下了很好的印象，现邀请您进入下一步：{{ stage }}。

内容包括逻辑推理、数据分析和书面沟通{% if minutes %}，约需 {{ minutes }} 分钟{% endif %}。\
您只需要一台电脑和一个安静的地方，不必提前准备。
{% if link %}
请由此开始：{{ link }}
{% endif %}{% if date %}
请在 {{ date }}前完成。
{% endif %}
完成后我们会查看结果并再次与您联系。如果您参加有困难，请直接回复本邮件，我们一起想办法。

祝您顺利！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "stage.entered:interview": {
        "en": (
            "Invitation: {{ stage }}, {{ opening }}",
            """\
Dear {{ name }},

we would like to get to know you and invite you to the {{ stage }} for {{ opening }}.
{% if date %}
When: {{ date }}{% if time %}, {{ time }}{% endif %}{% if minutes %} (about {{ minutes }} minutes){% endif %}
{% if place %}Where: {{ place }}
{% endif %}{% else %}
We will write to you shortly to find a time that suits you.
{% endif %}
We will talk about your experience, about what you expect of the work, and about your questions. Bring \
them along.

If the time does not suit you, answer this letter; it has no influence on your application.

We look forward to meeting you
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "邀请您参加{{ stage }}：{{ opening }}",
            """\
{{ name }}，您好！

我们很希望进一步了解您，现邀请您参加{{ opening }}岗位的{{ stage }}。
{% if date %}
时间：{{ date }}{% if time %} {{ time }}{% endif %}{% if minutes %}（约 {{ minutes }} 分钟）{% endif %}
{% if place %}地点：{{ place }}
{% endif %}{% else %}
我们会尽快与您联系，确定一个您方便的时间。
{% endif %}
我们会聊聊您的经历、您对这份工作的期待，也欢迎您带上自己的问题。

如果时间不方便，请直接回复本邮件，这不会影响您的申请。

期待与您见面！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "stage.entered:simulation": {
        "en": (
            "Your next step: {{ stage }}, {{ opening }}",
            """\
Dear {{ name }},

you have come far: the next step for {{ opening }} is the {{ stage }}.

You chat with a customer who has a problem, as you would at work, and try to solve it{% if minutes %}. \
It takes about {{ minutes }} minutes{% endif %}. There is no trick in it: we look at how you understand, how \
you find a way and how you write.
{% if date %}
When: {{ date }}{% if time %}, {{ time }}{% endif %}
{% endif %}{% if link %}
Here you begin: {{ link }}
{% endif %}
If something is unclear beforehand, answer this letter.

Good luck
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ opening }}：您的下一步是{{ stage }}",
            """\
{{ name }}，您好！

恭喜您进入这一环节！{{ opening }}岗位的下一步是{{ stage }}。

您将像在工作中一样，与一位遇到问题的顾客在线沟通，并尝试解决问题\
{% if minutes %}，约需 {{ minutes }} 分钟{% endif %}。\
题目没有陷阱，我们关注的是您如何理解、如何解决、如何表达。
{% if date %}
时间：{{ date }}{% if time %} {{ time }}{% endif %}
{% endif %}{% if link %}
请由此开始：{{ link }}
{% endif %}
如有任何疑问，请直接回复本邮件。

祝您顺利！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "stage.entered:check": {
        "en": (
            "{{ stage }} for {{ opening }}: your consent",
            """\
Dear {{ name }},

we would like to make you an offer as {{ opening }}. One step comes before it: the {{ stage }}.

With your consent we confirm your past employment, your education and the references you named, and nothing \
else. Without your consent we ask nobody.
{% if link %}
You can read what is asked and give your consent here: {{ link }}
{% else %}
We will send you the form of consent shortly.
{% endif %}
It usually takes about a week. If there is something that you would like to tell us first, answer this letter.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "{{ opening }}：{{ stage }}需要您的同意",
            """\
{{ name }}，您好！

我们希望向您发出{{ opening }}岗位的录用通知。在此之前还有一步：{{ stage }}。

经您同意后，我们会核实您的工作经历和学历，并联系您提供的证明人，除此之外不作了解；未经您同意，我们不会联系任何人。
{% if link %}
请在这里查看核实内容并签署同意书：{{ link }}
{% else %}
我们会尽快把同意书发给您。
{% endif %}
整个过程通常需要一周左右。如果您想事先向我们说明什么，请直接回复本邮件。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "application.rejected": {
        "en": (
            "Your application as {{ opening }}",
            """\
Dear {{ name }},

thank you for the time and the care that you gave to your application as {{ opening }}.

We have decided to go on with other candidates this time. We know that this is not the answer you hoped for. \
It is about this one position, and says nothing about you as a person or about other positions with us.

If you would like to know more about the reasons, answer this letter; and you are welcome to apply again.

We wish you all the best
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "关于您应聘{{ opening }}的结果",
            """\
{{ name }}，您好！

感谢您为应聘{{ opening }}付出的时间和心意。

经过慎重考虑，这一次我们决定与其他候选人继续后续流程。我们明白这不是您期待的答复；\
这个决定只针对这一个岗位，不代表对您个人的评价，也不影响您应聘我们的其他岗位。

如果您希望了解更多原因，请直接回复本邮件；也欢迎您今后再次申请。

祝您一切顺利！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "application.withdrawn": {
        "en": (
            "You have withdrawn your application as {{ opening }}",
            """\
Dear {{ name }},

as you wished, we have closed your application as {{ opening }}. There is nothing more for you to do.

Thank you for your interest in {{ organisation }}. If this is a mistake, or if you change your mind, answer \
this letter.

All the best
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "已确认您退出{{ opening }}的应聘",
            """\
{{ name }}，您好！

按照您的意愿，我们已结束您对{{ opening }}的申请，您无需再做任何事。

感谢您对{{ organisation }}的关注。如果这是误会，或者您改变了主意，请直接回复本邮件。

祝您一切顺利！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "offer.sent": {
        "en": (
            "Our offer: {{ opening }} at {{ organisation }}",
            """\
Dear {{ name }},

we would be glad to have you with us, and offer you the position of {{ opening }}.

Terms: {{ terms }}
First day: {{ starts }}

Please let us know{% if expires %} by {{ expires }}{% endif %} whether you accept\
{% if link %}: {{ link }}{% else %}; an answer to this letter is enough{% endif %}.
{% if document %}
The offer as a document, to keep or to print: {{ document }}
{% endif %}
If you have questions about the terms, ask us before you decide.

We look forward to your answer
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "录用通知：{{ organisation }} {{ opening }}",
            """\
{{ name }}，您好！

我们非常希望您加入，现正式邀请您担任{{ opening }}。

录用条件：{{ terms }}
入职日期：{{ starts }}

请{% if expires %}在 {{ expires }}前{% endif %}告诉我们您是否接受\
{% if link %}：{{ link }}{% else %}，直接回复本邮件即可{% endif %}。
{% if document %}
录用通知书（可保存或打印）：{{ document }}
{% endif %}
如果您对条件有任何疑问，欢迎在决定前与我们沟通。

期待您的答复！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "offer.accepted": {
        "en": (
            "Thank you for accepting: {{ opening }}",
            """\
Dear {{ name }},

thank you for accepting our offer as {{ opening }}. We are glad.

We now prepare everything for your first day{% if starts %}, {{ starts }}{% endif %}, and write to you \
before it with what you need to know.

Until soon
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "感谢您接受录用：{{ opening }}",
            """\
{{ name }}，您好！

感谢您接受{{ opening }}的录用，我们非常高兴。

我们正在为您的入职{% if starts %}（{{ starts }}）{% endif %}做准备，并会在此之前把您需要了解的事项告诉您。

期待早日相见！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    "hired": {
        "en": (
            "Welcome to {{ organisation }}",
            """\
Dear {{ name }},

welcome to {{ organisation }}! You start as {{ opening }}{% if starts %} on {{ starts }}{% endif %}.

You begin with a training in a small group: our products, our tools and how we speak with customers. We will \
send you its dates and tell you whom to ask for on the first morning.

We are happy that you are coming
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "欢迎加入{{ organisation }}",
            """\
{{ name }}，您好！

欢迎加入{{ organisation }}！您将{% if starts %}于 {{ starts }}{% endif %}担任{{ opening }}。

入职后您会先参加小班培训，了解产品、系统以及与顾客沟通的方式。我们会另行通知您培训安排，以及第一天报到时的联系人。

很高兴您的到来！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
    **interview_letters.LETTERS,
    **check_letters.LETTERS,
    **pool_letters.LETTERS,
    **note_letters.LETTERS,
}
