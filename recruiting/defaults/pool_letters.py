"""The letter that asks somebody of the talent pool again."""

from core.letters import Defaults
from recruiting.defaults.words import both

NAMES = {"pool.asked again": both("Asked again from the talent pool", "人才库再次联系")}

LETTERS: Defaults = {
    "pool.asked again": {
        "en": (
            "An opening that may be for you: {{ opening }}",
            """\
Dear {{ name }},

you applied to {{ organisation }} some time ago, and we remember you well. We now look for people as \
{{ opening }}, and thought of you.

If you would like to know more or to apply, simply answer this letter. What you told us before need not be \
told again.

If you would rather not hear from us any more, a short answer is enough, and we will not write again.

Kind regards
{{ sender }}
{{ organisation }}""",
        ),
        "zh_Hans": (
            "或许适合您的岗位：{{ opening }}",
            """\
{{ name }}，您好！

您此前应聘过{{ organisation }}，给我们留下了很好的印象。目前我们正在招聘{{ opening }}，想到了您。

如果您想进一步了解或有意应聘，请直接回复本邮件。之前提供过的材料无需再次提交。

如果您不希望再收到我们的来信，回复告知即可，我们不会再打扰您。

祝好！
{{ sender }}
{{ organisation }} 招聘组""",
        ),
    },
}
