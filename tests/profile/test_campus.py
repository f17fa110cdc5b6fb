"""The campus check: an address of the school, proven by a code, marks who belongs to it."""

from threading import Barrier

import pytest

from clubinterview.auth.models import User
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.profile.campus import belongs_to
from clubinterview.profile.models import SchoolDomain
from clubinterview.recruitment.models import Application, Status
from tests import factories
from tests.auth.acts import in_threads, mails_to, newest_code, outward, wrong_code
from tests.recruitment.forms import application_fields

CAMPUS = "3260100001@stu.zju.edu.cn"


@pytest.fixture
def school(club):
    with transaction():
        db.session.add(SchoolDomain(school_id=club.school_id, domain="zju.edu.cn"))
    return club.school


@pytest.fixture
def student(school):
    return factories.make_user(school=school, email="me@qq.com")


def confirm(browser, email=CAMPUS):
    browser.submit("/me/campus", {"email": email})
    return browser.submit("/me/campus/code", {"code": newest_code(email)})


def confirmed(user):
    with transaction():
        row = lock(User, user.id)
        row.campus_email, row.campus_confirmed_at = CAMPUS, row.created_at


@pytest.mark.parametrize(
    ("email", "belongs"),
    [
        ("a@zju.edu.cn", True),
        ("a@stu.zju.edu.cn", True),
        ("a@notzju.edu.cn", False),
        ("a@zju.edu.cn.example.org", False),
        ("a@edu.cn", False),
        ("zju.edu.cn@qq.com", False),
    ],
)
def test_only_the_schools_own_domains_count(email, belongs):
    assert belongs_to(email, ["zju.edu.cn", "edu.cn", "qq.com"]) is belongs


def test_a_code_sets_the_mark(browser, student):
    assert confirm(browser(student)).location == "/me"

    assert student.campus_email == CAMPUS
    assert "已认证" in browser(student).get("/me").text


@pytest.mark.parametrize(("email", "offered"), [(CAMPUS, True), ("me@qq.com", False)])
def test_an_own_address_of_the_school_is_filled_in(browser, school, email, offered):
    reader = browser(factories.make_user(school=school, email=email))

    assert (f'value="{email}"' in reader.get("/me/campus").text) is offered


def test_the_own_address_needs_a_code_too(browser, school):
    """It may have come with an import, and then nobody has shown that it is theirs."""
    student = factories.make_user(school=school, email=CAMPUS)
    reader = browser(student)

    assert reader.submit("/me/campus/own").status_code == 404
    assert student.campus_confirmed_at is None
    assert confirm(reader).location == "/me"
    assert student.campus_email == CAMPUS


def test_a_code_of_another_account_sets_nothing(browser, school, student):
    asked, reader = browser(factories.make_user(school=school)), browser(student)
    asked.submit("/me/campus", {"email": CAMPUS})
    with reader.session_transaction() as kept:
        kept["campus address"] = CAMPUS

    assert reader.submit("/me/campus/code", {"code": newest_code(CAMPUS)}).status_code == 422
    assert student.campus_confirmed_at is None
    assert asked.submit("/me/campus/code", {"code": newest_code(CAMPUS)}).location == "/me"


def test_an_address_of_another_place_is_refused(browser, student):
    assert browser(student).submit("/me/campus", {"email": "me@pku.edu.cn"}).status_code == 422
    assert mails_to("me@pku.edu.cn") == []


def test_a_wrong_code_sets_nothing(browser, student):
    reader = browser(student)
    reader.submit("/me/campus", {"email": CAMPUS})

    assert reader.submit("/me/campus/code", {"code": wrong_code(CAMPUS)}).status_code == 422
    assert student.campus_confirmed_at is None


def test_two_codes_within_a_minute_are_refused(browser, student):
    reader = browser(student)

    statuses = [reader.submit("/me/campus", {"email": CAMPUS}).status_code for _ in range(2)]

    assert statuses == [303, 429]


def test_an_address_that_confirmed_somebody_looks_like_another_one(browser, school, student):
    confirmed(factories.make_user(school=school))
    reader, answers = browser(student), []
    for email in (CAMPUS, "free@zju.edu.cn"):
        sent = outward(reader.submit("/me/campus", {"email": email}), email)
        page = outward(reader.get("/me/campus/code"), email)
        guesses = [outward(reader.submit("/me/campus/code", {"code": f"12345{n}"}), email) for n in range(3)]
        answers.append([sent, page, guesses])

    assert answers[0] == answers[1]
    assert [mail.is_secret for mail in mails_to(CAMPUS)] == [False]


def test_of_two_windows_at_once_one_uses_the_code_up(app, browser, student):
    readers = [browser(student) for _ in range(2)]
    readers[0].submit("/me/campus", {"email": CAMPUS})
    code = newest_code(CAMPUS)
    with readers[1].session_transaction() as kept:
        kept["campus address"] = CAMPUS
    tokens = {reader: reader.token() for reader in readers}
    barrier, statuses = Barrier(2), []

    def enter():
        reader = readers.pop()
        barrier.wait()
        with app.app_context():
            statuses.append(
                reader.post("/me/campus/code", data={"code": code, "csrf_token": tokens[reader]}).status_code
            )

    in_threads(enter, 2)

    assert sorted(statuses) == [303, 422]


def test_another_school_takes_the_mark_away(browser, student):
    confirmed(student)
    other = factories.make_school(name="另一所测试大学")

    browser(student).submit(
        "/me/edit",
        {
            "name": "陈一鸣",
            "school": other.name,
            "major": "软件工程",
            "student_number": "1",
            "enrolment_year": "2026",
        },
    )

    assert student.school_id == other.id
    assert student.campus_confirmed_at is None


def test_a_school_without_domains_offers_nothing(browser, candidate):
    assert '<form method="post" class="card' not in browser(candidate).get("/me/campus").text


@pytest.mark.parametrize("marked", [True, False])
def test_officers_see_the_mark(browser, officer, club, student, marked):
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, user=student)
    if marked:
        confirmed(student)
    reader = browser(officer)

    for path in ("", f"/{application.id}"):
        page = reader.get(f"/manage/{club.slug}/drives/{drive.id}/applicants{path}").text
        assert ("已认证" in page) is marked
        assert CAMPUS not in page


@pytest.mark.parametrize("marked", [True, False])
def test_a_drive_may_demand_it(browser, club, student, marked):
    drive = factories.make_drive(club=club, needs_campus_confirmation=True)
    factories.make_resume(user=student)
    if marked:
        confirmed(student)
    reader = browser(student)
    assert ("/me/campus" in reader.get(f"/drives/{drive.id}").text) is not marked

    answer = reader.submit(f"/drives/{drive.id}/application", application_fields(drive))

    assert answer.status_code == (302 if marked else 409)
    submitted = db.session.query(Application).filter_by(status=Status.SUBMITTED).count()
    assert submitted == marked


def test_a_draft_needs_no_mark(browser, club, student):
    drive = factories.make_drive(club=club, needs_campus_confirmation=True)

    answer = browser(student).submit(
        f"/drives/{drive.id}/application", application_fields(drive, act="draft")
    )

    assert answer.status_code == 302
