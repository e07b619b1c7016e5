"""Who plays in the sample team. Every name is invented; addresses lie in reserved domains."""

from dataclasses import dataclass
from random import Random

from people.permissions import Role

DOMAIN = "harbourlane.example"
PASSWORD = "harbour lane demo"
"""For every account of the sample team, and for nothing else."""


@dataclass(frozen=True)
class Colleague:
    """`key` names them in the story and is their address; a latin name stands beside a Chinese one."""

    key: str
    name: str
    latin_name: str | None
    roles: tuple[Role, ...]
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


COLLEAGUES = (
    Colleague("ines.carvalho", "Ines Carvalho", None, (Role.ADMINISTRATOR,)),
    Colleague("shen.yue", "沈悦", "Shen Yue", (Role.RECRUITER,), "zh_Hans"),
    Colleague("he.jingxing", "何景行", "He Jingxing", (Role.INTERVIEWER,), "zh_Hans"),
    Colleague("gu.mingchuan", "顾明川", "Gu Mingchuan", (Role.TRAINER,), "zh_Hans"),
    Colleague("priya.raman", "Priya Raman", None, (Role.MANAGER,)),
    Colleague("zhou.anran", "周安然", "Zhou Anran", (Role.EMPLOYEE,), "zh_Hans"),
    Colleague("marta.lindqvist", "Marta Lindqvist", None, (Role.RECRUITER, Role.INTERVIEWER)),
    Colleague("tomasz.bielak", "Tomasz Bielak", None, (Role.INTERVIEWER,)),
    Colleague("lou.meridian", "Lou Meridian", None, (Role.EMPLOYEE,)),
    Colleague("noemi.farkas", "Noemi Farkas", None, (Role.TRAINER,)),
)
SIGN_INS = {colleague.roles[0]: colleague.email for colleague in reversed(COLLEAGUES)}
"""Role → the address of the first colleague who holds it."""

FAMILY = (
    "宋 Song", "唐 Tang", "丁 Ding", "方 Fang", "彭 Peng", "邓 Deng", "马 Ma", "韩 Han", "陈 Chen",
    "蒋 Jiang", "林 Lin", "吴 Wu", "许 Xu", "余 Yu", "曹 Cao", "苏 Su", "傅 Fu", "黎 Li", "简 Jian",
    "程 Cheng", "田 Tian", "罗 Luo", "梁 Liang", "白 Bai", "叶 Ye", "温 Wen", "秦 Qin", "钟 Zhong", "贺 He",
    "江 Jiang",
)  # fmt: skip
GIVEN = (
    "嘉树 Jiashu", "若溪 Ruoxi", "远 Yuan", "亦可 Yike", "予安 Yu’an", "可心 Kexin", "一舟 Yizhou",
    "书瑶 Shuyao", "语安 Yu’an", "晚晴 Wanqing", "知夏 Zhixia", "望舒 Wangshu", "星禾 Xinghe", "小满 Xiaoman",
    "砚秋 Yanqiu", "念 Nian", "云舒 Yunshu", "初 Chu", "宁 Ning", "野 Ye", "予白 Yubai", "青禾 Qinghe",
    "思远 Siyuan", "明澈 Mingche", "清越 Qingyue", "以沫 Yimo", "南乔 Nanqiao", "北辰 Beichen", "乐山 Leshan",
    "听雨 Tingyu",
)  # fmt: skip
FIRST = (
    "Lucas", "Elif", "Amara", "Jonas", "Daniel", "Oskar", "Noor", "Yusuf", "Mirela", "Petra",
    "Samuel", "Aoife", "Ravi", "Hana", "Ivo", "Leila", "Tomas", "Zuzana", "Kofi", "Marie", "Pavel",
    "Sofia", "Emeka", "Clara",
)  # fmt: skip
LAST = (
    "Ferreira", "Demir", "Okafor", "Weller", "Reyes", "Nyman", "Haddad", "Karaca", "Stan", "Vesely",
    "Adeyemi", "Brennan", "Menon", "Kobayashi", "Horvat", "Rahimi", "Novotny", "Mensah", "Dubois",
    "Sokolov", "Rossi", "Eze", "Lindgren", "Marchetti",
)  # fmt: skip
CITIES = ("杭州 Hangzhou", "宁波 Ningbo", "成都 Chengdu", "合肥 Hefei", "苏州 Suzhou", "武汉 Wuhan")


def a_name(random: Random) -> tuple[str, str | None, str]:
    """An invented name, its Latin letters where it is Chinese, and the language of its letters."""
    if random.random() < 0.6:
        family, given = random.choice(FAMILY).split(), random.choice(GIVEN).split()
        return family[0] + given[0], f"{family[1]} {given[1]}", "zh_Hans"
    return f"{random.choice(FIRST)} {random.choice(LAST)}", None, "en"
