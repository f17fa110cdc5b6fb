"""What tests of question files send and read again and again."""

import re
from typing import Any

from clubinterview.core.tables.reading import Line
from clubinterview.questions.tables import question_lines
from tests.worker import work

HEADER = "ref,category,kind,difficulty,text_zh"
PLATFORM = "/platform/questions"


def upload(window: Any, content: bytes | str, base: str = PLATFORM) -> Any:
    """Send a file, as one body in memory: the test client would leave a large one open on the disk."""
    content = content.encode() if isinstance(content, str) else content
    parts = (
        b'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n',
        window.token().encode(),
        b'\r\n--edge\r\nContent-Disposition: form-data; name="file"; filename="questions.csv"\r\n\r\n',
        content,
        b"\r\n--edge--\r\n",
    )
    return window.post(
        f"{base}/files", data=b"".join(parts), content_type="multipart/form-data; boundary=edge"
    )


def check(window: Any, content: bytes | str, base: str = PLATFORM) -> Any:
    """Send a file, let the worker read it, and return the page that says what was found."""
    answer = upload(window, content, base)
    assert answer.status_code == 303, answer.text
    work()
    return window.get(answer.location)


def ticket_of(page: Any) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def confirm(window: Any, page: Any, base: str = PLATFORM) -> Any:
    """Confirm a checked file, let the worker write it, and return the page that says what became of it."""
    answer = window.submit(f"{base}/files/confirmation", {"ticket": ticket_of(page)})
    work()
    return window.get(answer.location)


def counts(page: Any) -> list[int]:
    """How many questions the page says are new, changed and the same."""
    assert page.status_code == 200, re.findall(r"<li><b class.*", page.text)
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page.text)]


def problems(page: Any) -> list[tuple[str, str]]:
    """Each (line, column) that the page names."""
    assert 'name="ticket"' not in page.text
    return [
        (line, column)
        for line, column in re.findall(r'<b class="num">\D*(\d+)\D*</b>(?:<code>(\w+)</code>)?', page.text)
    ]


def refusal(page: Any) -> str:
    """Why the page says that the file is no table that can be read."""
    assert 'name="ticket"' not in page.text
    found = re.search(r'<section class="card stack" role="alert">.*?<p>(.*?)</p>', page.text, re.S)
    assert found, page.text
    return found.group(1)


def lines_of(*rows: str) -> list[Line]:
    return question_lines("\n".join([HEADER, *rows]).encode())


def export(window: Any, kind: str, base: str = PLATFORM) -> bytes:
    answer = window.submit(f"{base}/export/{kind}")
    assert answer.status_code == 200
    return answer.data


ONE = f"{HEADER}\nx-1,a,teamwork,2,为什么？\n"
