"""Where candidates come from."""

from typing import Any

from core.db import Words
from core.i18n import lazy
from recruiting.defaults.words import both

CHANNELS: dict[str, Words] = {
    "referral": both("Employee referral", "内部推荐"),
    "job site": both("Job site", "招聘网站"),
    "campus": both("Campus", "校园招聘"),
    "headhunter": both("Headhunter", "猎头"),
    "own site": both("Own site", "官网"),
}

TRADE_OFFS: dict[str, tuple[Any, Any]] = {
    "referral": (lazy("motivates colleagues, cheap"), lazy("narrow reach")),
    "job site": (lazy("wide reach, many candidates"), lazy("heavy screening")),
    "campus": (lazy("potential"), lazy("long ramp-up")),
    "headhunter": (lazy("experienced people"), lazy("expensive")),
    "own site": (lazy("knows us already, costs nothing"), lazy("few come by themselves")),
}
"""Key → what a channel is good for, and what it is not. Known beforehand; the reports say what it brings."""
