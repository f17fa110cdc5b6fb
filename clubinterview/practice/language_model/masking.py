"""What is taken out of texts before they are sent away: who somebody is, and how they are reached.

Marks as 「姓名」 stand in the places. The school, clubs and departments stay: advice is about them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from clubinterview.auth.models import User
from clubinterview.core.identity import HOME_REGION, national_number
from clubinterview.core.pinyin import pinyin_of

NAME, NUMBER, PHONE, MAIL, ACCOUNT, LINK = (
    "「姓名」",
    "「号码」",
    "「电话」",
    "「邮箱」",
    "「账号」",
    "「链接」",
)
MARKS = (NAME, NUMBER, PHONE, MAIL, ACCOUNT, LINK)
_COVER_OF = {mark: chr(0xE000 + index) for index, mark in enumerate(MARKS)}  # signs for private use
_MARK_OF = {cover: mark for mark, cover in _COVER_OF.items()}
_COVERED = re.compile("([\ue000-\ue005])\\1*")

SHORTEST_NAME_PART = 3  # letters of a part of a Latin name that is masked by itself
SHORTEST_PRIVATE = 3
CONTEXT = 400  # characters beside a piece of a text that show what the cut has torn in two
COMPOUND_SURNAMES = {"欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "东方", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "百里", "南宫", "宇文", "长孙", "轩辕"}  # fmt: skip

# Full-width letters and digits, and the signs of addresses; Chinese punctuation stays as it is.
_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in (
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        *map(ord, "＠．＿－＋／"),
    )
}
_CHINESE_DIGITS = str.maketrans(
    "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖⓪①②③④⑤⑥⑦⑧⑨", "00123456789121234567890123456789"
)
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ue000-\ue005]"
)

_LINKS = re.compile(
    r"(?i:https?://|www\.)[^\s，。；、！？）】》」]{1,300}|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{1,60}(?:\.[a-z]{2,12}){1,3}/[^\s，。；、！？）】》」]{1,300}"
)
_DOT = r"(?:\.|[(\[（【]\s?(?:dot|点)\s?[)\]）】]|[。点](?=\s{0,2}(?:com|cn|net|org|edu)\b))"
_MAILS = re.compile(
    rf"[\w.+-]{{1,64}}\s{{0,2}}(?:@|[(\[（【]\s?(?:at|@)\s?[)\]）】]|#at#|艾特)\s{{0,2}}[\w-]{{1,63}}(?:\s{{0,2}}{_DOT}\s{{0,2}}[\w-]{{1,63}}){{1,4}}"
    r"|[\w.+-]{1,64}\s{1,2}at\s{1,2}[\w-]{1,63}(?:\s{1,2}dot\s{1,2}[\w-]{1,63}){0,3}\s{1,2}dot\s{1,2}(?:com|cn|net|org|edu|io|me)\b"
    r"|(?<![\w.+-])[A-Za-z0-9][\w.+-]{1,63}@[A-Za-z0-9][\w-]{1,62}",
    re.IGNORECASE | re.ASCII,
)
_HANDLES = re.compile(r"(?<![\w@])@[A-Za-z_][\w.-]{2,40}", re.ASCII)
_ID_NUMBERS = re.compile(r"(?<!\d)[1-9]\d{5}[\s-]?(?:19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dXx](?![\dA-Za-z])")
_MOBILES = re.compile(r"(?<!\d)(?:(?:\+|00)\s?86[\s-]{0,2})?1[\s-]?[3-9](?:[\s-]{0,2}\d){9}(?!\d)")
_GROUPED_MOBILES = re.compile(r"(?<!\d)1[3-9]\d[_.·•*~/|—–\s-]{1,3}\d{4}[_.·•*~/|—–\s-]{1,3}\d{4}(?!\d)")
_LANDLINES = re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[\s-]{0,2}\d{7,8}(?!\d)")
_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)[\s]?[1-9](?:[\s().-]{0,2}\d){6,14}(?!\d)")
_SPELLED_OUT = re.compile(r"[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]{7,}")
_LONG_NUMBERS = re.compile(r"(?<![\d.])\d{8,}(?!\d)")
_QQ = re.compile(
    r"(?i:qq|(?<![A-Za-z])q\s{1,2}q|扣扣|企鹅号)(?:\s?(?:号码?|群|number|id))?[\s:：=是为]{0,4}(\d{5,12})"
)
_CHATS = re.compile(
    r"(?:微信|微信号|薇信|威信|v信|wechat|weixin|\bvx|\bwx|telegram|钉钉|小红书|抖音|微博)"
    r"(?:(?:号|账号|帐号|\s?id)[\s:：=是为]{0,4}|\s{0,2}(?:[:：=]|是|为|is)\s{0,2})([A-Za-z0-9_][\w.-]{3,40})"
    r"|(?:微信|薇信|威信|v信|wechat|\bvx|\bwx)\s?((?=[A-Za-z_-]{0,30}\d)[A-Za-z_][\w-]{4,30})",
    re.IGNORECASE | re.ASCII,
)
# How people invite each other: "加我微信 …", "加V …", "vx …", "V: …" with a digit.
_INVITATIONS = re.compile(
    r"(?:加|联系|找|搜)(?:一下)?我的?\s{0,2}(?:微信|薇信|威信|wechat|v信|[vw]x?|微|薇)号?[\s:：]{0,3}([a-z][\w-]{4,19})"
    r"|(?:(?<![增参附追叠])加|(?<![a-z0-9\s])\+)\s?(?:[vw]x|v信?|薇|威)[\s:：]{1,3}([a-z][\w-]{4,19})"
    r"|(?<![a-z0-9])vx[\s:：]{1,3}([a-z][\w-]{4,19})"
    r"|(?<![a-z0-9])v\s{0,2}[:：]\s{0,2}((?=[a-z_-]{0,19}\d)[a-z][\w-]{4,19})",
    re.IGNORECASE | re.ASCII,
)
# Names on other sites. A word of letters alone is one where the line or sentence ends after it.
_SITES = re.compile(
    r"(?:github|gitee|gitlab|csdn|bilibili|[b哔]站|知乎|豆瓣|领英|linkedin|instagram|facebook|twitter|discord|skype)"
    r"(?:\s?(?:账号|帐号|用户名|主页|id))?\s{0,2}[:：=@]\s{0,2}"
    r"((?=[a-z]{0,38}[\d_-])[a-z0-9_][\w-]{2,38}\w|[a-z]{3,39}(?=\s{0,2}(?:$|[\n,;|)，。；、）])))",
    re.IGNORECASE | re.ASCII,
)
_SITES_OF_CHINESE_NAMES = re.compile(
    r"(?:微博|小红书|抖音|快手|[Bb哔]站|知乎|豆瓣)(?:账号|帐号|昵称|号)?\s{0,2}[:：]?\s{0,2}@\s?([\w·-]{2,16})"
)
_INTRODUCED = re.compile(
    r"(?:我叫|我的名字是|我的名字叫|姓\s{0,2}名\s{0,2}[:：])\s{0,2}(?!做|我)([\u4e00-\u9fff]{2,4}?)(?=[，。,.、；;！!\s]|$|是|来自|今年|我|在|就读|现)"
)
_INTRODUCED_LATIN = re.compile(
    r"(?i:my name is|my name's|i am called|name\s?[:：])\s{0,2}([A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{1,30}){0,3})"
)


@dataclass(frozen=True)
class Private:
    """What says who somebody is.  names, numbers: texts of which each mention is masked."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @classmethod
    def of(cls, user: User) -> "Private":
        """Return what is known of a person: the name in its forms, student number, username, phone and mails."""
        phone = user.phone or ""
        numbers = (
            user.student_number, user.username or "", user.email or "", user.campus_email or "",
            phone, national_number(phone) if phone else "",
        )  # fmt: skip
        return cls(tuple(_name_forms(user.name)), tuple(n for n in numbers if len(n) >= SHORTEST_PRIVATE))

    def masked(self, text: str, *, before: str = "", after: str = "") -> str:
        """Return the text without the person's names and numbers, and without contacts of anybody.

        before, after: what stood beside the text, CONTEXT characters will do. It is not returned.
        """
        before, text, after = map(_plain, (before, text, after))
        covered = self._covered(before + text + after)[len(before) : len(before) + len(text)]
        return _COVERED.sub(lambda run: _MARK_OF[run.group(1)], covered)

    def _covered(self, text: str) -> str:
        """Return a text of the same length, in which each sign to be masked is the cover of its mark."""
        for number in sorted(self.numbers, key=len, reverse=True):
            text = _cover(_whole_word(number), ACCOUNT, text)
        text = _without_contacts(text)
        for name in self.names:
            text = _cover(_whole_word(name), NAME, text)
        for pattern in (_INTRODUCED, _INTRODUCED_LATIN):
            text = _cover(pattern, NAME, text)
        return text


def _without_contacts(text: str) -> str:
    for pattern, mark in (
        (_LINKS, LINK), (_MAILS, MAIL), (_QQ, ACCOUNT), (_CHATS, ACCOUNT), (_INVITATIONS, ACCOUNT), (_SITES, ACCOUNT),
        (_SITES_OF_CHINESE_NAMES, ACCOUNT), (_HANDLES, ACCOUNT), (_ID_NUMBERS, NUMBER), (_MOBILES, PHONE),
        (_GROUPED_MOBILES, PHONE), (_ABROAD, PHONE), (_LANDLINES, PHONE),
    ):  # fmt: skip
        text = _cover(pattern, mark, text)
    text = _without_mobiles_in_words(_without_other_phones(text))
    return _cover(_LONG_NUMBERS, NUMBER, _cover(_SPELLED_OUT, PHONE, text))


def _without_mobiles_in_words(text: str) -> str:
    """Return the text without mobile numbers that are written in Chinese digits, wholly or in part, spaced or not."""
    in_digits = text.translate(_CHINESE_DIGITS)
    for match in _MOBILES.finditer(in_digits):
        text = text[: match.start()] + _COVER_OF[PHONE] * len(match.group()) + text[match.end() :]
    return text


def _without_other_phones(text: str) -> str:
    """Return the text without numbers that the library of the world's phones knows as valid ones."""
    found = [
        (match.start, match.end)
        for match in phonenumbers.PhoneNumberMatcher(text, HOME_REGION, phonenumbers.Leniency.VALID)
    ]
    for start, end in found:
        text = text[:start] + _COVER_OF[PHONE] * (end - start) + text[end:]
    return text


def _plain(text: str) -> str:
    """Return the text in half-width letters, without signs that nobody sees and without covers."""
    return _INVISIBLE.sub("", text.translate(_HALF_WIDTH))


def _cover(pattern: re.Pattern[str], mark: str, text: str) -> str:
    """Return the text with each match under covers; of a pattern with groups, the group that matched."""

    def covered(match: re.Match[str]) -> str:
        begin, end = match.span(match.lastindex or 0)
        whole = match.group()
        return whole[: begin - match.start()] + _COVER_OF[mark] * (end - begin) + whole[end - match.start() :]

    return pattern.sub(covered, text)


def _name_forms(name: str) -> Iterable[str]:
    """Give the forms in which a name is written, longest first: whole, given name, its parts, and in pinyin."""
    name = " ".join(name.split())
    if len(name) < 2:
        return []
    forms = {name}
    if all("\u4e00" <= sign <= "\u9fff" or sign == "·" for sign in name):
        surname = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
        forms.update(_pinyin_forms(name[:surname], name[surname:]))
        if len(name) - surname >= 2:
            forms.add(name[surname:])
    else:
        forms.update(part for part in re.split(r"[\s·]", name) if len(part) >= SHORTEST_NAME_PART)
    return sorted(forms, key=lambda form: (-len(form), form))


def _pinyin_forms(surname: str, given: str) -> Iterable[str]:
    """Give how Latin letters write a Chinese name: Ouyang Zihan, Zihan Ouyang, ouyangzihan, Zi-han Ouyang …"""
    last, syllables = pinyin_of(surname), [pinyin_of(sign) for sign in given]
    for first in {"".join(syllables), " ".join(syllables), "-".join(syllables)}:
        yield from (
            f"{last} {first}",
            f"{first} {last}",
            f"{last}{first}",
            f"{first}{last}",
            f"{last}, {first}",
        )


def _whole_word(text: str) -> re.Pattern[str]:
    """Return the pattern of a text: case does not matter, and Latin letters do not stand inside a longer word."""
    start = r"(?<![A-Za-z0-9])" if text[0].isascii() else ""
    end = r"(?![A-Za-z0-9])" if text[-1].isascii() else ""
    spaced = (
        r"\s{0,2}".join(map(re.escape, text)) if len(text) <= 4 and not text.isascii() else re.escape(text)
    )
    return re.compile(start + spaced + end, re.IGNORECASE)
