// The words of the figures, in Chinese and English.

import { addWords } from "./words.js";

addWords({
  zh: {
    figures: "统计", figuresRange: "时间范围", rangeAll: "全部", rangeTenMinutes: "最近 10 分钟", rangeHour: "最近 1 小时", rangeDay: "最近 24 小时",
    rangeWeek: "最近 7 天", rangeOwn: "自定…", rangeFrom: "从", rangeUntil: "到", figuresOf: "{0} 至 {1}", figuresEmpty: "这段时间里什么也没有发生。",
    slotOf: "每格 {0}", second: "{0} 秒", minute: "{0} 分钟", hour: "{0} 小时", day: "{0} 天", theNumbers: "看数字", timeOfSlot: "时间",
    figCalls: "通话", figTexts: "短信", figLengths: "通话时长", figMenus: "菜单选择", figErrors: "错误和警告", figTimes: "Webhook 用时",
    unitCalls: "通", unitTexts: "条", unitMs: "毫秒", belowTime: "时间", belowLength: "时长",
    callsAnswered: "接通或进行中", callsUnanswered: "未接通", textsIn: "收到", textsOut: "发出", half: "中位数", ninetyFive: "95% 以内", longest: "最长", howMany: "次数",
    tileCalls: "通话", tileAnswered: "接通", tileTexts: "短信", tileLength: "时长中位数", tileTimes: "Webhook 95% 以内", tileErrors: "错误和警告",
    callsPicture: "按时间统计的通话数", textsPicture: "按时间统计的短信数", lengthsPicture: "按时长统计的通话数", timesPicture: "按时间统计的 Webhook 用时",
    atLeast: "{0} 以上", fromTo: "{0} 至 {1}", choice: "选择", code: "代码", address: "地址", entryOf: "输入 {0} 位", bySpeech: "说话", byNothing: "没有按键",
    menuAt: "{0} · {1} 次", andMenus: "还有 {0} 个菜单", andPaths: "还有 {0} 个地址", noMenus: "没有菜单被选择过。", noErrors: "没有错误，也没有警告。", noTimes: "没有 Webhook。", noLengths: "没有接通过的通话。", noCalls: "没有通话。", noTexts: "没有短信。",
  },
  en: {
    figures: "Figures", figuresRange: "Range of time", rangeAll: "Everything", rangeTenMinutes: "Last 10 minutes", rangeHour: "Last hour", rangeDay: "Last 24 hours",
    rangeWeek: "Last 7 days", rangeOwn: "From – until…", rangeFrom: "From", rangeUntil: "Until", figuresOf: "{0} to {1}", figuresEmpty: "Nothing happened in this time.",
    slotOf: "each column {0}", second: "{0} s", minute: "{0} min", hour: "{0} h", day: "{0} d", theNumbers: "The numbers", timeOfSlot: "Time",
    figCalls: "Calls", figTexts: "Texts", figLengths: "How long calls last", figMenus: "What is chosen", figErrors: "Errors and warnings", figTimes: "Webhook times",
    unitCalls: "calls", unitTexts: "texts", unitMs: "ms", belowTime: "time", belowLength: "duration",
    callsAnswered: "answered, or still on", callsUnanswered: "never answered", textsIn: "received", textsOut: "sent", half: "median (p50)", ninetyFive: "95% within (p95)", longest: "longest", howMany: "Count",
    tileCalls: "Calls", tileAnswered: "Answered", tileTexts: "Texts", tileLength: "Median duration", tileTimes: "Webhooks, 95% within", tileErrors: "Errors and warnings",
    callsPicture: "Calls over time", textsPicture: "Texts over time", lengthsPicture: "Calls by duration", timesPicture: "Webhook times over time",
    atLeast: "{0} or more", fromTo: "{0} to {1}", choice: "Choice", code: "Code", address: "Address", entryOf: "{0} keys", bySpeech: "speech", byNothing: "nothing",
    menuAt: "{0} · {1}×", andMenus: "and {0} other menus", andPaths: "and {0} other addresses", noMenus: "No menu was answered.", noErrors: "No errors, no warnings.", noTimes: "No webhooks.", noLengths: "No call that was answered is over.", noCalls: "No calls.", noTexts: "No texts.",
  },
});
