"""How schools and majors are found: by name, other name, pinyin and initials, and which come first."""

import pytest
from sqlalchemy import text

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.base_data import load_base_data
from clubinterview.profile.models import Major, SchoolStatus
from clubinterview.profile.search import majors_like, schools_like
from tests.factories import make_school

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def base_data():
    with transaction():
        load_base_data()


def found(word):
    return [school.name for school in schools_like(word)]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("北京大", "北京大学"),
        ("bjdx", "北京大学"),
        ("beijing da", "北京大学"),
        ("ＢＥＩＪＩＮＧ　Ｄａ", "北京大学"),
        ("bēijīng dà", "北京大学"),
        ("bei京", "北京大学"),
        ("北大", "北京大学"),
        ("华科", "华中科技大学"),
        ("zjdx", "浙江大学"),
        ("浙江 大学", "浙江大学"),
        ("中国石油大学(北京", "中国石油大学（北京）"),
    ],
)
def test_the_school_that_is_meant_comes_first(base_data, word, first):
    assert found(word)[0] == first


def test_the_order_of_what_fits():
    make_school(name="东北大学堂")  # holds it
    make_school(name="北大荒学院")  # begins with it
    alias = make_school(name="北京大学")
    with transaction():
        alias.aliases = "北大"
    make_school(name="北大")

    assert found("北大") == ["北大", "北京大学", "北大荒学院", "东北大学堂"]


def test_initials_come_before_pinyin_and_pinyin_before_the_middle():
    make_school(name="安徽")  # anhui, ah
    make_school(name="阿河")  # ahe, ah
    make_school(name="阿河大学")
    make_school(name="阿汉江")  # ahanjiang, ahj

    assert found("ah")[:2] == ["安徽", "阿河"]
    assert found("ahe") == ["阿河", "阿河大学"]


def test_an_edited_name_is_found_at_once():
    school = make_school(name="甲学院")
    with transaction():
        school.name, school.aliases = "乙书院", "丙"

    assert found("甲学院") == []
    assert found("yishu") == found("丙") == found("ysy") == ["乙书院"]


def test_schools_that_nobody_has_looked_at_are_not_suggested():
    school = make_school(name="云上学院")
    assert found("云上") == ["云上学院"]
    with transaction():
        school.status = SchoolStatus.PENDING

    assert found("云上") == []


@pytest.mark.parametrize("word", ["|", "||", "%", "_", "/", "\\"])
def test_signs_are_not_patterns(word):
    make_school(name="北京学院")

    assert found(word) == []
    assert found("京_院") == found("京%院") == []


def test_a_long_name_fits():
    make_school(name="庄" * 60)

    assert found("庄庄") == ["庄" * 60]


def test_majors_are_found_alike(base_data):
    assert majors_like("rjgc")[0].name == "软件工程"
    assert majors_like("ruanjian g")[0].name == "软件工程"
    assert isinstance(majors_like("软件工程")[0], Major)


def test_the_search_reads_the_index(base_data):
    on_mysql = db.engine.dialect.name == "mysql"
    query = "SELECT id FROM school WHERE status = 'listed' AND search_text LIKE '%bjdx%'"
    plan = db.session.execute(text(("EXPLAIN " if on_mysql else "EXPLAIN QUERY PLAN ") + query)).all()

    assert "ix_school_status_search_text" in str(plan)
