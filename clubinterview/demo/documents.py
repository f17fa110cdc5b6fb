"""The demo's resumes: real DOCX files."""

import io
import random

from docx import Document

from clubinterview.demo.people import Person

SKILLS = (
    "Python",
    "C++",
    "Java",
    "Excel",
    "Photoshop",
    "Premiere",
    "公众号排版",
    "活动策划",
    "英语六级",
    "普通话二甲",
    "吉他",
    "长跑",
)
EXPERIENCES = (
    ("班级宣传委员", "每周一期班级简报，设计并印制运动会海报。"),
    ("图书馆志愿者", "累计服务 60 小时，整理特藏书目 400 余条。"),
    ("校园开放日引导员", "接待中学生 12 批，获“优秀志愿者”。"),
    ("课程项目：校园二手书平台", "四人小组，负责后端与数据库，课程成绩 94 分。"),
    ("暑期社会实践", "走访六个乡镇，完成两万字调研报告。"),
    ("英语角主持", "每周一次，平均二十人参加。"),
)


def resume_of(person: Person, school: str, chance: random.Random) -> tuple[bytes, str]:
    """Return a person's resume as (DOCX file, its text)."""
    lines = [
        person.name,
        f"{school} · {person.major} · {person.enrolment_year} 级",
        f"邮箱：{person.email}　学号：{person.student_number}",
        "",
        "经历",
    ]
    for title, text in chance.sample(EXPERIENCES, 3):
        lines.append(f"{title}：{text}")
    lines += ["", "技能与爱好", "、".join(chance.sample(SKILLS, 4))]
    document = Document()
    document.add_heading(person.name, level=0)
    for line in lines[1:]:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue(), "\n".join(lines)
