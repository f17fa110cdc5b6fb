"""Two hundred people at five seats, through the site: five get in, the others see what is still free."""

import threading
from concurrent.futures import ThreadPoolExecutor

from clubinterview.recruitment.models import Status
from tests import factories
from tests.interview.seats import fresh, live_bookings

PEOPLE, SEATS, AT_ONCE = 200, 5, 32


def test_exactly_as_many_get_in_as_there_are_seats(app, browser, drive, stage, slot):
    wanted = factories.make_slot(stage=stage, starts_at=slot.starts_at, capacity=SEATS)
    wanted_id, free_id = wanted.id, slot.id
    ready = [_ready(browser, drive) for _ in range(PEOPLE)]
    barrier = threading.Barrier(AT_ONCE)
    started = threading.Semaphore(AT_ONCE)

    def book(entry):
        student, path, token = entry
        if started.acquire(blocking=False):
            barrier.wait()
        return student.post(path, data={"csrf_token": token, "slot_id": wanted_id})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(book, ready))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [302] * SEATS + [409] * (PEOPLE - SEATS)
    assert all(f'value="{free_id}"' in answer.text for answer in answers if answer.status_code == 409)
    assert (fresh(wanted).booked, len(live_bookings(slot_id=wanted.id))) == (SEATS, SEATS)


def _ready(browser, drive):
    """Return (browser of an invited student, where to book, a token)."""
    application = factories.make_application(drive=drive, status=Status.INTERVIEW)
    student = browser(application.user)
    return student, f"/applications/{application.id}/booking", student.token()
