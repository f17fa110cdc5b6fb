"""Meanings that interview answers speak of, each with Chinese and English wordings.

A key point and an answer that share a meaning have something in common even where they share no word. English
single words are compared by stem; phrases are given with underscores.
"""

from functools import cache, lru_cache

from clubinterview.practice.scoring.text import Sentence, Wording

CONCEPTS: dict[str, str] = {
    "who": "我叫 我是 姓名 名字 老家 来自 专业 学院 年级 大一 大二 大三 新生 学号 "
    "my_name i_am_a freshman sophomore junior first-year second-year major majoring grew_up come_from i_study",
    "past": "去年 前年 那年 当时 那次 那时 有一次 曾经 之前 以前 上学期 上个月 暑假 寒假 高一 高二 高三 高中 初中 小学 小时候 "
    "大一 大二 期间 那天 那一周 last_year last_term last_semester last_summer last_spring last_october once ago "
    "at_the_time in_high_school when_i_was back_then in_my_first during earlier used_to term semester 做过 参加过 那届 in_2019 when_my in_my grew_up",
    "role": "负责 担任 我管 由我 我的任务 我的分工 承担 分到 我当 组长 队长 班长 社长 部长 主持 任务 职责 角色 "
    "responsible in_charge my_job my_part my_role my_task i_ran leader captain president handle role took_on",
    "goal": "目标 目的 任务 想要 希望 为了 要求 指标 goal aim purpose target objective supposed_to wanted_to task",
    "problem": "问题 困难 麻烦 矛盾 冲突 出错 故障 难点 挑战 糟糕 没人 抱怨 吵 problem trouble issue difficult conflict "
    "challenge wrong complain broke error stuck hard argue 浪费 乱 丢 waste throw_away lost confus missing slow crowded",
    "notice": "发现 注意到 看到 观察 察觉 意识到 看出 留意 notice realise realize saw spotted observe found_out discover count 撞见 亲眼 记下 规律 wrote_down pattern kept_seeing came_across record",
    "cause": "因为 由于 原因 理由 所以 为什么 根源 源于 出于 because reason since why cause due_to turned_out so_that",
    "fault": "搞错 算错 记错 说错 看错 想错 判断错 失误 过错 责任 没考虑 低估 疏忽 大意 怪我 怪不了 弄错 搞错 我的问题 没做好 忘了 不该 承认 "
    "my_fault mistake underestimate should_have forgot failed skipped careless blame wrong admit overlooked 我弄错 没让 没核对 没问 我漏 我抄 skipped nobody_else because_i i_thought i_had_not did_not_check",
    "failure": "失败 搞砸 没做好 没通过 落选 输了 出错 砸了 fail failure lost mess went_wrong disaster came_last",
    "apologise": "对不住 赔不是 赔礼 认错 道歉 抱歉 对不起 致歉 不好意思 apologise apologize sorry apology",
    "repair": "补救 补上 弥补 挽回 重做 重新 修好 改正 补发 补交 退 修 fix repair redo redid make_up replace fetch correct 换成 换了 垫 退钱 赔 再做 covered saved restart",
    "steps": "首先 先 然后 接着 其次 再 之后 第一 第二 第三 第一步 最后 步骤 方法 "
    "first_of_all then next after_that secondly finally step_by_step afterwards",
    "result": "结果 最后 最终 后来 终于 成果 完成 达到 提高 减少 增加 降到 涨到 成功 顺利 效果 一共 拿了 获得 名次 "
    "result in_the_end finally eventually finish succeed success won outcome increase drop fell rose reach "
    "improve raised as_a_result still_use by_the_end came_second came_first 降到了 少了 多了 涨 翻 次 dropped_to ended_with still_runs brought",
    "feedback": "反馈 评价 意见 表扬 好评 夸 满意 建议 feedback praise comment review suggest opinion satisfied thanked",
    "lesson": "学到 学会 教训 体会 明白 懂得 收获 感触 反思 经验 意识到 让我知道 总结 教会 道理 成长 "
    "learn learnt lesson taught reflect realise understand experience_showed looking_back takeaway insight 感触是 最大的感触 懂了 showed_me now_i_know i_now i_stopped",
    "change": "从那以后 这之后 从此 以后 之后 现在 下次 下一次 改变 改进 改掉 再来一次 习惯 变得 不再 "
    "since_then next_time now_i change improve stop no_longer from_then always in_future habit would_do_differently",
    "strength": "擅长 优点 长处 强项 特长 优势 细心 耐心 执行力 责任心 靠谱 性格 开朗 外向 稳重 认真 会用 喜欢 "
    "good_at strength patient detail reliable careful skill talent comfortable organised calm friendly "
    "able_to enjoy fluent confident useful can_be_useful edited",
    "weakness": "缺点 短处 短板 不足 弱点 不擅长 不够 改进 毛病 怕 weakness weak downside shortcoming struggle tend_to bad_at working_on",
    "join": "加入 进社 进来 社团 贵社 你们 咱们 部门 入社 报名 参加 招新 面试 想来 "
    "join club society department team_up apply your_club part_of recruitment member 想去 进部门 招我 选上 be_in be_part newcomer",
    "know_club": "公众号 推文 活动 项目 招新 宣讲 去年办 看过 逛 了解 听说 品牌 "
    "your_project your_event your_website i_read poster newsletter visited i_saw programme workshop fair stall",
    "offer": "贡献 帮忙 出一份力 带来 可以帮 能帮 承担 我可以 我会 做好 出力 派上用场 "
    "contribute help offer bring useful take_on support i_can i_could volunteer 可以把 be_useful free_to",
    "time": "每周 每天 周末 有时间 课表 小时 周一 周二 周三 周四 周五 周六 周日 长期 坚持 一年 学期 没有课 抽出 "
    "every_week hours weekly weekend commit long_term free_time tuesday monday wednesday thursday friday saturday "
    "sunday year term until",
    "hope": "希望 期待 想学 愿意 想要 盼 梦想 打算 以后想 未来 hope look_forward would_like want keen dream plan_to wish eager love_to 想学 请教 learn_how in_return",
    "interest": "喜欢 兴趣 热爱 感兴趣 着迷 爱好 有意思 好奇 interest passion love like enjoy curious fascinate hobby fun",
    "meaning": "意义 价值 重要 被需要 值得 感动 温暖 成就感 meaning matter value important worth rewarding care",
    "why_me": "经历 小时候 奶奶 爸爸 妈妈 家里 我自己 对我来说 从小 experience childhood family my_own grandmother my_mother",
    "thank": "谢谢 感谢 辛苦 多谢 致谢 thank thanks grateful appreciate",
    "ask": "想问 请问 问题 请教 了解一下 想知道 好奇 吗 怎么安排 ask question wonder curious could_you how_do_you what_does know",
    "add": "补充 没说到 漏了 忘了说 再说 强调 刚才 另外 add addition mention forgot_to_say earlier one_more also stress",
    "talk": "沟通 聊 谈 交流 商量 讨论 谈心 说清楚 问他 问她 私下 单独 约他 打电话 说明 告诉 对话 面对面 "
    "talk chat discuss communicate speak conversation privately one_on_one message told ask call",
    "listen": "倾听 听 听取 理解 了解原因 换位 共情 站在 listen understand hear empathy ask_why find_out perspective point_of_view 问了 听他说 才知道 原来 turned_out i_asked heard embarrassed_to",
    "inform": "通知 告诉 告知 发消息 公告 群里 短信 说明 公布 提醒 报备 汇报 "
    "tell inform notify notice announce message email let_them_know post update group_chat upfront report",
    "leader": "部长 老师 社长 主席 负责人 指导老师 上级 辅导员 上报 请示 汇报 学长 学姐 求助 "
    "leader teacher advisor president tutor manager supervisor head escalate senior lecturer",
    "plan": "计划 提前 安排 规划 时间表 日程 准备 方案 倒排 预留 日历 进度 预案 流程 "
    "plan advance schedule prepare calendar timetable ahead early timeline weeks_before slot arrange",
    "deadline": "截止 期限 之前 按时 限时 准时 分钟 deadline on_time due by_noon minutes time_limit late",
    "priority": "优先 轻重缓急 排序 清单 紧急 重要 先做 列出 取舍 标出 priority prioritise rank urgent list important first",
    "backup": "备选 备用 替补 候补 预案 第二方案 换一个 改成 替代 万一 室内 plan_b backup replace reserve alternative substitute "
    "instead contingency another in_case",
    "split": "分工 分配 分头 各自 拆 安排 交给 分给 负责人 重新分工 换 交接 顶 补位 轮流 "
    "split assign divide delegate reassign share swap hand_over trade job_each smaller_pieces distribute cover_for redistribute 换给 接手 我来 他来 一人 took_the i_took trade",
    "respect": "尊重 不指责 面子 当众 批评 态度 情绪 体谅 照顾 冷静 名声 respect blame in_front attack embarrass calm polite feelings public 没有接 不搞 背后 behind_his judge",
    "check": "检查 确认 核对 校对 审核 验证 测试 试 复查 预览 错别字 核实 "
    "check confirm verify test proofread review preview typo double-check approve rehearsal sign_off spelling 挑错 再读 signs_off",
    "review": "复盘 总结 事后 改进 回顾 记录 写进 下一届 避免 预防 "
    "debrief review afterwards prevent lesson next_time improve rule checklist retrospective",
    "data": "数据 阅读量 转化率 人数 比例 统计 百分 指标 调查 问卷 效果 点击 转发量 表格 数一数 "
    "data view percent rate number measure conversion survey statistic sign-ups metric readers track compare",
    "audience": "受众 读者 新生 目标 观众 用户 写给谁 定位 对象 同学们 audience reader freshmen user target viewer who_will first-year 写给",
    "headline": "标题 开头 题目 结构 内容 故事 首段 亮点 headline title opening structure story hook paragraph open_with scene content 最前面 放在最前 先讲 开场 titles",
    "picture": "配图 排版 照片 封面 图片 字号 配色 海报 设计 photo picture image layout cover font colour design poster visual",
    "channel": "转发 朋友圈 群 渠道 推广 发布 宣传 推送 扩散 海报 share post channel promote chat publish publicity social_media spread",
    "choose": "选 支持 倾向 主张 观点 我认为 我觉得 立场 决定 choose pick support prefer my_view go_for position favour opt decide think 花在 钱花 go_for i_would_go",
    "criteria": "标准 衡量 比较 打分 性价比 可行 受益 长期 成本 评判 criteria measure compare cost feasible benefit standard weigh 算账 回本 剩下什么 what_lasts pays_back worth_it take_part",
    "fair": "也有道理 优点 缺点 好处 不足 当然 不过 短板 也对 承认 but_also advantage downside however other_hand although drawback understand good_point against",
    "everyone": "每个人 轮流 大家 发言 没说话 没出声 各自 记录 计时 everyone turns quiet each notes timekeeper all_of_us interrupt",
    "agree": "一致 投票 表决 折中 共识 妥协 合并 约定 说好 举手 达成 收尾 求同存异 agree vote compromise consensus combine common_ground majority settle middle sum_up summarise",
    "team": "团队 小组 组员 队友 成员 同学 我们组 合作 配合 协作 伙伴 一起 大家 部员 干事 "
    "team group teammate member together partner cooperate classmate colleague committee we us our",
    "initiative": "主动 没人要求 我决定 自己 我想试 站出来 自愿 与其 initiative decide nobody_asked volunteer instead_of own offered 没人管 不是我的事 看不下去 自发 揽下来 我就想 先干起来 bothered not_my_job without_being_asked on_my_own by_myself stepped_up stepped_in took_it_upon could_not_leave",
    "money": "预算 经费 钱 元 块 费用 赞助 成本 花 报销 budget money cost fund yuan sponsor price fee spend euro pound sponsorship expense",
    "sponsor": "赞助 商家 合作方 老板 回报 权益 曝光 谈判 sponsor partner business owner brand exposure return negotiate shop benefit logo",
    "guest": "嘉宾 讲座 老师 邀请 主讲 guest speaker lecture invite talk host",
    "venue": "场地 现场 教室 操场 礼堂 舞台 音响 设备 搬 布置 物资 venue room hall stage equipment sound site set_up outdoor indoor materials",
    "safety": "安全 应急 急救 医务 疏散 风险 受伤 隐患 safe emergency first_aid risk injury evacuate hazard security",
    "weather": "下雨 天气 雨 预报 室内 延期 改期 rain weather forecast indoor postpone reschedule shelter",
    "online": "线上 视频 连线 直播 远程 腾讯会议 online video zoom remote stream call_in",
    "learn_skill": "学习 自学 练习 教程 请教 视频 上手 基础 课程 查资料 学会 study practise practice tutorial self-taught course pick_up learn documentation mentor",
    "code": "代码 程序 编程 调试 日志 复现 报错 接口 数据库 变量 测试 提交 "
    "code program debug log reproduce bug error function variable database test script server stack print",
    "isolate": "定位 排查 缩小 二分 隔离 逐一 排除 断点 locate isolate narrow binary eliminate breakpoint half minimal step_through bisect",
    "new_member": "新人 新成员 学弟 学妹 带 培训 手把手 newcomer beginner mentor train onboarding junior new_member",
    "motivate": "鼓励 激励 士气 认可 肯定 带动 氛围 encourage motivate morale recognise praise energy atmosphere",
    "customer": "顾客 用户 需求 对方 受众 体验 customer client need user experience request",
    "present": "展示 汇报 演讲 演示 路演 PPT present presentation slides speech demo pitch",
    "write": "写 文案 稿子 推文 采访 文章 write article draft copy interview text story edit",
    "honest": "坦诚 真诚 诚实 老实说 说实话 坦率 坦白 实话 承认 honest frank sincere candid openly truth admit to_be_fair actually "
    "i_have_to_say",
    "feeling": "脸红 红了 难堪 心虚 不服 憋屈 生气 发慌 blush angry jealous 感受 难受 失落 害怕 担心 委屈 开心 尴尬 紧张 后悔 遗憾 愧疚 难过 焦虑 不舍 worry nervous embarrass awkward ashamed regret "
    "disappoint scared upset proud relieve annoy guilty frustrat afraid lonely anxious hate feeling "
    "emotion",
    "plain_words": "打个比方 好比 举个例子 例如 通俗 说白了 想象 相当于 imagine picture for_example such_as in_other_words simply plain "
    "analogy just_like example mean",
    "alternative": "办法 方案 替代 提议 建议 对策 出路 suggest propose option alternative solution fix idea what_if proposal remedy "
    "another_way",
    "facts": "事实 核实 证据 查证 弄清楚 数了 属实 fact evidence figure proof prove source look_up count find_out verify exact",
    "their_decision": "听你的 由他 由她 配合 服从 决定权 尊重 up_to his_decision her_decision final_say respect go_along accept follow head "
    "have_the_last support_it decision",
    "limits": "底线 拒绝 不能接受 除非 不同意 上报 条件 原则 limit refuse bottom_line cannot_accept only_if condition as_long_as "
    "provided draw_the_line principle compromise_on",
    "trial": "先试 试行 试试 小范围 试点 试用 trial try pilot test_run small_scale experiment attempt",
    "adjust": "调整 推迟 挪 换个 改期 延后 灵活 重新安排 adjust adapt change rearrange move swap postpone push_back shift reschedule "
    "switch modify extension flexible",
    "routine": "每天 每周 坚持 习惯 规律 打卡 every_day every_week every_evening every_morning every_night habit routine regular "
    "daily weekly stick_to keep_going",
    "again": "再选一次 重来 重选 换作现在 如果当时 再给我一次 if_i_could choose_again go_back do_it_again second_chance differently "
    "another_chance start_over",
    "unfamiliar": "零基础 从没 没接触 第一次 不懂 陌生 不会 从零 never_used never_done knew_nothing know_nothing no_experience "
    "from_scratch first_time beginner unfamiliar had_no_idea new_to",
    "pass_on": "教给 教会 分享 写成 说明书 模板 传给 交接 taught shared pass_on handover guide template document showed_him "
    "showed_her showed_them on_their_own on_his_own carry_on",
    "comfort": "安慰 鼓励 陪 不怪 没关系 关心 照顾 comfort reassure encourage cheer_up not_your_fault care gentle support "
    "calm_down kind fault",
    "host_crowd": "主持人 观众 救场 暖场 气氛 起哄 host crowd audience joke game clap sing entertain quiz perform stage",
    "faults": "排查 电源 话筒 音响 线路 接触不良 插头 调音 cable power mic microphone mixer speaker plug battery socket wire",
    "again_stage": "重来 补演 再来一遍 再唱 重新上 again another_go start_over restart second_chance from_the_top",
    "rights": "授权 版权 转载 署名 来源 出处 原创 侵权 作者 同意 permission licence license credit source author attribute original "
    "consent allowed",
    "take_down": "下架 删除 删掉 撤下 撤 赔偿 take_down took_down remove delete compensate withdraw take_it_down",
    "evidence_kept": "留存 截图 存档 记录 备份 保留 凭证 收据 keep_a_record record screenshot archive receipt save invoice proof log",
    "readable": "命名 注释 重复 函数 可读 缩进 naming variable readable comment function duplicate repeat copy-paste refactor "
    "clean",
    "edge_cases": "边界 异常 空值 正确 出错 特殊情况 edge_case empty correct input invalid crash special_case",
    "grade_urgency": "必须 可选 可改可不改 优先级 重要的 次要 must-fix optional nice_to_have important essential taste severe priority "
    "minor",
    "praise_others": "夸 肯定 优点 亮点 写得好 不错 praise compliment well_done nice_work good_part did_well",
    "point_out": "指出 对事不对人 改法 例子 写法 specific example suggestion tactful not_the_person point_out concrete constructive "
    "friendly",
    "recipient": "机构 接收 公益 慈善 捐 去向 对接 charity recipient organisation organization donate receive partner",
    "standards": "标准 要求 写明 只收 规定 规则 standard rule requirement condition quality criteria only_accept",
    "rota": "排班 值班 轮流 两班 班次 shift rota roster take_turns duty in_turn volunteers",
    "sorting": "分类 登记 清点 编号 sort classify category register label inventory count",
    "transport": "运输 运送 送到 搬运 运费 装车 transport van truck deliver drive carry courier freight",
    "publish": "公布 公示 公开 推文 反馈给 晒 publish announce tell_everyone public report result post how_many how_much",
    "set_aside": "先放 搁置 会后 以后再说 打住 跳过 park set_aside come_back_to leave_it later_on after_the_meeting off_topic",
    "time_left": "剩 还有 分钟 计时 倒计时 时间不够 minutes_left time_left remaining timer left short_of_time clock",
    "who_does_what": "谁做 谁负责 负责人 落实 待办 owner who_does by_when action_item responsible deadline name_next assigned",
    "energy": "士气 热情 状态 累 没劲 疲惫 动力 低落 energy morale tired motivation exhausted burnout mood enthusiasm drop",
    "small_win": "小目标 小成果 先做成 进步 庆祝 看得见 small_win small_goal visible progress celebrate milestone quick_win easy_task",
    "before_me": "自己先 以身作则 带头 我也 lead_by_example myself first_myself also_do set_an_example",
    "unsure": "不确定 犹豫 纠结 动摇 没把握 hesitate unsure doubt waver not_certain",
    "already_busy": "手头 手上 忙 任务满 压着 自己也 busy on_my_plate my_own workload deadline already had_to_finish due full",
    "weigh": "权衡 取舍 更急 影响更大 轻重 掂量 weigh urgent matter_more more_important worth bigger_impact quick_estimate "
    "thought_about needed_first depend_on worse",
}


@cache
def _wordings() -> tuple[tuple[str, tuple[str, ...], frozenset[str], tuple[str, ...]], ...]:
    """(concept, Chinese wordings, single English stems, English phrases by stem) of every concept."""
    rows = []
    for name, line in CONCEPTS.items():
        wordings = [Wording.of(word.replace("_", " ")) for word in line.split()]
        chinese = tuple(wording.squeezed for wording in wordings if wording.chinese)
        english = [wording for wording in wordings if not wording.chinese]
        single = frozenset(wording.stems[0] for wording in english if len(wording.stems) == 1)
        phrases = tuple(wording.spaced_stems for wording in english if len(wording.stems) > 1)
        rows.append((name, chinese, single, phrases))
    return tuple(rows)


@lru_cache(maxsize=512)
def concepts_of(sentence: Sentence) -> dict[str, tuple[str, ...]]:
    """The concepts that a sentence speaks of, with the wordings found, in the lexicon's order."""
    text, stems, spaced = sentence.squeezed, sentence.stems, sentence.spaced_stems
    chinese_too, english_too = sentence.is_chinese or len(stems) < len(text), bool(stems)
    found = {}
    for name, chinese, single, phrases in _wordings():
        words = [word for word in chinese if word in text] if chinese_too else []
        if english_too:
            words += [word for word in stems if word in single]
            words += [phrase.strip() for phrase in phrases if phrase in spaced]
        if words:
            found[name] = tuple(dict.fromkeys(words))
    return found
