"""What is taken out of texts before they are sent away: who a person is, and how to reach them.

Marks as 「姓名」 stand in the places. The school, clubs and departments stay: advice is about them.
"""

import re
from dataclasses import dataclass

import phonenumbers

from clubinterview.auth.models import User
from clubinterview.core.identity import HOME_REGION, national_number
from clubinterview.practice.language_model.fencing import visible
from clubinterview.practice.language_model.names import INTRODUCED, patterns_of

NAME, NUMBER, PHONE, MAIL, ACCOUNT, LINK, ADDRESS = (
    "「姓名」",
    "「号码」",
    "「电话」",
    "「邮箱」",
    "「账号」",
    "「链接」",
    "「地址」",
)
MARKS = (NAME, NUMBER, PHONE, MAIL, ACCOUNT, LINK, ADDRESS)
_COVER_OF = {mark: chr(0xE000 + index) for index, mark in enumerate(MARKS)}  # signs for private use
_MARK_OF = {cover: mark for mark, cover in _COVER_OF.items()}
_COVERED = re.compile("([\ue000-\ue006])\\1*")

SHORTEST_PRIVATE = 3
_SEPARATOR = r"[\s-]?"  # that people put between the signs of a number
CONTEXT = 400  # characters beside a piece of a text that show what the cut has torn in two

# Full-width letters and digits, and the signs of addresses; Chinese punctuation stays as it is.
_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in (
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        *map(ord, "＠．＿－＋／＊＃"),
    )
} | dict(zip(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉➕﹢﹫"), map(ord, "01234567890123456789++@"), strict=True))
_CHINESE_DIGITS = str.maketrans(
    "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖⓪①②③④⑤⑥⑦⑧⑨", "00123456789121234567890123456789"
)

_LINKS = re.compile(
    r"(?i:https?://|www\.)[^\s，。；、！？）】》」]{1,300}|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{1,60}(?:\.[a-z]{2,12}){1,3}/[^\s，。；、！？）】》」]{1,300}"
)
_DOT = r"(?:\.|[(\[（【]\s?(?:dot|点)\s?[)\]）】]|[。点](?=\s{0,2}(?:com|cn|net|org|edu)\b))"
_MAIL_HOSTS = "(?:163|126|139|qq|gmail|outlook|hotmail|foxmail|sina|sohu|yeah|icloud|aliyun)"
_MAILS = re.compile(
    rf"[\w.+-]{{1,64}}\s{{0,2}}(?:@|[(\[（【]\s?(?:at|@)\s?[)\]）】]|#at#|艾特)\s{{0,2}}[\w-]{{1,63}}(?:\s{{0,2}}{_DOT}\s{{0,2}}[\w-]{{1,63}}){{1,4}}"
    r"|[\w.+-]{1,64}\s{1,2}at\s{1,2}[\w-]{1,63}(?:\s{1,2}dot\s{1,2}[\w-]{1,63}){0,3}\s{1,2}dot\s{1,2}(?:com|cn|net|org|edu|io|me)\b"
    r"|(?<![\w.+-])[A-Za-z0-9][\w.+-]{1,63}@[A-Za-z0-9][\w-]{1,62}"
    rf"|[\w.+-]{{1,64}}\s?(?:[#*$&]|[(（]\s?a\s?[)）]|\sat\s)\s?{_MAIL_HOSTS}\s?{_DOT}\s?(?:com|net|cn)"
    r"|(?<!\S)(?:[\w.+-]\s){2,40}@(?:\s[\w.-]){3,40}"
    r"|[\u4e00-\u9fff]{0,8}@[\w\u4e00-\u9fff-]{1,40}\.(?:com|cn|net|org|中国|公司|网络)",
    re.IGNORECASE | re.ASCII,
)
_HANDLES = re.compile(r"(?<![\w@])@[A-Za-z_][\w.-]{2,40}", re.ASCII)
_ID_NUMBERS = re.compile(
    r"(?<!\d)[1-9]\d{5}[\s-]?(?:19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dXx](?![\dA-Za-z])"
    r"|(?<!\d)[1-9](?:[\s-]?\d){16}[\s-]?[\dXx](?![\dA-Za-z])"
)
# Numbers of students, tests and passports, and dates of birth, behind the word that says so.
_NAMED_NUMBERS = re.compile(
    r"(?:学号|学籍号|工号|考号|准考证号?|护照号?码?|身份证号?码?|student\s?(?:id|no\.?|number)|passport(?:\s?(?:no\.?|number))?)"
    r"[\s:：#=是为]{0,4}([A-Za-z]{0,4}\d(?:[\s-]?[\dA-Za-z]){3,19}(?![\dA-Za-z]))"
    r"|(?:出生日期|出生年月日?|出生于|生日|date of birth|birthday|born on|\bdob\b)[\s:：是]{0,3}"
    r"(\d{1,4}(?:[\s./年月-]{1,3}\d{1,4}){1,2}日?|\d{1,2}\s[a-z]{3,9}\s\d{4}|[a-z]{3,9}\s\d{1,2},?\s\d{4})",
    re.IGNORECASE | re.ASCII,
)
_NAMED_PHONES = re.compile(
    r"(?:电话|手机号?码?|座机|联系方式|\btel|\bphone|\bmobile)[\s.:：是为]{0,3}(\d(?:[\s()-]{0,2}\d){6,14})(?!\d)",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"(?:住址|地址|住处|宿舍|寝室|寝室号|\baddress)\s{0,2}[:：]\s{0,2}((?=[^\n，。；;]{0,60}\d)[^\n，。；;]{2,60})"
    r"|(?:家住|住在)((?=[^\n，。；;]{0,40}\d\s?(?:号|幢|栋|舍|室|楼|单元|弄|寝))[^\n，。；;]{2,60})"
    r"|([\u4e00-\u9fff]{1,12}(?:路|街|巷|大道|胡同)\s?\d{1,5}\s?[号弄](?:[\u4e00-\u9fffA-Za-z]{0,6}\s?\d{1,5}\s?(?:号楼|[号幢栋座室层舍]|单元)){0,4})"
    r"|(\d{1,3}\s?(?:号楼|[幢栋舍座])\s?(?:\d{1,2}\s?单元\s?)?\d{3,5}\s?(?:室|房|寝室|寝)?)",
    re.IGNORECASE,
)
_MOBILES = re.compile(r"(?<!\d)(?:(?:\+|00)\s?86[\s-]{0,2})?1[\s-]?[3-9](?:[\s-]{0,2}\d){9}(?!\d)")
_GROUPED_MOBILES = re.compile(
    r"(?<!\d)1[3-9]\d[_.·•*~/|,，、—–\s-]{1,3}\d{4}[_.·•*~/|,，、—–\s-]{1,3}\d{4}(?!\d)"
)
_LANDLINES = re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[\s-]{0,2}\d{7,8}(?!\d)")
_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)[\s]?[1-9](?:[\s().-]{0,2}\d){6,14}(?!\d)")
_SPELLED_OUT = re.compile(r"[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]{7,}")
_LONG_NUMBERS = re.compile(r"(?<![\d.])\d{8,}(?!\d)")
_QQ = re.compile(
    r"(?:qq|(?<![a-z])q\s{1,2}q|扣扣|企鹅号?|加\s?q)(?:\s?(?:号码?|群|邮箱|number|id))?[\s:：=是为(（_-]{0,4}([1-9](?:[\s-]?\d){4,11})(?!\d)"
    r"|(?<![a-z])q\s{0,2}[:：]\s{0,2}([1-9]\d{4,11})(?!\d)"
    r"|(?<!\d)([1-9]\d{4,11})\s?[(（]\s?qq\s?[)）]",
    re.IGNORECASE,
)
_CHATS = re.compile(
    r"(?:微\s?信|薇信|威信|v信|绿泡泡|卫星号?|wechat|weixin|\bvx|\bwx|telegram|钉钉|小红书|抖音|微博|我的\s?v)"
    r"(?:(?:号|账号|帐号|\s?id)[\s:：=是为(（]{0,4}|\s{0,2}(?:[:：=(（]|是|为|is)\s{0,2})([A-Za-z0-9_][\w.-]{3,40})"
    r"|(?:微信|薇信|威信|v信|wechat|\bvx|\bwx)\s?((?=[A-Za-z_-]{0,30}\d)[A-Za-z_][\w-]{4,30})"
    r"|(?:微\s?信|qq)(?:号|名|昵称)\s{0,2}[:：]\s{0,2}([\w\u4e00-\u9fff·-]{2,16})",
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


@dataclass(frozen=True)
class Private:
    """What says who a person is.  names: how the name is written.  numbers: texts of which each mention is masked."""

    names: tuple[re.Pattern[str], ...] = ()
    numbers: tuple[str, ...] = ()

    @classmethod
    def of(cls, user: User) -> "Private":
        """Return what is known of a person: the name in its forms, student number, username, phone and mails."""
        phone = user.phone or ""
        numbers = (
            user.student_number, user.username or "", user.email or "", user.campus_email or "",
            phone, national_number(phone) if phone else "",
        )  # fmt: skip
        return cls(tuple(patterns_of(user.name)), tuple(n for n in numbers if len(n) >= SHORTEST_PRIVATE))

    def masked(self, text: str, *, before: str = "", after: str = "") -> str:
        """Return the text without the person's names and numbers, and without anyone's contacts.

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
        for pattern in (*self.names, *INTRODUCED):
            text = _cover(pattern, NAME, text)
        return text


def _without_contacts(text: str) -> str:
    for pattern, mark in (
        (_LINKS, LINK), (_MAILS, MAIL), (_QQ, ACCOUNT), (_CHATS, ACCOUNT), (_INVITATIONS, ACCOUNT), (_SITES, ACCOUNT),
        (_SITES_OF_CHINESE_NAMES, ACCOUNT), (_HANDLES, ACCOUNT), (_ID_NUMBERS, NUMBER), (_NAMED_NUMBERS, NUMBER), (_MOBILES, PHONE),
        (_GROUPED_MOBILES, PHONE), (_ABROAD, PHONE), (_LANDLINES, PHONE), (_NAMED_PHONES, PHONE),
        (_ADDRESSES, ADDRESS),
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
    """Return the text in half-width letters, without invisible signs and without covers."""
    return visible(text).translate(_HALF_WIDTH)


def _cover(pattern: re.Pattern[str], mark: str, text: str) -> str:
    """Return the text with each match under covers; of a pattern with groups, the group that matched."""

    def covered(match: re.Match[str]) -> str:
        begin, end = match.span(match.lastindex or 0)
        whole = match.group()
        return whole[: begin - match.start()] + _COVER_OF[mark] * (end - begin) + whole[end - match.start() :]

    return pattern.sub(covered, text)


def _whole_word(text: str) -> re.Pattern[str]:
    """Return the pattern of a text: case does not matter, and Latin letters do not stand inside a longer word."""
    start = r"(?<![A-Za-z0-9])" if text[0].isascii() else ""
    end = r"(?![A-Za-z0-9])" if text[-1].isascii() else ""
    return re.compile(start + _SEPARATOR.join(map(re.escape, text)) + end, re.IGNORECASE)
