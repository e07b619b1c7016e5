"""The onboarding programme that comes with the product: eight modules, a theory and a practical exam."""

from decimal import Decimal

from core.bilingual import both
from core.db import Words
from training.plans import ExamPlan, ModulePlan, ProgrammePlan, TopicPlan
from training.states import Delivery, ExamKind

KEY = "onboarding"
NAME = both("Onboarding for customer service", "客服入职培训")


def _topic(key: str, english: str, chinese: str) -> TopicPlan:
    return TopicPlan(key, both(english, chinese))


def _module(
    key: str,
    name: Words,
    summary: Words,
    hours: int,
    delivery: Delivery,
    topics: list[TopicPlan],
    *needs: str,
) -> ModulePlan:
    return ModulePlan(key, name, summary, Decimal(hours), delivery, tuple(topics), needs)


CULTURE = _module(
    "culture",
    both("Company culture, organisation and rules", "企业文化、组织与制度"),
    both(
        "Who we are, who does what, and what everybody keeps to.", "我们是谁、各部门做什么、人人遵守的制度。"
    ),
    6,
    Delivery.CLASSROOM,
    [
        _topic("values", "Values and how they show at work", "价值观及其在工作中的体现"),
        _topic("organisation", "Organisation: who does what, whom to ask", "组织架构：谁负责什么、该找谁"),
        _topic("rules", "Rules: attendance, shifts, data protection", "制度：考勤、轮班、信息保护"),
    ],
)
PLATFORM = _module(
    "platform",
    both("Platform basics", "平台基础"),
    both(
        "How the marketplace works for buyers and sellers, and its rules.",
        "平台对买卖双方如何运作，以及平台规则。",
    ),
    12,
    Delivery.CLASSROOM,
    [
        _topic("parties", "Buyers, sellers and the marketplace", "买家、卖家与平台"),
        _topic("orders", "The life of an order", "订单的全过程"),
        _topic("policy", "Platform policy and what it forbids", "平台政策与禁止事项"),
    ],
    "culture",
)
PRODUCT = _module(
    "product",
    both("Product knowledge", "产品知识"),
    both("What is sold, to whom, and what buyers ask about it.", "卖什么、卖给谁、买家常问什么。"),
    12,
    Delivery.ONLINE,
    [
        _topic("range", "The range and its main features", "产品线与主要特点"),
        _topic("questions", "What buyers ask most", "买家最常问的问题"),
        _topic("compare", "Comparing and recommending", "比较与推荐"),
    ],
    "platform",
)
WORKFLOW = _module(
    "workflow",
    both("Service workflow", "服务流程"),
    both(
        "From the first message to the closed case, with the times that are promised.",
        "从第一条消息到结案，以及承诺的时限。",
    ),
    12,
    Delivery.CLASSROOM,
    [
        _topic("enquiries", "Enquiries and first response", "咨询与首次响应"),
        _topic("returns", "Returns and refunds", "退货与退款"),
        _topic("complaints", "Complaints and disputes", "投诉与纠纷"),
        _topic("escalation", "When and how to hand over", "何时、如何升级转交"),
    ],
    "platform",
)
COMMUNICATION = _module(
    "communication",
    both("Communication", "沟通技巧"),
    both(
        "Reading what is meant, and answering clearly and warmly.", "读懂客户真正的意思，清楚而有温度地回应。"
    ),
    12,
    Delivery.PRACTICE,
    [
        _topic("listening", "Listening and asking", "倾听与提问"),
        _topic("tone", "Tone in writing", "书面语气"),
        _topic("calming", "Calming somebody who is angry", "安抚情绪激动的客户"),
    ],
    "workflow",
)
PROBLEMS = _module(
    "problems",
    both("Problem solving", "问题解决"),
    both(
        "Finding the cause, weighing what can be offered, deciding.", "找出原因，权衡可提供的方案，作出决定。"
    ),
    12,
    Delivery.PRACTICE,
    [
        _topic("cause", "Finding the cause", "查找原因"),
        _topic("options", "What may be offered, and its cost", "可提供的方案及其成本"),
        _topic("follow-up", "Following up until it is settled", "跟进直至解决"),
    ],
    "workflow",
    "communication",
)
TEAMWORK = _module(
    "teamwork",
    both("Teamwork", "团队合作"),
    both("Handing over, asking for help, keeping calm when it is busy.", "交接、求助、忙时保持冷静。"),
    6,
    Delivery.PRACTICE,
    [
        _topic("handover", "Handing over between shifts", "班次交接"),
        _topic("pressure", "Working under pressure", "压力下的工作"),
    ],
    "culture",
)
SYSTEMS = _module(
    "systems",
    both("Systems and tools", "系统与工具"),
    both(
        "Chat, order and ticket systems, by doing real tasks in a practice shop.",
        "聊天、订单与工单系统，在练习店铺中完成真实任务。",
    ),
    18,
    Delivery.PRACTICE,
    [
        _topic("chat", "Several chats at once", "同时处理多个会话"),
        _topic("order-system", "Looking up and changing orders", "查询与修改订单"),
        _topic("tickets", "Tickets: writing, tagging, closing", "工单：填写、标记、关闭"),
    ],
    "workflow",
)

PLAN = ProgrammePlan(
    weeks=3,
    modules=(CULTURE, PLATFORM, PRODUCT, WORKFLOW, COMMUNICATION, PROBLEMS, TEAMWORK, SYSTEMS),
    exams=(
        ExamPlan(
            "theory",
            ExamKind.THEORY,
            both("Theory exam", "理论考试"),
            (
                "culture",
                "platform",
                "product",
                "workflow",
                "communication",
                "problems",
                "teamwork",
                "systems",
            ),
        ),
        ExamPlan(
            "practical",
            ExamKind.PRACTICAL,
            both("Practical exam", "实操考核"),
            ("workflow", "communication", "problems", "systems"),
        ),
    ),
)
"""90 hours: fifteen days of six hours."""
