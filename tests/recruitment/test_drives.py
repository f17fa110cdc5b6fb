"""Officers write, publish, and close drives."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.club.models import Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Criterion,
    Drive,
    DriveCount,
    DriveDepartment,
    DriveStatus,
    FieldKind,
    FormField,
    Stage,
    Status,
)
from tests.counting import counted
from tests.factories import make_club, make_drive, make_membership, make_user
from tests.recruitment.forms import drive_fields, local


def only_drive() -> Drive:
    return db.session.scalars(select(Drive).execution_options(populate_existing=True)).one()


def path(club, drive, tail: str = "") -> str:
    return f"/manage/{club.slug}/drives/{drive.id}{tail}"


# --- who may ---


@pytest.mark.parametrize("tail", ["", "/new", "/1", "/1/edit"])
def test_pages_ask_to_sign_in(client, club, tail):
    assert client.get(f"/manage/{club.slug}/drives{tail}").status_code == 302


@pytest.mark.parametrize("tail", ["/new", "/1/edit", "/1/publication", "/1/closing"])
def test_changes_by_nobody_are_refused(client, club, tail):
    assert client.submit(f"/manage/{club.slug}/drives{tail}").status_code == 401


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_people_outside_the_club_find_nothing(browser, outsider, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    stranger = browser(outsider)

    method = stranger.submit if tail.endswith(("tion", "ing")) else stranger.get

    assert method(path(club, drive, tail)).status_code == 404


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_interviewers_may_not(browser, interviewer, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    member = browser(interviewer)

    method = member.submit if tail.endswith(("tion", "ing")) else member.get

    assert method(path(club, drive, tail)).status_code == 403


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_another_clubs_drive_is_not_found_in_this_club(browser, officer, club, tail):
    foreign = make_drive(club=make_club(), status=DriveStatus.DRAFT)
    member = browser(officer)

    method = member.submit if tail.endswith(("tion", "ing")) else member.get

    assert method(path(club, foreign, tail)).status_code == 404


# --- writing ---


def test_a_new_drive_is_a_draft_with_all_its_parts(browser, officer, club):
    answer = browser(officer).submit(f"/manage/{club.slug}/drives/new", drive_fields(club))

    drive = only_drive()
    assert answer.location == path(club, drive)
    assert (drive.title, drive.status, drive.most_choices) == ("2026 秋季招新", DriveStatus.DRAFT, 2)
    stages = db.session.scalars(select(Stage).order_by(Stage.position)).all()
    assert [(stage.kind, stage.name) for stage in stages] == [
        ("screening", "简历筛选"),
        ("interview", "面试"),
    ]
    criteria = db.session.scalars(select(Criterion).order_by(Criterion.position)).all()
    assert [(c.stage_id, c.name, c.guide, c.weight_percent) for c in criteria] == [
        (stages[1].id, "表达", "清楚", 40),
        (stages[1].id, "技术", "", 60),
    ]
    fields = db.session.scalars(select(FormField).order_by(FormField.position)).all()
    assert [(f.kind, f.label, f.options, f.is_required) for f in fields] == [
        (FieldKind.LONG_TEXT, "为什么想加入？", [], True),
        (FieldKind.CHOICE, "每周几小时？", ["2 小时", "5 小时"], False),
    ]
    assert set(db.session.scalars(select(DriveDepartment.department_id))) == {d.id for d in club.departments}
    assert set(db.session.scalars(select(DriveCount.status))) == set(Status)


def test_writing_publishing_and_closing_is_audited(browser, officer, club):
    page = browser(officer)
    page.submit(f"/manage/{club.slug}/drives/new", drive_fields(club))
    drive = only_drive()
    page.submit(path(club, drive, "/edit"), drive_fields(club, title="新标题"))
    page.submit(path(club, drive, "/publication"))
    page.submit(path(club, drive, "/closing"))

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.act, e.actor_id, e.club_id, e.target, e.old, e.new) for e in entries] == [
        ("drive.create", officer.id, club.id, f"drive {drive.id}", "", ""),
        ("drive.edit", officer.id, club.id, f"drive {drive.id}", "", ""),
        ("drive.publish", officer.id, club.id, f"drive {drive.id}", "draft", "open"),
        ("drive.close", officer.id, club.id, f"drive {drive.id}", "open", "closed"),
    ]


def test_emoji_and_rare_characters_are_kept(browser, officer, club):
    fields = drive_fields(club, title="😀𠮷 招新", body="𠮷田 😀", **{"questions-0-label": "𠮷？😀"})

    browser(officer).submit(f"/manage/{club.slug}/drives/new", fields)

    assert (only_drive().title, only_drive().body) == ("😀𠮷 招新", "𠮷田 😀")
    assert "𠮷？😀" in db.session.scalars(select(FormField.label)).all()


def test_unnamed_rows_count_as_absent(browser, officer, club):
    empty = {"questions-5-kind": "choice", "questions-5-label": "", "criteria-4-name": ""}

    browser(officer).submit(f"/manage/{club.slug}/drives/new", drive_fields(club, **empty))

    assert db.session.scalar(select(func.count()).select_from(FormField)) == 2
    assert db.session.scalar(select(func.count()).select_from(Criterion)) == 2


LATER = local(utcnow() + timedelta(days=7))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 81},
        {"title": "a\0b"},
        {"title": "a\nb"},
        {"body": "x" * 10_001},
        {"opens_at": ""},
        {"opens_at": "tomorrow"},
        {"closes_at": "2026-13-40T99:99"},
        {"opens_at": LATER, "closes_at": LATER},
        {"departments": []},
        {"departments": ["999999"]},
        {"departments": ["x"]},
        {"most_choices": "4"},
        {"most_choices": "many"},
        {"screening_name": ""},
        {"interview_name": "x" * 41},
        {"questions-0-kind": "file"},
        {"questions-0-label": "x" * 121},
        {"questions-0-label": "", "questions-0-hint": "only a hint"},
        {"questions-1-options": "one"},
        {"questions-1-options": "same\nsame"},
        {"questions-1-options": "fine\n" + "x" * 81},
        {"questions-1-options": "\n".join(str(number) for number in range(21))},
        {"criteria-0-name": "x" * 41},
        {"criteria-0-guide": "x" * 301},
        {"criteria-0-weight_percent": "39"},
        {"criteria-0-weight_percent": "0"},
        {"criteria-0-weight_percent": "forty"},
        {"criteria-0-weight_percent": ""},
        {"criteria-0-name": ""},
        {"criteria-0-weight_percent": "-20", "criteria-1-weight_percent": "120"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_bad_input_is_shown_and_nothing_is_saved(browser, officer, club, wrong):
    fields = drive_fields(club, screening_name="我写的名字") | wrong

    answer = browser(officer).submit(f"/manage/{club.slug}/drives/new", fields)

    assert answer.status_code == 422
    assert db.session.scalars(select(Drive)).all() == []
    if "interview_name" not in wrong:
        assert "面试" in answer.text  # what was typed is still there


def test_a_drive_without_any_criterion_is_refused(browser, officer, club):
    fields = {name: value for name, value in drive_fields(club).items() if not name.startswith("criteria")}

    assert browser(officer).submit(f"/manage/{club.slug}/drives/new", fields).status_code == 422


@pytest.mark.parametrize(
    "name", ["questions-²-label", "questions-99999999999999999999-label", "questions--label"]
)
def test_odd_row_numbers_are_ignored(browser, officer, club, name):
    answer = browser(officer).submit(f"/manage/{club.slug}/drives/new", drive_fields(club, **{name: "x"}))

    assert answer.status_code == 302
    assert db.session.scalar(select(func.count()).select_from(FormField)) == 2


def test_departments_of_another_club_are_refused(browser, officer, club):
    foreign = make_club().departments[0]

    fields = drive_fields(club, departments=[str(foreign.id)])

    assert browser(officer).submit(f"/manage/{club.slug}/drives/new", fields).status_code == 422


@pytest.mark.parametrize(
    ("button", "row"), [("question", "questions-2-label"), ("criterion", "criteria-2-name")]
)
def test_adding_a_row_keeps_every_word_and_saves_nothing(browser, officer, club, button, row):
    answer = browser(officer).submit(
        f"/manage/{club.slug}/drives/new", drive_fields(club, add=button, title="")
    )

    assert answer.status_code == 200
    assert f'name="{row}"' in answer.text
    assert "为什么想加入？" in answer.text
    assert db.session.scalars(select(Drive)).all() == []


def test_no_more_than_ten_questions_fit(browser, officer, club):
    more = {f"questions-{number}-label": f"问题 {number}" for number in range(12)}
    more |= {f"questions-{number}-kind": "text" for number in range(12)}

    browser(officer).submit(f"/manage/{club.slug}/drives/new", drive_fields(club, **more))

    assert db.session.scalar(select(func.count()).select_from(FormField)) == 10


def test_a_draft_can_be_written_anew(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    fields = drive_fields(
        club,
        title="新标题",
        departments=[str(club.departments[1].id)],
        **{"criteria-0-weight_percent": "100", "criteria-1-name": "", "criteria-1-weight_percent": ""},
    )

    browser(officer).submit(path(club, drive, "/edit"), fields)

    assert only_drive().title == "新标题"
    assert db.session.scalars(select(DriveDepartment.department_id)).all() == [club.departments[1].id]
    assert db.session.execute(select(Criterion.name, Criterion.weight_percent)).all() == [("表达", 100)]
    assert db.session.scalars(select(FormField.label).order_by(FormField.position)).all() == [
        "为什么想加入？",
        "每周几小时？",
    ]


def test_the_form_of_a_draft_shows_what_it_says(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    page = browser(officer).get(path(club, drive, "/edit")).text

    for words in ("2026 秋季招新", "为什么想加入我们？", "10 小时", 'value="表达"', 'value="60"'):
        assert words in page


# --- published ---


def published_fields(drive: Drive, **changes: str) -> dict[str, str]:
    return {
        "title": "改了标题",
        "body": "改了文字",
        "closes_at": local(drive.closes_at + timedelta(days=1)),
        "screening_name": "筛选",
        "interview_name": "一面",
        **changes,
    }


def test_words_and_a_later_closing_of_a_published_drive_can_change(browser, officer, club):
    drive = make_drive(club=club)
    later = drive.closes_at + timedelta(days=1)

    browser(officer).submit(path(club, drive, "/edit"), published_fields(drive))

    changed = only_drive()
    assert (changed.title, changed.body) == ("改了标题", "改了文字")
    assert changed.closes_at == later.replace(second=0, microsecond=0)
    assert db.session.scalars(select(Stage.name).order_by(Stage.position)).all() == ["筛选", "一面"]


def test_the_same_closing_stays_to_the_second(browser, officer, club):
    drive = make_drive(club=club)

    browser(officer).submit(
        path(club, drive, "/edit"), published_fields(drive, closes_at=local(drive.closes_at))
    )

    assert only_drive().closes_at == drive.closes_at


def test_an_earlier_closing_of_a_published_drive_is_refused_beside_its_field(browser, officer, club):
    drive = make_drive(club=club)
    fields = published_fields(drive, closes_at=local(drive.closes_at - timedelta(minutes=1)))

    answer = browser(officer).submit(path(club, drive, "/edit"), fields)

    assert answer.status_code == 422
    assert "改了标题" in answer.text
    assert only_drive().title == "2026 秋季招新"


def test_questions_criteria_and_departments_of_a_published_drive_stay(browser, officer, club):
    drive = make_drive(club=club)

    fields = drive_fields(club, closes_at=local(drive.closes_at), departments=[str(club.departments[0].id)])
    browser(officer).submit(path(club, drive, "/edit"), fields)

    assert db.session.scalar(select(func.count()).select_from(DriveDepartment)) == 2
    assert "为什么想加入我们？" in db.session.scalars(select(FormField.label)).all()


def test_an_archived_drive_stays_as_it_is(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.ARCHIVED)

    assert browser(officer).submit(path(club, drive, "/edit"), published_fields(drive)).status_code == 409


# --- publishing and closing ---


def test_a_draft_is_published(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    answer = browser(officer).submit(path(club, drive, "/publication"))

    assert answer.location == path(club, drive)
    assert only_drive().status == DriveStatus.OPEN


@pytest.mark.parametrize(
    ("status", "tail", "code", "after"),
    [
        ("open", "/publication", 302, "open"),
        ("closed", "/publication", 409, "closed"),
        ("archived", "/publication", 409, "archived"),
        ("draft", "/closing", 409, "draft"),
        ("open", "/closing", 302, "closed"),
        ("closed", "/closing", 302, "closed"),
        ("archived", "/closing", 409, "archived"),
    ],
)
def test_phases_follow_their_order(browser, officer, club, status, tail, code, after):
    drive = make_drive(club=club, status=DriveStatus(status))

    assert browser(officer).submit(path(club, drive, tail)).status_code == code
    assert only_drive().status == after


def test_a_drive_whose_closing_has_passed_is_not_published(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT, closes_at=utcnow() - timedelta(seconds=2))

    assert browser(officer).submit(path(club, drive, "/publication")).status_code == 409
    assert only_drive().status == DriveStatus.DRAFT


def test_a_drive_without_departments_is_not_published(browser, officer):
    club = make_club(departments=())
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    member = make_user(school=club.school)
    make_membership(club=club, user=member, role=Role.OWNER)

    assert browser(member).submit(path(club, drive, "/publication")).status_code == 409


@pytest.mark.parametrize("tail", ["/publication", "/closing"])
def test_nothing_is_published_or_closed_by_a_link(browser, officer, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    assert browser(officer).get(path(club, drive, tail)).status_code == 405


# --- pages ---


def test_the_overview_leads_to_everything(browser, officer, club):
    drive = make_drive(club=club)

    page = browser(officer).get(path(club, drive)).text

    for tail in (
        "/applicants",
        "/slots",
        "/edit",
        "/closing",
        *(f"/stages/{s.id}/decisions" for s in drive.stages),
    ):
        assert path(club, drive, tail) in page


def test_the_overview_costs_six_statements(browser, officer, club):
    drive = make_drive(club=club)
    page = browser(officer)

    with counted() as count:
        assert page.get(path(club, drive)).status_code == 200

    assert count.sql <= 6
    assert count.written == []


def test_the_form_of_a_draft_costs_six_statements(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    page = browser(officer)

    with counted() as count:
        assert page.get(path(club, drive, "/edit")).status_code == 200

    assert count.sql <= 6


def test_the_list_shows_drives_newest_first_by_pages(browser, officer, club):
    for number in range(53):
        make_drive(club=club, title=f"招新第 {number} 次")
    page = browser(officer)

    first = page.get(f"/manage/{club.slug}/drives").text
    assert first.index("招新第 52 次") < first.index("招新第 3 次")
    assert "招新第 2 次" not in first
    second = page.get(first.split('rel="next" href="')[1].split('"')[0]).text
    assert "招新第 2 次" in second
    assert "招新第 3 次" not in second
    back = page.get(second.split('rel="prev" href="')[1].split('"')[0]).text
    assert "招新第 3 次" in back


def test_the_list_costs_four_statements(browser, officer, club):
    make_drive(club=club)
    page = browser(officer)

    with counted() as count:
        page.get(f"/manage/{club.slug}/drives")
    one = count.sql
    for _ in range(10):
        make_drive(club=club)
    with counted() as count:
        page.get(f"/manage/{club.slug}/drives")

    assert one == count.sql <= 4


def test_an_empty_list_says_what_to_do(browser, officer, club):
    assert f"/manage/{club.slug}/drives/new" in browser(officer).get(f"/manage/{club.slug}/drives").text
