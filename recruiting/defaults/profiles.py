"""The role profiles: the same title means different work on different marketplaces."""

from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both, each


class ProfileDefault(NamedTuple):
    key: str
    name: Words
    summary: Words
    duties: list[Words]


REQUIREMENTS = each(
    ("Junior college or above, any major", "大专及以上学历，专业不限"),
    ("Service experience preferred, in e-commerce better still", "有客服经验者优先，有电商客服经验者更佳"),
    (
        "Speaks and writes the language of the market served fluently",
        "所服务市场语言的口语与书面表达流利",
    ),
    (
        "Types fast and can hold several conversations at once",
        "打字速度快，能同时处理多个会话",
    ),
    ("Knows the platform's rules, or learns them quickly", "熟悉平台规则，或能快速学习"),
    ("At home in office software", "熟练使用办公软件"),
    ("Responsible, patient and warm", "有责任心、耐心和亲和力"),
    ("Works well in a team and keeps calm under pressure", "有团队合作精神，抗压能力强"),
    (
        "Willing to work shifts: day 8:30–17:30 or evening 17:30–01:00, six days on and one off, rotating",
        "能接受轮班：白班 8:30–17:30，晚班 17:30–01:00，做六休一轮休",
    ),
)

GLOBAL_MARKETPLACE = ProfileDefault(
    "global marketplace",
    both("Global marketplace specialist", "跨境电商平台客服专员"),
    both(
        "Serves buyers of a global marketplace (Amazon style), in writing and in their language.",
        "服务全球电商平台（亚马逊类）的买家，以书面沟通为主，使用买家的语言。",
    ),
    each(
        ("Advises buyers on products and on platform policy", "为买家提供产品与平台政策咨询"),
        ("Follows orders from payment to delivery and puts right what went wrong",
         "跟进订单从付款到送达的全过程，处理异常"),
        ("Handles returns and refunds within policy", "按政策处理退货与退款"),
        ("Settles complaints and disputes before they become public", "在升级或公开之前化解投诉与纠纷"),
        ("Looks after the relationship with buyers who come back", "维护老客户关系"),
        ("Supports sales with what buyers ask for", "根据买家需求为销售提供支持"),
        ("Reports what buyers complain of, so that it is mended at its source",
         "向上反馈买家集中反映的问题，推动从源头改进"),
        ("Keeps to the rules of the platform and of data protection", "遵守平台规则与数据保护要求"),
    ),
)  # fmt: skip

B2B_MARKETPLACE = ProfileDefault(
    "b2b marketplace",
    both("B2B marketplace specialist", "B2B 平台客服专员"),
    both(
        "Serves trade buyers of a B2B marketplace (Alibaba style): few and large orders, long relationships.",
        "服务 B2B 平台（阿里巴巴类）的企业买家：订单少而大，合作周期长。",
    ),
    each(
        ("Advises trade buyers on products, quantities and platform policy",
         "为企业买家提供产品、数量与平台政策咨询"),
        ("Follows orders through production, inspection and shipping", "跟进订单的生产、验货与发运"),
        ("Clears up payment matters: terms, deposits, transfers, invoices",
         "处理付款事宜：账期、定金、汇款与发票"),
        ("Settles complaints and disputes, and the occasional return", "处理投诉与纠纷，以及少量退货"),
        ("Knows the industry well enough to talk to buyers as an equal", "具备行业知识，能与买家专业对话"),
        ("Gathers market intelligence: prices, rivals, demand", "收集市场情报：价格、竞品与需求"),
        ("Looks after long relationships with trade buyers", "长期维护企业客户关系"),
        ("Supports sales with enquiries and quotations", "协助销售跟进询盘与报价"),
        ("Reports upward what buyers need and what stands in their way", "向上反馈买家需求与障碍"),
        ("Keeps to the rules of the platform and of trade compliance", "遵守平台规则与贸易合规要求"),
    ),
)  # fmt: skip

B2C_MALL = ProfileDefault(
    "b2c mall",
    both("B2C mall specialist", "B2C 商城客服专员"),
    both(
        "Serves shoppers of a B2C mall (Tmall style) in live chat, several at once, above all at peaks.",
        "在 B2C 商城（天猫类）通过在线聊天同时服务多位顾客，大促期间尤为繁忙。",
    ),
    each(
        ("Guides shoppers to what suits them", "为顾客提供导购服务，推荐合适的商品"),
        ("Explains promotions, coupons and how they add up", "解释促销活动、优惠券及叠加规则"),
        ("Helps through payment when it does not go through", "协助顾客完成付款，处理支付失败"),
        ("Answers where the parcel is, and chases it", "解答物流查询，跟进催件"),
        ("Handles returns, exchanges and refunds", "处理退货、换货与退款"),
        ("Settles complaints in a warm tone, also with three chats open",
         "化解投诉时语气亲切，同时应对三个会话也不例外"),
        ("Looks after members and buyers who come back", "维护会员与老顾客"),
        ("Reports upward what shoppers ask for and stumble over", "向上反馈顾客的需求与问题"),
        ("Keeps to the rules of the mall", "遵守商城规则"),
    ),
)  # fmt: skip

PROFILES = (GLOBAL_MARKETPLACE, B2B_MARKETPLACE, B2C_MALL)
