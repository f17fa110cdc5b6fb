"""Word lists for structure, style and plausibility, Chinese and English. Phrases have underscores."""

from clubinterview.practice.scoring.text import Sentence, Wording, stem, word_list, word_set


def wordings(lines: str) -> tuple[Wording, ...]:
    return tuple(Wording.of(word.replace("_", " ")) for word in lines.split())


def says_any(sentence: Sentence, wordings: tuple[Wording, ...]) -> bool:
    chinese, english = sentence.squeezed, sentence.spaced_stems
    for wording in wordings:
        if wording.squeezed in chinese if wording.chinese else wording.spaced_stems in english:
            return True
    return False


def count_said(sentence: Sentence, wordings: tuple[Wording, ...]) -> int:
    chinese, english = sentence.squeezed, sentence.spaced_stems
    return sum(
        wording.squeezed in chinese if wording.chinese else wording.spaced_stems in english
        for wording in wordings
    )


FUNCTION_WORDS = word_set(
    "a an the and or but so if because when while than that this these those there here i me my we us our you your "
    "he him his she her it its they them their who what which whom how why where to of in on at by for from with "
    "about into over under after before between through during without as is am are was were be been being do does "
    "did have has had will would can could should may might must not no yes all any some each every both more most "
    "much many very too also just only then now up out off down one"
)
SUBJECTS_AND_VERBS = word_set(
    "i we you he she it they my our is am are was were be do does did have has had will would can could should"
)
COMMON_STEMS = frozenset(stem(word) for word in FUNCTION_WORDS) | frozenset(
    stem(word)
    for word in word_list(
        "get make go take give say come want use like know think see look let put keep try need thing something "
        "anything everything someone people person time day week year way lot bit good great well really quite still "
        "even ever never always often again back first last next new old same other another own such kind sort long "
        "little big few two three four five six ten around away enough maybe perhaps tell ask work"
    )
)

SITUATION = wordings(
    "去年 前年 那年 当时 那次 那时 有一次 有次 曾经 上学期 上个月 暑假 寒假 高一 高二 高三 高中 初中 小学 小时候 大一 大二 大三 期间 "
    "那天 前一晚 前一天 刚来 月初 月底 国庆 十一月 十二月 十月 九月 三月 四月 五月 六月 背景 遇到过 碰到过 期中 期末 课程 比赛 我们组 "
    "last_year last_term last_semester last_summer last_spring last_autumn last_fall last_winter last_october last_may "
    "once at_the_time in_high_school when_i_was in_my_first in_my_second in_my_third first_year second_year freshman "
    "sophomore this_term this_semester this_summer one_evening one_day one_thursday one_monday background years_ago "
    "months_ago back_in the_summer when_our when_we when_i at_school at_the where_i_worked there_were the_day_before "
    "in_2019 in_2020 in_2021 in_2022 in_2023 in_2024 in_2025"
)
TASK = wordings(
    "负责 我管 由我 任务 我的分工 担任 我当 我是组长 我要 需要 目标 要求 要做 得把 必须 分到 领了 截止 准备 承担 交给我 计划 "
    "responsible in_charge my_job my_part my_role my_task i_ran i_handled had_to needed_to our_goal the_goal aim "
    "asked_me supposed_to i_was_captain i_was_the deadline we_had we_were i_led i_organised i_signed_up i_volunteered "
    "had_weeks we_needed i_wanted_to task"
)
FIRST_PERSON = wordings("我 i my we 我们 咱们 me us")
OWN = wordings("我 i my me")
ACTION = wordings(
    "我先 我就 我去 我把 我又 我找 我问 我做 我写 我用 我给 我跟 我和 我请 我约 我让 我改 我想了 我提 我建议 我决定 我主动 我发 我整理 "
    "我设计 我组织 我联系 我打 我负责 我拿 我查 我搭 我带 我画 我列 我会先 我会把 我会给 我会跟 我会找 我会请 我会问 我打算 我尝试 我拆 我试 "
    "我安排 我一个个 我每 我自己 我们先 我们把 我们约 我们用 我们决定 我们改 我当晚 我马上 我立刻 我从 我在 我说 我提议 我按 我申请 "
    "于是 接着 先 然后 联系 沟通 整理 登记 拆成 "
    "i_asked i_made i_built i_wrote i_set i_told i_talked i_called i_found i_started i_decided i_took i_went i_sent "
    "i_put i_drew i_moved i_fetched i_tested i_faded i_suggested i_explained i_organised i_organized i_created i_used "
    "i_changed i_split i_showed i_cut i_gave i_bought i_counted i_ran i_read i_worked i_checked i_contacted i_invited "
    "i_proposed i_listed i_planned i_practised i_practiced i_apologised i_offered i_borrowed i_handed i_kept i_met "
    "i_would_ask i_would_call i_would_start i_would_first i_would_set i_would_tell i_would_talk i_would_look "
    "i_would_make i_would_give i_would_turn i_would_send i_would_check i_would_choose i_would_suggest i_would_offer "
    "i_would_listen i_would_draft i_would_begin i_would_propose we_agreed we_split we_decided we_made we_built "
    "i_visited i_studied i_helped i_designed i_taught i_learned i_tried i_spent i_divided i_shared i_opened i_then i_also"
)
RESULT = wordings(
    "结果 最后 最终 后来 终于 提高 减少 增加 降到 涨到 成功 顺利 完成 效果 拿了 获得 得了 第一名 第二名 第三名 一共 达到 超过 从没 "
    "没再 只差 只亏 一直用 也在用 用到现在 表扬 好评 翻了 上线 按时 补上 做成 换成了 "
    "result in_the_end finally eventually as_a_result we_won we_finished i_finished we_came came_second came_first "
    "won increased dropped fell rose reached raised improved grew averaged doubled halved still_runs still_uses "
    "on_time success it_worked turned_out by_the_end ended_up up_to down_to percent handed_it_in gave_us praised "
    "held we_got i_got went_well the_others clean"
)
REFLECTION = wordings(
    "学到 学会了 教训 体会 明白 懂得 收获 感触 反思 意识到 从那以后 这之后 从此 以后 下次 下一次 现在我 现在凡是 再来一次 让我知道 "
    "我的想法 总之 总的来说 我觉得 我认为 所以我 比 不再 我想 关键 这件事 回头看 不是 "
    "learned learnt lesson taught realised realized since_then next_time now_i looking_back overall in_short "
    "i_think i_believe experience_showed i_now i_also_stopped in_future from_then i_would_rather so_i that_is_why "
    "the_bigger matters better_to took_away to_me"
)
GREETING = wordings(
    "我来自 大家好 你好 您好 学长学姐好 各位 我叫 我是 hello hi hey good_morning good_afternoon good_evening my_name_is i_am everyone"
)
FAREWELL = wordings(
    "谢谢 感谢 辛苦 祝 明年 往后 请先 告诉我 希望 期待 愿意 想加入 想去 如果能 如果有机会 一起 加入 "
    "thank thanks hope look_forward i_would_love i_would_like join want_to can_help contribute appreciate in_return promise"
)
STANCE = wordings(
    "我选 我会 我觉得 我认为 我想 我倾向 我支持 首先 第一步 第一 先 有的 遇到过 因为 我的 我一般 我通常 如果 其实 关键 动笔前 说实话 "
    "i_would i_will i_think my_first first yes i_choose i_support because i_want i_usually i_tend for_me to_me the_key "
    "i_see i_start i_begin actually honestly no not i_have i_had"
)
ORDER = wordings(
    "首先 先 然后 接着 其次 再 之后 第一 第二 第三 第一步 第二步 最后 同时 另外 随后 头 等 才 前 第二天 如果不行 "
    "first second third secondly then next after afterwards finally before meanwhile while at_the_end once when later "
    "by_the now also start begin"
)
CHECK = wordings(
    "确认 检查 核对 校对 效果 复盘 总结 数据 反馈 验证 测试 过目 对比 比较 事后 避免 结束以后 活动完 下一次 下次 跑一遍 记录 看看 盯 "
    "指标 提前 以后 "
    "confirm check test verify review debrief measure feedback data afterwards next_time compare proofread see_whether "
    "make_sure look_at after_the_event the_day_after judge track prevent in_person rules log result"
)
AGREEMENT = wordings(
    "定下来 定了 结论 决定 说好 同意 大家 方案 一致 投票 表决 折中 共识 总结 收尾 少数 举手 达成 说服 合并 agree decide conclusion plan together vote compromise consensus majority summarise sum_up "
    "hands_up decision restating common_ground settle convince"
)
VAGUE = wordings(
    "合理安排 尽量做 各种各样 一些事情 等等 之类的 差不多就 还可以 应该没问题 锻炼自己 提升自己 非常重要 挺好的 全力以赴 两不误 很重要 努力学习 "
    "积极参加 somehow something_like_that various_things very_important work_hard hard_worker do_my_best try_my_best and_so_on "
    "motivate_them good_choice friendly_person stuff_like solve_them all_kinds_of"
)
NO_ANSWER = word_set(
    "不知道 不清楚 跳过 过 没有 无 没想好 不会 略 嗯 呃 额 啊 哦 好 是 对 不想答 不想说 没想法 没什么 下一题 我不知道 我不会 没了 "
    "不太清楚 想不出来 没有想法 不了解 暂无 "
    "noidea idontknow dontknow dunno skip pass na none nothing nil no yes ok next idk notsure imnotsure um uh hmm er "
    "ihavenoidea nocomment noanswer nextquestion ihavenothingtosay test"
)
NOT_ANSWERING = wordings(
    "不知道 不会 跳过 没想好 不清楚 下一题 想不出 no_idea do_not_know not_sure skip pass nothing_to_say"
)
