"""The rubric of the practical exam: what an assessor sees somebody do while they serve a customer."""

from decimal import Decimal

from assessment.rubrics import CriterionPlan
from core.bilingual import both, each

KEY = "practical"
NAME = both("Practical exam", "实操考核")

CRITERIA = (
    CriterionPlan(
        both("Policy and data protection", "政策与信息保护"),
        each(
            ("Promises what policy forbids, or gives away a customer’s data",
             "作出政策不允许的承诺，或泄露客户信息"),
            ("Acts against policy and notices only when told", "违反政策，经提醒才发现"),
            ("Stays within policy; looks it up where unsure", "遵守政策，不确定时会查询"),
            ("Explains policy in the customer’s words and checks identity unasked",
             "能用客户听得懂的话说明政策，主动核实身份"),
            ("Finds what policy allows for this case and says why",
             "能找到政策允许的最佳方案，并说明理由"),
        ),
        weight=Decimal(2),
        must_reach=3,
    ),
    CriterionPlan(
        both("Finding the cause", "查找原因"),
        each(
            ("Answers before having read the case", "没看完情况就回复"),
            ("Asks for what is in the order already", "反复询问订单中已有的信息"),
            ("Finds the cause when asking one or two questions", "问一两个问题后能找到原因"),
            ("Puts order, parcel and earlier messages together", "能结合订单、物流与历史消息判断"),
            ("Sees what else will go wrong and prevents it", "能预见后续问题并提前避免"),
        ),
    ),
    CriterionPlan(
        both("Solution and follow-up", "解决与跟进"),
        each(
            ("Leaves the customer without a next step", "没有给客户下一步"),
            ("Offers a solution that does not fit", "方案不适合客户的情况"),
            ("Solves it and says what happens next", "解决问题，并告知后续安排"),
            ("Weighs two ways and lets the customer choose", "权衡两种方案，请客户选择"),
            ("Settles it in one contact and records it so that anybody could go on",
             "一次解决，记录完整，任何同事都能接手"),
        ),
        weight=Decimal(2),
    ),
    CriterionPlan(
        both("Tone", "语气"),
        each(
            ("Argues with the customer or blames them", "与客户争辩或指责客户"),
            ("Correct and cold; sentences that fit nobody", "用语正确但冷淡，套话明显"),
            ("Friendly and clear", "友好而清楚"),
            ("Names what annoys the customer and stays calm", "能说出客户的不满，保持冷静"),
            ("Turns anger into trust", "能把不满化为信任"),
        ),
        must_reach=2,
    ),
    CriterionPlan(
        both("Systems and pace", "系统与速度"),
        each(
            ("Cannot find the order", "找不到订单"),
            ("Needs help in each system", "每个系统都需要他人协助"),
            ("Works alone; first response within the time", "能独立操作，首次响应在时限内"),
            ("Holds two conversations without losing one", "能同时处理两个会话而不遗漏"),
            ("Holds three conversations, each within the time", "能同时处理三个会话，均在时限内"),
        ),
    ),
)  # fmt: skip
