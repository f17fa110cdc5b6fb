"""What a browser sends for recruitment's forms, filled in properly; a test changes what matters to it."""

from datetime import datetime, timedelta
from typing import Any

from clubinterview.club.models import Club
from clubinterview.core.clock import to_local, utcnow
from clubinterview.recruitment.models import Drive


def local(instant: datetime) -> str:
    """A time as a browser's control sends it."""
    return to_local(instant).strftime("%Y-%m-%dT%H:%M")


def drive_fields(club: Club, **changes: Any) -> dict[str, Any]:
    """A new drive: both departments, one long question, one choice, two criteria."""
    now = utcnow()
    return {
        "title": "2026 秋季招新",
        "body": "欢迎 **所有人**",
        "opens_at": local(now - timedelta(days=1)),
        "closes_at": local(now + timedelta(days=7)),
        "departments": [str(department.id) for department in club.departments],
        "most_choices": "2",
        "screening_name": "简历筛选",
        "interview_name": "面试",
        "questions-0-kind": "long_text",
        "questions-0-label": "为什么想加入？",
        "questions-0-is_required": "y",
        "questions-1-kind": "choice",
        "questions-1-label": "每周几小时？",
        "questions-1-options": "2 小时\r\n5 小时",
        "criteria-0-name": "表达",
        "criteria-0-guide": "清楚",
        "criteria-0-weight_percent": "40",
        "criteria-1-name": "技术",
        "criteria-1-weight_percent": "60",
        **changes,
    }


def application_fields(drive: Drive, **changes: Any) -> dict[str, Any]:
    """An application to a drive of the factory: first wish, both answers, submitted."""
    reason, hours = drive.fields
    return {
        "wish_1": str(drive.departments[0].id),
        f"answer_{reason.id}": "想写代码",
        f"answer_{hours.id}": "5 小时",
        "act": "submit",
        **changes,
    }


BAD_CASES = (
    "no wish", "twice the same", "unknown department", "not a number", "no answer", "spaces", "too long", "nul",
    "not an option", "nothing chosen",
)  # fmt: skip


def bad_application_fields(drive: Drive) -> dict[str, dict[str, str]]:
    """What is wrong with an application, by the name of the case."""
    reason, hours = (f"answer_{field.id}" for field in drive.fields)
    first = str(drive.departments[0].id)
    return {
        "no wish": {"wish_1": ""},
        "twice the same": {"wish_2": first},
        "unknown department": {"wish_1": "999999"},
        "not a number": {"wish_1": "技术部"},
        "no answer": {reason: ""},
        "spaces": {reason: "   "},
        "too long": {reason: "长" * 2001},
        "nul": {reason: "a\0b"},
        "not an option": {hours: "100 小时"},
        "nothing chosen": {hours: ""},
    }
