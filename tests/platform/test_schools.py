"""The administrators' pages about schools and majors."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.platform import school_forms
from clubinterview.profile.models import Major, School, SchoolDomain, SchoolStatus
from clubinterview.profile.new_schools import saved_school
from tests import factories
from tests.counting import counted
from tests.meanwhile import just_before

LISTS = ["/platform/schools", "/platform/schools/pending", "/platform/majors", "/platform/schools?q=学院"]
PAGES = [*LISTS, "/platform/schools/new", "/platform/majors/new", "/platform/schools/import"]
FIELDS = {"code": "1", "name": "求是书院", "province": "浙江省", "city": "杭州市", "level": "本科"}


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


@pytest.fixture
def window(browser: Any, administrator: User) -> Any:
    return browser(administrator)


def make_pending(name: str = "云上理工学院") -> School:
    with transaction():
        return saved_school(School(name=name), now=utcnow())


def make_major(name: str = "软件工程", class_name: str = "计算机类") -> Major:
    with transaction():
        major = Major(category="工学", class_name=class_name, name=name)
        db.session.add(major)
    return major


def add_domain(school: School, domain: str) -> None:
    with transaction():
        db.session.add(SchoolDomain(school_id=school.id, domain=domain))


def fresh(model: Any, row_id: int) -> Any:
    db.session.commit()
    return db.session.get(model, row_id, populate_existing=True)


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act)))


@pytest.mark.parametrize("page", PAGES)
def test_only_administrators_see_the_pages(browser: Any, window: Any, owner: User, page: str) -> None:
    assert window.get(page).status_code == 200
    assert browser(owner).get(page).status_code == 404


@pytest.mark.parametrize("act", ["merging", "refusal", "deletion"])
def test_changes_do_not_exist_for_others(browser: Any, owner: User, act: str) -> None:
    school = make_pending()

    answer = browser(owner).submit(f"/platform/schools/{school.id}/{act}", {"into": "x", "reason": "x"})

    assert answer.status_code == 404
    assert fresh(School, school.id) is not None


@pytest.mark.parametrize("address", LISTS)
def test_lists_cost_the_same_for_3_and_300_rows(window: Any, address: str) -> None:
    costs = []
    for numbers in (range(3), range(3, 300)):
        with transaction():
            for number in numbers:
                for code, status in (("l", SchoolStatus.LISTED), ("p", SchoolStatus.PENDING)):
                    db.session.add(
                        School(
                            code=f"{code}{number}", name=f"{code}学院{number}", province="", city="", level="",
                            status=status,
                        )
                    )  # fmt: skip
                db.session.add(Major(category="工学", class_name="x", name=f"专业{number}"))
        with counted() as count:
            assert window.get(address).status_code == 200
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 6


def test_a_school_is_added_with_names_and_domains(window: Any) -> None:
    fields = {**FIELDS, "aliases": "求是\n书院", "domains": "@ZJU.edu.cn\n例子.cn"}

    assert window.submit("/platform/schools/new", fields).status_code == 303

    school = db.session.scalars(select(School).where(School.code == "1")).one()
    domains = db.session.scalars(select(SchoolDomain.domain).order_by(SchoolDomain.domain)).all()
    assert (school.aliases, "|求是|书院|" in school.search_text) == ("求是|书院", True)
    assert domains == ["xn--fsqu00a.cn", "zju.edu.cn"]
    assert acts() == ["school.add"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", ""), ("name", "a|b"), ("domains", "no domain"), ("domains", "cn"), ("code", "x" * 21)],
)
def test_a_school_with_bad_input_is_not_added(window: Any, name: str, value: str) -> None:
    answer = window.submit("/platform/schools/new", {**FIELDS, name: value})

    assert answer.status_code == 422
    assert db.session.scalars(select(School).where(School.code == "1")).all() == []


def test_a_school_is_edited(window: Any) -> None:
    school = factories.make_school()
    add_domain(school, "old.edu.cn")

    window.submit(f"/platform/schools/{school.id}", {**FIELDS, "domains": "new.edu.cn"})

    assert fresh(School, school.id).name == "求是书院"
    assert db.session.scalars(select(SchoolDomain.domain)).all() == ["new.edu.cn"]


def test_a_name_that_is_taken_is_refused_beside_the_field(window: Any) -> None:
    factories.make_school(name="求是书院")
    school = factories.make_school()

    answer = window.submit(f"/platform/schools/{school.id}", FIELDS)

    assert answer.status_code == 422
    assert fresh(School, school.id).name != "求是书院"


def test_merging_moves_everything(window: Any) -> None:
    source, target = factories.make_school(name="旧学院"), factories.make_school(name="新学院")
    user = factories.make_user(school=source, campus_confirmed_at=utcnow())
    club, _same_name = (
        factories.make_club(school=source, name="棋社"),
        factories.make_club(school=target, name="棋社"),
    )
    for school, domain in ((source, "a.cn"), (source, "b.cn"), (target, "b.cn")):
        add_domain(school, domain)

    source_id = source.id

    answer = window.submit(f"/platform/schools/{source_id}/merging", {"into": "新学院"})

    assert answer.status_code == 303
    assert fresh(School, source_id) is None
    assert (fresh(User, user.id).school_id, fresh(Club, club.id).school_id) == (target.id, target.id)
    assert fresh(User, user.id).campus_confirmed_at is not None
    domains = select(SchoolDomain.school_id, SchoolDomain.domain).order_by(SchoolDomain.domain)
    assert [tuple(row) for row in db.session.execute(domains)] == [(target.id, "a.cn"), (target.id, "b.cn")]
    assert fresh(School, target.id).aliases == "旧学院"
    assert "school.merge" in acts()


@pytest.mark.parametrize("into", ["旧学院", "没有", "云上理工学院", ""])
def test_merging_into_nothing_is_refused(window: Any, into: str) -> None:
    source = factories.make_school(name="旧学院")
    make_pending()

    assert window.submit(f"/platform/schools/{source.id}/merging", {"into": into}).status_code == 422
    assert fresh(School, source.id) is not None


def test_a_school_with_people_is_not_deleted(window: Any) -> None:
    school = factories.make_user().school_id

    assert window.submit(f"/platform/schools/{school}/deletion").status_code == 409
    assert fresh(School, school) is not None


def test_a_school_that_nobody_has_is_deleted(window: Any) -> None:
    school_id = factories.make_school().id

    window.submit(f"/platform/schools/{school_id}/deletion")

    assert fresh(School, school_id) is None


def test_a_new_school_is_approved_by_saving_it(window: Any) -> None:
    school = make_pending()
    assert school.name in window.get("/platform/schools/pending").text

    window.submit(f"/platform/schools/{school.id}", FIELDS)

    assert fresh(School, school.id).status == SchoolStatus.LISTED
    assert acts() == ["school.approve"]


def test_near_names_are_offered(window: Any) -> None:
    factories.make_school(name="云上理工大学")

    assert "云上理工大学" in window.get(f"/platform/schools/{make_pending().id}").text


def test_people_of_a_refused_school_choose_again(browser: Any, window: Any) -> None:
    school = make_pending()
    user, school_id = factories.make_user(school=school), school.id

    window.submit(f"/platform/schools/{school_id}/refusal", {"reason": "没有这所学校"})

    assert fresh(School, school_id) is None
    assert fresh(User, user.id).school_id is None
    assert db.session.scalar(select(func.count()).where(Notification.user_id == user.id)) == 1
    for page in ("/me", "/me/edit", "/clubs", "/"):
        assert browser(user).get(page).status_code == 200


def test_a_listed_school_is_not_refused(window: Any) -> None:
    school = factories.make_school()

    assert window.submit(f"/platform/schools/{school.id}/refusal", {"reason": "x"}).status_code == 409


def test_merging_majors_renames_what_people_wrote(window: Any) -> None:
    source, target = make_major("软工"), make_major()
    user, source_id = factories.make_user(major="软工"), source.id

    window.submit(f"/platform/majors/{source_id}/merging", {"into": "软件工程"})

    assert fresh(User, user.id).major == "软件工程"
    assert fresh(Major, source_id) is None
    assert fresh(Major, target.id) is not None


def test_a_major_is_edited_and_found(window: Any) -> None:
    major = make_major()

    window.submit(f"/platform/majors/{major.id}", {"category": "工学", "class_name": "x", "name": "人工智能"})

    assert "人工智能" in window.get("/platform/majors?q=rgzn").text


HEADER = "code,name,province,city,level\n"


def check(window: Any, content: bytes | str, kind: str = "schools") -> Any:
    if isinstance(content, str):
        return window.submit(f"/platform/{kind}/import", {"text": content})
    return window.submit(f"/platform/{kind}/import", {"file": (io.BytesIO(content), "x.csv")})


def confirm(window: Any, page: Any, kind: str = "schools") -> Any:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found, page.text
    return window.submit(f"/platform/{kind}/import/confirmation", {"ticket": found.group(1)})


def imported() -> list[str]:
    db.session.commit()
    return list(
        db.session.scalars(select(School.name).where(School.code.in_(("a1", "a2"))).order_by(School.code))
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_checked_and_then_imported(window: Any, encoding: str) -> None:
    content = f"{HEADER}a1,甲学院,浙江省,杭州市,本科\na2,乙学院,浙江省,杭州市,本科\n".encode(encoding)

    page = check(window, content)
    assert imported() == []
    assert confirm(window, page).status_code == 303

    assert imported() == ["甲学院", "乙学院"]
    assert "school.import" in acts()


def test_twice_changes_nothing(window: Any) -> None:
    text = f"{HEADER}a1,甲学院,浙江省,杭州市,本科\n"
    confirm(window, check(window, text))
    row = db.session.scalars(select(School).where(School.code == "a1")).one()
    before = row.updated_at

    confirm(window, check(window, text))

    assert fresh(School, row.id).updated_at == before


def test_changed_rows_keep_their_other_names(window: Any) -> None:
    confirm(window, check(window, "code,name,province,city,level,aliases\na1,甲学院,浙江省,杭州市,本科,甲\n"))

    confirm(window, check(window, f"{HEADER}a1,甲大学,浙江省,杭州市,本科\n"))

    row = db.session.scalars(select(School).where(School.code == "a1")).one()
    assert (row.name, row.aliases, row.search_text) == ("甲大学", "甲", "|甲大学|甲|jiadaxue|jdx|")


def test_errors_name_their_lines_and_nothing_is_imported(window: Any) -> None:
    factories.make_school(name="有主学院")
    lines = [
        "a1,甲学院,省,市,本科",
        "a2,,省,市,本科",
        "a1,乙学院,省,市,本科",
        "a3,甲学院,省,市,本科",
        "a4,有主学院,省,市,本科",
        "a5,短",
        f"a6,{'长' * 61},省,市,本科",
    ]

    page = check(window, HEADER + "\n".join(lines))

    assert page.status_code == 422
    assert re.findall(r'<b class="num">\D*(\d+)\D*</b>', page.text) == ["3", "4", "5", "6", "7", "8"]
    assert 'name="ticket"' not in page.text
    assert imported() == []


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", b"name\nx", HEADER.encode() + b'a1,"x'])
def test_files_that_are_none_are_refused(window: Any, content: bytes) -> None:
    assert check(window, content).status_code == 422


def test_a_damaged_file_is_not_read_as_other_characters(window: Any) -> None:
    content = f"{HEADER}a1,甲学院,浙江省,杭州市,本科\n".encode()
    damaged = content.replace("甲".encode(), "甲".encode()[:2] + b"\xe4", 1)
    assert damaged.decode("gb18030", "replace") != content.decode()

    page = check(window, damaged)

    assert page.status_code == 422
    assert re.search(r'class="error"[^>]*>[^<]*2', page.text)


def test_a_file_that_is_too_large_is_refused(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(school_forms, "MOST_BYTES", 40)

    page = check(window, f"{HEADER}a1,甲学院,省,市,本科\n".encode())

    assert page.status_code == 422
    assert 'name="ticket"' not in page.text


def test_what_changed_since_the_check_stops_the_import(window: Any) -> None:
    page = check(window, f"{HEADER}a1,甲学院,省,市,本科\na2,乙学院,省,市,本科\n")
    factories.make_school(name="乙学院")

    assert confirm(window, page).status_code == 409
    assert imported() == []


@pytest.mark.parametrize(("code", "name"), [("a2", "丙学院"), ("a3", "乙学院")])
def test_what_another_import_adds_at_the_same_time_stops_the_import(
    window: Any, code: str, name: str
) -> None:
    page = check(window, f"{HEADER}a1,甲学院,省,市,本科\na2,乙学院,省,市,本科\n")
    other = {"code": code, "name": name, "province": "省", "city": "市", "level": "本科"}

    with just_before("INSERT INTO school ", insert(School).values(other)):
        assert confirm(window, page).status_code == 409

    assert imported() == []
    assert acts() == []


def test_majors_that_another_import_adds_at_the_same_time_stop_the_import(window: Any) -> None:
    page = check(window, "category,class,name\n工学,计算机类,软件工程\n", "majors")
    other = {"category": "工学", "class_name": "计算机类", "name": "软件工程"}

    with just_before("INSERT INTO major ", insert(Major).values(other)):
        assert confirm(window, page, "majors").status_code == 409


def test_a_school_that_is_deleted_at_the_same_time_stops_the_import(window: Any) -> None:
    confirm(window, check(window, f"{HEADER}a1,甲学院,省,市,本科\n"))
    page = check(window, f"{HEADER}a1,乙学院,省,市,本科\n")

    with just_before("UPDATE school ", delete(School).where(School.code == "a1")):
        assert confirm(window, page).status_code == 409


def test_a_ticket_is_of_one_administrator(browser: Any, window: Any) -> None:
    page = check(window, f"{HEADER}a1,甲学院,省,市,本科\n")
    other = browser(factories.make_user(is_superuser=True))

    assert confirm(other, page).status_code == 303
    assert imported() == []


def test_majors_are_imported(window: Any) -> None:
    confirm(window, check(window, "category,class,name\n工学,计算机类,软件工程\n", "majors"), "majors")

    assert db.session.scalars(select(Major.search_text)).all() == ["|软件工程|ruanjiangongcheng|rjgc|"]


@pytest.mark.parametrize("act", ["merging", "refusal"])
def test_a_page_drawn_after_a_refusal_holds_the_school_as_it_is(browser: Any, act: str) -> None:
    """Saving what it shows changes nothing."""
    school = factories.make_school(name="测试师范大学")
    with transaction():
        row = db.session.get(School, school.id)
        row.aliases = "测师|测师大"
        db.session.add(SchoolDomain(school_id=school.id, domain="cs.edu.cn"))

    page = browser(factories.make_user(is_superuser=True)).submit(f"/platform/schools/{school.id}/{act}")

    assert page.status_code == 422
    assert "测师\n测师大</textarea>" in page.text.replace("\r\n", "\n")
    assert "cs.edu.cn</textarea>" in page.text
