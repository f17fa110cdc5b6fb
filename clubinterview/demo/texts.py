"""What the demo's clubs and applicants say."""

import random
from dataclasses import dataclass

from clubinterview.recruitment.drives.services import FieldFacts, Weighing
from clubinterview.recruitment.models import FieldKind


@dataclass(frozen=True)
class ClubText:
    """A club, its departments as (name, what it does), and its drive."""

    slug: str
    name: str
    tagline: str
    description: str
    departments: tuple[tuple[str, str], ...]
    title: str
    body: str
    fields: tuple[FieldFacts, ...]
    criteria: tuple[Weighing, ...]
    answers: tuple[
        tuple[tuple[str, ...], ...], ...
    ]  # for each long field, what answers are put together from


def _why(label: str) -> FieldFacts:
    return FieldFacts(FieldKind.LONG_TEXT, label, "两三段话就好，说说真实的想法。", [], True)


TIME = FieldFacts(
    FieldKind.CHOICE, "每周能投入多少时间？", "", ["2 小时左右", "3–5 小时", "6 小时以上"], True
)

OPENINGS = (
    "开学那天路过社团摊位，聊了半个小时，回宿舍就决定报名。", "高中时一直想试试，可是没有机会，大学不想再错过。",
    "学长带我看过一次你们的活动，现场的认真劲儿很打动我。", "我是个慢热的人，但做喜欢的事会特别投入。",
    "一直在网上自学，总觉得少了一群能一起讨论的人。", "关注你们的公众号半年了，最喜欢上学期那篇复盘。",
    "说实话，一开始是室友拉我来的，了解之后反而是我更想来。", "我想在专业之外，找到一件能坚持四年的事。",
    "军训时当过一次宣传员，发现自己很享受把一件小事做好。", "转专业之后想认识更多不同学院的同学。",
    "I grew up moving between cities, and clubs were always where I found my friends.", "寒假在家乡做过志愿者，第一次体会到团队的力量。",
)  # fmt: skip
EXPERIENCES = (
    "暑假里我和两个同学做了一个失物招领小网站，从画草图到上线用了三周，虽然只有几十个人用，但每一条反馈我都认真改了。",
    "高二时负责班级的毕业视频，素材丢了一半，最后靠挨个联系同学补拍，按时交了出来。",
    "我组织过一次二十人的读书会，前两次没人说话，后来改成每人只讲一页，气氛就起来了。",
    "在图书馆勤工俭学时，我把借阅登记从纸质改成了表格，排队时间少了一半。",
    "参加过市里的机器人比赛，第一轮就输了，回来把代码重写一遍，第二年进了决赛。",
    "给社区老人办过手机课堂，同一个问题要讲十遍，学会了换着方式解释。",
    "我坚持写了两年的观察日记，很多灵感都是从里面翻出来的。",
    "在校运会做后勤，一天里处理了十几件突发的小事，晚上做了清单，第二天就顺多了。",
    "帮老师整理过访谈录音，听了六十个小时，慢慢能听出一个人真正想说的是什么。",
    "和朋友开过一个只卖明信片的小摊，亏了八十块，但学会了记账和谈价。",
    "做过一次失败的众筹，最大的收获是知道了先问用户再动手。",
    "自学了剪辑，把家乡的老街拍成三分钟的短片，被区里的账号转发过。",
)  # fmt: skip
PLANS = (
    "如果能加入，我想先把基础打牢，再带着新人一起做。", "希望这学期能完整参与一个项目，从头跟到尾。",
    "我每周三和周末都有空，愿意承担琐碎的活。", "我对部门之间怎么配合特别感兴趣，也想学着沟通。",
    "哪怕最后没有被选上，也想听听你们的建议。", "我不怕重复的工作，怕的是不知道为什么要做。",
    "希望一年以后，我也能像学长那样站在台上分享。", "I would love to help with anything that needs two languages.",
    "我会把它当成一门认真选的课，按时到，按时交。", "最想学的是把复杂的事情讲简单。",
)  # fmt: skip
MOMENTS = (
    "傍晚下课，东门的银杏叶落在共享单车的车筐里，一整排都是金色的。", "食堂阿姨把最后一份红烧肉多舀了半勺，冲我眨了眨眼。",
    "下雨天，一个男生把伞举给路边的橘猫，自己淋湿了半边肩膀。", "军训结束那天，教官上车以后偷偷抹了眼睛。",
    "图书馆闭馆音乐响起，靠窗的女生合上书，对着玻璃里的自己笑了一下。", "清晨六点的操场，雾里只看得见跑步的人呼出的白气。",
    "外婆第一次用手机和我视频，只露出半个额头。", "宿舍停电，大家把手机灯扣在矿泉水瓶下面，天花板像一片海。",
    "校车司机师傅等了一个追车的新生，全车人鼓掌。", "实验室凌晨两点，三个人围着一块终于亮起来的屏幕。",
    "A street musician stopped playing to listen to a child hum the same tune.", "台风过后，老师傅在梯子上一片一片捡屋顶的瓦。",
)  # fmt: skip
REASONS = (
    "当时手边只有手机，拍糊了，但我还是舍不得删。", "我没有按下快门，总觉得按了就打扰了他们，现在有点后悔。", "后来我试着把它画下来，才发现光的方向那么重要。",
    "那一刻我明白，好照片不是找到的，是等到的。", "我想学会在不打扰别人的情况下，把这样的瞬间留下来。", "发给家里人看，爸爸说他年轻时也拍过一样的角落。",
    "我连着去了三天，再也没有遇到同样的光。", "如果重来一次，我会蹲低一点，把地上的倒影也放进来。", "我把它设成了桌面，写作业累了就看一眼。", "它提醒我，慢下来才看得见。",
)  # fmt: skip
VIEWS = (
    "我曾经觉得效率最重要，小组作业总想一个人做完。", "我以前认为内向的人不适合辩论。", "高中时我坚信努力一定有回报。", "我曾经反对一切形式的随机分组。",
    "我一直觉得写得好比说得好重要。", "以前我认为规则就该一视同仁，没有例外。", "我曾经以为道歉就是认输。", "我以前很讨厌别人打断我说话。",
    "I used to believe that every question has two equally good sides.", "我曾经觉得看书一定要看完。", "以前我相信多数人的选择就是对的。", "我一度认为科技能解决所有的问题。",
)  # fmt: skip
TURNS = (
    "后来带了一次队伍，发现最沉默的队友提出了最关键的一点，我才明白听比说难。", "直到我自己成了那个“例外”，才体会到程序之外还需要解释。",
    "一位老师反问我：如果结论是错的，你愿意第几个知道？我想了很久。", "社区服务时遇到一位老人，他的处境让我把原来的论据一条条划掉了。",
    "我把两边的理由写成表格，发现自己只是在维护面子。", "看了一场输掉却赢得全场掌声的比赛，我重新想了想什么叫说服。",
    "和最好的朋友争了一个晚上，第二天我们都改了一半。", "统计课上的一个例子让我看到，我的直觉差了十倍。", "当我需要向小学生解释它时，才发现自己其实没有想清楚。",
    "读到一份和我立场相反、但引用更扎实的材料，我改了主意。",
)  # fmt: skip
STORIES = (
    "我把宿舍楼的报修流程画成了一张图，贴在水房，后来物业真的照着改了。", "我用两个月翻新了一辆旧自行车，零件是一个一个淘来的，现在每天骑它上课。",
    "我给高中母校做了一份学长学姐经验册，约了 23 篇稿子，退改了七轮。", "我独自策划过一次生日惊喜，动用了十一个人和一只走失又回来的气球。",
    "我写过一个自动整理照片的小脚本，第一版把照片全弄丢了，第二版学会了先备份。", "我养活了一株被判定没救的绿萝，从换土到分盆，现在它有六个孩子。",
    "我拍了一部八分钟的短片，演员是外公，台词是他自己编的。", "我坚持了一百天的晨跑打卡，中间断过两次，都补回来了。",
    "I translated my grandmother's recipes, cooked all of them, and printed a small book.", "我把家里的小店搬上了网，第一个月卖出了四单，第六个月卖出了两百单。",
    "我组织了一次跨校的线上读书接力，最后有十四个人读到了终点。", "我修好了班里的老投影仪，靠的是三个晚上和一本扫描版说明书。",
)  # fmt: skip
LESSONS = (
    "做完以后最深的体会是：先问清楚谁要用。", "中间想放弃过，是把任务切小以后才走完的。", "如果再做一次，我会更早找人帮忙。", "它让我知道自己能把一件事做完。",
    "最难的不是开始，是没人看见的那一段。", "我学会了写下来，因为记忆会骗人。", "结果没有想象中好，但过程里的每个决定我都说得清。", "现在遇到新的事，我会先做一个最小的版本。",
    "我发现细节真的会被人注意到。", "最后的掌声属于所有帮过忙的人。",
)  # fmt: skip

GREETINGS = (
    "我来自杭州，英语说得磕磕绊绊，但很想认识来自别处的朋友。", "I arrived in September from Nairobi and still get lost between the canteens.",
    "我在慕尼黑交换过一学期，那时有人陪我办电话卡、看医生，现在想轮到我来帮别人。", "Soy de Valencia. I learn Chinese from songs, so my vocabulary is a little sad.",
    "宿舍里住着三个国家的同学，我们用一半中文一半手势聊到凌晨。", "My grandparents left Guangdong sixty years ago; I came back to learn their words.",
    "学了四年日语，还没有和一个日本朋友好好聊过天。", "I am from Hanoi and I can teach anyone to cook a proper bowl of pho.",
)  # fmt: skip
OFFERS = (
    "语言角每周我都能到，也愿意提前去摆桌子。", "I can translate posters and read the Chinese ones aloud.",
    "想做新生的伙伴，从接站到选课都可以陪。", "I would love to plan a trip where nobody feels left out.",
)  # fmt: skip

COMPUTING = ClubText(
    "computing", "计算机协会", "写代码，也写生活",
    "我们是一群喜欢把想法做出来的人。每周三晚有技术分享，每学期做一个**真正有人用**的校园项目。\n\n"
    "### 我们在做什么\n- 校园课表小程序，三千多名同学在用\n- 每月一次的黑客之夜\n- 面向新生的编程入门营\n\n零基础也欢迎，我们从第一行代码教起。",
    (("技术部", "开发和维护协会的项目，带新人入门。"), ("宣传部", "海报、推文和视频，让更多人看见。"), ("外联部", "联系企业和校外社区，办讲座。")),
    "2026 秋季招新",
    "新学期，新伙伴！今年三个部门都在招人，**大一大二为主**，专业不限。\n\n1. 在线报名，按志愿选择部门\n2. 简历筛选\n"
    "3. 面试（20 分钟，聊天为主）\n\n面试没有标准答案，我们更想知道你遇到问题时怎么想。",
    (
        _why("为什么想加入计算机协会？"),
        FieldFacts(FieldKind.LONG_TEXT, "讲一件你从头做到尾的事", "不一定和技术有关。", [], True),
        TIME,
        FieldFacts(FieldKind.TEXT, "作品或主页链接", "没有可以不填。", [], False),
    ),
    (
        Weighing("表达", "说得清楚，听得进去，能用例子说明。", 30),
        Weighing("动手能力", "做过什么，遇到困难怎么解决。", 40),
        Weighing("热情与投入", "了解协会，时间有保证。", 30),
    ),
    ((OPENINGS, EXPERIENCES, PLANS), (STORIES, LESSONS)),
)  # fmt: skip

PHOTOGRAPHY = ClubText(
    "photography", "摄影社", "用光影记住校园的四季",
    "从扫街到棚拍，从胶片到手机，我们不比器材，只比眼睛。\n\n- 每两周一次外拍\n- 每学期一次校园影展\n- 暗房和影棚对社员免费开放\n\n"
    "> 拍得多不如看得多，看得多不如走得多。",
    (("人像部", "影棚与外景人像，毕业季约拍。"), ("纪实部", "记录校园活动与人。"), ("后期部", "调色、剪辑与影展布置。")),
    "第十二届新社员招募",
    "只要你喜欢按下快门，就欢迎报名。没有相机也没关系，社里有三台可以借用。\n\n报名时请附上简历；面试时带三张你最喜欢的照片。",
    (
        _why("最近一次让你想拍下来的瞬间是什么？"),
        FieldFacts(FieldKind.CHOICE, "平时用什么拍？", "", ["手机", "微单或单反", "胶片", "还没开始，想学"], True),
        TIME,
    ),
    (
        Weighing("审美与观察", "能说出照片好在哪里，想表达什么。", 50),
        Weighing("协作", "愿意配合别人，乐于分享。", 30),
        Weighing("投入", "能参加外拍和影展。", 20),
    ),
    ((MOMENTS, REASONS, PLANS),),
)  # fmt: skip

DEBATE = ClubText(
    "debate", "辩论队", "把话说明白，把理讲清楚",
    "校辩论队成立于 1998 年，三次获得省赛冠军。我们训练思考的方式，而不是吵架的本事。\n\n- 每周二、四晚训练\n- 每月一场公开赛\n"
    "- 春季代表学校参加省赛",
    (("一队", "代表学校参赛。"), ("训练营", "面向新手的一学期系统训练。"), ("赛事部", "组织校内比赛与裁判培训。")),
    "2026 新秀选拔",
    "选拔分两轮：先看报名表，再面谈加三分钟立论。题目面谈前十分钟公布，放轻松，我们看的是思路。",
    (
        _why("说一个你改变过看法的问题，以及为什么"),
        TIME,
        FieldFacts(FieldKind.TEXT, "参加过的比赛", "没有可以不填。", [], False),
    ),
    (
        Weighing("逻辑", "论点清楚，论据撑得住。", 50),
        Weighing("表达", "语言准确，有节奏。", 30),
        Weighing("临场反应", "被追问时不慌，能正面回应。", 20),
    ),
    ((VIEWS, TURNS, PLANS),),
)  # fmt: skip

# The one club that writes in both languages, as clubs with exchange students do.
EXCHANGE = ClubText(
    "exchange", "国际交流社 Global Exchange", "把世界请进校园 · Bring the world to campus",
    "我们是各国同学在校园里的第一群朋友：一起学语言，一起做饭，一起过每一个节日。\n\n"
    "- 每周五晚语言角\n- 每学期一次国际文化节\n- 新生结伴计划\n\n不用担心口语，敢开口就很好。\n\n---\n\n"
    "We are the first friends that students from abroad make on campus. We learn each other's languages, "
    "cook each other's food and celebrate everyone's holidays.\n\n"
    "- Language corner every Friday evening\n- An international festival every semester\n- Buddies for newcomers\n\n"
    "Your Chinese or English doesn't have to be good. Speaking up is enough.",
    (
        ("活动部 Events", "语言角、文化节和出游。Language corners, the festival and trips."),
        ("伙伴部 Buddies", "为新来的同学找到结伴的朋友。We match newcomers with a friend."),
    ),
    "2026 秋季招新 Autumn Recruitment",
    "本国和国际同学都欢迎，中文或英文填写都可以。面试约 15 分钟，语言由你选。\n\n"
    "Everyone is welcome, from here or abroad. Fill in the form in Chinese or English. "
    "The interview takes about 15 minutes, in the language you choose.",
    (
        FieldFacts(
            FieldKind.LONG_TEXT, "为什么想加入我们？Why would you like to join us?",
            "中文或英文都可以。In Chinese or English.", [], True,
        ),
        FieldFacts(
            FieldKind.CHOICE, "面试语言 Language of your interview", "", ["中文", "English", "都可以 Either"], True
        ),
    ),
    (
        Weighing("沟通 Communication", "愿意倾听，能让别人放松下来。Listens, and puts others at ease.", 50),
        Weighing("开放 Openness", "对不同的文化好奇。Curious about other cultures.", 30),
        Weighing("投入 Commitment", "能参加每周的活动。Has time every week.", 20),
    ),
    ((GREETINGS, OFFERS),),
)  # fmt: skip

LINKS = ("", "", "", "https://example.edu.cn/~portfolio", "https://example.edu.cn/~blog")
CONTESTS = ("", "", "", "新生杯辩论赛", "市中学生辩论赛四强", "校模拟联合国")
NOTES = (
    "思路清楚，例子具体，被追问时能承认不知道的部分。", "有点紧张，但进入状态后很真诚，值得培养。", "准备充分，对部门的工作理解到位。",
    "表达略散，时间安排需要再确认。", "动手能力强，项目讲得很细，团队意识也好。", "想法多，落地的经验还少，可以先进训练营。",
    "亲和力好，适合和人打交道的工作。", "回答偏模板化，没有听到自己的想法。",
)  # fmt: skip


def answers_for(club: ClubText, number: int, chance: random.Random) -> list[str]:
    """Return an answer to each field of the club's form, "" where none is given.

    number: the applicant's place among the club's. The first two parts of a long answer are a pair that no other
    of a hundred applicants of the club has, so that no two read the same.
    """
    banks = iter(club.answers)
    return [
        _answer(field, next(banks) if field.kind == FieldKind.LONG_TEXT else (), number, chance)
        for field in club.fields
    ]


def _answer(field: FieldFacts, bank: tuple[tuple[str, ...], ...], number: int, chance: random.Random) -> str:
    if field.kind == FieldKind.CHOICE:
        return chance.choice(field.options)
    if field.kind == FieldKind.TEXT:
        return chance.choice(LINKS if "链接" in field.label else CONTESTS)
    first, second, *others = bank
    parts = [first[number % len(first)], second[(number // len(first)) % len(second)]]
    parts += [chance.choice(other) for other in others]
    return "\n\n".join(parts)
