"""Students keep what they have written so far."""

import pytest

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.recruitment.applications.services import Entry, save_draft
from clubinterview.recruitment.models import (
    Status,
)
from clubinterview.recruitment.status import WrongState
from tests.factories import make_application
from tests.recruitment.forms import application_fields, bad_application_fields
from tests.recruitment.pages import form_of, only_application, saved_choices


def test_a_draft_needs_nothing_and_is_shown_again(browser, candidate, drive):
    reason = drive.fields[0].id
    page = browser(candidate)

    answer = page.submit(form_of(drive), {"act": "draft", f"answer_{reason}": "写了一半"})

    assert answer.location == form_of(drive)
    assert only_application().status == Status.DRAFT
    assert "写了一半" in page.get(form_of(drive)).text


def test_a_draft_keeps_its_ranks_and_can_be_emptied(browser, candidate, drive):
    page = browser(candidate)
    page.submit(form_of(drive), {"act": "draft", "wish_2": str(drive.departments[0].id)})
    assert saved_choices() == [(2, drive.departments[0].id)]

    page.submit(form_of(drive), {"act": "draft", "wish_1": "", "wish_2": ""})

    assert saved_choices() == []


@pytest.mark.parametrize("case", ["twice the same", "unknown department", "too long", "nul", "not an option"])
def test_a_draft_is_checked_for_its_shape(browser, candidate, drive, case):
    fields = application_fields(drive, act="draft") | bad_application_fields(drive)[case]

    assert browser(candidate).submit(form_of(drive), fields).status_code == 422


def test_a_draft_is_submitted_in_the_end(browser, candidate, drive, resume):
    page = browser(candidate)
    page.submit(form_of(drive), {"act": "draft", "wish_1": str(drive.departments[1].id)})
    draft = only_application()

    page.submit(form_of(drive), application_fields(drive))

    assert (only_application().id, only_application().status) == (draft.id, Status.SUBMITTED)
    assert saved_choices() == [(1, drive.departments[0].id)]


def test_a_draft_cannot_be_saved_over_a_submission(candidate, drive):
    make_application(drive=drive, user=candidate)

    with pytest.raises(WrongState), transaction():
        save_draft(candidate.id, drive.id, Entry([], {}), now=utcnow())


def test_the_address_of_a_draft_leads_to_its_form(browser, candidate, drive):
    draft = make_application(drive=drive, user=candidate, status=Status.DRAFT)

    assert browser(candidate).get(f"/applications/{draft.id}").location == form_of(drive)


def test_the_form_of_a_submitted_application_leads_to_it(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)

    assert browser(candidate).get(form_of(drive)).location == f"/applications/{application.id}"
