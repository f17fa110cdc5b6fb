"""Officers list, filter, search, and read applicants."""

import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import mysql, sqlite

from clubinterview.club.models import Department
from clubinterview.core.audit import AuditEntry
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment import hooks
from clubinterview.recruitment.applicant_list import ALL_INDEX, STATUS_INDEX, Filters, page_of_applicants
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationChoice,
    DriveDepartment,
    DriveStatus,
    Status,
)
from clubinterview.recruitment.search import grams_to_find, normalised, searchable_texts
from clubinterview.storage import files
from tests.counting import counted
from tests.factories import make_application, make_club, make_drive, make_resume, make_user
from tests.recruitment.cast import make_decision, make_searchable


@pytest.fixture
def drive(club):
    return make_drive(club=club)


def list_of(drive, arguments: str = "") -> str:
    return f"/manage/{drive.club.slug}/drives/{drive.id}/applicants{arguments}"


def page_of(application, tail: str = "") -> str:
    return list_of(application.drive, f"/{application.id}{tail}")


def names(page: str) -> list[str]:
    """The names in the table, from top to bottom."""
    return (
        re.findall(r"<b>([^<]+)</b>", page.split("<tbody>")[1].split("</tbody>")[0])
        if "<tbody>" in page
        else []
    )


def apply(drive, name: str, **fields):
    """A submitted, searchable application of a new person."""
    number = fields.pop("student_number", None)
    user = make_user(school=drive.club.school, name=name, **({"student_number": number} if number else {}))
    application = make_application(drive=drive, user=user, **fields)
    make_searchable(application, user)
    return application


# --- who may ---


@pytest.fixture
def application(drive, candidate):
    return make_application(drive=drive, user=candidate, resume=make_resume(user=candidate))


@pytest.mark.parametrize("tail", ["", "/1", "/1/resume"])
def test_pages_ask_to_sign_in(client, drive, tail):
    assert client.get(list_of(drive, tail)).location.startswith("/login")


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of, lambda a: page_of(a, "/resume")])
def test_people_outside_the_club_find_nothing(browser, outsider, application, make_path):
    assert browser(outsider).get(make_path(application)).status_code == 404


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of, lambda a: page_of(a, "/resume")])
def test_interviewers_may_not(browser, interviewer, application, make_path):
    assert browser(interviewer).get(make_path(application)).status_code == 403


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of])
@pytest.mark.parametrize("reader", ["officer", "owner"])
def test_officers_and_owners_may(browser, request, application, make_path, reader):
    assert browser(request.getfixturevalue(reader)).get(make_path(application)).status_code == 200


def test_the_whole_address_is_checked(browser, officer, club, application):
    other_drive = make_drive(club=club)
    foreign = make_application(drive=make_drive(club=make_club()))
    page = browser(officer)

    assert page.get(list_of(other_drive, f"/{application.id}")).status_code == 404
    assert page.get(list_of(application.drive, f"/{foreign.id}")).status_code == 404
    assert page.get(f"/manage/{club.slug}/drives/{foreign.drive_id}/applicants").status_code == 404
    assert (
        page.get(f"/manage/{club.slug}/drives/{foreign.drive_id}/applicants/{foreign.id}").status_code == 404
    )


def test_a_draft_is_its_writers_alone(browser, officer, drive):
    draft = make_application(drive=drive, status=Status.DRAFT)
    page = browser(officer)

    assert names(page.get(list_of(drive)).text) == []
    assert page.get(page_of(draft)).status_code == 404
    assert page.get(list_of(drive, "?status=draft")).status_code == 404


# --- list and filters ---


def test_the_newest_stand_first(browser, officer, drive):
    for name in ("甲", "乙", "丙"):
        apply(drive, name)

    assert names(browser(officer).get(list_of(drive)).text) == ["丙", "乙", "甲"]


def test_applicants_of_other_drives_are_not_shown(browser, officer, club, drive):
    apply(make_drive(club=club), "别处")
    apply(drive, "这里")

    assert names(browser(officer).get(list_of(drive)).text) == ["这里"]


def test_a_status_filters_and_is_counted(browser, officer, drive):
    apply(drive, "甲")
    apply(drive, "乙", status=Status.INTERVIEW)
    apply(drive, "丙", status=Status.INTERVIEW)

    page = browser(officer).get(list_of(drive, "?status=interview")).text

    assert names(page) == ["丙", "乙"]
    chips = re.findall(r'class="chip"[^>]*>[^<]*<span class="num">(\d+)', page)
    assert chips[:3] == ["3", "1", "2"]


def test_any_wish_for_a_department_counts(browser, officer, drive):
    tech, press = drive.departments
    apply(drive, "两个")
    only_tech = apply(drive, "只要技术")
    with transaction():
        second = db.session.scalars(
            select(ApplicationChoice).where(
                ApplicationChoice.application_id == only_tech.id, ApplicationChoice.rank == 2
            )
        ).one()
        db.session.delete(second)
    page = browser(officer)

    assert names(page.get(list_of(drive, f"?department={press.id}")).text) == ["两个"]
    assert names(page.get(list_of(drive, f"?department={tech.id}")).text) == ["只要技术", "两个"]


def test_filters_combine(browser, officer, drive):
    tech = drive.departments[0]
    apply(drive, "张三")
    apply(drive, "张四", status=Status.INTERVIEW)
    apply(drive, "李四", status=Status.INTERVIEW)

    arguments = f"?status=interview&department={tech.id}&q=张"

    assert names(browser(officer).get(list_of(drive, arguments)).text) == ["张四"]


@pytest.mark.parametrize(
    "arguments",
    [
        "?status=nonsense",
        "?department=0",
        "?department=x",
        "?after=x",
        "?after=0",
        "?before=-1",
        "?after=99999999999",
    ],
)
def test_filters_that_cannot_be_are_not_found(browser, officer, drive, arguments):
    assert browser(officer).get(list_of(drive, arguments)).status_code == 404


def test_departments_of_other_clubs_are_not_found(browser, officer, drive):
    foreign = make_club().departments[0]

    assert browser(officer).get(list_of(drive, f"?department={foreign.id}")).status_code == 404


def test_pages_lead_there_and_back_with_their_filters(browser, officer, drive):
    many = [apply(drive, f"第{number}位", status=Status.INTERVIEW).user.name for number in range(53)]
    page = browser(officer)

    first = page.get(list_of(drive, "?status=interview")).text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page.get(following).text
    back = page.get(second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")).text

    assert "status=interview" in following
    assert names(first) == many[::-1][:50] == names(back)
    assert names(second) == many[::-1][50:]


def test_an_empty_list_says_so(browser, officer, drive):
    page = browser(officer)

    assert 'class="empty"' in page.get(list_of(drive)).text
    assert list_of(drive) in page.get(list_of(drive, "?q=没有")).text


def test_a_page_is_small(browser, officer, drive):
    for number in range(50):
        apply(drive, f"欧阳子涵{number}")

    assert len(browser(officer).get(list_of(drive)).data) <= 30_000


# --- search ---


@pytest.mark.parametrize(
    "query",
    ["欧阳", "阳子", "子涵", "欧阳子涵", "欧", "涵", "ouyang", "yangzihan", "OUYANG", "oyzh", "yz", "zi han", "２０２６８８", "202688", "880013", " 欧阳 "],
)  # fmt: skip
def test_people_are_found_by_any_letters(browser, officer, drive, query):
    apply(drive, "欧阳子涵", student_number="2026880013")
    apply(drive, "陈一鸣", student_number="2025110001")

    page = browser(officer).get(list_of(drive), query_string={"q": query}).text

    assert names(page) == ["欧阳子涵"]


@pytest.mark.parametrize("query", ["𠮷田", "𠮷", "田光", "guang"])
def test_rare_characters_are_found(browser, officer, drive, query):
    apply(drive, "𠮷田 光")

    assert names(browser(officer).get(list_of(drive), query_string={"q": query}).text) == ["𠮷田 光"]


@pytest.mark.parametrize("query", ["zoë", "zoe", "obrien", "O'Brien", "brien-ng", "ZOE O"])
def test_accents_and_punctuation_do_not_matter(browser, officer, drive, query):
    apply(drive, "Zoë O'Brien-Ng")

    assert len(names(browser(officer).get(list_of(drive), query_string={"q": query}).text)) == 1


@pytest.mark.parametrize(
    "query", ["涵子", "欧子", "zihanouyang", "%", "_", "\\", "'", "\0", "。", "x" * 500, "😀"]
)
def test_others_are_not_found(browser, officer, drive, query):
    apply(drive, "欧阳子涵")

    answer = browser(officer).get(list_of(drive), query_string={"q": query})

    assert answer.status_code == 200
    assert names(answer.text) == []


def test_letters_that_stand_apart_are_not_a_find(browser, officer, drive):
    apply(drive, "abxbc")  # has the pairs ab and bc, but not abc

    assert names(browser(officer).get(list_of(drive, "?q=abc")).text) == []


def test_a_long_query_asks_for_few_pairs():
    assert len(grams_to_find(normalised("zhang san feng"))) == 4
    assert grams_to_find("欧阳zi")[0] == "欧阳"
    assert grams_to_find("") == []


def test_the_texts_of_a_person(candidate):
    candidate.student_number = "2026 01"

    assert searchable_texts(candidate) == ["欧阳子涵", "ouyangzihan", "oyzh", "202601"]
    db.session.rollback()


def test_search_is_limited(browser, officer, drive, app, monkeypatch):
    monkeypatch.setitem(app.config, "SEARCHES_PER_MINUTE", 2)
    page = browser(officer)

    codes = [page.get(list_of(drive, "?q=欧阳")).status_code for _ in range(3)]

    assert codes == [200, 200, 429]
    assert page.get(list_of(drive)).status_code == 200


# --- cost ---


@pytest.mark.parametrize(
    "arguments", ["", "?status=submitted", "?department={department}", "?q=第", "?q=di1&status=submitted"]
)
def test_the_list_costs_four_statements_for_3_and_for_300(browser, officer, drive, arguments):
    path = list_of(drive, arguments.format(department=drive.departments[0].id))
    page = browser(officer)
    costs = []
    for number in range(300):
        if number in {3, 299}:
            with counted() as count:
                assert page.get(path).status_code == 200
            assert count.written == []
            costs.append(count.sql)
        apply(drive, f"第{number}位")

    assert costs[0] == costs[1] <= 4


def plan_of(query) -> list[dict[str, str]]:
    """What the database says it would do for a query, a row for each table."""
    on_mysql = db.engine.dialect.name == "mysql"
    dialect = mysql.dialect() if on_mysql else sqlite.dialect()
    compiled = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN " if on_mysql else "EXPLAIN QUERY PLAN "
    return [dict(row._mapping) for row in db.session.execute(text(explain + compiled.replace(":", r"\:")))]


@pytest.fixture
def crowd(club):
    """A drive of 400 applications among 1200 of other drives, all with two wishes."""
    drives = [make_drive(club=club) for _ in range(4)]
    people = [make_user(school=club.school) for _ in range(4)]
    with transaction():
        states = [Status.SUBMITTED, Status.INTERVIEW, Status.REJECTED, Status.DRAFT, Status.SUBMITTED]
        users = _many_users(people[0], 400)
        rows = [
            {
                "drive_id": drives[number % 4].id,
                "user_id": users[number // 4],
                "status": states[number % 5],
                "reference": f"CI-{number:06d}",
            }
            for number in range(1600)
        ]
        db.session.execute(Application.__table__.insert(), rows)
        ids = db.session.scalars(select(Application.id)).all()
        departments = [department.id for department in club.departments]
        db.session.execute(
            ApplicationChoice.__table__.insert(),
            [
                {"application_id": row, "department_id": department, "rank": rank}
                for row in ids
                for rank, department in enumerate(departments, 1)
            ],
        )
    if db.engine.dialect.name == "mysql":
        with db.engine.connect() as connection:
            connection.execute(text("ANALYZE TABLE application, application_choice")).all()
    return drives[1]


def _many_users(model, count: int) -> list[int]:
    table = type(model).__table__
    db.session.execute(
        table.insert(),
        [
            {"name": f"人{n}", "email": f"crowd{n}@example.edu.cn", "school_id": model.school_id, "status": "active",
             "session_version": 1, "is_superuser": False, "is_club_member": False, "unread_notifications": 0,
             "locale": "zh_Hans_CN", "major": "", "student_number": "", "bio": "", "notice_version": ""}
            for n in range(count)
        ],
    )  # fmt: skip
    return list(db.session.scalars(select(table.c.id).where(table.c.email.like("crowd%"))))


@pytest.mark.parametrize(
    ("status", "index"),
    [(None, ALL_INDEX), (Status.SUBMITTED, STATUS_INDEX), (Status.REJECTED, STATUS_INDEX)],
)
@pytest.mark.parametrize("place", ["first", "middle", "back"])
def test_the_ids_of_a_page_come_from_the_covering_index(crowd, status, index, place):
    ids = db.session.scalars(
        select(Application.id).where(Application.drive_id == crowd.id).order_by(Application.id)
    ).all()
    cursor = {"first": Cursor(), "middle": Cursor(after=ids[300]), "back": Cursor(before=ids[100])}[place]

    query = page_of_applicants(crowd.id, Filters(status=status), cursor)

    assert len(db.session.scalars(query).all()) == 51
    [step] = plan_of(query)
    if db.engine.dialect.name == "mysql":
        assert step["key"] == index
        assert "Using index" in step["Extra"]
        assert "filesort" not in step["Extra"]
        if place != "first":
            assert step["type"] == "range"
    else:
        assert "USING COVERING INDEX ix_application_drive_id" in step["detail"]


@pytest.mark.parametrize("after", [False, True])
def test_the_ids_of_a_departments_page_come_from_the_index_of_wishes(crowd, after):
    middle = db.session.scalars(
        select(Application.id).where(Application.drive_id == crowd.id).order_by(Application.id)
    ).all()[200]
    department = crowd.club.departments[0].id

    query = page_of_applicants(
        crowd.id, Filters(department_id=department), Cursor(after=middle if after else None)
    )

    plan = plan_of(query)
    assert len(db.session.scalars(query).all()) == 51
    if db.engine.dialect.name == "mysql":
        assert all("filesort" not in step["Extra"] for step in plan)
        assert all(step["type"] not in {"ALL", "index"} for step in plan)
    else:
        assert all("SCAN" not in step["detail"] and "TEMP B-TREE" not in step["detail"] for step in plan)


# --- one applicant ---


def test_the_page_shows_all_that_officers_need(browser, officer, drive, candidate):
    resume = make_resume(user=candidate, text="熟悉 Python。<script>")
    application = make_application(drive=drive, user=candidate, resume=resume)
    with transaction():
        db.session.add(
            ApplicationAnswer(
                application_id=application.id, form_field_id=drive.fields[0].id, text="因为 𠮷😀 <b>"
            )
        )

    page = browser(officer).get(page_of(application)).text

    expected = [
        "欧阳子涵", candidate.student_number, "软件工程", application.reference, "技术部", "宣传部",
        "因为 𠮷😀 &lt;b&gt;", "熟悉 Python。&lt;script&gt;", page_of(application, "/resume"), page_of(application, "/decision"),
    ]  # fmt: skip
    assert [words for words in expected if words not in page] == []


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_every_state_has_a_page(browser, officer, drive, candidate, status):
    application = make_application(drive=drive, user=candidate, status=status)

    page = browser(officer).get(page_of(application)).text

    assert (page_of(application, "/decision") in page) == (status in {"submitted", "interview", "waitlisted"})


def test_neighbours_are_one_step_away(browser, officer, drive):
    first, second, third = (apply(drive, name) for name in ("甲", "乙", "丙"))
    make_application(drive=drive, status=Status.DRAFT)
    page = browser(officer)

    middle, newest = page.get(page_of(second)).text, page.get(page_of(third)).text

    assert f'rel="prev" href="{page_of(third)}"' in middle
    assert f'rel="next" href="{page_of(first)}"' in middle
    assert 'rel="prev"' not in newest


def test_the_first_wish_is_what_the_offer_would_be_for(browser, officer, drive, candidate):
    application = make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    tech, press = (choice for choice in application.choices)
    with transaction():
        tech.rank, press.rank = 3, 1

    page = browser(officer).get(page_of(application)).text

    assert f'<option selected value="{press.department_id}">' in page


def test_cards_of_features_above_are_drawn(browser, officer, application, monkeypatch):
    card = ("recruitment/_club_drives.html", {"drives": [], "may_apply": True})
    monkeypatch.setattr(
        hooks, "officer_cards", [lambda shown, reader: card if reader.id == officer.id else None]
    )

    assert "招新" in browser(officer).get(page_of(application)).text


def test_a_page_costs_six_statements_and_writes_nothing(browser, officer, drive, candidate):
    application = make_application(
        drive=drive, user=candidate, status=Status.INTERVIEW, resume=make_resume(user=candidate)
    )
    make_decision(application=application, stage=drive.stages[1], officer=officer)
    page = browser(officer)

    with counted() as count:
        assert page.get(page_of(application)).status_code == 200

    assert count.sql <= 6
    assert count.written == []


# --- the resume ---


def test_a_download_is_noted_for_its_owner_to_see(browser, officer, club, application):
    key = files.save("resume", b"%PDF")
    with transaction():
        application.resume.size_bytes, application.resume.storage_key = 4, key

    with browser(officer).get(page_of(application, "/resume")) as answer:
        assert (answer.status_code, answer.data) == (200, b"%PDF")

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.subject_user_id, entry.club_id) == (
        "resume.open",
        officer.id,
        application.user_id,
        club.id,
    )


def test_without_a_resume_there_is_nothing_to_download(browser, officer, drive, candidate):
    application = make_application(drive=drive, user=candidate)

    assert browser(officer).get(page_of(application, "/resume")).status_code == 404
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_departments_without_a_drive_are_no_filter(browser, officer, club, drive):
    with transaction():
        idle = Department(club_id=club.id, name="外联部", position=9)
        db.session.add(idle)
    closed = make_drive(club=club, status=DriveStatus.CLOSED)
    assert db.session.scalars(
        select(DriveDepartment.drive_id).where(DriveDepartment.drive_id == closed.id)
    ).all()

    assert browser(officer).get(list_of(drive, f"?department={idle.id}")).status_code == 404
