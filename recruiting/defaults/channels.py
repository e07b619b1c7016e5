"""Where candidates come from."""

from core.db import Words
from recruiting.defaults.words import both

CHANNELS: dict[str, Words] = {
    "referral": both("Employee referral", "内部推荐"),
    "job site": both("Job site", "招聘网站"),
    "campus": both("Campus", "校园招聘"),
    "headhunter": both("Headhunter", "猎头"),
    "own site": both("Own site", "官网"),
}
