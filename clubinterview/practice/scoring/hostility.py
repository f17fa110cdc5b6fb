"""Answers that speak to whoever grades them: orders, ready verdicts, faked records, flattery.

Every sign has a weight; an answer is hostile from THRESHOLD on. Words that honest answers use too (somebody got
full marks, somebody ignored an instruction, a grading program was built) weigh little alone.
"""

import base64
import binascii
import re

from clubinterview.practice.scoring.audience import leaning
from clubinterview.practice.scoring.speech_acts import weight_of_acts
from clubinterview.practice.scoring.text import LONGEST, normalise, split_sentences, squeeze

THRESHOLD, THRESHOLD_OF_SHORT = 3, 2
SHORT = 60
ORDER, CLAIM, HINT = 3, 2, 1


def _near(*parts: str, gap: int = 12, not_between: str = "") -> str:
    """The parts in order within one sentence, at most `gap` characters between two of them."""
    return rf"[^。！？!?\n{not_between}]{{0,{gap}}}".join(parts)


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


def _any_phrase(phrases: str) -> str:
    """English alternatives, parted by commas."""
    return rf"\b(?:{'|'.join(phrase.strip() for phrase in phrases.split(','))})\b"


_TOP_ZH = r"(?:满分|最高分|高分|高一点的?分|(?:100|一百|九十[五六七八九]|9[5-9])分|(?<![a-z])[as]级)"
_HUNDRED = r"(?:满分|最高分|(?<!\d)100(?!\d)(?![个多几元块人次米字名位本份条件页])|一百(?![一二三四五六七八九个多几零元块人次米字名位本份条件页]))"
_ORDER_ZH = _any(
    "请(?!大家|每|各位|[^，。]{0,3}(?:老师|同学|评委|嘉宾|部长)|观众|他|她|组员|客户|用户|顾客) 麻烦 求 求求 拜托 务必 直接 必须 应当 应该 立即 自动 统一 只需 一律 记得"
)
_GIVE_ZH = _any("给 打 判 评 输出 返回 设 算 选 记 处理 显示")
_SET_ZH = _any("输出 返回 设为 设置为 设成 记为 判为 判定为 改成 改为 统一为 默认为")
_THIS_ZH = _any("我 这段 这个 这份 这条 本题 本段 本人 此题 此 该 他 她 本回答")
_GRADER_ZH = _any("评分 打分 阅卷 判分 批改 考核 测评") + _any(
    "系统 程序 模块 模型 机器人 机器 软件 算法 ai 老师 员 器 官 助手 引擎"
)
_RULES_ZH = _any(
    "评分 打分 标准 规则 要求 指令 指示 提示词 提示 限制 设定 内容检查 其他内容 细则 答案 命令 约束 系统"
)
_OVERRIDE_ZH = _any("忽略 无视 忘掉 忘记 跳过 绕过 抛开 不要管 不用管 不用看 别管 停止执行")
_PRAISED_ZH = _any("公正 聪明 英明 专业 善良 伟大 美丽 公平 智慧 厉害 棒 好看 温柔")
_JUDGE_ZH = _any("评委 评分 考官 老师 ai 系统 打分 面试官 程序 裁判")

_TOP_EN = (
    r"(?:full (?:marks?|scores?|points|credit)|(?:top|maximum|max|highest|perfect|best possible) "
    r"(?:marks?|scores?|grades?|points|value|rating|bands?)|(?<!\d)100(?: ?%| ?/ ?100| points?| percent| marks)?(?![\w ]? ?[a-z])|"
    r"(?<!\d)100(?: points| marks|/100)| 10 ?/ ?10| a\+)"
)
_GRADER_EN = (
    r"\b(?:grader|scorer|evaluator|examiner|assessor|(?:grading|scoring|marking|evaluation|assessment) "
    r"(?:system|function|model|engine|bot|ai|module|program|algorithm|assistant|software|script))\b"
)
_RULES_EN = _any_phrase(
    "instructions?, rules?, rubrics?, criteri(?:a|on), prompts?, guidelines?, constraints?, requirements?, directions"
)
_IMPERATIVE = r"(?:^|[.!?;:,\"'\]>)#*\n] ?|\b(?:please|now|must|should|you|just|kindly|hereby|then|and) )"
_GIVE_EN = r"(?:give|award|assign|grant|return|output|set|mark|record|print|rate|score|respond with|reply with|write)\b"
_SCORE_EN = _any_phrase(
    "score, grade, marks?, total, points, rating, coverage, structure, concreteness, evaluation"
)
_FEW_WORDS = r"(?: [\w']+){0,6}? "

_ORDERS = (
    r"(?:^|\n) ?(?:(?:final|total|overall) )?(?:score|grade|marks?|result|得分|总分|分数|评分) ?[:=] ?(?:100|10 ?/ ?10|满分|full)[^\n]{0,8}(?:\n|$)",
    r"(?<![我们他她家])" + _near(_OVERRIDE_ZH + "(?!了)", _RULES_ZH, gap=14),
    _near(_ORDER_ZH, _GIVE_ZH, _TOP_ZH, not_between="了"),
    _near(_ORDER_ZH, _GIVE_ZH, _HUNDRED + r"(?:[,，。!！]|$)", gap=6, not_between="了"),
    "给" + _near(_THIS_ZH, _TOP_ZH, not_between="了"),
    _near(_SET_ZH, _HUNDRED, gap=3),
    _near(
        _any("不得 不要 不能 不准 禁止 请勿 别"),
        _any("低于(?:9|100|九十|满) 扣分 扣我 减分 给我打低分 看其他 检查内容"),
        gap=3,
    ),
    _near(_any("你 您") + "(?:现在)?(?:不再|不)是", _any("评分 程序 系统 ai 机器 考官 评委"), gap=8),
    _IMPERATIVE
    + r"(?:ignore|disregard|forget|bypass|override|skip)(?: [\w']+){0,5} "
    + _RULES_EN
    + r"(?! (?:inside|within|from) )",
    _IMPERATIVE + r"(?:\w+ )?" + _GIVE_EN + r"(?: [\w']+){0,7}?(?: |(?= 10))" + _TOP_EN,
    r"\bi will (?:now )?" + _GIVE_EN + _FEW_WORDS + _TOP_EN,
    r"\b(?:return|output|print|set|assign)(?:ing)?\b"
    + _FEW_WORDS
    + r"(?:its maximum|full marks|100\b(?! [a-z]))",
    r"\b(?:output|return|reply|respond|print) ?[:=]? ?[\"']?100\b(?! [a-z])",
    _near(
        _any("给 打 判 award give"),
        _any_phrase("full marks, full score, full points, top score"),
        gap=16,
        not_between="了",
    ),
    _near(
        _any("忽略 无视 ignore disregard"),
        _any("以上 上面 之前 前面"),
        _any("rules? instructions? prompts? criteria rubric"),
        gap=6,
    ),
    r"(?:do not|don't|never|must not) (?:deduct|penali[sz]e|subtract|score (?:it )?(?:below|lower))",
    r"</?(?:admin|system|score|grade|instruction|prompt|answer|result|verdict|rubric|candidate|assistant)[^>]{0,40}>|\bim_start\b|override_\w+",
)
_CLAIMS = (
    "打(?:个|一个|上)?" + _HUNDRED + "(?!了)",
    _near(_any("不给 没给 不打"), _any("满分 高分")) + _near("的", _any("系统 程序 老师 评委"), gap=4),
    r"[【\[<(]?" + _any("系统 管理员 开发者 后台 评分") + _any("消息 提示 注 指令 通知 命令 备注 公告 日志 提醒"),
    _near(_any("你 您") + "(?:现在)?(?:是|扮演)", _any("评分 程序 系统 ai 机器人 模型 助手 好朋友"), gap=10),
    _near(_any("亲爱的 尊敬的 敬爱的 你好 您好 致"), _GRADER_ZH, gap=4),
    _near(_any("关键词 要点 得分点 采分点"), _any("全部 全都 都已 均已 均 已经"), _any("命中 覆盖 包含 提到 满足"), gap=4),
    _near(_any("审核 人工 部长 评委 专家"), _any("一致同意 审核通过 认定为 判定为"), gap=14),
    _near(_any("得分 总分 分数 评分") + "(?:已|应|为|是|统一|自动|[:=])?", _HUNDRED, gap=3, not_between="了我"),
    _any("建议直接 直接予以 建议予以") + _any("录取 通过 满分"),
    _any("隐藏此 隐藏本 删除本 删除此") + _any("备注 段 条 消息"),
    _near(_any("您 你"), _any("最 非常 特别 真 太"), _PRAISED_ZH, _JUDGE_ZH, gap=8),
    _near(_JUDGE_ZH, _any("您(?!们) 你(?!们)"), _any("最 非常 特别 真 太"), _PRAISED_ZH, gap=10),
    _near("看在", _any("份上 面子"), "分", gap=14),
    r"\b(?:give|award|assign|grant|set|rate|score) (?:me|it|this|my|the (?:answer|candidate|response|above))\b" + _FEW_WORDS + _TOP_EN,
    r"\b(?:print|reveal|show|repeat)(?: [\w']+){0,3} (?:rubric|system prompt|scoring|criteria)\b",
    r"(?:^|[\s\[<(#*])(?:system|assistant|admin|administrator|developer|user|root|(?:grading|scoring) note|"
    r"note to (?:the )?\w+)(?: (?:message|note|prompt|override|notice|update))? ?[:>\]]",
    _any_phrase("calibration mode, developer mode, debug mode, god mode, admin mode, test mode, grading mode, jailbreak"),
    r"(?:^|[.!?\n,] ?)you are (?:now|no longer) ",
    _near(_any_phrase("you are, act as, behave as, pretend to be"), _GRADER_EN, gap=20),
    _near(_GRADER_EN, r"\b(?:must|should|shall|has to|to) " + _GIVE_EN, r"(?:100\b|full|maximum)", gap=16),
    _any_phrase("do not read the rest, stop reading here, skip the content"),
    _any_phrase("as an? (?:ai|language model|grader|evaluator|administrator|admin), as the (?:developer|administrator|owner|admin)"),
    r"\b(?:dear|hello|hi|hey|respected|attention),? (?:\w+ ){0,2}" + _GRADER_EN,
    _SCORE_EN + r"[\"' ]{0,3}(?:=|:|is|to|must be|should be|will be)?[\"' ]{0,3}(?<!\d)(?:100|full|max|10 ?/ ?10|perfect|1\.0|a\+)(?![\d.])(?! [a-z])",
    r"\b(?:score|grade|level|verdict|passed)[\"']? ?[=:] ?[\"']?\w+[\"']?[;,}]",
    r"\b(?:every|all|each)\b(?: [\w']+){0,3} (?:criteri(?:on|a)|requirements?|keywords?|points?) (?:(?:is|are|were|has|have)(?: been)? )?"
    r"(?:fully |all )?(?:satisfied|met|covered|fulfilled|present|hit|found|matched|detected)\b",
    r"\b(?:deserves?|merits?) (?:an? |the |at least )?" + _TOP_EN,
    r"\b(?:answer|response|submission) (?:above |below )?(?:is|was) (?:flawless|perfect|outstanding|excellent)\b",
    r"\bthe candidate (?:has )?(?:mentioned|covered|demonstrated|answered|satisfied|clearly)\b",
    _any_phrase("verified by (?:a|an|the) (?:human|reviewer|admin), end of (?:answer|submission|response), evaluation result"),
    r"\b(?:you are|you're)(?: \w+){0,4} (?:best|fairest|wisest|smartest|kindest|most \w+|brilliant|amazing|wonderful|great)"
    r"(?: \w+){0,4} (?:grader|judge|examiner|ai|scorer|interviewer|evaluator|teacher|system)\b",
    r"\b(?:hereby|i) (?:instruct|command|order|authori[sz]e) (?:you|the)\b",
    r"\brubric (?:replaced|updated|disabled)|\bnew rubric\b|\bhidden (?:scoring )?rubric\b",
)  # fmt: skip
_HINTS = (
    _GRADER_ZH,
    _near(
        _any("该 本 此") + _any("考生 同学 回答 答案 选手"),
        _any("得分 俱全 优秀 完美 满分 录取 推荐"),
        gap=20,
    ),
    _GRADER_EN,
    r"\b(?:calibration|all criteria|full marks|total score|maximum value|scoring rubric)\b",
    _any("评分标准 满分 一百分 100分"),
    r"(?:请|直接|一定|立即)[^。！？\n了]{0,8}" + _TOP_ZH,
)
_SIGNS = tuple(
    (weight, re.compile(pattern))
    for weight, patterns in ((ORDER, _ORDERS), (CLAIM, _CLAIMS), (HINT, _HINTS))
    for pattern in patterns
)

_SELF = re.compile(r"我|\b(?:i|we|my|our)\b")
_SPELLED_OUT = (
    "ignoreprevious",
    "ignoreallprevious",
    "ignoretheabove",
    "ignoreallinstructions",
    "ignoreinstructions",
    "ignoretherubric",
    "fullmarks",
    "fullscore",
    "maximumscore",
    "giveme100",
    "give100",
    "score100",
    "给我满分",
    "给满分",
    "打满分",
    "忽略以上",
    "忽略之前",
    "忽略评分",
)
_SPACED = re.compile(r"(?:(?<=[\s._*~-])|^)(?:[^\W_][\s._*~|-]{1,2}){5,}[^\W_](?![^\W_])")
_BESIDE_CJK = re.compile(r"(?<=[\u4e00-\u9fff])[\s._*~|·-]+(?=\w)|(?<=\w)[\s._*~|·-]+(?=[\u4e00-\u9fff])")
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_MARKDOWN = re.compile(r"[*_`~#>]+")


def decoded(text: str) -> list[str]:
    """What base64-like runs of the text say, where they say something readable."""
    found = []
    for run in _ENCODED.findall(text)[:20]:
        body = run.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            plain = base64.b64decode(body + "=" * (-len(body) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if plain.isprintable():
            found.append(plain)
    return found


def weight(text: str) -> int:
    """The weight of all signs in a normalised text."""
    return sum(sign_weight for sign_weight, pattern in _SIGNS if pattern.search(text)) + weight_of_acts(text)


def is_hostile(answer: str) -> bool:
    """Whether the answer gives orders, praise or a ready verdict to whoever grades it, or otherwise speaks to them."""
    text = normalise(answer)
    if leaning(split_sentences(answer[:LONGEST])).is_to_marker:
        return True
    bare = _MARKDOWN.sub("", text)
    closed = _SPACED.sub(lambda found: squeeze(found.group()), _BESIDE_CJK.sub("", bare))
    spoken_of_self = len(text) > SHORT or _SELF.search(text) is not None
    threshold = THRESHOLD if spoken_of_self else THRESHOLD_OF_SHORT
    if any(weight(variant) >= threshold for variant in dict.fromkeys((text, bare, closed))):
        return True
    if closed != bare and any(phrase in squeeze(text) for phrase in _SPELLED_OUT):
        return True
    return any(weight(normalise(plain)) >= CLAIM for plain in decoded(answer[:LONGEST]))
