"""The accounts that a person signs in with to look around."""

from dataclasses import dataclass

SECOND_FACTOR = "CLUBINTERVIEWDEMOADMINISTRATOR23"  # the secret of the administrator's app, which /dev/authenticator plays
PASSWORD = "Spring-Lantern-2026"  # noqa: S105 - printed at every start, and refused in production


@dataclass(frozen=True)
class DemoAccount:
    """One account: what it is for, how to sign in, and its name."""

    role: str
    email: str
    name: str


ACCOUNTS = (
    DemoAccount("student", "student@example.edu.cn", "欧阳子涵"),
    DemoAccount("interviewer", "interviewer@example.edu.cn", "沈嘉树"),
    DemoAccount("officer", "officer@example.edu.cn", "周晓"),
    DemoAccount("owner", "owner@example.edu.cn", "林知远"),
    DemoAccount("administrator", "admin@example.edu.cn", "苏平"),
)
