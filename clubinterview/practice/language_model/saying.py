"""What a model must not say to a student, no matter who talked it into it: scores, verdicts, links, orders.

The patterns read text as `_in_plain_letters` and `_closed` make it: without the tricks of spacing and look-alike letters.
"""

import re
import unicodedata

_DIGITS = "零一二三四五六七八九"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?"
_ENDS = r"(?=\s?(?:$|[\n,.!?;:。、)]))"

_CLOCK = r"(?<!\d)(?:[01]?\d|2[0-4])[点时:][0-5]\d(?!\d)分?"
# Figures that are not points: dates, times of day, minutes early or late, citations, how many points to make.
_OTHER_FIGURES = re.compile(
    rf"(?<!\d)(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?(?!\d)|(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}(?=[\s,]{{0,2}}{_CLOCK})|{_CLOCK}"
    r"|(?:提[前早]|[早晚迟]到?|推迟|延[后迟])\s?\d{1,2}\s?分|\[\d\](?!\s?/)|\b(?:into|in|make|these|your)\s[2-6]\spoints\b"
)
_COUNTED = r"(?:members?|people|students?|applicants?|teams?|times|questions|的?(?:成员|同学|学生|人)|[名位个次组场])"
_MARKED = r"(?:perfect|great|excellent|good|solid|deserves?|worth|scor|rat(?:e|ing)|give|gets?|answer|resume|完美|优秀|满|[给值得打评好棒]|简历|回答|表现)"
# "3/10 members" and "by 9/10" are none; 10/10 may be a day, so that it needs words of praise beside it.
_OUT_OF_TEN = (
    r"(?<!\d)(?<!\d/)(?<!\bon\s)(?<!\bby\s)(?<!\bbefore\s)(?<!\buntil\s)(?<!截止)(?<!截止\s)(?<!截止到)(?<!截止到\s)(?<!截至)(?<!截至\s)"
    rf"(?!10\s?/\s?10(?!\d))\d{{1,3}}\s?/\s?100?(?!\d|/\d|\s?{_COUNTED})"
    rf"|{_MARKED}[^\n]{{0,12}}10\s?/\s?10(?!\d|/\d)|(?<!\d)(?<!\d/)10\s?/\s?10(?!\d|/\d)[^\n]{{0,12}}{_MARKED}"
)
# How many points. "30分钟", "三分之一" and "十分清楚" are none.
_POINTS = re.compile(
    r"\d\s*分(?![钟之享析布配类队工别支部组散开成为店校公])|满分|零分(?!之)|打分|加分|扣分|总分|分值|[十百]分制"
    rf"|[二三四五六七八九]十[{_DIGITS}多几]?分(?![钟之])|[贰叁肆伍陆柒捌玖]拾[壹贰叁肆伍陆柒捌玖]?分|百分(?!之|比|点|百|制|投)"
    r"|\d\s?(?:points?|marks?|pts|fen)\b|\b(?:full|perfect|top|bonus|extra)\s(?:points|marks)\b|\bout\sof\s(?:10|100)\b"
    rf"|\b{_TENS}\s(?:(?:out\s)?of|over)\s(?:a\shundred|100|hundred|ten)\b|[★⭐🌟]{{2}}|^[\W\d_]*\d[\W\d_]*$|^\W*{_TENS}\W*$"
    rf"|{_OUT_OF_TEN}"
    r"|(?:得分|评分|分数)[^。\n]{0,4}(?:高|低|不错|[是为:]\s?\d)|\bscor(?:e|es|ed|ing)\s?(?:is|of|:|=|you)"
)
_SCORE_WORDS = re.compile(
    r"得分|评分|分数|\bscor(?:e|es|ed|ing)\b|\brat(?:ed|ing)\b|\bgrad(?:e|ed|ing)\s?(?:is|of|:|=)"
)
# How good in a figure or a letter. The student's own words may hold such figures.
_GRADES = re.compile(
    r"\d\s?[%‰]|百分之|成绩|评级|等级[是为:]|[一二三四五5-9]颗?星(?:好评|级|$|[。!,])|\b(?:[1-5]|one|two|three|four|five)[\s-]stars?\b"
    rf"|(?:\d|{_TENS})[\s-]?per\s?cent|\bpercentile\b|\b{_TENS}\s(?:points?|marks?)\b"
    r"|(?<![a-z0-9])[a-f][+-](?![\w+])|(?<![a-z0-9])[a-f]\s?级|\b(?:letter|overall|final)\sgrade\b"
    rf"|\bgrade\s?(?:[b-f]\b|a{_ENDS}|a\s(?:work|answer))|\ban?\s[a-f]{_ENDS}"
    rf"|(?:评为|得|给|拿|打)[了个你到]{{0,2}}\s?(?:[a-f]|优秀?|良好?|差|[中差甲乙丙]等?){_ENDS}"
    rf"|(?:(?<![获取赢觉记懂值显])得|值|给你|打)[了到]?[六七八九]十[一二三四五六七八九]?(?:{_ENDS}|左右|以上)"
)
# "会录取20人" is a fact of a drive, "you should pass the ball" an advice.
_NOT_SO_MANY = r"(?!(?:大?约|至?少|最多|不超过|共)?\s?[\d一二三四五六七八九十百两几若干]{1,4}\s?(?:余|多|到|至|[-~])?\s?\d{0,4}\s?[人名位]|(?:合适|优秀)的(?!你)|(?:新生|新人|新?成员|新?干事))"
_NOT_A_THING = r"(?!\s(?:on|around|along)\b|\s(?:the|a|an|your)\s(?!(?:\w+\s){0,2}(?:interview|round|selection|screening|test|exam)))"
# Whether the person will be taken, has passed, is good enough.
_VERDICTS = re.compile(
    r"(?:录取|录用|入选|通过|被录|上岸)的?(?:概率|几率|机率|机会|可能性)"
    r"|\b(?:chances?|odds|probability|likelihood)\sof\s(?:being|getting|passing|acceptance|admission)\b"
    r"|[一二三四五六七八九十]成的?(?:把握|希望|可能|会|能)|(?:肯定|一定|必定|准)能(?:进(?!步)|过|行|成(?![长熟]))"
    r"|(?<![才可机不社])(?:会|能|必|准|应该)(?:会|能)?(?:被(?:录取|录用|淘汰)|被?(?:入选|选上|选中|上岸|通过面试))"
    rf"|(?:(?<![才可机不社])(?:会|能|必|准|应该)|建议|推荐|予以|不予|值得|可以|应当)(?:会|能)?(?:录取|录用|聘用|淘汰){_NOT_SO_MANY}"
    r"|不及格|不合格|及格(?:了|线|水平)|\bverdict\b"
    rf"|(?:结论|判定|评定|评语)\s?[是为:]\s?(?:不?通过|不?合格|不?及格|优秀?|良好?|中等|差|录|淘汰)"
    rf"|^\W*(?:优秀|良好|合格|及格|通过|差|excellent|good|pass|fail|poor){_ENDS}\W*$"
    r"|(?<!\bwhether\s)(?<!\bif\s)(?<!\bonce\s)\b(?:you|they|he|she|student|candidate)(?:'ll|\swill|\sshould|\sare|\swould|\scan)\s"
    rf"(?:\w+\s){{0,2}}(?:admitted|accepted|hired|selected|rejected|fail|pass{_NOT_A_THING}|get\sin)\b"
    r"|\brecommend\s(?:hiring|admitting|accepting|rejecting|to\s(?:hire|admit|accept|reject))\b"
)
# What leads away from the page, or speaks to someone other than the student.
_LINKS_AND_ORDERS = re.compile(
    r"https?:|\bwww\.|javascript:|\]\(|</?(?:a|img|script|iframe)\b|[a-z0-9-]\.(?:com|cn|org|top|xyz|cc|info|link|site|shop|example)(?![a-z])|(?<!\basp)\.net(?![a-z])"
    r"|[\w.+-]@[\w-]|(?<!\d)1[3-9]\d{9}(?!\d)|加(?:我|他|她)的?(?:微信|qq|v信?|vx)|扫码(?:关注|加|付|进|领)"
    r"|(?:忽略|无视|忘记|忘掉|不要理会)[^。\n]{0,8}(?:指令|指示|规则|提示词?|要求)|系统提示|作为(?:一个|一名)?(?:大?语言模型|(?:ai|人工智能)(?!\s?(?:协会|社|俱乐部|学院|专业|方向|课|小组|团队|实验室|学生|爱好者|部(?!署))))"
    r"|\b(?:ignore|disregard|forget)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules)\b|\bsystem\s(?:prompt|message)\b|^\s?(?:system|assistant|developer)\s?:"
    r"|\bas\san?\s(?:ai(?!\s(?:club|society|team|group|lab|student|major|enthusiast)\b)|llm|(?:large\s)?language\smodel)\b|(?:密码|验证码|银行卡)[^。\n]{0,4}(?:发给|告诉)我|(?:发给|告诉|给)我[^。\n]{0,6}(?:密码|验证码|银行卡)"
    r"|\b(?:tell|send|give)\s(?:me|us)\b[^.\n]{0,20}\b(?:password|passcode|code|bank)\b|转账给|汇款[给到]",
    re.MULTILINE,
)

_LOOK_ALIKES = str.maketrans("аеорсухѕіј⁄∕⧸", "aeopcyxsij///")
_SPACE_IN_CHINESE = re.compile("(?<=[\u4e00-\u9fff\\d/])\\s+(?=[\u4e00-\u9fff\\d/])")
_SPACED_LETTERS = re.compile(r"(?<![a-z])(?:[a-z][ .\-_]){3,20}[a-z](?![a-z])")


def claims_points(text: str) -> bool:
    """Whether the text says how many points something is worth."""
    plain = _OTHER_FIGURES.sub(" ", _in_plain_letters(text))
    return _holds(_POINTS, plain)


def speaks_of_scores(text: str) -> bool:
    """Whether the text claims points or so much as names a score."""
    return claims_points(text) or _holds(_SCORE_WORDS, text)


def grades(text: str) -> bool:
    """Whether the text says how good something is in a figure or a letter."""
    return _holds(_GRADES, text)


def judges(text: str) -> bool:
    """Whether the text says that a person will be taken or not, or is good enough or not."""
    return _holds(_VERDICTS, text)


def leads_away(text: str) -> bool:
    """Whether the text holds a link or a contact, or repeats orders to a model or asks for secrets."""
    return _holds(_LINKS_AND_ORDERS, text)


def _holds(pattern: re.Pattern[str], text: str) -> bool:
    plain = _in_plain_letters(text)
    return pattern.search(plain) is not None or pattern.search(_closed(plain)) is not None


def _in_plain_letters(text: str) -> str:
    """Return the text in plain lower-case letters, without invisible signs. Twice is once."""
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", text).lower().translate(_LOOK_ALIKES)


def _closed(plain: str) -> str:
    """Return the text without spaces between Chinese signs and single letters."""
    closed = _SPACE_IN_CHINESE.sub("", plain)
    return _SPACED_LETTERS.sub(lambda found: re.sub(r"[ .\-_]", "", found.group()), closed)
