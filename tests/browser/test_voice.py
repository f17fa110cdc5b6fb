"""A voice recorded in Chromium with its made-up microphone: over a lost connection, a reload, and a form that is sent."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, redirect, render_template_string, request
from flask_login import current_user
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.serving import make_server

from clubinterview.auth.models import User
from clubinterview.core.access import opens_microphone
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, Recording, RecordingStatus
from clubinterview.storage import files
from tests import factories
from tests.another_app import another_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser_client import BrowserClient
from tests.practice.voice_acts import EBML, Recorder, close, make_answer, voice
from tests.servers import serve

# Werkzeug's own server forgets to close an answer whose player hangs up in the middle; gunicorn closes it.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
HASH_OF_KEPT = """async () => {
  const opening = indexedDB.open("recordings");
  await new Promise((resolve) => { opening.onsuccess = resolve; });
  const reading = opening.result.transaction("sounds").objectStore("sounds").getAll();
  await new Promise((resolve) => { reading.onsuccess = resolve; });
  const content = await new Blob(reading.result.map((sound) => sound.content)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""
# A recorded file tells its length only once it has been read; the page's own policy lets no string be polled in it.
SECONDS_WHEN_KNOWN = """(audio) => new Promise((resolve) => {
  const look = () => { if (Number.isFinite(audio.duration)) resolve(audio.duration); };
  audio.addEventListener("durationchange", look);
  look();
})"""
PART = '[data-recorder-part="{}"]'
TRIAL = """
{% extends "base.html" %}
{% from "_macros/forms.html" import post_button with context %}
{% block title %}Trial{% endblock %}
{% block content %}
  {% include "practice/_recorder.html" %}
  {{ post_button(request.path, "Done") }}
{% endblock %}
"""


@opens_microphone
def trial(answer_id: int) -> Any:
    """Stands for the question page: the recorder, and a form that closes the answer and goes to what is open still."""
    loaded = select(MockAnswer).where(MockAnswer.id == answer_id, MockAnswer.user_id == current_user.id)
    answer = db.session.scalars(loaded.options(joinedload(MockAnswer.recording))).one()
    if request.method == "POST":
        close(answer)
        still_open = select(MockAnswer.id).where(
            MockAnswer.user_id == current_user.id, MockAnswer.status == AnswerStatus.OPEN
        )
        return redirect(f"/trial/{db.session.scalar(still_open) or answer_id}", 303)
    return render_template_string(TRIAL, answer=answer)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with a microphone that beeps, and that nobody has to allow."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
    yield browser
    browser.close()


@pytest.fixture
def site(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application with the trial page, behind a server."""
    with app.app_context(), another_app(app, FILES_PATH=str(tmp_path)) as other:
        other.add_url_rule("/trial/<int:answer_id>", "trial", trial, methods=["GET", "POST"])
        server = make_server("localhost", 0, other, threaded=True)
        thread = serve(server)
        other.config["TRIAL_URL"] = f"http://localhost:{server.server_port}"
        yield other
        server.shutdown()
        thread.join()
        server.server_close()
        gc.collect()


@pytest.fixture
def answer(site: Flask) -> MockAnswer:
    return make_answer(factories.make_user(locale="en"))


@pytest.fixture
def open_question(site: Flask, answer: MockAnswer, chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Opens the question in another window of the same browser."""
    client = BrowserClient(site).as_user(db.session.get_one(User, answer.user_id))
    name = site.config["SESSION_COOKIE_NAME"]
    context = chromium.new_context(base_url=site.config["TRIAL_URL"], locale="en-GB")
    context.add_cookies(
        [{"name": name, "value": client.get_cookie(name).value, "url": site.config["TRIAL_URL"]}]
    )
    problems: list[str] = []

    def open_window() -> Page:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda line: problems.append(line.text) if "policy" in line.text.lower() else None)
        page.goto(f"/trial/{answer.id}")
        return page

    yield open_window
    context.close()
    assert problems == []


def part(page: Page, name: str) -> Any:
    return page.locator(PART.format(name)).first


def begin(page: Page) -> None:
    """Press the button and wait until the first piece has arrived."""
    part(page, "record").click()
    expect(part(page, "saved")).to_be_visible(timeout=15_000)


def lose_connection(page: Page) -> None:
    """Cut the connection and wait until the next piece cannot be sent."""
    page.context.set_offline(True)
    expect(part(page, "status")).to_contain_text("No connection", timeout=15_000)


def recording_of(answer: MockAnswer) -> Recording:
    db.session.rollback()
    rows = select(Recording).where(Recording.answer_id == answer.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def check_whole(site: Flask, answer: MockAnswer, *, least_seconds: int) -> None:
    recording = recording_of(answer)
    assert (recording.status, recording.media_type) == (RecordingStatus.WHOLE, "audio/webm")
    with site.app_context(), files.open_file(str(recording.storage_key)) as file:
        content = file.read()
    assert content.startswith(EBML)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (recording.size_bytes, recording.sha256)
    assert least_seconds <= recording.seconds <= 60


def test_a_recording_outlives_a_lost_connection(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    page = open_question()
    begin(page)

    lose_connection(page)
    expect(part(page, "clock")).to_have_text("0:16", timeout=15_000)
    page.context.set_offline(False)
    expect(part(page, "status")).to_have_text("Recording…", timeout=40_000)
    part(page, "stop").click()

    audio = page.locator("audio[data-recording]")
    expect(audio).to_be_visible(timeout=15_000)
    check_whole(site, answer, least_seconds=16)
    assert 15 < audio.evaluate(SECONDS_WHEN_KNOWN) < 60


def test_a_reload_loses_nothing(site: Flask, answer: MockAnswer, open_question: Callable[[], Page]) -> None:
    page = open_question()
    begin(page)
    lose_connection(page)
    arrived = recording_of(answer).size_bytes

    page.context.set_offline(False)
    page.reload()

    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    check_whole(site, answer, least_seconds=9)
    assert recording_of(answer).size_bytes > arrived


def test_a_recording_that_took_longer_by_the_clock_than_allowed_is_completed(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    site.config["RECORDING_MAX_SECONDS"] = 2
    page = open_question()
    begin(page)

    part(page, "stop").click()

    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    assert recording_of(answer).seconds == 2


def test_an_outdated_token_is_renewed(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    page = open_question()
    begin(page)
    cookie = next(
        each for each in page.context.cookies() if each["name"] == site.config["SESSION_COOKIE_NAME"]
    )
    client = BrowserClient(site)
    client.set_cookie(cookie["name"], cookie["value"])
    with client.session_transaction() as session:
        session["csrf_token"] = "another"

    part(page, "stop").click()

    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    check_whole(site, answer, least_seconds=5)


def test_what_another_device_left_is_kept(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    phone = Recorder(BrowserClient(site).as_user(db.session.get_one(User, answer.user_id)), answer)
    phone.begin()
    phone.send(1, voice(50_000))

    page = open_question()
    part(page, "keep").click()

    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    check_whole(site, answer, least_seconds=0)


def test_a_deleted_recording_ends_in_words(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    page = open_question()
    begin(page)
    phone = Recorder(BrowserClient(site).as_user(db.session.get_one(User, answer.user_id)), answer)
    phone.begin()
    assert phone.delete().status_code == 303

    expect(part(page, "status")).to_contain_text("deleted or finished in another window", timeout=15_000)
    expect(part(page, "stop")).to_be_hidden()
    expect(part(page, "record")).to_be_visible()


def test_a_form_waits_for_the_rest(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    page = open_question()
    begin(page)

    with page.expect_navigation(timeout=20_000):
        page.click("main button:has-text('Done')")

    check_whole(site, answer, least_seconds=5)
    db.session.refresh(answer)
    assert answer.status == AnswerStatus.DONE


def test_the_rest_arrives_from_the_next_question(
    site: Flask, answer: MockAnswer, open_question: Callable[[], Page]
) -> None:
    following = make_answer(db.session.get_one(User, answer.user_id))
    page = open_question()
    begin(page)
    page.route("**/pieces/*", lambda route: route.abort())
    expect(part(page, "status")).to_contain_text("No connection", timeout=15_000)

    page.click("main button:has-text('Done')")
    page.wait_for_url(f"**/trial/{following.id}", timeout=40_000)
    status = page.get_by_text("The rest of your recording")
    expect(status).to_have_text("Uploading the rest of your recording…")
    kept = page.evaluate(HASH_OF_KEPT)
    left = recording_of(answer)
    assert left.status == RecordingStatus.RECEIVING
    page.unroute("**/pieces/*")

    expect(status).to_have_text("The rest of your recording is saved.", timeout=40_000)
    check_whole(site, answer, least_seconds=9)
    assert recording_of(answer).sha256 == kept
    assert page.evaluate(HASH_OF_KEPT) == hashlib.sha256(b"").hexdigest()


def test_another_window_does_not_disturb(open_question: Callable[[], Page]) -> None:
    page = open_question()
    begin(page)

    other = open_question()

    expect(part(other, "status")).to_contain_text("another window")
    expect(part(other, "record")).to_be_hidden()
    page.bring_to_front()
    part(page, "stop").click()
    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)


def test_a_recording_is_made_anew_and_deleted(answer: MockAnswer, open_question: Callable[[], Page]) -> None:
    page = open_question()
    begin(page)
    part(page, "stop").click()
    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    before = recording_of(answer).sha256

    part(page, "anew").click()
    expect(part(page, "saved")).to_be_visible(timeout=15_000)
    part(page, "stop").click()
    expect(page.locator("audio[data-recording]")).to_be_visible(timeout=15_000)
    assert recording_of(answer).sha256 != before

    page.click(".recording-player summary")
    page.click(".recording-player form button")
    expect(page.locator("audio[data-recording]")).to_have_count(0)
    expect(part(page, "record")).to_be_visible()
