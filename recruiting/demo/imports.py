"""The sample team's imports: a list from a campus fair that came in, and one that waits to be started."""

from recruiting.demo.story import Story
from recruiting.imports import checking, columns, running, sources, uploading
from recruiting.models import CandidateImport, Opening
from recruiting.queries import demo as queries

HEADER = "姓名,姓名拼音,邮箱,手机,城市,学历,晚班,打字速度"
FAIR = """
许砚秋,Xu Yanqiu,xu.yanqiu@mail.example,100 0000 0101,杭州,本科,是,68
叶知夏,Ye Zhixia,ye.zhixia@mail.example,100 0000 0102,宁波,大专,是,74
温以沫,Wen Yimo,wen.yimo@mail.example,1.38E+10,杭州,本科,否,61
白云舒,Bai Yunshu,bai.yunshu@mail.example,100 0000 0104,苏州,本科,是,82
"""
SECOND_FAIR = """
秦乐山,Qin Leshan,qin.leshan@mail.example,100 0000 0201,合肥,大专,是,59
钟清越,Zhong Qingyue,zhong.qingyue@mail,100 0000 0202,合肥,本科,是,66
叶知夏,Ye Zhixia,ye.zhixia@mail.example,100 0000 0102,宁波,大专,是,74
贺南乔,He Nanqiao,he.nanqiao@mail.example,100 0000 0204,武汉,本科,也许,71
"""


def bring_in(story: Story) -> None:
    """Import the first list, and leave the second one checked."""
    opening = story.openings[1]
    running.start(_checked("校园招聘会 1.csv", FAIR, opening, story), actor=story.recruiter)
    run = running.Run()
    while run.part():
        pass
    _checked("校园招聘会 2.csv", SECOND_FAIR, opening, story)


def _checked(name: str, rows: str, opening: Opening, story: Story) -> CandidateImport:
    content = (HEADER + rows).encode("gb18030")
    channel = queries.channels()["campus"]
    one = uploading.upload([(name, content)], opening=opening, channel=channel, actor=story.recruiter)
    header = sources.table_of(one).header
    checking.choose_columns(one, columns.guessed(header), actor=story.recruiter)
    return one
