"""The selection pipeline as it comes: seven stages, in order."""

from decimal import Decimal
from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both
from recruiting.states import Part, StageKind

NAME = both("Selection pipeline", "选拔流程")


class StageDefault(NamedTuple):
    """`rubric` is a key of `rubrics.RUBRICS`; `pass_mark` is of 5 in interviews, of 100 elsewhere."""

    key: str
    kind: StageKind
    name: Words
    target_days: int
    pass_mark: Decimal | None = None
    rubric: str | None = None
    owner: Part = Part.RECRUITER


STAGES = (
    StageDefault("screening", StageKind.SCREENING, both("Résumé screening", "简历筛选"), 3),
    StageDefault("online test", StageKind.TEST, both("Online test", "在线测试"), 4, Decimal(70)),
    StageDefault(
        "first interview",
        StageKind.INTERVIEW,
        both("First interview", "初试"),
        5,
        Decimal("3.5"),
        "first interview",
    ),
    StageDefault(
        "second interview",
        StageKind.INTERVIEW,
        both("Second interview", "复试"),
        3,
        Decimal("3.5"),
        "second interview",
        Part.HIRING_MANAGER,
    ),
    StageDefault(
        "simulation",
        StageKind.SIMULATION,
        both("Scenario simulation", "模拟场景测试"),
        5,
        Decimal(75),
        "simulation",
    ),
    StageDefault("background check", StageKind.CHECK, both("Background check", "背景调查"), 5),
    StageDefault("offer", StageKind.OFFER, both("Offer", "录用"), 5),
)
