"""Numbers, names and the speaker's own part; sentences that say nothing in particular."""

import re

from clubinterview.practice.scoring import words
from clubinterview.practice.scoring.model import Loss
from clubinterview.practice.scoring.text import Reading, Sentence, word_set

FULL_NUMBERS, FULL_NAMES, FULL_OWN = 7, 4, 7
VAGUE_COST, MOST_VAGUE = 1.0, 4

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_CHINESE_NUMBER = re.compile(
    r"[一二两三四五六七八九十百千万几半]{1,6}(?:[多来余])?"
    r"(?:个|名|位|次|天|周|月|年|点|分|小时|块|元|本|件|份|张|场|组|篇|条|页|台|遍|届|人|成|公里|公斤|米|岁|号|封|支|套|步|轮|种|倍|期|段|项|层|排|杯|家|句)"
)
_NOT_COUNTING = (
    "一个",
    "一次",
    "一些",
    "一种",
    "一位",
    "一名",
    "一件",
    "一点",
    "一天",
    "一条",
    "几个",
    "一分",
    "一起",
    "一步",
    "一段",
    "一项",
    "一张",
)
_ENGLISH_NUMBER = word_set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half twice dozen third"
)
_I_DO_ZH = re.compile(
    r"我(?!们|觉得|认为|是|想|喜欢|希望|知道|叫|很|也很|比较|的|不|没|有|自己|来自|能|可以|相信|感|怕|，|,)[\u4e00-\u9fff]"
)
_I_DO_EN = re.compile(
    r" i (?:also |then |first |just |simply |would |will |had |have |even |still |now |never |always |usually )*([a-z]+)"
)
_STATES = word_set(
    "am was is be been have had has think thought feel felt know knew believe like love want wanted hope guess do did not "
    "would will can could should might may must need needed wish see saw mean tend seem enjoy agree understand i the a"
)
_QUOTED = re.compile(r"[“「《\"‘][^”」》\"’\n]{1,30}[”」》\"’]")
_CAPITAL = re.compile(r"(?<=[a-z,;:'’0-9)] )[A-Z][A-Za-z0-9+#]{1,}")
_LATIN_IN_CHINESE = re.compile(r"[A-Za-z][A-Za-z0-9+#.]{1,}")
_ADDRESSED = re.compile(
    r"[小老阿][\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:老师|同学|学长|学姐|师傅|阿姨|爷爷|叔叔|教授|社长|部长)"
)
_NOT_NAMES = word_set(
    "小时 小组 小事 小程 小朋 小声 小心 小学 小伙 小店 小区 小的 小型 小块 小步 小数 小活 老师 老人 老板 老同 老成 老家 老是 老生 老乡 阿姨 "
    "小众 小票 小吃 小说 小故 小队 小圈 小红 小米 小册 小作 小目 小任"
)
_CALENDAR = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|[一二三四五六七八九十]{1,3}月|(?:上|下)(?:学期|周|个月)|"
    r"大[一二三四]|高[一二三]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
)
_PLACES = words.wordings(
    "图书馆 食堂 操场 宿舍 寝室 教室 体育馆 实验室 社区 礼堂 报告厅 学院 公众号 广场 车站 医院 书店 奶茶店 校门口 活动室 "
    "library canteen dormitory dorm classroom lab gym hall campus cafe café station hospital bookshop stadium auditorium"
)


def numbers_in(sentence: Sentence) -> int:
    """How many quantities a sentence names; `一个` and `one` do not count."""
    digits = len(_DIGITS.findall(sentence.text))
    chinese = sum(not found.startswith(_NOT_COUNTING) for found in _CHINESE_NUMBER.findall(sentence.text))
    return digits + chinese + sum(word in _ENGLISH_NUMBER for word in sentence.words)


def names_in(sentence: Sentence) -> int:
    """How many people, places, titles and dates a sentence names."""
    found = [name[:20] for name in _QUOTED.findall(sentence.raw)]
    found += [name for name in _ADDRESSED.findall(sentence.text) if name[:2] not in _NOT_NAMES]
    found += _CALENDAR.findall(sentence.text)
    if sentence.is_chinese:
        found += _LATIN_IN_CHINESE.findall(sentence.raw)
    else:
        found += _CAPITAL.findall(sentence.raw)
    return len(set(found)) + words.count_said(sentence, _PLACES)


def own_acts(sentence: Sentence) -> int:
    """What the speaker did or would do, two a sentence at most."""
    named = words.count_said(sentence, words.ACTION)
    chinese = len(_I_DO_ZH.findall(sentence.text))
    english = sum(verb not in _STATES for verb in _I_DO_EN.findall(sentence.spaced_words))
    return min(2, max(named, chinese + english))


def _vague(sentence: Sentence) -> bool:
    return words.says_any(sentence, words.VAGUE) and not numbers_in(sentence) and not names_in(sentence)


def concreteness_losses(reading: Reading, maximum: float) -> list[Loss]:
    """Missing numbers, names and own part, a third each; vague sentences cost a little of what is left."""
    sentences = reading.sentences
    third = maximum / 3
    shares = {
        "no_numbers": min(1.0, sum(map(numbers_in, sentences)) / FULL_NUMBERS),
        "no_names": min(1.0, sum(map(names_in, sentences)) / FULL_NAMES),
        "no_own_part": min(1.0, sum(map(own_acts, sentences)) / FULL_OWN),
    }
    losses = [Loss("concreteness", third * (1.0 - share), reason) for reason, share in shares.items()]
    left = sum(third * share for share in shares.values())
    for sentence in [s for s in sentences if _vague(s)][:MOST_VAGUE]:
        points = min(VAGUE_COST, left)
        left -= points
        losses.append(Loss("concreteness", points, "vague_sentence", sentence.raw))
    return losses
