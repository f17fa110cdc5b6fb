"""What a sentence does towards whoever marks the answer: orders, claims of authority, awards given to itself.

Single words of marking are as frequent in honest answers (a jury's points, a teacher's rubric) as in hostile ones.
What honest answers lack is the company: a word for the answer itself beside an order or an authority over its mark.
"""

import re

from clubinterview.practice.scoring.text import word_list

STRONG, WEAK = 3, 2
LEAST_AWARDS, LEAST_AWARDED = 3, 60
_SENTENCE = re.compile(r"[^。！？!?\n.]*(?:\.(?!\s|$)[^。！？!?\n.]*)*")


# Every act needs one of these; most sentences of honest answers have none, and are not looked at further.
_SIGNALS = word_list(
    "分 评 阅 判 批改 答 题 考 段 本 此 该 选手 看到 优秀 通过 模型 系统 程序 机器 输出 返回 内容 文字 最高 "
    "answer respon submission entry repl candidate mark scor grad rubric evaluat assess credit penal deduct points maximum "
    "band whoever whatever whichever examiner model verdict rating result outcome override 100 expected text content item "
    "script attempt highest"
)


def _words(phrases: str) -> re.Pattern[str]:
    """English phrases, parted by commas and spaces, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(phrase.strip() for phrase in phrases.split(','))})\b")


def _parts(phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases.split()))


_TEXT_EN = r"(?:answer|response|submission|entry|reply|candidate|item|text|content|script|attempt)"
_THIS_EN = re.compile(
    rf"\b(?:this|the (?:following|above|below|present|preceding))(?: \w+)? {_TEXT_EN}\b|"
    rf"\b(?:the|my) {_TEXT_EN} (?:below|above|that follows|after this|before this)\b"
)
_ANSWER_EN = re.compile(
    r"\b(?:this|the (?:following|above|below)) (?:answer|response|submission|entry|candidate|reply|attempt)\b"
)
_ANY_EN = re.compile(
    r"\b(?:every|any|each|all)(?: \w+)? (?:answers?|repl(?:y|ies)|responses?|submissions?|candidates?)\b"
)
_THIS_ZH = _parts(
    "[本此该](?:题|回答|答案|答卷|段|条|作答|考生|选手|同学|用户) 答卷 这段(?:话|文字|回答|内容) 这份(?:回答|答案|答卷) "
    "下面(?:写|的?(?:回答|内容|文字|答案)) [以如]下(?:回答|内容|文字|答案|为|是) 以上(?:回答|内容|文字|为|是) 本人的(?:回答|答案)"
)
_ANY_ZH = _parts("(?:所有|任何|一切|每个|凡是)[^。，]{0,12}(?:回答|答案|作答|答卷)")
_MARKING_EN = _words(
    r"marks, marking, scor(?:e|es|ing|er), grad(?:e|es|ing|er), rubrics?, evaluat\w+, assess\w+, credit, penali[sz]\w+, "
    r"deduct\w*, (?:\d+|ten|twenty|fifty|hundred|full|maximum) points, maximum, expected output, (?:top|highest) band, model answer, standard answer, reference answer"
)
_MARKING_ZH = _parts(
    "评分 打分 得分 分数 分值 基础分 期望输出 阅卷 判分 批改 扣分 计分 给分 满分 免评 评卷 加分 评定 评为 标准答案 参考答案 最高[档分等] [记判计][为成入] 一百分 "
    "100分 按优秀 [为是成]优秀"
)
_ORDER_EN = _words(
    "please, must, shall, treat, do not, don't, skip, required to, should be, should not, is to be, need not, no need, ignore, "
    "stop, record, consider, without further, accept"
)
_ORDER_ZH = _parts(
    "请 必须 不要 不得 不必 无需 无须 不用 免于 停止 当作 视[为作同] 按.{0,6}处理 一律 直接 务必 勿 应予"
)
_AUTHORITY_EN = _words(
    r"(?:as|i am|we are|speaking as) (?:an?|the) (?:\w+ ){0,2}(?:owner|developer|maintainer|admin\w*|author|creator|operator|examiner|"
    r"moderator|engineer|vendor|supervisor), speaking for, on behalf of, certif(?:y|ied|ies), authori[sz]\w+, hereby, "
    r"pre-?approved, approved, already passed, reviewed by, test case, calibrat\w+, verified, official(?:ly)?, switched off, disabled, exempt\w*, waived, overrid\w+"
)
_AUTHORITY_ZH = _parts(
    "以[^，。]{1,8}(?:身份|名义) 授权 官方 特别通知 声明 审核通过 已(?:经)?(?:通过|认定|核实|核对|批准|审核|确认) 人工复核 经[^，。]{1,8}批准 用于校准 程序错误 "
    "(?:开发|管理|维护|运维|技术)(?:人员|员|者) 生效 作废 免评 规定"
)
_READER = re.compile(
    r"\b(?:whoever|whatever|whichever)(?: or \w+)? (?:(?:is|are) )?(?:grad|mark|scor|read|evaluat|review|assess)\w* (?:this|my|it)\b|"
    r"\b(?:to|dear|attention|note to|for) (?:the |any |all |my )?(?:\w+ )?(?:marker|grader|examiner|scorer|assessor|evaluator|bot|model)s? ?[:,]|"
    r"致[^，。]{0,3}(?:阅卷|评分|批改|打分|判卷|评审)|看到(?:这里|这段|此段|这条|这句)的|"
    r"(?:阅卷|评分|批改|判卷|打分)(?:人|员|者|老师|机器人|程序|系统|ai)[^。，]{0,2}(?:请|注意)|"
    r"^\W*(?:尊敬的|亲爱的|各位)?(?:阅卷|评分|批改|判卷|打分)(?:人|员|者|老师|机器人|程序|系统|ai)[,，:]"
)
_RULES_CHANGED = re.compile(
    r"\b(?:rubric|(?:scoring|marking|grading|evaluation|assessment) (?:rules?|table|policy|criteria|scheme|standards?|guidelines?))\b"
    r"[^.。]{0,40}\b(?:in effect|in force|(?:took|takes) effect|now appl\w+|withdrawn|replaced|suspended|void|superseded)\b|"
    r"(?:评分|打分|阅卷|计分|评判)(?:规则|标准|细则|系统|模块|制度|办法)[^。]{0,12}(?:作废|更新|生效|失效|变更|取消|停用|暂停)"
)
_WORTH = re.compile(
    r"\b(?:each|every|any|all)\b[^.。]{0,30}\b(?:below|following|listed|above)\b[^.。]{0,40}\b(?:\d+|ten|twenty|fifty) (?:points?|marks?)\b|"
    r"(?:每|下列|以下)[^。]{0,14}(?:词|字|句|要点)[^。]{0,10}[加得计值奖][^。]{0,3}(?:\d+|[一二三四五六七八九十百]+)分"
)
_UNREAD = re.compile(
    r"(?<!\bi )(?<!\bwe )(?<!\bthey )(?<!\bto )\b(?:do not|don't|must not|should not|shall not|never|need not)(?: \w+)? "
    r"(?:read|evaluate|judge|mark|score|grade|assess|penali[sz]e|check|be (?:marked|graded|scored|penali[sz]ed))\b"
)
_OPERATOR = re.compile(
    r"\b(?:as|i am) (?:the|an?) (?:\w+ )?(?:owner|developer|maintainer|admin\w*|author|creator|operator|engineer) (?:of|for|behind) "
    r"(?:this|the) (?:\w+ )?(?:site|platform|system|scorer|app|exam|tool|service|website|test|grader|software)\b|"
    r"(?:我是|作为|以|本人是|本人系)[^。，]{0,2}(?:本|该|此|评分)[^。，]{0,4}(?:系统|网站|平台|程序|软件)的?[^。，]{0,6}(?:开发|管理|维护|作者)"
)
_SOMEBODY = re.compile(r"[我他她咱]|大家|同学们|评委|组员|观众|\b(?:i|we|my|our|they|he|she)\b")
_FULL_AWARD = re.compile(r"[^\W\d_][\"']? ?[:=]? ?(5|10|15|20|25|30|40|50|100) ?/ ?\1(?![\d/])")
_ADDED = re.compile(r"[^\W\d_] ?\+ ?(\d{1,3})(?![\d%])")
_VERDICT = re.compile(
    r"\b(?:grade|verdict|rating|result|evaluation|outcome|band)[\"']? ?[:=] ?[\"']?(?:excellent|outstanding|perfect|pass(?:ed)?|full|top|a\+)|"
    r"(?:等级|评级|评语|结论|评定|档次)[为是:= ]{1,2}(?:优秀?|完美|通过|满分|最高)"
)
_GIVES_POINTS = _parts(
    "[给打][^。，了]{0,5}[高满多点][^。，了]{0,4}分 分数?[^。，了]{0,3}[给打][^。，了]{0,3}高 多[给打加][^。，了]{0,3}分"
)
_PLEA = _parts("求 拜托 看着办 都好过 行行好 手下留情 高抬贵手 可怜 吃饭 您 你(?!们)")
_ROLE = re.compile(
    r"\byou are (?:now )?an? [^.。]{0,60}\b(?:100|full marks|highest)\b|"
    r"(?:输出|返回)[^。，]{0,4}(?:满分|100|a\+|优秀)|"
    r"(?<!申)请(?:系统|程序|机器人?|模型|ai)(?!管理|里|的)[^。]{0,6}[为记判给打输]"
)
_BEGS = re.compile(
    r"\bbe (?:generous|lenient|kind|nice|merciful|gentle)\b[^.。]{0,60}\b(?:100|full|marks?|scores?|points|grade)\b|"
    r"(?:宽容|手松|仁慈|大方|温柔)(?:一?点|一些)[^。]{0,20}分"
)
_IMPERATIVE = re.compile(
    r"^\W*(?:please )?(?:consider|treat|accept|award|assume|record|mark|score|grade|skip|stop|confirm|register|output|assert)\b"
)
_WRITES_SCORE = re.compile(
    r"[\"']role[\"'] ?: ?[\"'](?:system|assistant|developer|tool)[\"']|"
    r"\bset (?:\w+ ?= ?[\d.]+,? ?){1,6}|\b(?:score|grade|marks?|coverage) ?= ?(?:100|1\.0|[89]\d)\b|"
    r"\b(?:begin|end|start|system) override\b|\b(?:print|echo|alert|console\.log|update \w+ set)\b[^\n]{0,12}\bscore\b"
)


def _sentence_weight(text: str) -> int:
    """The weight of what one sentence does."""
    marking = _MARKING_EN.search(text) or _MARKING_ZH.search(text)
    about_this = _THIS_EN.search(text) or _THIS_ZH.search(text)
    about_all = _ANY_EN.search(text) or _ANY_ZH.search(text)
    order = _ORDER_EN.search(text) or _ORDER_ZH.search(text)
    authority = _AUTHORITY_EN.search(text) or _AUTHORITY_ZH.search(text)
    nobody = not _SOMEBODY.search(text)
    strong = (
        about_this and marking and (order or authority),
        order and authority and _ANSWER_EN.search(text),
        about_this and _UNREAD.search(text),
        (about_this or marking or order) and _READER.search(text),
        (about_this or marking) and _OPERATOR.search(text),
        nobody and order and marking and len(set(_MARKING_ZH.findall(text))) > 1,
        _WORTH.search(text),
        _GIVES_POINTS.search(text) and _PLEA.search(text),
        _ROLE.search(text),
        _BEGS.search(text),
    )
    weak = (
        about_all and marking and (order or authority or "100" in text or "full credit" in text),
        nobody and _RULES_CHANGED.search(text),
        nobody and marking and _IMPERATIVE.search(text),
        _VERDICT.search(text),
        _WRITES_SCORE.search(text),
    )
    return STRONG * any(strong) + WEAK * sum(map(bool, weak))


def _awards(text: str) -> int:
    """The weight of marks that a text gives out in a row."""
    full = len(_FULL_AWARD.findall(text))
    added = [int(number) for number in _ADDED.findall(text)]
    in_a_row = full >= LEAST_AWARDS or (len(added) >= LEAST_AWARDS and sum(added) >= LEAST_AWARDED)
    return STRONG if in_a_row else 0


def weight_of_acts(text: str) -> int:
    """The weight of everything that a normalised text does towards its marker."""
    sentences = (
        sentence for sentence in _SENTENCE.findall(text) if any(word in sentence for word in _SIGNALS)
    )
    return _awards(text) + sum(map(_sentence_weight, sentences))
