"""Several officers decide at the same time: nobody's decision and no note is lost, and who comes second is told."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.decisions.services import Saved, Verdict, decide
from clubinterview.recruitment.models import Application, Decision, Drive, Outcome, Stage, Status
from tests.acting import by
from tests.factories import make_decision
from tests.recruitment.cast import applied
from tests.recruitment.pages import ranking_of

INPUT = re.compile(r'<input[^>]* name="(rows-\d+-(?:application_id|seen))"[^>]* value="([^"]*)"')
SELECT = re.compile(r'<select[^>]* name="(rows-\d+-\w+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN = re.compile(r'<option selected value="([^"]*)"')


class Window:
    """The ranking as one officer's browser has it open, to be changed and sent."""

    def __init__(self, reader: Any, stage: Stage) -> None:
        self.reader, self.path = reader, ranking_of(stage)
        self.fields = self._fields(reader.get(self.path).text)

    def choose(self, application: Application, outcome: str, department_id: int | None = None) -> None:
        row = next(
            name.removesuffix("application_id")
            for name, value in self.fields.items()
            if name.endswith("application_id") and value == str(application.id)
        )
        self.fields[f"{row}outcome"] = outcome
        if department_id is not None:
            self.fields[f"{row}department_id"] = str(department_id)

    def save(self) -> Any:
        answer = self.reader.submit(self.path, self.fields)
        if answer.status_code == 409:
            self.fields = self._fields(answer.text)
        return answer

    @staticmethod
    def _fields(page: str) -> dict[str, str]:
        fields = dict(INPUT.findall(page))
        for name, options in SELECT.findall(page):
            found = CHOSEN.search(options) or re.search(r'value="([^"]*)"', options)
            assert found
            fields[name] = found[1]
        return fields


@pytest.fixture
def people(drive: Drive) -> list[Application]:
    return [applied(drive, name, status=Status.INTERVIEW) for name in "甲乙丙丁"]


def outcomes() -> dict[int, tuple[Outcome | None, str]]:
    rows = db.session.scalars(select(Decision).execution_options(populate_existing=True))
    return {row.application_id: (row.outcome, row.note) for row in rows}


def test_rows_that_were_not_touched_are_not_written(
    browser: Any, officer: User, owner: User, interview: Stage, people: list[Application]
) -> None:
    early, late = Window(browser(officer), interview), Window(browser(owner), interview)
    for person in people[:3]:
        late.choose(person, "advance")
    assert late.save().status_code == 302

    early.choose(people[3], "reject")
    answer = early.save()

    assert answer.status_code == 302
    assert [outcomes()[person.id][0] for person in people] == [*[Outcome.ADVANCE] * 3, Outcome.REJECT]


def test_a_row_that_somebody_else_changed_is_marked_and_keeps_what_was_chosen(
    browser: Any, officer: User, owner: User, interview: Stage, people: list[Application]
) -> None:
    early, late = Window(browser(officer), interview), Window(browser(owner), interview)
    late.choose(people[0], "advance")
    late.save()
    early.choose(people[0], "reject")
    early.choose(people[1], "waitlist")

    answer = early.save()

    assert answer.status_code == 409
    assert [outcomes()[person.id][0] for person in people[:2]] == [Outcome.ADVANCE, Outcome.WAITLIST]
    assert "有 1 行没有保存" in answer.text
    assert re.search(rf"{owner.name}在 <span class=\"when\">[^<]+</span> 改为：录取", answer.text)
    assert early.save().status_code == 302
    assert outcomes()[people[0].id][0] == Outcome.REJECT


def test_who_moved_on_meanwhile_is_named_and_the_others_are_saved(
    browser: Any, officer: User, interview: Stage, people: list[Application]
) -> None:
    window = Window(browser(officer), interview)
    window.choose(people[0], "advance")
    window.choose(people[1], "advance")
    with transaction():
        db.session.get_one(Application, people[0].id).status = Status.WITHDRAWN

    answer = window.save()

    assert answer.status_code == 409
    assert outcomes() == {people[1].id: (Outcome.ADVANCE, "")}
    assert f"<li>{people[0].user.name} · 已撤回</li>" in answer.text


def test_the_same_choice_of_two_is_no_conflict(
    browser: Any, officer: User, owner: User, interview: Stage, people: list[Application]
) -> None:
    for reader in (early := Window(browser(officer), interview), Window(browser(owner), interview)):
        reader.choose(people[0], "reject")
        assert reader.save().status_code == 302
    assert early.save().status_code == 302


def test_a_decision_that_is_taken_back_keeps_its_note(
    browser: Any, officer: User, interview: Stage, people: list[Application]
) -> None:
    make_decision(application=people[0], stage=interview, officer=officer, note="面谈半小时，强烈推荐")
    window = Window(browser(officer), interview)
    window.choose(people[0], "")

    assert window.save().status_code == 302
    assert outcomes() == {people[0].id: (None, "面谈半小时，强烈推荐")}


def test_taking_back_and_deciding_again_does_not_hide_a_change(
    officer: User, owner: User, interview: Stage, people: list[Application]
) -> None:
    club_id, application_id = interview.drive.club_id, people[0].id

    def saved(actor: User, outcome: Outcome | None, version: int) -> Saved:
        with transaction():
            return decide(
                interview, club_id, [Verdict(application_id, outcome, version=version)], by=by(actor.id)
            )

    assert saved(officer, Outcome.ADVANCE, 0).missed == []
    assert saved(owner, None, 1).missed == []
    assert saved(owner, Outcome.WAITLIST, 2).missed == []
    assert saved(officer, Outcome.REJECT, 1) == Saved(0, [application_id])
    assert outcomes()[application_id][0] == Outcome.WAITLIST


def test_on_an_applicants_page_the_later_one_is_told_and_keeps_what_was_typed(
    browser: Any, officer: User, owner: User, interview: Stage, people: list[Application]
) -> None:
    path = (
        f"/manage/{interview.drive.club.slug}/drives/{interview.drive_id}/applicants/{people[0].id}/decision"
    )
    fields = {"stage_id": str(interview.id), "version": "0"}
    browser(owner).submit(path, fields | {"outcome": "advance", "note": "很会讲故事"})

    answer = browser(officer).submit(path, fields | {"outcome": "reject", "note": "没说到点子上"})

    assert answer.status_code == 422
    assert f"{owner.name}在" in answer.text
    assert "没说到点子上" in answer.text
    assert outcomes()[people[0].id] == (Outcome.ADVANCE, "很会讲故事")
    again = {"version": "1", "outcome": "reject", "note": "没说到点子上"}
    assert 'name="version" type="hidden" value="1"' in answer.text
    assert browser(officer).submit(path, fields | again).status_code == 302
    assert outcomes()[people[0].id] == (Outcome.REJECT, "没说到点子上")
