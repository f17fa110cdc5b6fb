"""The seasons: one in its interviews, two that take applications, one that is decided."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.by import By
from clubinterview.core.clock import from_local, to_local
from clubinterview.demo.people import Person
from clubinterview.demo.texts import NOTES, ClubText, answers_for
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import book_slot, live_booking
from clubinterview.interview.day.checkin import check_in
from clubinterview.interview.models import Slot
from clubinterview.interview.slots.services import Series, add_slots
from clubinterview.recruitment.applications.services import Entry, save_draft, submit
from clubinterview.recruitment.decisions.release import release_decisions
from clubinterview.recruitment.decisions.services import Verdict, decide
from clubinterview.recruitment.models import Application, Outcome, Stage
from clubinterview.recruitment.offers.services import accept_offer, decline_offer
from clubinterview.recruitment.scorecards.models import StageScore
from clubinterview.recruitment.scorecards.services import criteria_of, save_scorecard

Student = tuple[User, Person]


@dataclass(frozen=True)
class OpenDrive:
    """A published drive, as far as its season needs it. field_ids: of the questions, in their order."""

    id: int
    club_id: int
    opens_at: datetime
    closes_at: datetime
    department_ids: list[int]
    field_ids: list[int]
    stages: list[Stage]


MINUTES = 20
DRAFTS = 3
STILL_TO_BOOK = 4


def run_computing(
    drive: OpenDrive,
    text: ClubText,
    students: Sequence[Student],
    staff: Sequence[User],
    chance: random.Random,
    now: datetime,
) -> None:
    """In its interviews: screened, two evenings are over and scored, two are to come. The first student is booked."""
    applications = _apply(drive, text, students, chance)
    screened = now - timedelta(days=4)
    invited = _screen(drive, applications, staff, screened, keep=0.8, always=1)
    past = _evenings(drive, staff, now, days=(-2, -1), made_at=screened)
    coming = _evenings(drive, staff, now, days=(0, 1, 2), made_at=screened)
    tomorrow = [
        slot for slot in coming if to_local(slot.starts_at).date() == to_local(now).date() + timedelta(1)
    ]
    book_slot(invited[0][0].id, tomorrow[1].id, now=screened + timedelta(hours=1))
    coming.remove(tomorrow[1])
    others = invited[1:]
    interviewed = _book(others[: len(past)], past, screened + timedelta(hours=2))
    _interview(drive, interviewed, staff, chance)
    _book(others[len(past) : -STILL_TO_BOOK], coming, screened + timedelta(hours=3))


def run_photography(
    drive: OpenDrive,
    text: ClubText,
    students: Sequence[Student],
    staff: Sequence[User],
    chance: random.Random,
    now: datetime,
) -> None:
    """Takes applications: some are drafts, some are decided about, and nothing is published."""
    applications = _apply(drive, text, students[:-DRAFTS], chance, until=now)
    for number, (user, _) in enumerate(students[-DRAFTS:]):
        answers = answers_for(text, len(students) + number, chance)
        entry = Entry([drive.department_ids[0]], {drive.field_ids[0]: answers[0]})
        save_draft(user.id, drive.id, entry, now=now - timedelta(hours=5))
    officer = staff[1]
    choices = [
        Verdict(application.id, Outcome.ADVANCE if person.ability > 0.4 else Outcome.REJECT)
        for application, person in applications[:15]
    ]
    decide(drive.stages[0], drive.club_id, choices, by=By(officer.id, "", now - timedelta(hours=2)))


def run_debate(
    drive: OpenDrive,
    text: ClubText,
    students: Sequence[Student],
    staff: Sequence[User],
    chance: random.Random,
    now: datetime,
) -> None:
    """Decided: offers are out; some joined, some declined. The first student has an offer to answer."""
    applications = _apply(drive, text, students, chance)
    screened = now - timedelta(days=24)
    invited = _screen(drive, applications, staff, screened, keep=0.75, always=1)
    slots = _evenings(drive, staff, now, days=(-22, -21, -20, -19), made_at=screened)
    interviewed = _book(invited, slots, screened + timedelta(hours=2))
    _interview(drive, interviewed, staff, chance)
    stage = drive.stages[1]
    ranking = [application for application, _ in interviewed]
    scores = {
        score.application_id: score.average
        for score in db.session.scalars(select(StageScore).where(StageScore.stage_id == stage.id))
    }
    ranking.sort(key=lambda application: scores.get(application.id, Decimal(0)), reverse=True)
    mine = interviewed[0][0]
    ranking.remove(mine)
    ranking.insert(0, mine)
    outcomes = [Outcome.ADVANCE] * 14 + [Outcome.WAITLIST] * 5
    choices = [
        Verdict(application.id, outcomes[place] if place < len(outcomes) else Outcome.REJECT)
        for place, application in enumerate(ranking)
    ]
    published = now - timedelta(days=2)
    officer = staff[1]
    decide(stage, drive.club_id, choices, by=By(officer.id, "", published - timedelta(hours=3)))
    release_decisions(stage.id, deadline_at=_clock(now, 3, 22), by=By(officer.id, "", published))
    for place, application in enumerate(ranking[1:14]):
        if place % 4 == 3:
            decline_offer(application.user_id, application.id, now=now - timedelta(days=1))
        elif place % 5 != 4:
            accept_offer(application.user_id, application.id, now=now - timedelta(hours=20 + place))


def run_exchange(
    drive: OpenDrive, text: ClubText, students: Sequence[Student], chance: random.Random, now: datetime
) -> None:
    """Takes applications, and nobody has looked at one yet."""
    _apply(drive, text, students, chance, until=now)


def _clock(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """Return a time on the club's clock, so many days from today."""
    return from_local(datetime.combine(to_local(now).date() + timedelta(days=days), time(hour, minute)))


def _apply(
    drive: OpenDrive,
    text: ClubText,
    students: Sequence[Student],
    chance: random.Random,
    until: datetime | None = None,
) -> list[tuple[Application, Person]]:
    """Let every person hand in an application, one after another until the drive closes."""
    until = min(until or drive.closes_at, drive.closes_at)
    step = (until - drive.opens_at) / (len(students) + 1)
    handed_in = []
    for number, (user, person) in enumerate(students):
        answers = dict(zip(drive.field_ids, answers_for(text, number, chance), strict=True))
        wishes = chance.sample(drive.department_ids, chance.choice((1, 2, 2)))
        application = submit(
            user.id, drive.id, Entry(wishes, answers), now=drive.opens_at + step * (number + 1)
        )
        handed_in.append((application, person))
    return handed_in


def _screen(
    drive: OpenDrive, applications: Sequence[tuple[Application, Person]], staff: Sequence[User], at: datetime, *,
    keep: float, always: int,
) -> list[tuple[Application, Person]]:  # fmt: skip
    """Decide about the resumes and publish. keep: the share that is invited; always: how many from the top surely."""
    bar = sorted(person.ability for _, person in applications)[int(len(applications) * (1 - keep))]
    invited = [
        (application, person)
        for place, (application, person) in enumerate(applications)
        if place < always or person.ability >= bar
    ]
    kept = {application.id for application, _ in invited}
    choices = [
        Verdict(application.id, Outcome.ADVANCE if application.id in kept else Outcome.REJECT)
        for application, _ in applications
    ]
    decide(drive.stages[0], drive.club_id, choices, by=By(staff[1].id, "", at - timedelta(hours=1)))
    release_decisions(drive.stages[0].id, deadline_at=None, by=By(staff[1].id, "", at))
    return invited


def _evenings(
    drive: OpenDrive, staff: Sequence[User], now: datetime, *, days: Sequence[int], made_at: datetime
) -> list[Slot]:
    """Offer two rooms with five interviews each on every one of the evenings."""
    slots = []
    for day in days:
        for room, panel in (("教三 201", (staff[0], staff[1])), ("教三 203", (staff[3], staff[4]))):
            series = Series(
                starts_at=_clock(now, day, 19), minutes=MINUTES, how_many=5, break_minutes=5, place=room,
                capacity=1, panel_ids={person.id for person in panel},
            )  # fmt: skip
            slots += add_slots(drive.stages[1].id, series, by=By(staff[1].id, "", made_at))
    return sorted(slots, key=lambda slot: (slot.starts_at, slot.id))


def _book(
    applications: Sequence[tuple[Application, Person]], slots: Sequence[Slot], at: datetime
) -> list[tuple[Application, Person]]:
    """Give the applications the slots, in order, and return those that got one."""
    booked = list(zip(applications, slots, strict=False))
    for number, ((application, _), slot) in enumerate(booked):
        book_slot(application.id, slot.id, now=at + timedelta(minutes=number))
    return [pair for pair, _ in booked]


def _interview(
    drive: OpenDrive,
    booked: Sequence[tuple[Application, Person]],
    staff: Sequence[User],
    chance: random.Random,
) -> None:
    """Check in who was booked, and let the slot's panel, and the owner for every third, score them."""
    stage = drive.stages[1]
    criteria = criteria_of(stage.id)
    slots = {
        slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.stage_id == stage.id)).unique()
    }
    for number, (application, person) in enumerate(booked):
        booking = live_booking(application.id, stage.id)
        if booking is None:
            continue
        slot = slots[booking.slot_id]
        check_in(booking.id, by=By(staff[1].id, "", slot.starts_at - timedelta(minutes=8)))
        panel = [staff[0], staff[1]] if slot.place == "教三 201" else [staff[3], staff[4]]
        for interviewer in panel + ([staff[2]] if number % 3 == 0 else []):
            points = {
                criterion.id: min(5, max(1, round(1 + person.ability * 4 + chance.gauss(0, 0.7))))
                for criterion in criteria
            }
            save_scorecard(
                application.id, stage.id, interviewer.id, points=points, note=chance.choice(NOTES), submit=True,
                now=slot.ends_at + timedelta(minutes=3),
            )  # fmt: skip
