"""Officers decide about applicants: one by one, and by pages of the ranking."""

from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.recruitment.decisions.ranking import BEST_FIRST, progress_of, ranking_page
from clubinterview.recruitment.decisions.services import NotInStage, Saved, Verdict, decide
from clubinterview.recruitment.models import Decision, Outcome, Status
from tests.acting import by
from tests.counting import counted
from tests.factories import make_application, make_club, make_decision, make_drive
from tests.interview.seats import at_once
from tests.recruitment.cast import applied
from tests.recruitment.pages import names, ranking_of, status_of
from tests.stores import rounds

NOBODY = 0  # a reader who has not applied


def path_of(application) -> str:
    drive = application.drive
    return f"/manage/{drive.club.slug}/drives/{drive.id}/applicants/{application.id}/decision"


def fields_for(stage, outcome: str = "advance", **changes: str) -> dict[str, str]:
    return {"stage_id": str(stage.id), "outcome": outcome, "note": "", **changes}


def decisions() -> list[Decision]:
    return list(
        db.session.scalars(
            select(Decision).order_by(Decision.application_id).execution_options(populate_existing=True)
        )
    )


# --- who may ---


def test_deciding_asks_to_sign_in(client, drive, screening):
    application = make_application(drive=drive)

    assert client.submit(path_of(application)).status_code == 401
    assert client.submit(ranking_of(screening)).status_code == 401
    assert client.get(ranking_of(screening)).location.startswith("/login")


@pytest.mark.parametrize(("reader", "code"), [("outsider", 404), ("candidate", 404), ("interviewer", 403)])
def test_others_may_not_decide(browser, request, drive, screening, reader, code):
    application = make_application(drive=drive)
    page = browser(request.getfixturevalue(reader))

    assert page.submit(path_of(application), fields_for(screening)).status_code == code
    assert page.get(ranking_of(screening)).status_code == code
    assert page.submit(ranking_of(screening)).status_code == code
    assert decisions() == []


def test_the_whole_address_is_checked(browser, officer, club, drive, screening):
    foreign = make_drive(club=make_club())
    other = make_drive(club=club)
    page = browser(officer)
    base = f"/manage/{club.slug}/drives"

    for path in (
        f"{base}/{foreign.id}/stages/{foreign.stages[0].id}/decisions",
        f"{base}/{drive.id}/stages/{foreign.stages[0].id}/decisions",
        f"{base}/{drive.id}/stages/{other.stages[0].id}/decisions",
    ):
        assert (path, page.get(path).status_code) == (path, 404)


# --- one applicant ---


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_decision_is_kept_and_changes_no_status(browser, officer, drive, screening, outcome):
    application = make_application(drive=drive)

    answer = browser(officer).submit(path_of(application), fields_for(screening, outcome, note="𠮷 很好 😀"))

    assert answer.location == path_of(application).removesuffix("/decision")
    [decision] = decisions()
    assert (decision.stage_id, decision.outcome, decision.note) == (screening.id, outcome, "𠮷 很好 😀")
    assert (decision.decided_by_id, decision.published_at, decision.department_id) == (officer.id, None, None)
    assert status_of(application) == Status.SUBMITTED


def test_deciding_is_audited(browser, officer, club, drive, screening):
    application = make_application(drive=drive)
    page = browser(officer)
    page.submit(path_of(application), fields_for(screening))
    page.submit(path_of(application), fields_for(screening))
    page.submit(path_of(application), fields_for(screening, "reject"))

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.act, e.actor_id, e.subject_user_id, e.club_id, e.old, e.new) for e in entries] == [
        ("decision.save", officer.id, application.user_id, club.id, "", "advance"),
        ("decision.save", officer.id, application.user_id, club.id, "advance", "reject"),
    ]


def test_an_unpublished_decision_can_be_replaced(browser, officer, drive, screening):
    application = make_application(drive=drive)
    make_decision(application=application, stage=screening, officer=officer, note="旧")

    browser(officer).submit(path_of(application), fields_for(screening, "reject", note="新"))

    assert [(d.outcome, d.note) for d in decisions()] == [(Outcome.REJECT, "新")]


def test_an_offer_names_the_first_wish_unless_another_is_chosen(browser, officer, drive, interview):
    first, second = (make_application(drive=drive, status=Status.INTERVIEW) for _ in range(2))
    tech, press = drive.departments
    page = browser(officer)

    page.submit(path_of(first), fields_for(interview))
    page.submit(path_of(second), fields_for(interview, department_id=str(press.id)))

    assert [d.department_id for d in decisions()] == [tech.id, press.id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": ""},
        {"outcome": "maybe"},
        {"note": "x" * 501},
        {"note": "a\0b"},
        {"department_id": "999999"},
        {"department_id": "x"},
        {"stage_id": ""},
        {"stage_id": "x"},
    ],
    ids=str,
)
def test_bad_input_is_shown_and_nothing_is_kept(browser, officer, drive, interview, wrong):
    application = make_application(drive=drive, status=Status.INTERVIEW)
    fields = fields_for(interview, note="记得这句话") | wrong

    answer = browser(officer).submit(path_of(application), fields)

    assert answer.status_code == 422
    assert "note" in wrong or "记得这句话" in answer.text
    assert decisions() == []


def test_departments_of_other_clubs_are_refused(browser, officer, drive, interview):
    application = make_application(drive=drive, status=Status.INTERVIEW)
    foreign = make_club().departments[0]

    answer = browser(officer).submit(
        path_of(application), fields_for(interview, department_id=str(foreign.id))
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("status", ["offered", "joined", "rejected", "withdrawn", "declined", "expired"])
def test_those_who_left_the_stages_are_not_decided_any_more(browser, officer, drive, interview, status):
    application = make_application(drive=drive, status=Status(status))

    assert browser(officer).submit(path_of(application), fields_for(interview)).status_code == 409
    assert decisions() == []


def test_a_decision_of_an_earlier_stage_comes_too_late(browser, officer, drive, screening):
    application = make_application(drive=drive, status=Status.INTERVIEW)

    assert browser(officer).submit(path_of(application), fields_for(screening)).status_code == 409
    assert decisions() == []


def test_from_the_waiting_list_one_can_still_be_advanced(browser, officer, drive, interview):
    application = make_application(drive=drive, status=Status.WAITLISTED)
    make_decision(
        application=application,
        stage=interview,
        officer=officer,
        outcome=Outcome.WAITLIST,
        published_at=utcnow(),
    )

    browser(officer).submit(path_of(application), fields_for(interview))

    [decision] = decisions()
    assert (decision.outcome, decision.published_at) == (Outcome.ADVANCE, None)
    assert status_of(application) == Status.WAITLISTED


def test_deciding_for_the_waiting_list_again_publishes_nothing_new(browser, officer, drive, interview):
    application = make_application(drive=drive, status=Status.WAITLISTED)
    make_decision(application=application, stage=interview, officer=officer, outcome=Outcome.ADVANCE)

    browser(officer).submit(path_of(application), fields_for(interview, "waitlist"))

    assert [d.published_at is None for d in decisions()] == [False]
    assert progress_of(interview).to_publish == 0


@pytest.mark.parametrize("earlier", ["", "waitlist"])
def test_of_two_who_decide_at_once_one_decision_is_kept_whole(app, officer, owner, drive, screening, earlier):
    application = make_application(drive=drive)
    if earlier:
        make_decision(application=application, stage=screening, officer=officer, outcome=Outcome(earlier))
    wanted = [(Outcome.ADVANCE, "好", officer.id), (Outcome.REJECT, "不", owner.id)]
    application_id, club_id = application.id, drive.club_id

    def deciding(outcome, note, actor_id):
        choice = Verdict(application_id, outcome, note=note)
        return partial(in_transaction, partial(decide, screening, club_id, [choice], by=by(actor_id)))

    for _ in rounds(5):
        assert at_once(app, [deciding(*each) for each in wanted]) == [Saved(1, []), Saved(1, [])]

        [decision] = decisions()
        kept = decision.outcome, decision.note, decision.decided_by_id
        assert kept in wanted
        [replaced] = [outcome for outcome, *rest in wanted if (outcome, *rest) != kept]
        entries = db.session.execute(select(AuditEntry.old, AuditEntry.new).order_by(AuditEntry.id)).all()
        assert entries == [(earlier, replaced), (replaced, decision.outcome)]


# --- the ranking ---


def interviewed(drive, name: str, average: str = "", status: Status = Status.INTERVIEW):
    return applied(drive, name, average=average, status=status)


def test_the_best_stand_first_and_those_without_a_score_last(browser, officer, drive, interview):
    for name, average in (("无分", ""), ("四", "4.00"), ("五", "4.95"), ("又四", "4.00"), ("一", "1.50")):
        interviewed(drive, name, average)
    interviewed(drive, "已拒", "5.00", status=Status.REJECTED)

    page = browser(officer).get(ranking_of(interview)).text

    assert names(page) == ["五", "又四", "四", "一", "无分"]


def test_screening_goes_by_arrival(browser, officer, drive, screening):
    for name in ("甲", "乙"):
        interviewed(drive, name, status=Status.SUBMITTED)

    assert names(browser(officer).get(ranking_of(screening)).text) == ["乙", "甲"]


def test_the_waiting_list_of_a_stage_is_shown_apart(browser, officer, drive, screening, interview):
    interviewed(drive, "等", status=Status.WAITLISTED)
    page = browser(officer)

    assert names(page.get(ranking_of(interview)).text) == []
    assert names(page.get(ranking_of(interview, "/decisions?show=waitlisted")).text) == ["等"]
    assert names(page.get(ranking_of(screening, "/decisions?show=waitlisted")).text) == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
def test_pages_of_the_ranking_join_without_gaps_or_doubles(drive, interview, size):
    averages = ["4.00", "", "3.00", "4.00", "", "5.00", "4.00", "", "1.00", "2.50", ""]
    everybody = [interviewed(drive, f"人{n}", average) for n, average in enumerate(averages)]
    whole = [row.application.id for row in ranking_page(interview, Status.INTERVIEW, NOBODY).items]
    scored = {row.id: Decimal(average) for row, average in zip(everybody, averages, strict=True) if average}
    assert whole == sorted(
        (a.id for a in everybody), key=lambda i: (i in scored, scored.get(i, 0), i), reverse=True
    )

    seen, page = [], ranking_page(interview, Status.INTERVIEW, NOBODY, size=size)
    seen += [row.application.id for row in page.items]
    while page.after:
        cursor = Cursor.from_arguments({"after": page.after}, BEST_FIRST)
        page = ranking_page(interview, Status.INTERVIEW, NOBODY, cursor, size)
        seen += [row.application.id for row in page.items]
    back = [row.application.id for row in page.items]
    while page.before:
        cursor = Cursor.from_arguments({"before": page.before}, BEST_FIRST)
        page = ranking_page(interview, Status.INTERVIEW, NOBODY, cursor, size)
        back = [row.application.id for row in page.items] + back

    assert seen == whole == back


@pytest.mark.parametrize("place", ["x", "4.2~1", "4.20~0", "~", "4.20", "4.20~99999999999", "4.20~1~1", ""])
def test_places_that_cannot_be_are_not_found(browser, officer, interview, place):
    page = browser(officer)

    assert page.get(ranking_of(interview), query_string={"after": place}).status_code == 404


def row_fields(*rows: tuple) -> dict[str, str]:
    """(application, outcome) or (application, outcome, department id) for each row, as a page shows it just now."""
    fields = {}
    with db.session.no_autoflush:
        known = {decision.application_id: decision for decision in decisions()}
    for number, (application, outcome, *department) in enumerate(rows):
        decision = known.get(application.id)
        seen = f"{decision.outcome or ''} {decision.department_id or ''}" if decision else ""
        fields[f"rows-{number}-seen"] = f"{decision.version if decision else 0} {seen}".rstrip("\n")
        fields[f"rows-{number}-application_id"] = str(application.id)
        fields[f"rows-{number}-outcome"] = outcome
        if department:
            fields[f"rows-{number}-department_id"] = str(department[0])
    return fields


def test_a_page_of_decisions_is_kept_at_once(browser, officer, drive, interview):
    press = drive.departments[1]
    first, second, third, fourth = (interviewed(drive, name) for name in "甲乙丙丁")
    make_decision(application=fourth, stage=interview, officer=officer)

    answer = browser(officer).submit(
        ranking_of(interview, "/decisions?after=~9999"),
        row_fields((first, "advance", press.id), (second, "reject"), (third, ""), (fourth, "")),
    )

    assert answer.location == ranking_of(interview, "/decisions?after=~9999")
    assert [(d.application_id, d.outcome, d.department_id) for d in decisions()] == [
        (first.id, Outcome.ADVANCE, press.id),
        (second.id, Outcome.REJECT, None),
        (fourth.id, None, None),
    ]


def test_saving_an_unchanged_page_changes_nothing(browser, officer, drive, interview):
    application = interviewed(drive, "甲")
    make_decision(
        application=application, stage=interview, officer=officer, outcome=Outcome.REJECT, note="留着"
    )

    browser(officer).submit(ranking_of(interview), row_fields((application, "reject")))

    assert [d.note for d in decisions()] == ["留着"]
    assert db.session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("foreign", ["club", "drive", "missing", "draft"])
def test_one_foreign_applicant_refuses_the_whole_act(browser, officer, club, drive, interview, foreign):
    own = interviewed(drive, "甲")
    other = interviewed(make_drive(club=make_club() if foreign == "club" else club), "外")
    if foreign == "missing":
        other.id = 999_999
    if foreign == "draft":
        other = make_application(drive=drive, status=Status.DRAFT)
    fields = row_fields((own, "advance"), (other, "advance"))
    db.session.rollback()

    answer = browser(officer).submit(ranking_of(interview), fields)

    assert answer.status_code in {404, 409}
    assert decisions() == []


def test_one_foreign_department_refuses_the_whole_act(drive, interview, officer, club):
    first, second = interviewed(drive, "甲"), interviewed(drive, "乙")
    foreign = make_club().departments[0].id
    verdicts = [Verdict(first.id, Outcome.ADVANCE), Verdict(second.id, Outcome.ADVANCE, foreign)]

    with pytest.raises(NotFound), transaction():
        decide(interview, club.id, verdicts, by=by(officer.id))

    assert decisions() == []


def test_one_who_has_left_the_stage_refuses_the_whole_act(drive, interview, officer, club):
    first, second = interviewed(drive, "甲"), interviewed(drive, "乙", status=Status.WITHDRAWN)
    verdicts = [Verdict(first.id, Outcome.ADVANCE), Verdict(second.id, Outcome.ADVANCE)]

    with pytest.raises(NotInStage), transaction():
        decide(interview, club.id, verdicts, by=by(officer.id))

    assert decisions() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows-0-outcome": "maybe"},
        {"rows-0-department_id": "999999"},
        {"rows-0-department_id": "x"},
        {"rows-0-application_id": "x"},
        {"rows-0-application_id": ""},
        {"rows-0-application_id": "99999999999999"},
    ],
    ids=str,
)
def test_bad_rows_are_refused(browser, officer, drive, interview, wrong):
    application = interviewed(drive, "甲")

    answer = browser(officer).submit(ranking_of(interview), row_fields((application, "advance")) | wrong)

    assert answer.status_code == 422
    assert decisions() == []


def test_the_page_says_how_far_the_stage_is_decided(drive, interview, officer):
    for name in "甲乙丙":
        interviewed(drive, name)
    decided, gone, waiting = interviewed(drive, "丁"), interviewed(drive, "戊"), interviewed(drive, "己")
    for application in (decided, gone, waiting):
        make_decision(application=application, stage=interview, officer=officer)
    with transaction():
        gone.status, waiting.status = Status.WITHDRAWN, Status.WAITLISTED

    progress = progress_of(interview)

    assert (progress.decided, progress.redecided, progress.to_publish) == (1, 1, 2)


@pytest.mark.parametrize("tail", ["/decisions", "/decisions?show=waitlisted"])
def test_the_ranking_costs_four_statements_for_3_and_for_300(browser, officer, drive, interview, tail):
    page, path = browser(officer), ranking_of(interview, tail)
    status = Status.WAITLISTED if "show" in tail else Status.INTERVIEW
    costs = []
    for number in range(300):
        if number in {3, 299}:
            with counted() as count:
                assert page.get(path).status_code == 200
            assert count.written == []
            costs.append(count.sql)
        application = interviewed(
            drive, f"第{number}位", f"{1 + number % 5}.00" if number % 3 else "", status=status
        )
        if number % 2:
            make_decision(application=application, stage=interview, officer=officer)

    assert costs[0] == costs[1] <= 4
