"""The letters about accounts that come with the product: what each is called, and its first wording."""

from core.db import Words
from core.letters import Defaults

NAMES: dict[str, Words] = {
    "account.invitation": {"en": "Invitation to an account", "zh_Hans": "账号邀请"},
    "account.reset": {"en": "New password", "zh_Hans": "重设密码"},
}

LETTERS: Defaults = {
    "account.invitation": {
        "en": (
            "Your account at {{ organisation }}",
            """\
Hello {{ name }},

an account has been opened for you at {{ organisation }}. Choose a password here, and you can start:

{{ link }}

The link can be used once{% if expires %}, until {{ expires }}{% endif %}. \
After that, ask an administrator for a new one.

Welcome
{{ organisation }}""",
        ),
        "zh_Hans": (
            "您在{{ organisation }}的账号",
            """\
{{ name }}，您好！

我们已在{{ organisation }}为您开通账号。请点击以下链接设置密码，即可开始使用：

{{ link }}

该链接只能使用一次{% if expires %}，有效期至 {{ expires }}{% endif %}。过期后请联系管理员重新发送。

欢迎您！
{{ organisation }}""",
        ),
    },
    "account.reset": {
        "en": (
            "Choose a new password",
            """\
Hello {{ name }},

somebody, most likely you, asked for a new password for your account at {{ organisation }}. \
You can choose it here:

{{ link }}

The link can be used once{% if expires %}, until {{ expires }}{% endif %}. If it was not you, do nothing: \
your password stays as it is.

{{ organisation }}""",
        ),
        "zh_Hans": (
            "重设您的密码",
            """\
{{ name }}，您好！

有人（很可能是您本人）为您在{{ organisation }}的账号申请了重设密码。请点击以下链接设置新密码：

{{ link }}

该链接只能使用一次{% if expires %}，有效期至 {{ expires }}{% endif %}。\
如果不是您本人操作，无需理会，您的密码不会改变。

{{ organisation }}""",
        ),
    },
}
