"""Practice is its owner's alone: no page, count, copy or trace of it is anybody else's."""

from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import select, update

from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, lock, transaction
from clubinterview.extensions import db
from clubinterview.practice.coach.services import ask
from clubinterview.practice.models import (
    AnswerStatus,
    CoachTalk,
    CoachTurn,
    MockAnswer,
    MockInterview,
    Mode,
    Recording,
    RecordingPiece,
    RecordingStatus,
)
from clubinterview.practice.recording.services import begin_recording
from clubinterview.profile import hooks
from clubinterview.profile.erasure import ask_to_erase, erase
from clubinterview.recruitment.models import Status
from clubinterview.storage import files
from tests import factories
from tests.auth.acts import in_threads
from tests.meanwhile import when_writing_begins
from tests.pages.who_may import routes
from tests.practice.acts import answers_of, finished, make_question, start

MARK = "独角鲸暗号"
HERE = Origin(ip="203.0.113.7", network="203.0.113")


@pytest.fixture
def practised(candidate):
    """Somebody with a session, a recording, pieces of another and a talk, all with the same mark in them."""
    mock = finished(
        candidate, text=f"我负责联络，{MARK}，一共联系了十二个班级，最后卖出三百本书，学会了先分工再开工。"
    )
    first, second, *_ = answers_of(mock)
    with transaction():
        named = lock(MockInterview, mock.id)
        named.title_zh = named.title_en = f"{MARK} 标题"
        talk = CoachTalk(user_id=candidate.id, start_key="k", title=f"{MARK} 对话")
        db.session.add(talk)
        db.session.flush()
        db.session.add(
            CoachTurn(talk_id=talk.id, user_id=candidate.id, ask_key="a", question=f"{MARK}？", answer=MARK)
        )
        whole = Recording(
            answer_id=first.id, user_id=candidate.id, media_type="audio/webm", status=RecordingStatus.WHOLE,
            storage_key=files.save("recording", MARK.encode()),
        )  # fmt: skip
        part = Recording(answer_id=second.id, user_id=candidate.id, media_type="audio/webm")
        db.session.add_all([whole, part])
        db.session.flush()
        key = files.save("recording", MARK.encode())
        db.session.add(
            RecordingPiece(recording_id=part.id, number=1, storage_key=key, size_bytes=1, sha256="0" * 64)
        )
    return candidate


def all_pages(app, ids):
    """The addresses of all pages that need no more than the ids."""
    for method, _address, rule in routes(app):
        if method == "GET" and rule.arguments <= ids.keys():
            built = rule.build({name: ids[name] for name in rule.arguments}, append_unknown=False)
            yield built[1]


def test_no_page_shows_another_persons_practice(
    app, browser, club, practised, officer, owner, other_candidate
):
    administrator = factories.make_user(is_superuser=True)
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, user=practised, status=Status.INTERVIEW)
    mock = db.session.scalars(select(MockInterview)).one()
    ids = {
        "slug": club.slug, "drive_id": drive.id, "application_id": application.id, "user_id": practised.id,
        "stage_id": drive.stages[-1].id, "mock_id": mock.id, "answer_id": answers_of(mock)[0].id,
        "recording_id": 1, "talk_id": 1, "turn_id": 1, "question_id": answers_of(mock)[0].question_id,
    }  # fmt: skip
    addresses = list(all_pages(app, ids))
    assert len(addresses) > 60

    for reader in (officer, owner, administrator, other_candidate):
        window = browser(reader)
        for address in addresses:
            with window.get(address) as response:
                assert MARK not in response.get_data(as_text=True), (reader.name, address)


def test_practice_leaves_no_trace_in_what_officers_see(browser, club, practised, officer):
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, user=practised, status=Status.INTERVIEW)
    quiet = factories.make_application(drive=drive, status=Status.INTERVIEW)
    reader = browser(officer)
    path = f"/manage/{club.slug}/drives/{drive.id}/applicants"

    pages = [reader.get(f"{path}/{one.id}").text for one in (application, quiet)]

    assert "/practice/" not in pages[0].replace('href="/practice"', "")
    assert len(pages[0].splitlines()) == len(pages[1].splitlines())


def test_the_copy_of_ones_data_holds_it(practised, other_candidate):
    def sections(user):
        return {one.name: one for make in hooks.personal_data for one in make(user)}

    mine, theirs = sections(practised), sections(other_candidate)

    for name in ("mock_interviews", "practice_answers", "coach"):
        assert MARK in repr(mine[name].rows)
        assert theirs[name].rows == []
    assert len(mine["practice_answers"].files) == 1


def test_erasing_the_account_forgets_all_of_it(app, practised):
    keys = [
        *db.session.scalars(select(Recording.storage_key)),
        *db.session.scalars(select(RecordingPiece.storage_key)),
    ]
    now = utcnow()
    with transaction():
        ask_to_erase(practised.id, origin=HERE, now=now)
    with transaction():
        lock(User, practised.id).erase_at = now
    with transaction():
        assert erase(practised.id, now=now)

    for model in (MockInterview, MockAnswer, Recording, RecordingPiece, CoachTalk, CoachTurn):
        assert db.session.scalars(select(model)).all() == []
    for key in filter(None, keys):
        with pytest.raises(FileNotFoundError):
            files.open_file(key)


def begin_session(user):
    start(user)


def ask_the_coach(user):
    ask(user.id, None, "我该先练什么？", "a-key-of-the-form")


def begin_voice(user):
    opened = select(MockAnswer.id).where(MockAnswer.status == AnswerStatus.OPEN)
    begin_recording(user.id, db.session.scalar(opened) or 0, "audio/webm")


BEGINNINGS = [begin_session, ask_the_coach, begin_voice]


def traces():
    db.session.rollback()
    models = (MockInterview, MockAnswer, Recording, CoachTalk, CoachTurn)
    return [model.__name__ for model in models if db.session.scalars(select(model)).first()]


@pytest.mark.parametrize("begin", [begin_session, ask_the_coach])
def test_nothing_begins_once_the_account_is_erased(candidate, begin):
    make_question()

    erased = update(User).where(User.id == candidate.id).values(deleted_at=utcnow())
    with when_writing_begins(erased), pytest.raises(NotFound):
        begin(candidate)

    assert traces() == []


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_what_begins_in_the_moment_of_the_erasure_leaves_nothing(app, candidate, begin):
    start(candidate, mode=Mode.VOICE) if begin is begin_voice else make_question()
    now = utcnow()
    with transaction():
        lock(User, candidate.id).erase_at = now
    user_id, together = candidate.id, Barrier(2)
    db.session.remove()

    def erasing():
        in_transaction(lambda: erase(user_id, now=now))

    def beginning():
        with suppress(NotFound):
            if begin is begin_voice:
                in_transaction(lambda: begin(db.session.get_one(User, user_id)))
            else:
                begin(db.session.get_one(User, user_id))

    works = iter([erasing, beginning])

    def work():
        with app.app_context():
            act = next(works)
            together.wait()
            act()

    in_threads(work, 2)

    assert traces() == []
    assert db.session.get_one(User, user_id).deleted_at is not None


def test_others_practice_stays_when_one_goes(practised, other_candidate):
    start(other_candidate)
    with transaction():
        ask_to_erase(practised.id, origin=HERE, now=utcnow())
    with transaction():
        lock(User, practised.id).erase_at = utcnow()
    with transaction():
        erase(practised.id, now=utcnow())

    assert db.session.scalars(select(MockInterview.user_id)).all() == [other_candidate.id]
