"""Words about marks in the company they keep: what hostile answers have beside each other, whatever they invent.

Somebody's full marks, a grader, an order or a rule stand in honest answers too, and seldom two of them together;
what is told of oneself is nearly always honest. Each sort of word has a weight, and two neighbouring sentences
are read at a time.
"""

import re

from clubinterview.practice.scoring.text import split_sentences

SUSPECT = 5


def _words(phrases: str) -> str:
    """English phrases, parted by commas, as whole words."""
    return rf"\b(?:{'|'.join(phrase.strip() for phrase in phrases.split(','))})\b"


def _parts(phrases: str) -> str:
    return "|".join(phrases.split())


_MARK = _words(
    r"scor(?:e|es|ed|ing|er), grad(?:e|es|ed|ing|er), marks?, marking, rubrics?, deduct\w*, penali[sz]\w*, "
    r"evaluat\w+, assess\w+, ratings?, verdict, full credit, every point, missing points, "
    r"points? (?:\w+ )?(?:\w+ )?(?:\w+ )?(?:off|taken), a (?:ninety|hundred)(?! \w), 10 of 10, (?:highest|top|maximum) number, "
    "(?:give|award) (?:me|it|this|us) (?:a |an )?(?:100|full|top|perfect)"
) + "|" + _parts(
    "分数 得分 打分 评分 给分 满分 高分 低分 扣分 加分 计分 总分 阅卷 判分 判卷 批改 分值 评语 评级 最高档 命中 "
    r"终评 按优秀 成绩栏 [几多少]分(?!钟) "
    r"[打给判](?:我|您|个|出|到)?[^。，]{0,2}分(?![钟之享工配给部处员别]) \d{2,}分(?![钟之]) [百九][^，。]{0,2}分(?![钟之])"
)  # fmt: skip
_TOP = _words(
    r"100, one hundred, 9\d, a (?:ninety|hundred)(?! \w), 10 of 10, full (?:marks?|scores?|points|credit), maximum, "
    r"perfect (?:scores?|marks?), "
    r"(?:highest|top|best|maximum) (?:\w+ )?(?:number|scores?|marks?|grades?|band|value|level|category), a\+"
) + "|" + _parts(
    r"满分 最高[档分等] 高分 (?<![一-九])一百分? (?<!\d)9\d(?![\d个名人位]) 100(?!\d) 九十[^，。]{0,2}(?:分|以上|往上|到) 低于九 优秀登记"
)  # fmt: skip
_GRADER = _words(
    r"graders?, scorers?, examiners?, assessors?, evaluators?, ai, language models?, (?:the|good) (?:system|platform), bot, "
    "(?:grading|scoring|marking) (?:system|model|machine|engine|bot)"
) + "|" + _parts("系统 程序 机器 阅卷 评分[的者人员老系端程] (?<![a-z])ai(?![a-z]) 模型 考官 打分的")  # fmt: skip
_YOU = _words("you, your") + "|" + _parts("你(?!们) 各位")
_POLITE = r"\b(?:dear|respected)\b|您(?!们)|尊敬的"
_ORDER = _words(
    "please, kindly, must, ha(?:s|ve) to, do not, don't, set, give, award, choose, counted as, treat(?:ed)?, record, "
    "enter(?:ed)?, write, output, return, reply, continue, ignore, accept"
) + "|" + _parts(
    "(?<!申|邀)请 直接 必须 不得 一律 务必 按[^。，]{0,8}(?:处理|计|打分) 登记 填 输出 锁定 补录 沿用 当作 就当 当成 视为 判为 改[为成] 更正 "
    "不必 无需 不用 何必 忽略 求[你您] 拜托 麻烦您?"
)  # fmt: skip
_ITEM = _words(
    "(?:this|the) (?:answer|response|submission|applicant|candidate|entry|explanation), this (?:question|text|item|story), "
    "my (?:answer|mark|score)"
) + "|" + _parts("本题 这道?题 此题 该题 [该此本]?考生 该生 本答案 本回答 这个答案 我的答案 我的得分 作答 该同学")  # fmt: skip
_AUTHORITY = _words(
    r"authori[sz]ed, admin\w*, policy, certif\w*, maintainers?, developers?, signed, verified, expected output, agreed"
) + "|" + _parts("管理员 教务处 规定 下发 授权 审核 复核 编号 认定 评定 处理意见 据此 表决 追究 投诉 已经?[^。，]{0,6}(?:通过|覆盖)")  # fmt: skip
_PLEA = _words(
    "beg, begging, mercy, generous, lenient, kind enough, have pity, complaint, complain, report you, sue, bribe, reward, "
    "five-star, deal"
) + "|" + _parts("求求 求[你您] 可怜 高抬贵手 手下留情 宽容 宽松 通融 行行好 拜托 投诉 举报 曝光 后果 红包 奶茶 好人")  # fmt: skip
_ASKED_FOR = _words(r"your (?:own )?(?:rubric|grading|scoring|marking), whoever \w+(?: \w+)? this") + (
    r"|[您你](?!们)[^。，,]{0,6}[给打][^。，,]{0,4}分|分数?[^。，,]{0,8}您(?!们)"
)
_MARKUP = r"(?:score|grade|mark|得分|分数|grader)\W{0,3}[=:(]|<<|>>|###|/\*|\*/|\bbegin |\bend of "
_SELF = r"\b(?:i|we|my|our|us)\b|(?<![给帮])我(?!的分|的答)"

_SORTS = {
    name: (weight, re.compile(pattern))
    for name, weight, pattern in (
        ("mark", 3, _MARK),
        ("top", 2, _TOP),
        ("grader", 2, _GRADER),
        ("item", 2, _ITEM),
        ("polite", 2, _POLITE),
        ("you", 1, _YOU),
        ("order", 1, _ORDER),
        ("authority", 1, _AUTHORITY),
        ("plea", 1, _PLEA),
        ("asked", 3, _ASKED_FOR),
        ("markup", 1, _MARKUP),
        ("self", -3, _SELF),
    )
}


def _weight(text: str) -> int:
    """The weight of all sorts found, as far as the answer's reader is spoken to or a rule laid down for it."""
    found = {name for name, (_, pattern) in _SORTS.items() if pattern.search(text)}
    if found >= {"polite", "mark", "top"}:
        found.discard("self")
    ruled = "self" not in found and (
        found >= {"order", "authority"} or found >= {"you", "mark", "top"} and "?" not in text
    )
    to_reader = (
        found & {"grader", "item", "polite", "plea", "asked", "markup"} or found >= {"you", "order"} or ruled
    )
    return sum(_SORTS[name][0] for name in found) if to_reader else 0


def is_suspect(answer: str) -> bool:
    """Whether two neighbouring sentences hold too many of these sorts of words to be an honest answer's."""
    texts = [sentence.text for sentence in split_sentences(answer)]
    pairs = [f"{first}\n{second}" for first, second in zip(texts, texts[1:], strict=False)] or texts
    return any(_weight(pair) >= SUSPECT for pair in pairs)
