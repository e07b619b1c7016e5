"""What those who were there are asked about a day of a module."""

from assessment.rubrics import CriterionPlan
from core.bilingual import both, each

KEY = "training feedback"
NAME = both("Training feedback", "培训反馈")

CRITERIA = (
    CriterionPlan(
        both("Clear", "讲解清楚"),
        each(
            ("I could not follow", "听不懂"),
            ("Much stayed unclear", "多处没听明白"),
            ("I understood the main points", "主要内容听懂了"),
            ("Clear, with good examples", "清楚，例子恰当"),
            ("So clear that I could explain it to others", "非常清楚，我能讲给别人听"),
        ),
    ),
    CriterionPlan(
        both("Useful for the work", "对工作有用"),
        each(
            ("I will not need any of it", "用不上"),
            ("Little of it meets the work", "与工作关系不大"),
            ("About half of it I will use", "大约一半用得上"),
            ("Most of it I will use", "大部分用得上"),
            ("I can use all of it from the first day", "上岗第一天就全用得上"),
        ),
    ),
    CriterionPlan(
        both("Time to practise", "练习时间"),
        each(
            ("There was none", "没有练习"),
            ("Far too little", "太少"),
            ("Just enough", "勉强够"),
            ("Enough, with words on how I did", "足够，并有点评"),
            ("Enough to feel sure of it", "充分练习，心里有底"),
        ),
    ),
    CriterionPlan(
        both("Answers to questions", "答疑"),
        each(
            ("Questions were not welcome", "不欢迎提问"),
            ("Questions stayed open", "问题没有解答"),
            ("Most questions were answered", "多数问题得到解答"),
            ("All questions were answered", "所有问题都得到解答"),
            (
                "All were answered, also those that nobody dared to ask",
                "不仅都得到解答，还主动想到我们没问的",
            ),
        ),
    ),
)
