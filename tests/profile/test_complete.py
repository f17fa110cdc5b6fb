"""Completing an account."""

import html
from threading import Barrier

import bcrypt
import pytest
import time_machine

from clubinterview.auth.models import User
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.profile.services import AlreadyCompleted, Facts, complete_account
from tests.auth.acts import NEW_PASSWORD, PASSWORD, in_threads, open_rows, sign_in_by_form
from tests.factories import make_school
from tests.profile.acts import NAMES, SCHOOL, account, facts, make_uncompleted

YEAR = to_local(utcnow()).year


@pytest.fixture
def school():
    return make_school(name=SCHOOL)


@pytest.fixture
def newcomer():
    return make_uncompleted()


@pytest.fixture
def reader(browser, newcomer):
    return browser(newcomer)


def complete(browser, **changed):
    return browser.submit("/account/completion", facts(**changed))


def has_error(response, name):
    return response.status_code == 422 and f'id="{name}-errors"' in response.text


def test_the_page_names_its_fields(reader):
    page = reader.get("/account/completion").text

    assert 'autocomplete="new-password"' in page
    assert 'autocomplete="name"' in page
    assert 'data-suggest-url="/schools"' in page
    assert 'data-suggest-url="/majors"' in page
    assert "data-password-toggle" in page
    assert 'href="/privacy"' in page


def test_a_password_and_facts_complete_the_account(reader, newcomer, school):
    response = complete(reader)

    assert (response.status_code, response.location) == (303, "/")
    user = account(newcomer)
    assert user.is_initialised
    assert (user.name, user.school_id, user.major, user.student_number, user.enrolment_year) == (
        "陈一鸣",
        school.id,
        "软件工程",
        "3260100001",
        2026,
    )
    assert reader.get("/me").status_code == 200


def test_consent_and_notice_are_noted(reader, newcomer, school):
    with time_machine.travel(utcnow(), tick=False):
        reader.get("/account/completion")
        complete(reader)

        assert account(newcomer).consented_at == utcnow()
    assert account(newcomer).notice_version == NOTICE_VERSION


def test_the_account_speaks_the_language_of_the_page(browser, newcomer, school):
    with transaction():
        lock(User, newcomer.id).locale = "en"

    complete(browser(newcomer))

    assert account(newcomer).locale == "en"


def test_the_session_goes_on_under_a_new_id(browser, reader, newcomer, school):
    old_id = reader.get_cookie("session").value
    thief = browser()
    thief.set_cookie("session", old_id)

    complete(reader)

    assert reader.get_cookie("session").value != old_id
    assert thief.get("/me").status_code == 302
    assert len(open_rows(newcomer)) == 1


def test_the_password_signs_in(browser, reader, school):
    complete(reader)

    assert sign_in_by_form(browser(), PASSWORD).status_code == 303


def test_the_same_form_again_answers_409(reader, newcomer, school):
    token = reader.token("/account/completion")
    fields = {**facts(), "csrf_token": token}
    assert reader.post("/account/completion", data=fields).status_code == 303

    again = reader.post("/account/completion", data={**fields, "name": "别人", "password": NEW_PASSWORD})

    assert again.status_code == 409
    assert account(newcomer).name == "陈一鸣"
    assert reader.get("/me").status_code == 200


def test_another_tab_answers_409(reader, school):
    complete(reader)

    assert complete(reader).status_code == 409
    assert reader.get("/account/completion").location == "/"


def test_two_at_once_complete_it_once(browser, newcomer, school):
    people = [browser(newcomer), browser(newcomer)]
    tokens = {person: person.token() for person in people}
    names = dict(zip(people, ["甲同学", "乙同学"], strict=True))
    barrier, statuses = Barrier(2), {}

    def send():
        person = people.pop()
        barrier.wait()
        fields = {**facts(name=names[person]), "csrf_token": tokens[person]}
        statuses[names[person]] = person.post("/account/completion", data=fields).status_code

    in_threads(send, 2)

    assert sorted(statuses.values()) == [303, 409]
    assert statuses[account(newcomer).name] == 303


def test_of_two_completions_at_once_one_is_refused(app, school):
    people, work = 10, Barrier(2)
    newcomers = [make_uncompleted(f"person{number}@example.edu.cn").id for number in range(people)]
    said = Facts(name="陈一鸣", school_id=school.id, major="哲学", student_number="1", enrolment_year=YEAR)
    refused = []

    def complete_all():
        with app.app_context():
            for user_id in newcomers:
                work.wait()
                try:
                    with transaction():
                        complete_account(user_id, said, password_hash="x", locale="en", now=utcnow())
                except AlreadyCompleted:
                    refused.append(user_id)

    in_threads(complete_all, 2)

    assert sorted(refused) == newcomers


def test_a_completed_account_is_not_asked(browser, candidate):
    assert browser(candidate).get("/account/completion").location == "/"


def test_signing_in_is_needed(client, school):
    assert client.get("/account/completion").location == "/login?next=/account/completion"
    assert complete(client).status_code == 401


def test_a_form_token_is_needed(reader, newcomer, school):
    assert reader.post("/account/completion", data=facts()).status_code == 400
    assert account(newcomer).awaits_completion


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_they_are(reader, newcomer, school, name):
    assert complete(reader, name=name).status_code == 303

    assert account(newcomer).name == name
    assert (
        html.escape(name, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        in reader.get("/me").text
    )


@pytest.mark.parametrize("name", ["", "   ", "名" * 61, "a\0b", "a\nb", "\u200b", "\u202emoc.live", None])
def test_what_is_no_name_is_refused(reader, newcomer, school, name):
    assert has_error(complete(reader, name=name), "name")
    assert account(newcomer).awaits_completion


@pytest.mark.parametrize("number", ["3260100001", "A", "U-2026-x", "9" * 32, "３２６０１"])
def test_student_numbers(reader, newcomer, school, number):
    assert complete(reader, student_number=number).status_code == 303


@pytest.mark.parametrize(
    "number", ["", "9" * 33, "32 60", "32_60", "学号1", "3260\0", "😀", "=1+1", "1;2", None]
)
def test_what_is_no_student_number_is_refused(reader, school, number):
    assert has_error(complete(reader, student_number=number), "student_number")


def test_two_people_may_have_one_student_number(browser, school):
    for email in ("one@example.edu.cn", "two@example.edu.cn"):
        assert complete(browser(make_uncompleted(email))).status_code == 303


@pytest.mark.parametrize("year", range(YEAR - 8, YEAR + 1))
def test_years_of_enrolment(reader, newcomer, school, year):
    complete(reader, enrolment_year=str(year))

    assert account(newcomer).enrolment_year == year


@pytest.mark.parametrize(
    "year", ["", str(YEAR + 1), str(YEAR - 9), "x", "2026.5", "9" * 400, "-1", "2026\0", None]
)
def test_other_years_are_refused(reader, school, year):
    assert has_error(complete(reader, enrolment_year=year), "enrolment_year")


@pytest.mark.parametrize("consent", [None, "", "false"])
def test_without_consent_nothing_is_kept(reader, newcomer, school, consent):
    assert has_error(complete(reader, consent=consent), "consent")
    assert account(newcomer).awaits_completion


@pytest.mark.parametrize("major", ["软件工程", "Underwater Basket Weaving", "拔尖班（图灵）", "😀"])
def test_a_major_may_be_any_text(reader, newcomer, school, major):
    complete(reader, major=major)

    assert account(newcomer).major == major


@pytest.mark.parametrize("major", ["", "x" * 61, "a\0b", "a\nb", None])
def test_what_is_no_major_is_refused(reader, school, major):
    assert has_error(complete(reader, major=major), "major")


@pytest.mark.parametrize("text", [SCHOOL, "浙江大", "江大"])
def test_a_school_is_known_by_words_that_fit_it_alone(reader, newcomer, school, text):
    complete(reader, school=text)

    assert account(newcomer).school_id == school.id


def test_the_exact_name_wins_over_longer_ones(reader, newcomer, school):
    make_school(name="浙江大学城市学院")

    complete(reader, school="浙江大学")

    assert account(newcomer).school_id == school.id


def test_several_schools_become_choices(reader, newcomer, school):
    others = [make_school(name=f"浙江{number}学院") for number in range(12)]

    response = complete(reader, school="浙江")

    assert has_error(response, "school")
    assert response.text.count('type="radio"') == 10
    assert PASSWORD not in response.text
    chosen = complete(reader, school="浙江", school_choice=str(school.id))
    assert chosen.status_code == 303
    assert account(newcomer).school_id == school.id
    assert others


@pytest.mark.parametrize("choice", ["0", "-1", "x", "9" * 30, "1\0", "None"])
def test_a_choice_that_was_not_offered_is_not_believed(reader, newcomer, school, choice):
    make_school(name="浙江学院")

    assert has_error(complete(reader, school="浙江", school_choice=choice), "school")
    assert account(newcomer).awaits_completion


def test_a_choice_counts_only_for_the_words_it_was_offered_for(reader, newcomer, school):
    make_school(name="浙江学院")
    other = make_school(name="北京大学")

    response = complete(reader, school="浙江", school_choice=str(other.id))

    assert has_error(response, "school")


@pytest.mark.parametrize("text", ["没有这所学校", "%", "_", "\\", "x" * 61, "浙\0江", "", "   ", "😀", None])
def test_what_is_no_school_is_refused(reader, newcomer, school, text):
    assert has_error(complete(reader, school=text), "school")
    assert account(newcomer).awaits_completion


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "x" * 129,
        "password123",
        "ClubInterview1",
        "3260100001",
        "陈一鸣陈一鸣2026",
        "chenyiming99",
        "浙江大学浙江大学",
        "chen@example.edu.cn",
        "jade\0mountain",
        None,
    ],
)
def test_bad_passwords_are_refused_and_never_drawn(reader, newcomer, school, password):
    response = complete(reader, password=password)

    assert has_error(response, "password")
    field = response.text.split('name="password"')[1].split(">")[0]
    assert 'value=""' in field
    assert account(newcomer).awaits_completion


def test_administrators_need_a_longer_password(browser, newcomer, school):
    with transaction():
        lock(User, newcomer.id).is_superuser = True

    assert has_error(complete(browser(newcomer), password="river east 9"), "password")


def test_words_are_kept(reader, school):
    response = complete(
        reader, name="欧阳 <子涵>", school="浙大", major="哲学", student_number="A-1", consent=None
    )

    for value in ("欧阳 &lt;子涵&gt;", "浙大", "哲学", "A-1"):
        assert f'value="{value}"' in response.text
    assert PASSWORD not in response.text


def test_a_bad_form_runs_no_bcrypt(reader, school, monkeypatch):
    monkeypatch.setattr(bcrypt, "hashpw", lambda *_: pytest.fail("bcrypt ran"))

    assert complete(reader, name="").status_code == 422


@pytest.mark.parametrize(
    "name", ["is_superuser", "is_club_member", "status", "email", "session_version", "id"]
)
def test_fields_that_the_form_does_not_have_are_ignored(reader, newcomer, school, name):
    before = getattr(account(newcomer), name)

    complete(reader, **{name: "1"})

    assert getattr(account(newcomer), name) == before
