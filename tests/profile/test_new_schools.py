"""A school that is missing is typed, and put before the administrators."""

from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import delete, func, select

from clubinterview.club.services import NoSuchSchool, found_club
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.profile.models import School, SchoolStatus
from clubinterview.profile.new_schools import saved_school
from clubinterview.profile.search import schools_like
from tests.acting import by
from tests.auth.acts import in_threads
from tests.factories import make_school, make_user
from tests.meanwhile import when_writing_begins
from tests.profile.acts import account, facts, make_uncompleted

pytestmark = pytest.mark.usefixtures("app")

NEW = "云上理工学院"


def complete(browser, **changed):
    return browser.submit("/account/completion", facts(**{"school": NEW, **changed}))


def edit(browser, **changed):
    return browser.submit("/me/edit", facts(**{"bio": "", "password": None, "consent": None, **changed}))


def pending():
    db.session.commit()
    return db.session.scalars(select(School).where(School.status == SchoolStatus.PENDING)).all()


def told():
    return db.session.scalar(select(func.count()).select_from(Notification))


def test_the_form_offers_to_add_what_it_does_not_know(browser):
    make_school(name="云上理工学院附属中学")

    page = complete(browser(make_uncompleted()), school="云上美术学院")

    assert page.status_code == 422
    assert 'name="new_school"' in page.text
    assert pending() == []


def test_the_account_is_completed_with_the_new_school(browser):
    newcomer = make_uncompleted()

    response = complete(browser(newcomer), new_school="y")

    [school] = pending()
    assert response.status_code == 303
    assert account(newcomer).school_id == school.id
    assert (school.name, school.province) == (NEW, "")
    assert schools_like(NEW) == []


def test_a_listed_name_is_not_added_again(browser):
    school, newcomer = make_school(name=NEW), make_uncompleted()

    complete(browser(newcomer), new_school="y")

    assert pending() == []
    assert account(newcomer).school_id == school.id


@pytest.mark.parametrize("name", ["校", "1234567", "!!??", "😀😀😀😀", "\u202e云上理工学院"])
def test_names_that_are_none_are_refused(browser, name):
    assert complete(browser(make_uncompleted()), school=name, new_school="y").status_code == 422
    assert pending() == []


def test_who_belongs_to_it_can_edit_their_other_facts(browser):
    newcomer = make_uncompleted()
    window = browser(newcomer)
    complete(window, new_school="y")

    assert edit(window, school=NEW, name="欧阳子涵").status_code == 303
    assert account(newcomer).name == "欧阳子涵"


def test_three_new_schools_a_day(browser):
    user = make_user()
    window = browser(user)
    for number in "甲乙丙":
        assert edit(window, school=f"{number}字理工学院", new_school="y").status_code == 303

    assert edit(window, school="丁字理工学院", new_school="y").status_code == 422
    assert len(pending()) == 3


def test_administrators_are_told_once_an_hour():
    make_user(is_superuser=True)
    make_user()
    with time_machine.travel(utcnow(), tick=False) as clock:
        for minutes, notices in ((0, 1), (30, 1), (61, 2)):
            clock.shift(timedelta(minutes=minutes))
            with transaction():
                saved_school(School(name=f"第{minutes}理工学院"), now=utcnow())
            assert told() == notices


def test_two_people_who_type_the_same_name_get_one_school(app):
    together, ids = Barrier(2), []

    def type_it():
        with app.app_context():
            together.wait()
            with transaction():
                school = saved_school(School(name=NEW), now=utcnow())
            ids.append(school.id)

    in_threads(type_it, 2)

    assert ids == [pending()[0].id] * 2


def test_no_club_is_founded_at_a_school_that_waits():
    with transaction():
        school = saved_school(School(name=NEW), now=utcnow())
    owner = make_user(school=school)

    with pytest.raises(NoSuchSchool), transaction():
        found_club(school_id=school.id, name="x", slug="x", owner_email=owner.email, by=by(owner.id))


def test_a_school_that_is_deleted_while_an_account_is_completed_is_refused_beside_the_field(browser):
    school, newcomer = make_school(name="云上师范学院"), make_uncompleted()
    reader = browser(newcomer)

    with when_writing_begins(delete(School).where(School.id == school.id)):
        page = complete(reader, school=school.name)

    assert (page.status_code, "这所学校已不在列表中" in page.text) == (422, True)
    assert account(newcomer).password_hash is None


def test_a_school_that_is_deleted_while_facts_are_changed_is_refused_beside_the_field(browser):
    school, user = make_school(name="云上师范学院"), make_user()
    reader, before = browser(user), user.school_id

    with when_writing_begins(delete(School).where(School.id == school.id)):
        page = edit(reader, school=school.name)

    assert (page.status_code, "这所学校已不在列表中" in page.text) == (422, True)
    assert account(user).school_id == before


def test_no_club_is_made_of_a_school_that_is_gone(app):
    administrator, owner = make_user(is_superuser=True), make_user()

    with pytest.raises(NoSuchSchool), transaction():
        found_club(
            school_id=99999, name="棋社", slug="chess", owner_email=owner.email, by=by(administrator.id)
        )
