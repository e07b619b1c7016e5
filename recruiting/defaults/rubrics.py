"""The rubrics of the stages that are scored: each value of each criterion is a behaviour one can see."""

from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both, each


class CriterionDefault(NamedTuple):
    """`anchors` stand for 1 to 5, in that order."""

    name: Words
    anchors: list[Words]


class RubricDefault(NamedTuple):
    """`questions` are asked of everybody, so that answers can be compared."""

    name: Words
    questions: list[Words]
    criteria: tuple[CriterionDefault, ...]


def _criterion(english: str, chinese: str, *anchors: tuple[str, str]) -> CriterionDefault:
    return CriterionDefault(both(english, chinese), each(*anchors))


FIRST_INTERVIEW = RubricDefault(
    both("First interview", "初试"),
    each(
        ("Tell of a customer whom you could help at last. What did you do, step by step?",
         "请讲一次您最终帮到顾客的经历。您一步一步做了什么？"),
        ("What went wrong that was your own fault, and what do you do differently since?",
         "哪一次是您自己的失误？此后您有什么改变？"),
        ("Why customer service, why with us, and why at these hours?",
         "为什么选择客服，为什么选择我们，又为什么能接受这样的班次？"),
    ),
    (
        _criterion(
            "Overall quality", "综合素质",
            ("Answers miss the question; dates and facts do not fit together",
             "答非所问，时间与经历前后矛盾"),
            ("Tells what happened, not what they did themselves", "只讲发生了什么，说不清自己做了什么"),
            ("Gives one own example when asked for it", "追问后能举出一个自己的例子"),
            ("Gives own examples with the result and what was learned", "主动举例，讲清结果与收获"),
            ("Weighs own mistakes openly and shows what changed since",
             "坦诚分析自己的失误，并能说明此后的改变"),
        ),
        _criterion(
            "Communication", "沟通表达",
            ("Interrupts, or answers in single words", "打断对方，或只用一两个字作答"),
            ("Loses the thread; the listener has to ask again", "表达没有条理，需要反复追问"),
            ("Can be followed; seldom checks what was meant", "表达清楚，但很少确认对方的意思"),
            ("Listens to the end, says back what was asked, then answers", "听完后复述要点，再作回答"),
            ("Fits words and pace to the listener and makes the hard part simple",
             "按对方调整用词与节奏，把复杂的事讲简单"),
        ),
        _criterion(
            "Motivation", "求职动机",
            ("Does not know what the job is", "不了解岗位内容"),
            ("Looks for any job; speaks of pay alone", "只求有份工作，只谈薪酬"),
            ("Names one reason for service work", "能说出一个想做客服的理由"),
            ("Ties own experience to this job and asks about it", "能把自身经历与岗位联系起来，并主动提问"),
            ("Has tried the work or the platform, knows its hard days and still wants it",
             "亲自体验过这份工作或平台，了解其辛苦仍愿意投入"),
        ),
    ),
)  # fmt: skip

SECOND_INTERVIEW = RubricDefault(
    both("Second interview", "复试"),
    each(
        ("Three chats arrive at once, one of them angry. What do you do in the first two minutes?",
         "三个会话同时进来，其中一位顾客很生气。头两分钟您怎么做？"),
        ("A customer asks for a refund that the policy does not allow. What do you say?",
         "顾客提出政策不允许的退款要求，您怎么回应？"),
        ("When did a colleague and you disagree about a case? How did it end?",
         "您和同事对一个个案意见不同，最后怎么解决的？"),
    ),
    (
        _criterion(
            "Adaptability", "应变能力",
            ("Stops when things go otherwise than planned", "情况一变就无法继续"),
            ("Repeats the same answer when it does not help", "答复无效时仍重复同样的话"),
            ("Adapts when told how", "在提示下能够调整"),
            ("Changes approach when the first answer does not help", "第一种方法无效时会换一种方法"),
            ("Sees the change coming and has a second way ready", "能预见变化，提前备好第二套方案"),
        ),
        _criterion(
            "Teamwork", "团队合作",
            ("Blames colleagues; keeps what others need", "推责于同事，不共享他人需要的信息"),
            ("Works alone unless told to", "不经要求就独自做事"),
            ("Shares when asked", "有人问时才分享"),
            ("Hands over with what the next person needs", "交接时给出下一位需要的全部信息"),
            ("Makes others better: teaches, covers, settles friction",
             "带动他人：传授经验、主动补位、化解摩擦"),
        ),
        _criterion(
            "Stress resistance", "抗压能力",
            ("Turns sharp or silent under pressure", "压力下语气变冲或沉默不语"),
            ("Speeds up and skips steps when chats pile up", "会话堆积时加快速度、跳过步骤"),
            ("Stays polite, but loses the order of things", "保持礼貌，但处理顺序混乱"),
            ("Stays courteous and in order with three chats open", "同时处理三个会话仍礼貌有序"),
            ("Calms the other side too and recovers within minutes", "还能安抚对方，几分钟内恢复状态"),
        ),
        _criterion(
            "Policy judgement", "政策判断",
            ("Promises what no policy allows", "承诺政策不允许的事"),
            ("Reads out the policy, or bends it to have peace", "照念政策，或为息事宁人而违规"),
            ("Follows policy, seldom explains it", "遵守政策，但很少解释"),
            ("Explains the reason of a policy and offers what it does allow",
             "能解释政策缘由，并给出允许的方案"),
            ("Knows when an exception is due and who may grant it", "清楚何时该申请例外、由谁批准"),
        ),
        _criterion(
            "Motivation for shifts", "轮班意愿",
            ("Will not work evenings or weekends", "不接受晚班或周末班"),
            ("Hopes to get out of the evening rota soon", "希望尽快不上晚班"),
            ("Accepts the evening rota", "接受晚班安排"),
            ("Knows the evening rota and has planned for it", "了解晚班安排，并已做好准备"),
            ("Has worked such shifts for a year or longer, and says how it went well",
             "有一年以上轮班经历，并能说明如何适应"),
        ),
    ),
)  # fmt: skip

SIMULATION = RubricDefault(
    both("Scenario simulation", "模拟场景测试"),
    each(
        ("A book sold as “like new” arrives scribbled on, and the seller is silent.",
         "标注“近全新”的书到手却满是涂画，卖家又不回复。"),
        ("A parcel arrives without the case that was part of the order; the first e-mail went unanswered.",
         "包裹里少了订单中的外壳，第一封邮件没有人回复。"),
        ("Three chats at once during a sale, one about to become a public review.",
         "大促期间三个会话同时进来，其中一位即将公开差评。"),
    ),
    (
        _criterion(
            "Problem solving", "问题解决",
            ("Does not find what the customer needs", "没有弄清顾客的需求"),
            ("Solves another problem than the one asked about", "解决的不是顾客提出的问题"),
            ("Solves the question asked, not the one behind it", "解决表面问题，未触及背后原因"),
            ("Solves it and says what happens next and when", "解决问题，并说明下一步与时间"),
            ("Solves it, checks that it helped and prevents the next contact",
             "解决后确认有效，并避免顾客再次来询"),
        ),
        _criterion(
            "Communication skill", "沟通技巧",
            ("Messages cannot be understood without asking back", "消息不追问就看不懂"),
            ("Asks for what the customer has already said", "重复询问顾客已经说过的内容"),
            ("Clear messages, one question at a time", "消息清楚，一次只问一件事"),
            ("Sums up, asks what is missing, confirms what was agreed",
             "归纳要点，补问缺失信息，确认达成的结果"),
            ("Leads the talk so that the customer needs few words", "主动引导对话，让顾客少费口舌"),
        ),
        _criterion(
            "Tone", "语气态度",
            ("Argues with the customer or blames", "与顾客争辩或指责对方"),
            ("Cold or copied phrases, whatever the customer feels", "语气冷淡或套用模板，不顾顾客情绪"),
            ("Polite throughout, the same to everybody", "全程礼貌，但千篇一律"),
            ("Names what the customer feels before solving", "先回应顾客的感受，再解决问题"),
            ("Warm also when refusing; an upset customer calms down",
             "拒绝时也保持温和，能让激动的顾客平静下来"),
        ),
        _criterion(
            "Policy knowledge", "政策掌握",
            ("States rules that do not exist", "说出并不存在的规则"),
            ("Finds the rule only with help, or applies the wrong one", "需要帮助才能找到规则，或用错规则"),
            ("Applies the common rules rightly", "能正确运用常用规则"),
            ("Applies the right rule to an unusual case", "能在特殊情形下选用正确的规则"),
            ("Also sees where the rules conflict and asks the right person",
             "还能发现规则之间的冲突，并请示合适的人"),
        ),
        _criterion(
            "First-response time", "首次响应时间",
            ("First reply after more than 5 minutes, or none", "首次回复超过 5 分钟，或没有回复"),
            ("First reply within 5 minutes", "5 分钟内首次回复"),
            ("First reply within 2 minutes", "2 分钟内首次回复"),
            ("First reply within 1 minute, on the matter", "1 分钟内首次回复，且切题"),
            ("First reply within 30 seconds on the matter, with three chats open",
             "同时处理三个会话，仍在 30 秒内切题回复"),
        ),
    ),
)  # fmt: skip

RUBRICS = {
    "first interview": FIRST_INTERVIEW,
    "second interview": SECOND_INTERVIEW,
    "simulation": SIMULATION,
}
