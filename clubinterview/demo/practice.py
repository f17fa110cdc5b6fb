"""What the demo's student has practised: two sessions a few days apart, the second one better."""

from datetime import datetime, timedelta

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import (
    POSITION_STEP,
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    Source,
)
from clubinterview.practice.report import services as reports
from clubinterview.questions.models import Question

TITLE = "计算机协会 · 技术部"

# (days ago, [(reference of the question, what was said, seconds)])
SESSIONS: tuple[tuple[int, tuple[tuple[str, str, int], ...]], ...] = (
    (
        6,
        (
            ("self-introduction-01", "大家好，我是计算机专业的大一新生，性格比较开朗，喜欢写代码，希望能加入技术部。", 48),
            ("motivation-01", "我一直对编程感兴趣，听学长说你们社团氛围很好，想来多学点东西，也认识一些朋友。", 52),
            ("teamwork-02", "上学期我们小组做了一个课程网站，我写了一部分页面，大家配合得不错，最后老师给的评价挺好的。", 61),
        ),
    ),
    (
        2,
        (
            (
                "self-introduction-01",
                "各位学长学姐好，我是计算机科学与技术专业的大一学生，来自温州。我做事比较细，喜欢把一件小事做到底。"
                "高三毕业那个暑假，我给外婆的小店写了一个记账的网页，前后改了七版，她现在每天都在用，"
                "一个月能少对错十几笔账。这件事让我知道，写出来的东西有人用才算完成。"
                "我报技术部，是因为你们的报名系统每年有上千人用，我想从修一个小问题开始，学着把东西做稳。",
                118,
            ),
            (
                "motivation-01",
                "起因是九月的开放日：我在你们摊位前看了二十分钟，学长当场把签到页面的一个错改好了，还讲给我听为什么会错。"
                "我自己学过一年 Python，写过两个小工具，正好对得上技术部的工作。"
                "加入以后，我想学会和别人一起改同一份代码，这是我一个人练不到的。"
                "我能给社团的是时间和耐心：每周二、周四晚上我都空着，测试和写文档这种活我愿意先接。",
                124,
            ),
            (
                "teamwork-02",
                "上学期的程序设计课，我们四个人要在五周里做一个宿舍报修网站，目标是让楼长不用再抄纸单。"
                "我负责后端接口和数据库，一共十一个接口。第二周我发现前端同学等我的接口等了三天，"
                "就先把接口的样子写成文档，约好每天晚上十点对一次，之后再没有人空等。"
                "最后我们提前两天交，楼长试用一周收了六十三张单子，课程得了九十四分。"
                "如果再来一次，我会第一天就把接口定下来。",
                139,
            ),
        ),
    ),
)  # fmt: skip


def add_practice(user: User, now: datetime) -> None:
    """Add the sessions, finished and scored."""
    for days, said in SESSIONS:
        begun = now - timedelta(days=days)
        with transaction():
            mock = _session(user, said, begun)
            db.session.add(mock)
        reports.score_mock(mock.id, now=begun + timedelta(minutes=10))


def _session(user: User, said: tuple[tuple[str, str, int], ...], begun: datetime) -> MockInterview:
    references = [reference for reference, _text, _seconds in said]
    questions = {
        question.ref: question
        for question in db.session.scalars(select(Question).where(Question.ref.in_(references)))
    }
    answers = [
        MockAnswer(
            user_id=user.id, question_id=questions[reference].id, position=number * POSITION_STEP,
            asked=questions[reference].as_asked(), status=AnswerStatus.DONE, text=text, revision=1,
            opened_at=begun, seconds_used=seconds, created_at=begun,
        )
        for number, (reference, text, seconds) in enumerate(said, 1)
    ]  # fmt: skip
    return MockInterview(
        user_id=user.id, start_key=f"demo-{begun:%Y%m%d}", source=Source.DEPARTMENT, title_zh=TITLE, title_en=TITLE,
        mode=Mode.TEXT, seed=1, seconds_to_prepare=30, seconds_to_answer=180, status=MockStatus.FINISHED, created_at=begun,
        finished_at=begun + timedelta(minutes=9), answers=answers,
    )  # fmt: skip
