"""Questions to files and back: a file of a bank changes nothing in it."""

import csv
import io
import random
import re
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import event, select, update

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.tables import reading
from clubinterview.core.tables.packages import DAMAGED, MAIN, TOO_LARGE, TableRefused
from clubinterview.core.tables.plans import ImportRefused
from clubinterview.core.tables.reading import Line
from clubinterview.core.tables.writing import xlsx_of
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db, redis_store, tasks
from clubinterview.questions import tables
from clubinterview.questions.banks import Bank
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.imports import ImportPlan, carry_out_import, plan_import
from clubinterview.questions.models import LONGEST_SAMPLE, Question, QuestionStatus
from clubinterview.questions.services import edit_question, retire_question
from clubinterview.questions.starter import load_starter_bank, starter_files
from clubinterview.questions.stored_imports import packed, unpacked
from clubinterview.questions.tables import COLUMNS, question_lines
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.acting import by
from tests.counting import counted
from tests.interview.seats import at_once
from tests.meanwhile import when_writing_begins
from tests.questions.acts import acts, fresh, make_category, make_question, question_fields, work
from tests.stores import rounds

HEADER = "ref,category,kind,difficulty,text_zh"
PLATFORM = "/platform/questions"
RISKY = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "'=1", "''-1"]


@pytest.fixture
def window(browser: Any) -> Any:
    return browser(factories.make_user(name="苏平", is_superuser=True))


@pytest.fixture
def officers_window(browser: Any, officer: User) -> Any:
    return browser(officer)


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


def _lines(*rows: str) -> list[Line]:
    return question_lines("\n".join([HEADER, *rows]).encode())


def export(window: Any, kind: str, base: str = PLATFORM) -> bytes:
    answer = window.submit(f"{base}/export/{kind}")
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_importing_the_export_of_the_starter_bank_changes_nothing(window: Any, kind: str) -> None:
    with transaction():
        many = load_starter_bank()

    page = check(window, export(window, kind))

    assert counts(page) == [0, 0, many]
    assert counts(confirm(window, page)) == [0, 0, many]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_any_text_comes_back_as_it_was(window: Any, kind: str) -> None:
    text = '第一行\n第二行，“引号" ; 逗号,😀𠮷'
    question = make_question(
        text_zh=text,
        tags=RISKY[:8],
        source="'=SUM(A1)",
        points=[{"weight": 5, "zh": risky, "en": "", "also_zh": RISKY, "also_en": []} for risky in RISKY[:4]],
    )
    make_question(text_zh="=cmd|' /C calc'!A0", status=QuestionStatus.DRAFT, points=[])

    assert counts(check(window, export(window, kind))) == [0, 0, 2]
    assert fresh(question.id).text_zh == text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_platform_export_goes_into_a_club_and_twice_is_once(
    window: Any, officers_window: Any, club: Club, kind: str
) -> None:
    make_question(ref="teamwork-01")
    base, content = f"/manage/{club.slug}/questions", export(window, kind)

    first = check(officers_window, content, base)
    confirm(officers_window, first, base)

    assert counts(first) == [1, 0, 0]
    assert counts(check(officers_window, content, base)) == [0, 0, 1]
    [copy] = db.session.scalars(select(Question).where(Question.club_id == club.id))
    assert (copy.ref, copy.status) == (f"{club.slug}/teamwork-01", QuestionStatus.IN_REVIEW)


def test_a_club_export_goes_into_the_platform_and_twice_is_once(
    window: Any, officers_window: Any, club: Club
) -> None:
    make_question(club=club, ref=f"{club.slug}/x")
    content = export(officers_window, "csv", f"/manage/{club.slug}/questions")

    confirm(window, check(window, content))

    assert counts(check(window, content)) == [0, 0, 1]


def test_an_export_holds_only_the_bank(officers_window: Any, club: Club) -> None:
    mine = make_question(club=club)
    make_question()
    make_question(club=factories.make_club())

    content = export(officers_window, "csv", f"/manage/{club.slug}/questions")

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["ref"] for row in rows] == [mine.ref]
    assert "question.export" in acts()


@pytest.mark.parametrize("risky", RISKY)
def test_no_cell_of_an_export_runs(window: Any, risky: str) -> None:
    make_question(text_zh=risky, tags=[risky])

    book = load_workbook(io.BytesIO(export(window, "xlsx")))
    table = list(csv.reader(io.StringIO(export(window, "csv").decode("utf-8-sig"))))

    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} <= {"s", "inlineStr"}
    values = [str(cell.value) for cell in cells if cell.value] + [cell for row in table for cell in row]
    assert f"'{risky}" in values
    assert [value for value in values if value[:1] and value[0] in "=+-@＝＋－＠"] == []


@pytest.mark.parametrize("text", ["12", "1e5", "#N/A", "<b>&amp;", " 两边 ", "TRUE", "2026-01-01"])
def test_a_workbook_holds_texts_whatever_they_look_like(text: str) -> None:
    rows = [["ref", text, ""], [text, "", text]]
    content = xlsx_of(rows, "a & b")

    book = load_workbook(io.BytesIO(content))

    assert (book.active.title, question_lines(content)) == ("a & b", [(1, rows[0][:2]), (2, rows[1])])
    assert {cell.data_type for row in book.active for cell in row if cell.value} <= {"s", "inlineStr"}


@pytest.mark.parametrize("character", ["\uffff", "\ufffe", "\x01"], ids=["ffff", "fffe", "control"])
def test_what_xml_cannot_hold_is_left_out_of_a_workbook(window: Any, character: str) -> None:
    make_question(text_zh=f"介绍{character}自己")

    rows = question_lines(export(window, "xlsx"))

    assert rows[1][1][COLUMNS.index("text_zh")] == "介绍自己"


@pytest.mark.parametrize("character", ["\uffff", "\ufffe"], ids=["ffff", "fffe"])
def test_a_question_with_what_xml_cannot_hold_is_not_saved(window: Any, character: str) -> None:
    fields = question_fields(make_category(slug="a"), text_zh=f"介绍{character}自己")

    assert window.submit(f"{PLATFORM}/new", fields).status_code == 422
    assert problems(check(window, f"{HEADER}\nx-1,a,teamwork,2,介{character}绍\n")) == [("2", "text_zh")]
    assert db.session.scalars(select(Question)).all() == []


def test_an_export_is_a_file_to_keep(window: Any) -> None:
    answer = window.submit(f"{PLATFORM}/export/csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="questions-platform-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_ten_exports_an_hour(window: Any) -> None:
    for _ in range(10):
        export(window, "csv")

    assert window.submit(f"{PLATFORM}/export/csv").status_code == 429


def test_exports_and_imports_are_for_those_who_work_on_the_bank(
    browser: Any, owner: User, interviewer: User, outsider: User, club: Club
) -> None:
    paths = (PLATFORM, owner, 404), (f"/manage/{club.slug}/questions", interviewer, 403), (
        f"/manage/{club.slug}/questions", outsider, 404,
    )  # fmt: skip
    for base, person, status in paths:
        assert browser(person).submit(f"{base}/export/csv").status_code == status
        assert browser(person).submit(f"{base}/files/confirmation", {"ticket": "x"}).status_code == status
        assert upload(browser(person), "x", base).status_code == status


def test_nothing_is_written_before_the_confirmation(window: Any) -> None:
    make_category(slug="a")

    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,为什么？\n")
    assert db.session.scalars(select(Question)).all() == []
    confirm(window, page)

    [question] = db.session.scalars(select(Question))
    assert (question.ref, question.text_zh, question.status) == ("x-1", "为什么？", QuestionStatus.DRAFT)
    assert len(question.writer_ids) == 1
    assert "question.import" in acts()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(window: Any, encoding: str) -> None:
    make_category(slug="a")

    confirm(window, check(window, f"{HEADER}\nx-1,a,teamwork,2,为什么？\n".encode(encoding)))

    assert db.session.scalars(select(Question.text_zh)).all() == ["为什么？"]


def test_the_first_texts_are_shown_before_they_are_imported(window: Any) -> None:
    make_question(ref="x-0", category=make_category(slug="a"))
    rows = [f"x-{number},a,teamwork,2,第{number}题<b>" for number in range(5)]

    page = check(window, "\n".join([HEADER, *rows]))

    assert re.findall(r"<li><span>(.*?)</span>", page.text) == [
        f"第{number}题&lt;b&gt;" for number in (1, 2, 3)
    ]


def test_a_damaged_utf8_file_is_refused_with_its_line(window: Any) -> None:
    make_category(slug="a")
    damaged = "说说你的团队".encode()[:-2]

    for mark in (b"", b"\xef\xbb\xbf"):
        page = check(window, mark + f"{HEADER}\nx-1,a,teamwork,2,好\nx-2,a,teamwork,2,".encode() + damaged)
        assert re.search(r"\b3\b", refusal(page))


def test_every_starter_question_alone_is_read_in_both_encodings() -> None:
    for file in starter_files():
        for raw in file["questions"]:
            text = raw["zh"]["text"]
            for encoding in ("utf-8", "gb18030"):
                assert question_lines(f'{HEADER}\nx,a,teamwork,2,"{text}"'.encode(encoding))[1][1][4] == text


@pytest.mark.parametrize("text", ["好", "联通", "为什么？", "说说你的团队", "Café、“你好”"])
def test_short_texts_in_gb18030_are_not_taken_for_damaged_utf8(text: str) -> None:
    assert question_lines(f"{HEADER}\nx,a,teamwork,2,{text}".encode("gb18030"))[1][1][4] == text


def test_columns_that_a_file_lacks_stay(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="例子")
    version = question.version

    page = check(window, f"{HEADER}\nx-1,a,teamwork,5,换了\n")
    confirm(window, page)

    assert counts(page) == [0, 1, 0]
    assert (fresh(question.id).text_zh, question.sample_zh, len(question.points)) == ("换了", "例子", 3)
    assert (question.status, question.difficulty) == (QuestionStatus.LIVE, 5)
    assert question.version != version


def test_errors_name_line_and_column_and_nothing_is_written(window: Any) -> None:
    make_category(slug="a")
    lines = [
        "ref,category,kind,difficulty,text_zh,tags,point1_weight,point1_zh",
        "good,a,teamwork,1,好,,,",
        'two,a,teamwork,1,"两\n行",,,',
        "x y,a,teamwork,1,字,,,",
        "a3,zzz,teamwork,1,字,,,",
        "a4,a,joke,1,字,,,",
        "a5,a,teamwork,6,字,,,",
        "a6,a,teamwork,1,,,,",
        f"a7,a,teamwork,1,{'长' * 501},,,",
        f"a8,a,teamwork,1,字,{'长' * 31},,",
        "a9,a,teamwork,1,字,,9,点",
        "b1,a,teamwork,1,字,,2,",
        "good,a,teamwork,1,字,,,",
        "b2,a,teamwork,1,字,,,,多",
        "b3,a,teamwork,1,字\x01,,,",
    ]

    page = check(window, "\n".join(lines))

    assert problems(page) == [
        ("5", "ref"), ("6", "category"), ("7", "kind"), ("8", "difficulty"), ("9", "text_zh"), ("10", "text_zh"),
        ("11", "tags"), ("12", "point1_weight"), ("13", "point1_zh"), ("14", "ref"), ("15", ""), ("16", "text_zh"),
    ]  # fmt: skip
    assert db.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    "item", ["C;D", "C；D", "C\tD", "C\x85D"], ids=["semicolon", "wide", "tab", "control"]
)
def test_an_item_that_a_form_would_not_keep_is_refused(window: Any, item: str) -> None:
    make_category(slug="a")

    assert problems(check(window, f"{HEADER},tags\nx-1,a,teamwork,2,字,{item} | e\n")) == [("2", "tags")]


def test_an_item_of_a_form_that_a_file_would_not_keep_is_refused(window: Any) -> None:
    fields = question_fields(make_category(slug="a"), follow_ups_zh="后来呢\t？")

    assert window.submit(f"{PLATFORM}/new", fields).status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_of_what_a_form_has_written_changes_nothing(window: Any, kind: str) -> None:
    lists = {"tags": "团队；团队；a,b", "follow_ups_zh": "先想；再做。\r\n后来呢？\r\n后来呢？"}
    window.submit(f"{PLATFORM}/new", question_fields(make_category(slug="a"), **lists))

    assert counts(check(window, export(window, kind))) == [0, 0, 1]
    [question] = db.session.scalars(select(Question))
    assert (question.tags, question.follow_ups_zh) == (["团队", "a,b"], ["先想；再做。", "后来呢？"])


@pytest.mark.parametrize(
    ("header", "column"),
    [("ref,category,kind,text_zh", "difficulty"), (f"{HEADER},points", "points"), (f"{HEADER},ref", "ref")],
)
def test_a_header_that_does_not_fit(window: Any, header: str, column: str) -> None:
    assert ("1", column) in problems(check(window, f"{header}\n1,2,3,4,5\n"))


def test_a_live_question_is_not_made_incomplete_by_a_file(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"))

    page = check(window, f"{HEADER},point1_weight,point1_zh\nx-1,a,teamwork,2,字,3,点\n")

    assert problems(page) == [("2", "")]
    assert len(fresh(question.id).points) == 3


def test_a_retired_question_is_not_changed_by_a_file(window: Any) -> None:
    make_question(ref="x-1", category=make_category(slug="a"), status=QuestionStatus.RETIRED)

    assert problems(check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")) == [("2", "")]


def test_a_file_opens_no_panel_question_while_a_drive_runs(officers_window: Any, club: Club) -> None:
    factories.make_drive(club=club, status=DriveStatus.OPEN)
    make_question(club=club, ref=f"{club.slug}/x", category=make_category(slug="a"), is_for_panels=True)
    base = f"/manage/{club.slug}/questions"

    page = check(officers_window, f"{HEADER},for_panels\nx,a,teamwork,3,字,no\n", base)

    assert problems(page) == [("2", "")]


def test_a_file_does_not_publish(window: Any) -> None:
    make_category(slug="a")
    points = ",".join(f"point{number}_zh" for number in (1, 2, 3))

    confirm(window, check(window, f"{HEADER},status,{points}\nx-1,a,teamwork,2,字,live,甲,乙,丙\n"))

    assert db.session.scalars(select(Question.status)).all() == [QuestionStatus.IN_REVIEW]


def test_what_changed_since_the_check_stops_the_import(window: Any) -> None:
    category = make_category(slug="a")
    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")
    make_question(ref="x-1", category=category, status=QuestionStatus.RETIRED)

    page = confirm(window, page)

    assert problems(page) == [("2", "")]
    assert "question.import" not in acts()


def edit(question: Question, writer: User, **values: Any) -> None:
    """Let somebody change a question."""
    facts = QuestionFacts(**{**QuestionFacts.of(question).values(), **values})
    with transaction():
        edit_question(question.club_id, question.id, facts, by=by(writer.id))


@pytest.mark.parametrize("text", ["为什么？", "换了"], ids=["the same", "changed"])
def test_what_others_have_changed_since_the_check_is_not_overwritten_unseen(
    window: Any, officer: User, text: str
) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), text_zh="为什么？", writer=officer)
    page = check(window, f"{HEADER}\nx-1,a,teamwork,3,{text}\nx-2,a,teamwork,3,新的\n")
    edit(question, officer, text_zh="别人刚写的")

    page = confirm(window, page)

    assert fresh(question.id).text_zh == "别人刚写的"
    assert re.search("flash warning.*x-1", page.text)
    assert counts(page) == [1, 1, 0]
    assert counts(confirm(window, page)) == [1, 1, 0]
    assert fresh(question.id).text_zh == text


def test_what_others_have_changed_to_the_same_stops_nothing(window: Any, officer: User) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), writer=officer)
    page = check(window, f"{HEADER}\nx-1,a,teamwork,3,换了\nx-2,a,teamwork,3,新的\n")
    edit(question, officer, text_zh="换了")

    assert counts(confirm(window, page)) == [1, 0, 1]


def test_a_file_changes_no_state_and_says_so(window: Any) -> None:
    category = make_category(slug="a")
    draft = make_question(ref="x-1", category=category, status=QuestionStatus.DRAFT)
    retired = make_question(ref="x-2", category=category, status=QuestionStatus.RETIRED)
    make_question(ref="x-3", category=category)
    rows = [
        f"x-1,a,teamwork,3,{draft.text_zh},live", f"x-2,a,teamwork,3,{retired.text_zh},live",
        "x-3,a,teamwork,3,换了,live", "x-4,a,teamwork,3,新的,draft",
    ]  # fmt: skip

    page = check(window, "\n".join([f"{HEADER},status", *rows]))

    assert re.findall(r'<b class="num">\D*(\d)\D*</b><code>(\w+)</code>', page.text) == [
        ("2", "status"), ("3", "status"),
    ]  # fmt: skip
    assert counts(confirm(window, page)) == [1, 1, 2]
    assert [fresh(row.id).status for row in (draft, retired)] == [draft.status, QuestionStatus.RETIRED]


def test_a_file_costs_the_same_for_3_and_60_lines(app: Flask, officer: User, club: Club) -> None:
    category, costs = make_category(slug="a"), []
    bank = Bank(officer.id, club.slug, club.id)
    rows = [make_question(club=club, category=category, is_for_panels=True) for _ in range(60)]
    for many in (3, 60):
        lines = [f"{row.ref},a,teamwork,3,换了,no" for row in rows[:many]]
        with counted() as count:
            plan = plan_import(bank, question_lines("\n".join([f"{HEADER},for_panels", *lines]).encode()))
        assert len(plan.changed) == many
        costs.append(count.sql)

    assert costs[0] == costs[1]


def test_an_import_writes_only_the_columns_of_the_file(app: Flask, owner: User) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="旧的")

    plan = plan_import(Bank(owner.id), _lines("x-1,a,teamwork,5,换了"))

    [values] = plan.changed
    assert values["id"] == question.id
    assert values.keys() - {"id", "ref", "status", "writer_ids"} == {
        "category_id",
        "kind",
        "difficulty",
        "text_zh",
    }


def test_an_import_keeps_what_somebody_writes_at_the_same_moment(
    app: Flask, owner: User, officer: User
) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="旧的")
    bank, question_id, officer_id = Bank(owner.id), question.id, officer.id
    texts = {**QuestionFacts.of(question).values(), "sample_zh": "刚写的长答案"}
    lines, versions = _lines("x-1,a,teamwork,3,换了"), {"x-1": question.version}

    def write() -> None:
        edit_question(None, question_id, QuestionFacts(**texts), by=by(officer_id))
        retire_question(None, question_id, by=by(officer_id))

    acts = [
        lambda: in_transaction(write),
        lambda: in_transaction(lambda: carry_out_import(bank, lines, versions, by=by(bank.actor_id))),
    ]
    for _ in rounds(3):
        done = at_once(app, acts)

        assert done[0] is None
        assert isinstance(done[1], ImportPlan | ImportRefused)
        written = fresh(question_id)
        assert written.status == QuestionStatus.RETIRED
        assert (written.text_zh, written.sample_zh) == (texts["text_zh"], "刚写的长答案")


def test_of_two_equal_imports_at_once_the_second_changes_nothing(app: Flask, owner: User) -> None:
    make_category(slug="a")
    bank, lines = Bank(owner.id), _lines(*(f"x-{number},a,teamwork,3,字" for number in range(300)))

    def write() -> ImportPlan:
        return carry_out_import(bank, lines, {}, by=by(bank.actor_id))

    plans = at_once(app, [lambda: in_transaction(write)] * 2)

    assert sorted((len(plan.new), len(plan.changed), plan.same) for plan in plans) == [
        (0, 0, 300),
        (300, 0, 0),
    ]


def test_a_ticket_is_of_one_person_and_one_bank(
    browser: Any, window: Any, officers_window: Any, club: Club
) -> None:
    make_category(slug="a")
    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")

    confirm(browser(factories.make_user(is_superuser=True)), page)
    confirm(officers_window, page, f"/manage/{club.slug}/questions")

    assert "question.import" not in acts()
    assert db.session.scalars(select(Question)).all() == []


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _workbook(*rows: list[Any]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with(part: str, old: str, new: str, *, content: bytes | None = None) -> bytes:
    """A small workbook, or this one, in one part of which something else stands."""
    members = _members(content or _workbook(HEADER.split(",")))
    members.setdefault(SHARED, f'<sst xmlns="{MAIN}"></sst>'.encode())
    text = members[part].decode()
    assert old in text, text
    return _zip({**members, part: text.replace(old, new, 1).encode()})


def _with_entity() -> bytes:
    return _with(SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xff\xff", f'{HEADER}\n"x'.encode(), b"PK\x03\x04 nothing", _zip({"a.xml": b"<a/>"}),
        _zip({"a": b"0" * 30_000_000}), _zip({f"{number}.bin": b"" for number in range(300)}), _with_entity(),
        _workbook(),
    ],
    ids=["no text", "open quotes", "no zip", "no workbook", "bomb", "many members", "entity", "no cells"],
)  # fmt: skip
def test_files_that_are_none_are_refused(window: Any, content: bytes) -> None:
    assert refusal(check(window, content))


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["zlib", "bz2", "lzma"]
)
def test_a_workbook_with_damaged_bytes_is_damaged(method: int) -> None:
    whole = _zip(_members(_workbook(HEADER.split(","), ["字"] * 5)), method)
    chance = random.Random(1)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in chance.sample(range(4, len(damaged)), 3):
            damaged[place] ^= chance.randrange(1, 256)
        with suppress(TableRefused):
            question_lines(bytes(damaged))


def test_a_workbook_in_an_unknown_encoding_is_damaged() -> None:
    members = _members(_workbook(HEADER.split(",")))
    content = _zip({**members, SHEET: b'<?xml version="1.0" encoding="bogus-8"?>' + members[SHEET]})

    with pytest.raises(TableRefused) as refusal:
        question_lines(content)

    assert refusal.value.message is DAMAGED


def test_a_file_on_which_reading_breaks_down_is_refused(
    window: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "unguarded", break_down)

    page = check(window, ONE)

    assert refusal(page)
    assert "Refresh" not in page.headers
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("content", [b"", b" \n"], ids=["empty", "blank"])
def test_a_file_with_nothing_in_it_is_refused_at_once(window: Any, content: bytes) -> None:
    page = upload(window, content)

    assert page.status_code == 422
    assert "aria-invalid" in page.text


def test_a_workbook_with_numbers_is_read(window: Any) -> None:
    make_category(slug="a")

    confirm(window, check(window, _workbook(HEADER.split(","), ["x-1", "a", "teamwork", 2.0, "字"])))

    assert db.session.scalars(select(Question.difficulty)).all() == [2]


def test_a_file_of_sixty_columns_is_looked_at(window: Any) -> None:
    header = ["ref"] * 59 + ["x" * reading.MOST_IN_A_CELL]

    pages = check(window, ",".join(header)), check(window, _workbook(header))

    assert [problems(page)[0] for page in pages] == [("1", "category")] * 2
    assert [len(page.data) < 50_000 for page in pages] == [True] * 2


@pytest.mark.parametrize("content", [",".join("x" * 61), _workbook(["x"] * 61)], ids=["csv", "xlsx"])
def test_a_file_of_more_columns_is_refused(window: Any, content: bytes | str) -> None:
    assert "60" in refusal(check(window, content))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", "</cellXfs>", "<xf/>" * 20_000 + "</cellXfs>"),
        ("xl/workbook.xml", "</sheets>", "<sheet/>" * 20_000 + "</sheets>"),
        (SHARED, "</sst>", "<si/>" * 544_000 + "</sst>"),
        (SHARED, "</sst>", "<x/>" * 20_001 + "</sst>"),
        (SHEET, "</row>", "<c/>" * 544_000 + "</row>"),
        (SHEET, "</sheetData>", "</sheetData>" + "<mergeCell/>" * 20_000),
    ],
    ids=["styles", "sheets", "shared texts", "other in shared texts", "cells", "other in a sheet"],
)
def test_a_workbook_of_far_too_many_elements_is_refused_unopened(part: str, old: str, new: str) -> None:
    noise = random.Random(1).randbytes(60_000)  # so that the package is not packed too well
    content = _zip({**_members(_with(part, old, new)), "noise.bin": noise})

    with pytest.raises(TableRefused) as refusal:
        question_lines(content)

    assert refusal.value.message is TOO_LARGE


def test_a_part_by_another_name_is_counted_too() -> None:
    members = _members(_with("xl/workbook.xml", "</sheets>", "<sheet/>" * 20_000 + "</sheets>"))
    members["xl/workbook.bin"] = members.pop("xl/workbook.xml")
    types = members["[Content_Types].xml"].replace(b"/xl/workbook.xml", b"/xl/workbook.bin")

    with pytest.raises(TableRefused) as refusal:
        question_lines(_zip({**members, "[Content_Types].xml": types}))

    assert refusal.value.message is TOO_LARGE


def _shared(text: str, rows: int) -> bytes:
    """A workbook in which all cells of these rows, thirty in each, share one text."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 30 + "</row>"
    cells = _with(SHEET, "</sheetData>", row * rows + "</sheetData>")
    content = _with(SHARED, "</sst>", f"<si><t>{text}</t></si></sst>", content=_listed_shared(cells))
    return _zip({**_members(content), "noise.bin": random.Random(1).randbytes(400_000)})


def _listed_shared(content: bytes) -> bytes:
    """The workbook, the shared texts of which are named among its parts."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/{SHARED}" ContentType="{kind}"/></Types>'
    return _with("[Content_Types].xml", "</Types>", part, content=content)


@pytest.mark.parametrize("text", ["'=", "x&#13;&#10;", " "], ids=["guarded", "lines", "blank"])
def test_a_text_that_is_too_long_is_refused_before_it_is_copied(text: str) -> None:
    content = _shared(text * 1_000_000, 4000)
    tracemalloc.start()

    with pytest.raises(TableRefused, match=r"2.*\bA\b"):
        question_lines(content)

    most_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most_bytes < 100_000_000


def test_texts_that_are_too_much_together_are_refused() -> None:
    text = "'=" + "x" * (reading.MOST_IN_A_CELL - 2)

    with pytest.raises(TableRefused) as refusal:
        question_lines(_shared(text, 200))

    assert refusal.value.message is TOO_LARGE


def test_a_long_cell_of_a_csv_file_is_named_too() -> None:
    with pytest.raises(TableRefused, match=r"2.*\bD\b"):
        _lines(f"x,x,x,{'x' * (reading.MOST_IN_A_CELL + 1)}")


def test_as_many_signs_as_a_sample_answer_may_be_written_in_are_read(window: Any) -> None:
    make_category(slug="a")
    sample = normalize("NFD", "ệ" * LONGEST_SAMPLE)

    confirm(window, check(window, f"{HEADER},sample_en\nx-1,a,teamwork,2,字,{sample}\n"))

    assert db.session.scalars(select(Question.sample_en)).all() == ["ệ" * LONGEST_SAMPLE]


def test_marks_stacked_on_one_letter_are_refused_before_they_are_put_in_order(window: Any) -> None:
    make_category(slug="a")
    marks = "\u0327\u0301" * 16

    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字{marks}\n")

    assert problems(page) == [("2", "text_zh")]


def test_a_large_export_can_be_imported(window: Any) -> None:
    make_category(slug="a")
    rows = [f"x-{number},a,teamwork,2,字,{'长' * 2000}" for number in range(1600)]
    content = "\n".join([f"{HEADER},sample_zh", *rows]).encode()

    assert 9_500_000 < len(content) < reading.MOST_BYTES
    assert counts(check(window, content)) == [1600, 0, 0]


def test_a_file_that_is_too_large_is_told_so(window: Any) -> None:
    page = upload(window, f"{HEADER}\n".encode() + b" " * reading.MOST_BYTES + b"x")

    assert page.status_code == 422
    assert re.search(r'class="error"[^>]*>[^<]*10 MB', page.text)


def test_too_many_rows(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_category(slug="a")
    rows = "".join(f"x-{number},a,teamwork,2,字\n" for number in range(3))
    monkeypatch.setattr(tables, "MOST_QUESTIONS", 2)
    assert "3,000" in refusal(check(window, f"{HEADER}\n{rows}"))
    monkeypatch.setattr(tables, "MOST_QUESTIONS", 3)
    assert counts(check(window, f"{HEADER}\n{rows}")) == [3, 0, 0]


def _cells(**values: Any) -> bytes:
    """A workbook with something in these cells."""
    book, file = Workbook(), io.BytesIO()
    for place, value in values.items():
        book.active[place] = value
    book.save(file)
    return file.getvalue()


def test_rows_are_read_however_many_are_empty_between() -> None:
    assert question_lines(_cells(A1="ref", A99999="x")) == [(1, ["ref"]), (99999, ["x"])]


def test_rows_are_read_whatever_the_sheet_says_of_its_size() -> None:
    content = _with(SHEET, 'ref="A1:A3"', 'ref="A1:A1"', content=_cells(A1="ref", A3="x"))

    assert question_lines(content) == [(1, ["ref"]), (3, ["x"])]


def test_formatted_rows_without_text_do_not_count() -> None:
    content = _with(SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')

    assert question_lines(content) == [(1, HEADER.split(","))]


@pytest.mark.parametrize("place", ["A100001", "XFD1048576", "BI2"])
def test_a_text_far_away_is_not_left_out_silently(place: str) -> None:
    with pytest.raises(TableRefused, match="100,000|60"):
        question_lines(_cells(A1="ref", **{place: "x"}))


def test_rows_of_other_parts_may_stand_in_any_order() -> None:
    link = f'<externalLink xmlns="{MAIN}"><row r="2"/><row r="1"/></externalLink>'.encode()
    members = _members(_workbook(HEADER.split(",")))

    lines = question_lines(_zip({**members, "xl/externalLinks/externalLink1.xml": link}))

    assert lines == [(1, HEADER.split(","))]


@pytest.mark.parametrize("row", ['<row r="1">', '<row r="-1">', '<row r="x">'])
def test_a_row_out_of_its_place_is_not_left_out_silently(row: str) -> None:
    text = '<c t="inlineStr"><is><t>x</t></is></c>'

    with pytest.raises(TableRefused) as refusal:
        question_lines(_with(SHEET, "</sheetData>", f"{row}{text}</row></sheetData>"))

    assert refusal.value.message is DAMAGED


FOOTER = "<headerFooter><oddFooter>Page</oddFooter></headerFooter>"
FORMULA = '<row r="2"><c r="C2" {}><f>UPPER("x")</f>{}</c></row></sheetData>'


@pytest.mark.parametrize(
    "cell",
    [("", ""), ("", "<v/>"), ('t="e"', "<v>#NAME?</v>")],
    ids=["no value", "an empty value", "an error"],
)
def test_a_formula_without_its_result_is_named(cell: tuple[str, str]) -> None:
    with pytest.raises(TableRefused, match=r"2.*\bC\b"):
        question_lines(_with(SHEET, "</sheetData>", FORMULA.format(*cell) + FOOTER))


@pytest.mark.parametrize(
    ("cell", "result"),
    [(('t="str"', "<v>X</v>"), "X"), (("", "<v>4</v>"), "4"), (('t="str"', "<v></v>"), "")],
    ids=["text", "number", "empty text"],
)
def test_a_formula_is_read_as_its_result(cell: tuple[str, str], result: str) -> None:
    content = _with(
        SHEET, "</sheetData>", FORMULA.format(*cell).replace("</c>", '</c><c r="D2"><v>1</v></c>')
    )

    assert question_lines(content)[1] == (2, ["", "", result, "1"])


def test_a_formula_that_no_program_has_reckoned_blanks_no_text(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), text_en="keep me")
    row = ["x-1", "a", "teamwork", 3, question.text_zh, '=UPPER("keep me")']

    assert refusal(check(window, _workbook([*HEADER.split(","), "text_en"], row)))


ONE = f"{HEADER}\nx-1,a,teamwork,2,为什么？\n"


def let_a_minute_pass() -> None:
    """Let the files that are kept have waited for more than a minute."""
    for key in redis_store.client.scan_iter("import:questions:*"):
        redis_store.client.hset(key, "since", (utcnow() - timedelta(seconds=61)).isoformat())


def lose_the_task() -> None:
    """Let a worker take a task, and be killed with it."""
    assert tasks.dequeue() is not None


def go_on(window: Any, page: Any) -> Any:
    """Press "Try again" on the page of a file that has stopped."""
    assert 'name="stopped"' in page.text
    return window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(page), "stopped": "1"})


def test_a_file_is_read_by_the_worker_while_the_page_waits(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location

    waiting = window.get(path)
    work()
    read = window.get(path)

    assert "<progress" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert "Refresh" not in read.headers
    assert counts(read) == [1, 0, 0]


def test_a_file_is_written_by_the_worker_while_the_page_waits(window: Any) -> None:
    make_category(slug="a")
    path = window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(check(window, ONE))}).location

    waiting = window.get(path)
    work()

    assert "<progress" in waiting.text
    assert counts(window.get(path)) == [1, 0, 0]


def test_what_is_wrong_is_said_in_the_readers_language(window: Any) -> None:
    with transaction():
        db.session.scalars(select(User)).one().locale = "en"

    assert "There is no such column." in check(window, f"{HEADER},points\nx\n").text


def test_a_double_click_imports_once(window: Any) -> None:
    make_category(slug="a")
    page = check(window, ONE)

    answers = [window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(page)}) for _ in range(2)]
    work()

    assert [counts(window.get(answer.location)) for answer in answers] == [[1, 0, 0]] * 2
    assert acts() == ["question.import"]


def test_a_worker_that_dies_while_it_reads_costs_nothing(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location
    lose_the_task()
    assert "Refresh" in window.get(path).headers
    let_a_minute_pass()

    stopped = window.get(path)
    assert "Refresh" not in stopped.headers
    go_on(window, stopped)
    go_on(window, stopped)

    assert tasks.pending_count() == 1
    work()
    assert counts(window.get(path)) == [1, 0, 0]
    assert acts() == []


def test_a_worker_that_dies_while_it_writes_leaves_nothing_half_written(window: Any) -> None:
    make_category(slug="a")
    page = check(window, ONE)

    def die(*_: Any) -> None:
        raise RuntimeError("killed")

    event.listen(AuditEntry, "before_insert", die)
    stopped = confirm(window, page)
    event.remove(AuditEntry, "before_insert", die)
    assert "<progress" in stopped.text
    assert db.session.scalars(select(Question)).all() == []
    let_a_minute_pass()
    path = go_on(window, window.get(stopped.request.full_path)).location
    work()

    assert counts(window.get(path)) == [1, 0, 0]
    assert db.session.scalars(select(Question.text_zh)).all() == ["为什么？"]


def test_what_has_been_read_meanwhile_is_not_written_unseen(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location
    let_a_minute_pass()
    stopped = window.get(path)
    work()

    go_on(window, stopped)
    work()

    assert counts(window.get(path)) == [1, 0, 0]
    assert acts() == []


def _confirmed(window: Any, base: str) -> str:
    """Let somebody confirm a file that fits, which then waits for the worker, and return the path of its page."""
    make_category(slug="a")
    ticket = ticket_of(check(window, ONE, base))
    return window.submit(f"{base}/files/confirmation", {"ticket": ticket}).location


def test_a_file_is_not_written_after_its_officer_has_lost_the_role(
    officers_window: Any, officer: User, club: Club
) -> None:
    path = _confirmed(officers_window, f"/manage/{club.slug}/questions")
    loses_it = update(Membership).where(Membership.user_id == officer.id).values(role=Role.INTERVIEWER)

    with when_writing_begins(loses_it):  # and has it back, as nothing of this transaction is kept
        work()

    assert refusal(officers_window.get(path))
    assert db.session.scalars(select(Question)).all() == []
    assert acts() == []


def test_a_platform_file_is_not_written_after_its_administrator_has_lost_the_right(browser: Any) -> None:
    administrator = factories.make_user(is_superuser=True)
    window = browser(administrator)
    path = _confirmed(window, PLATFORM)

    for is_superuser in (False, True):
        with transaction():
            db.session.get_one(User, administrator.id).is_superuser = is_superuser
        work()

    assert refusal(window.get(path))
    assert db.session.scalars(select(Question)).all() == []


def test_another_file_takes_the_place_of_the_one_before(window: Any) -> None:
    make_category(slug="a")
    first = check(window, ONE)
    upload(window, ONE.replace("x-1", "x-2"))

    window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(first)})
    work()

    assert db.session.scalars(select(Question)).all() == []
    assert "flash error" in window.get(f"{PLATFORM}/files?ticket={ticket_of(first)}").text


def test_a_file_with_problems_is_not_written(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, f"{ONE}x-2,a,joke,2,字\n").location
    work()

    window.submit(f"{PLATFORM}/files/confirmation", {"ticket": path.rpartition("=")[2]})
    work()

    assert problems(window.get(path)) == [("3", "kind")]
    assert acts() == []


def test_lines_are_kept_as_they_are() -> None:
    lines = [(1, list(COLUMNS)), (3, ["字", "'=1", ""])]

    assert unpacked(packed(lines)) == lines


@pytest.mark.parametrize(
    ("column", "cell"),
    [("text_en", "Another one?"), ("follow_ups_zh", "后来呢？"), ("for_panels", "yes")],
)
def test_every_part_of_a_live_question_that_a_file_changes_is_reviewed(
    officers_window: Any, club: Club, owner: User, column: str, cell: str
) -> None:
    category = make_category()
    question = make_question(club=club, category=category, writer=owner)
    base = f"/manage/{club.slug}/questions"
    row = f"{question.ref},{category.slug},teamwork,3,{question.text_zh},{cell}"

    confirm(officers_window, check(officers_window, f"{HEADER},{column}\n{row}\n", base), base)

    assert fresh(question.id).status == QuestionStatus.IN_REVIEW


def test_a_live_question_that_a_file_changes_is_reviewed_anew(
    officers_window: Any, club: Club, officer: User, owner: User
) -> None:
    category = make_category()
    question = make_question(club=club, category=category, writer=owner)
    base = f"/manage/{club.slug}/questions"
    row = f"{question.ref},{category.slug},teamwork,3,换了一个问题？"

    confirm(officers_window, check(officers_window, f"{HEADER}\n{row}\n", base), base)

    assert (fresh(question.id).text_zh, question.status, question.writer_ids) == (
        "换了一个问题？", QuestionStatus.IN_REVIEW, [owner.id, officer.id],
    )  # fmt: skip
