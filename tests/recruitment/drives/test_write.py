"""Officers write a drive and keep it as a draft."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Drive,
    DriveCount,
    DriveDepartment,
    DriveStatus,
    FieldKind,
    FormField,
    Stage,
    Status,
)
from clubinterview.recruitment.scorecards.models import Criterion
from tests.factories import make_club, make_drive
from tests.recruitment.forms import drive_fields, local
from tests.recruitment.pages import drive_path, only_drive


def test_a_new_drive_is_a_draft_with_all_its_parts(browser, officer, club):
    answer = browser(officer).submit(f"/manage/{club.slug}/drives/new", drive_fields(club))

    drive = only_drive()
    assert answer.location == drive_path(club, drive)
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
    page.submit(drive_path(club, drive, "/edit"), drive_fields(club, title="新标题"))
    page.submit(drive_path(club, drive, "/publication"))
    page.submit(drive_path(club, drive, "/closing"))

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
        {"screening_name": "x" * 41},
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

    browser(officer).submit(drive_path(club, drive, "/edit"), fields)

    assert only_drive().title == "新标题"
    assert db.session.scalars(select(DriveDepartment.department_id)).all() == [club.departments[1].id]
    assert db.session.execute(select(Criterion.name, Criterion.weight_percent)).all() == [("表达", 100)]
    assert db.session.scalars(select(FormField.label).order_by(FormField.position)).all() == [
        "为什么想加入？",
        "每周几小时？",
    ]


def test_the_form_of_a_draft_shows_what_it_says(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    page = browser(officer).get(drive_path(club, drive, "/edit")).text

    for words in ("2026 秋季招新", "为什么想加入我们？", "10 小时", 'value="表达"', 'value="60"'):
        assert words in page


def test_a_form_without_any_field_is_refused(browser, officer, club):
    """The fields that begin with a translated text begin with it here as well."""
    assert browser(officer).submit(f"/manage/{club.slug}/drives/new").status_code == 422


def test_how_long_data_stays_and_who_may_apply_is_the_drives_own(browser, officer, club):
    fields = drive_fields(club, retention_days="30", needs_campus_confirmation="y")
    browser(officer).submit(f"/manage/{club.slug}/drives/new", fields)

    drive = only_drive()
    assert (drive.retention_days, drive.needs_campus_confirmation) == (30, True)


def test_data_does_not_stay_longer_than_offered(browser, officer, club):
    answer = browser(officer).submit(
        f"/manage/{club.slug}/drives/new", drive_fields(club, retention_days="9999")
    )

    assert answer.status_code == 422
