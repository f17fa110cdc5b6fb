"""Which categories of questions a department, a drive or a resume speaks of, by the words in it."""

from collections.abc import Iterable, Mapping

# Categories of the starter bank by their slug, and words that speak of them. Lower case.
WORDS: Mapping[str, tuple[str, ...]] = {
    "publicity": ("宣传", "新媒体", "推广", "运营", "公众号", "编辑", "记者", "文案", "publicity", "media", "press", "marketing"),
    "design": ("设计", "视觉", "美工", "摄影", "影像", "视频", "剪辑", "插画", "design", "photo", "video", "illustrat"),
    "software": ("技术", "开发", "编程", "程序", "软件", "算法", "网络", "电脑", "计算机", "人工智能", "信息", "python", "java", "code",
                 "software", "program", "technical", "develop", "engineer"),
    "partnerships": ("外联", "赞助", "公关", "财务", "会计", "商务", "对外", "预算", "partner", "sponsor", "finance", "treasur", "budget"),
    "events": ("活动", "策划", "组织", "文艺", "体育", "项目", "晚会", "赛事", "event", "programme", "activit"),
    "service": ("志愿", "公益", "实践", "服务", "支教", "环保", "volunteer", "service", "charity"),
    "leadership": ("主席", "会长", "部长", "班长", "负责人", "president", "leader", "captain"),
    "planning": ("秘书", "办公", "行政", "人力", "综合", "secretar", "office", "admin", "human resources"),
    "communication": ("权益", "联络", "沟通", "辩论", "主持", "心理", "debate", "liaison", "welfare", "host"),
    "problem-solving": ("科研", "研究", "竞赛", "创新", "创业", "学习", "学术", "research", "contest", "startup", "academic"),
    "teamwork": ("团队", "小组", "队员", "社团", "team"),
}  # fmt: skip
FOR_EVERYBODY = ("motivation", "teamwork", "growth")


def categories_spoken_of(texts: Iterable[str]) -> dict[str, float]:
    """Return category slugs with weights, the more words the heavier; what suits every person weighs least."""
    text = "\n".join(texts).casefold()
    weights = dict.fromkeys(FOR_EVERYBODY, 0.5)
    for slug, words in WORDS.items():
        hits = sum(min(text.count(word), 3) for word in words)
        if hits:
            weights[slug] = weights.get(slug, 0.0) + min(1.0 + hits / 2, 4.0)
    return weights
