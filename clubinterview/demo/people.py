"""The demo's applicants: who they are, always the same ones."""

import random
from dataclasses import dataclass

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "慕容", "司徒")
GIVEN = (
    "子涵", "一鸣", "雨桐", "思远", "嘉怡", "浩然", "梓萱", "文博", "若曦", "俊杰", "诗涵", "宇轩", "晓彤", "天佑", "静怡",
    "明哲", "欣妍", "志强", "安琪", "睿", "悦", "书瑶", "承泽", "心怡", "景行", "可馨", "泽宇", "语嫣", "楠", "皓轩",
    "清扬", "知夏", "沐阳", "听雨", "南乔", "怀瑾", "初晴", "星河", "舒窈", "云舟",
)  # fmt: skip
OTHERS = (
    "Zoë O'Brien-Ng", "Amélie Dubois", "Liam Fitzgerald", "Priya Raghunathan", "Mateo García-Ruiz", "Jean-Luc Tremblay",
    "Nguyễn Thị Hồng", "Aleksandra Wójcik", "Kenji Watanabe", "Oluwaseun Adébáyò", "𠮷雅宁", "买买提江·阿不都热合曼",
)  # fmt: skip
MAJORS = (
    "计算机科学与技术", "软件工程", "人工智能", "数据科学与大数据技术", "电子信息工程", "汉语言文学", "新闻学", "广告学",
    "视觉传达设计", "金融学", "国际经济与贸易", "法学", "英语", "心理学", "临床医学", "机械工程", "建筑学", "数学与应用数学",
    "哲学", "环境工程",
)  # fmt: skip
HOW_MANY = 120


@dataclass(frozen=True)
class Person:
    """One applicant. ability: 0 to 1, what interviewers will find."""

    name: str
    email: str
    student_number: str
    major: str
    enrolment_year: int
    ability: float


def make_people(chance: random.Random, year: int) -> list[Person]:
    """Return the 120 applicants, each name once. year: the autumn of the season."""
    names = list(OTHERS)
    while len(names) < HOW_MANY:
        surname = chance.choice(COMPOUND_SURNAMES) if chance.random() < 0.05 else chance.choice(SURNAMES)
        name = surname + chance.choice(GIVEN)
        if name not in names:
            names.append(name)
    chance.shuffle(names)
    return [_person(number, name, chance, year) for number, name in enumerate(names, 1)]


def _person(number: int, name: str, chance: random.Random, year: int) -> Person:
    enrolled = year - chance.choices((0, 1, 2), (70, 25, 5))[0]
    return Person(
        name=name,
        email=f"student{number:03d}@example.edu.cn",
        student_number=f"{enrolled}{chance.randint(11, 38)}{number:04d}",
        major=chance.choice(MAJORS),
        enrolment_year=enrolled,
        ability=min(1.0, max(0.0, chance.gauss(0.55, 0.2))),
    )
