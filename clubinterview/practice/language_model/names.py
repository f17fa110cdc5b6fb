"""How a name is written: the person's own in all its forms, and other people's where the text says that they are some."""

import re
from collections.abc import Iterator

from clubinterview.core.pinyin import pinyin_of

SHORTEST_PART = 3  # letters of a part of a Latin name that is masked by itself
SHORTEST_SURNAME = 5  # letters of a surname in pinyin that is masked by itself
SHORTEST_GIVEN = 4  # letters of a given name in pinyin of two syllables or more
COMPOUND_SURNAMES = {"欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "东方", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "百里", "南宫", "宇文", "长孙", "轩辕"}  # fmt: skip
WORDS_LIKE_SURNAMES = {"东方", "百里", "南宫"}  # "东方文化", "百里挑一"
# What is a word of its own although it looks like the nickname of a person of that surname.
WORDS_LIKE_NICKNAMES = {"小时", "小学", "小家", "小康", "小路", "小白", "小花", "小车", "小高", "小计", "小包", "老师", "老家", "老年", "老古", "老幸"}  # fmt: skip

_GAP = r"[\s.·•・_-]{0,2}"
_TITLES = r"(?:同学|学[长姐弟妹]|老师|教授|博士|[部会社队班团组]长|主席|先生|女士|小姐|[哥姐总])"
_HANZI = "\u4e00-\u9fff"
_LATIN_NAME = r"[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{0,30}){0,3}"
_LATIN_TITLE = r"(?:Prof(?:essor)?|Dr|Mr|Mrs|Ms|Miss)\b\.?\s{0,2}"

# Names behind words that say so, as group 1 or 2.
INTRODUCED = (
    re.compile(
        rf"(?:我叫|我的名字是|我的名字叫|姓\s{{0,2}}名\s{{0,2}}[:：|\s])\s{{0,2}}(?!做|我)([{_HANZI}]{{2,4}}?)(?=[，。,.、；;！!\s|]|$|是|来自|今年|我|在|就读|现)"
    ),
    re.compile(rf"(?i:my name is|my name's|i am called|name\s?[:：])\s{{0,2}}({_LATIN_NAME})"),
    re.compile(
        rf"(?:推荐人|证明人|介绍人|联系人|监护人|指导老师|指导教师|导师|辅导员|班主任|父亲|母亲|家长)\s{{0,2}}(?:[:：|—-]|\s)\s{{0,2}}([{_HANZI}·]{{2,4}}?)(?=[，。,.、；;！!/(（\s|]|$|{_TITLES})"
        rf"|(?:导师|辅导员|班主任)([{_HANZI}]{{2,3}}?)(?=老师|教授|博士)"
    ),
    re.compile(
        rf"(?i:referees?|references?|supervisors?|advis[eo]rs?|mentors?|contact person|recommended by)\s{{0,2}}[:：–-]\s{{0,2}}((?:{_LATIN_TITLE})?{_LATIN_NAME})"
    ),
    re.compile(rf"\b{_LATIN_TITLE}({_LATIN_NAME})"),
)  # fmt: skip


def patterns_of(name: str) -> Iterator[re.Pattern[str]]:
    """Give patterns that match a name as people write it: whole, in part, with titles, and in pinyin."""
    name = " ".join(re.sub("[•・‧]", "·", name).split())
    if len(name) < 2:
        return
    if re.fullmatch(rf"[{_HANZI}]+", name):
        surname = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
        yield from _chinese(name[:surname], name[surname:])
    else:
        yield from _of_parts(re.split(r"[\s·]", name))


def _chinese(surname: str, given: str) -> Iterator[re.Pattern[str]]:
    is_a_word = len(surname) == 1 or surname in WORDS_LIKE_SURNAMES
    yield re.compile(_GAP.join(surname + given))
    if len(given) >= 2:
        yield re.compile(r"\s{0,2}".join(given))
    yield re.compile(rf"{surname}(?={_TITLES})" if is_a_word else surname)
    nicknames = [sign for sign in "小老阿" if sign + surname not in WORDS_LIKE_NICKNAMES]
    if nicknames:
        after = rf"(?={_TITLES}|[^{_HANZI}A-Za-z]|$|负责|[说是和也你我他她做写的])"
        yield re.compile(rf"[{''.join(nicknames)}]{surname}{after}")
    yield from _in_pinyin(surname, given)


def _in_pinyin(surname: str, given: str) -> Iterator[re.Pattern[str]]:
    """Give how Latin letters write a Chinese name: Ouyang Zihan, Zi-han Ouyang, ouyangzihan, Z. Ouyang, Zihan …"""
    last = r"[\s-]?".join(map(_spelled, surname))
    syllables = [pinyin_of(sign) for sign in given]
    first = r"[\s-]?".join(map(_spelled, given))
    initials = r"\.?[\s-]?".join(syllable[0] for syllable in syllables)
    for pattern in (
        rf"{last}[\s,_.-]{{0,2}}{first}", rf"{first}[\s,_.-]{{0,2}}{last}",
        rf"{last},?\s{initials}\.", rf"{initials}\.?\s{last}",
    ):  # fmt: skip
        yield _latin(pattern)
    if len(syllables) > 1 and len("".join(syllables)) >= SHORTEST_GIVEN:
        yield _latin(first)
    if len(pinyin_of(surname)) >= SHORTEST_SURNAME:
        yield _latin(last)


def _spelled(sign: str) -> str:
    """Return the pattern of a sign's pinyin; its ü is typed as v, u, ü or yu: Lv, Lu, Lü, Lyu."""
    return re.sub("(?<=[ln])v", "(?:v|y?u\u0308?|ü)", pinyin_of(sign))


def _of_parts(parts: list[str]) -> Iterator[re.Pattern[str]]:
    """Give the whole name, spaced in any way, and the parts that are long enough to be no word of another kind."""
    whole = rf"{_GAP}".join(map(re.escape, parts))
    yield _latin(whole)
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= (SHORTEST_PART if part.isascii() or not re.search(f"[{_HANZI}]", part) else 2):
            yield _latin(re.escape(part))


def _latin(pattern: str) -> re.Pattern[str]:
    """Return the pattern, whatever the case, where it does not stand inside a longer Latin word."""
    return re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE)
