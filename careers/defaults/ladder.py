"""The ladder of a new installation: specialist, supervisor, manager."""

from decimal import Decimal

from careers.rules.plans import CompetencyPlan, LadderPlan, LevelPlan
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from core.bilingual import both

TRACKS = {"service": both("Service", "客户服务")}

_REVIEWS = (
    Asked(Kind.REVIEW_AVERAGE, count=6, mark=Decimal(85)),
    Asked(Kind.REVIEW_FLOOR, count=6, mark=Decimal(70)),
)
_COMPLAINTS = (Asked(Kind.COMPLAINTS, months=3, count=1), Asked(Kind.COMPLAINTS, months=12, count=2))
"""One upheld complaint is a warning that clears after three months; two stop a promotion for a year."""
_RATED = Asked(Kind.COMPETENCIES, count=2, mark=Decimal(3))

_FOR_SUPERVISORS = (
    CompetencyPlan(
        "time management",
        both("Time management", "时间管理"),
        both(
            "Plans the shift so that what is urgent is done first, and keeps what was promised by when.",
            "合理安排班次，急事先办，承诺的时间都能做到。",
        ),
        both(
            "Begins with whatever lies on top; promises are forgotten or kept late.",
            "先做手边的事，承诺常被遗忘或延误。",
        ),
        both(
            "Sees a crush coming and has shifted work before it begins; others plan by the same list.",
            "能预见忙时并提前调整工作，他人也照同一清单安排。",
        ),
    ),
    CompetencyPlan(
        "emotion management",
        both("Emotion management", "情绪管理"),
        both(
            "Stays calm with an angry customer and a tired colleague, and helps others to do the same.",
            "面对愤怒的顾客和疲惫的同事都能保持平静，也能帮助他人做到。",
        ),
        both(
            "Answers sharply or withdraws, and lets a bad call colour the next ones.",
            "言辞尖锐或回避，一次不快影响之后的服务。",
        ),
        both(
            "Calms a whole shift after a hard day, and talks openly about what was hard.",
            "能在艰难的一天后安定整个班次，坦诚谈论困难之处。",
        ),
    ),
    CompetencyPlan(
        "accountability",
        both("Accountability", "承担问题"),
        both(
            "Takes what went wrong as the own task until it is mended, without looking for whom to blame.",
            "出了问题主动承担，跟进到解决为止，不推卸责任。",
        ),
        both(
            "Says who else was at fault, and waits to be asked.",
            "先说别人的错，等人追问才行动。",
        ),
        both(
            "Reports own mistakes first, mends the cause, and shows the team what was learned.",
            "主动报告自己的失误，解决根源，并与团队分享教训。",
        ),
    ),
    CompetencyPlan(
        "rational judgement",
        both("Rational judgement", "理性判断"),
        both(
            "Decides by facts and policy, says on what a decision rests, and changes it when facts change.",
            "依据事实和政策作判断，说得清依据，事实变了就调整。",
        ),
        both(
            "Decides by mood or by whoever pressed last, and cannot say why.",
            "凭情绪或最后一个施压者作决定，说不出理由。",
        ),
        both(
            "Weighs risk and cost where no policy says anything, and writes the ground down for others.",
            "无章可循时能权衡风险与成本，并写明依据供他人参考。",
        ),
    ),
    CompetencyPlan(
        "fairness",
        both("Fairness", "公平公正"),
        both(
            "Measures everybody by the same rule, friends included, and hears both sides before judging.",
            "对所有人一视同仁，先听双方意见再下结论。",
        ),
        both(
            "Has favourites; the same deed is treated differently by who did it.",
            "有亲疏之分，同样的事因人而异。",
        ),
        both(
            "Is trusted as a referee by those who lost the argument as well.",
            "即使结果对其不利的一方也信任其裁断。",
        ),
    ),
)
_FOR_MANAGERS = (
    *_FOR_SUPERVISORS,
    CompetencyPlan(
        "planning",
        both("Planning", "规划能力"),
        both(
            "Sets targets for the team that can be reached, and has a plan for a peak before it comes.",
            "为团队定下可达成的目标，高峰来临前已有预案。",
        ),
        both(
            "Lives from day to day; targets are set by last month's.",
            "走一步看一步，目标照搬上月。",
        ),
        both(
            "Plans a season with other teams, names the risks, and changes the plan in time.",
            "与其他团队一起规划整个旺季，指出风险并及时调整。",
        ),
    ),
    CompetencyPlan(
        "staffing",
        both("Staffing", "人员配置"),
        both(
            "Fits people to the load, brings up successors, and asks for people in time.",
            "按业务量安排人手，培养接班人，及时提出用人需求。",
        ),
        both(
            "Fills gaps on the day, and learns late who is leaving.",
            "当天才补缺，员工要离开时才知道。",
        ),
        both(
            "Has a successor for each key post and cross-trains before they are needed.",
            "每个关键岗位都有接班人，提前安排跨岗培训。",
        ),
    ),
    CompetencyPlan(
        "cross-department work",
        both("Work across departments", "跨部门协作"),
        both(
            "Gets warehouse, product and legal to mend the causes of enquiries, not only their effects.",
            "推动仓储、产品和法务解决问题的根源，而不只是处理结果。",
        ),
        both(
            "Passes complaints on and leaves it at that.",
            "只转交问题，不再跟进。",
        ),
        both(
            "Causes of the most frequent enquiries are gone because others changed what they do.",
            "推动其他部门改变做法，使最常见的咨询问题从根源上消失。",
        ),
    ),
    CompetencyPlan(
        "data-led improvement",
        both("Improvement led by figures", "数据驱动改进"),
        both(
            "Finds in the monthly figures what to change, changes it, and shows whether it helped.",
            "从月度数据中发现要改进的地方，付诸行动，并用数据验证效果。",
        ),
        both(
            "Quotes figures only when asked, and changes things by feeling.",
            "被问到才看数据，凭感觉调整。",
        ),
        both(
            "Tries a change on a part, compares, and rolls out what is shown to help.",
            "先小范围试行，对比后再推广确有成效的做法。",
        ),
    ),
)
_DUTIES = (
    both("Know each business line and its standard of service", "熟悉各业务线及其服务标准"),
    both("Break the targets of the month down to each member of the team", "将月度目标分解到每位组员"),
    both("Set staffing against the load of each shift", "按各班次业务量配置人手"),
    both("Know every system in use, and who repairs it", "熟悉所用系统及其维护负责人"),
    both("Keep an emergency plan for peaks", "准备高峰应急预案"),
    both("Write the monthly analysis", "撰写月度分析"),
)

LADDER = LadderPlan(
    tracks=TRACKS,
    levels=(
        LevelPlan("specialist", both("Specialist", "客服专员"), "service", pay_grades=("S1", "S2", "S3")),
        LevelPlan(
            "supervisor",
            both("Supervisor", "客服主管"),
            "service",
            after="specialist",
            pay_grades=("L1", "L2"),
            asks=(
                Asked(Kind.GOOD_STANDING),
                Asked(Kind.TIME_IN_LEVEL, months=12),
                *_REVIEWS,
                *_COMPLAINTS,
                Asked(Kind.CERTIFICATE),
                _RATED,
            ),
            competencies=_FOR_SUPERVISORS,
            duties=_DUTIES,
        ),
        LevelPlan(
            "manager",
            both("Manager", "客服经理"),
            "service",
            after="supervisor",
            pay_grades=("M1", "M2"),
            asks=(
                Asked(Kind.GOOD_STANDING),
                Asked(Kind.TIME_IN_LEVEL, months=24),
                *_REVIEWS,
                *_COMPLAINTS,
                Asked(Kind.CERTIFICATE),
                _RATED,
            ),
            competencies=_FOR_MANAGERS,
            duties=(
                *_DUTIES,
                both("Agree the year's headcount and budget", "确定年度编制和预算"),
                both("Name a successor for each supervisor", "为每位主管确定接班人"),
            ),
        ),
    ),
)
