// The inspector's words, in Chinese and English.

import { addWords } from "./words.js";

addWords({
  zh: {
    inspector: "检查器", exchanges: "交换", calls: "通话", alerts: "调试",
    exchangesEmpty: "向应用发出的每个请求、应用向接口发出的每个请求，连同回答，都会列在这里。",
    exchangesNone: "没有符合条件的交换。", callsEmpty: "还没有通话，或没有符合条件的通话。", alertsEmpty: "没有要提示的，一切正常。",
    searchExchanges: "搜索：地址、参数、回答、代码", searchCalls: "搜索：号码、SID、状态", which: "显示哪些",
    kindAll: "全部", kindWebhook: "Webhook", kindCallback: "状态回报", kindRequest: "接口请求", kindTrouble: "有问题的",
    onlyOf: "只显示", showAll: "显示全部", exportHar: "导出 HAR", onlyThis: "只看这一通", requestPurpose: "接口",
    acts: "操作", replay: "重放", editAndReplay: "修改后重放…", copyCurl: "复制为 curl", copyPytest: "复制为 pytest", copied: "已复制",
    copyByHand: "浏览器不让网页写剪贴板，请手动复制",
    editTitle: "修改后再问一次", replaySays: "模拟器重新签名，再问应用一次；回答只显示在这里：没有通话会照它进行，也没有人会听到。应用本身照常处理这个请求。",
    replayLive: "这通电话还在进行：应用会把这个请求当作它的一步。换一个 CallSid 就互不影响。",
    address: "地址", method: "方法", paramName: "参数名", paramValue: "参数值", valueOf: "{0} 的值", removeParam: "删除 {0}", addParam: "＋ 添加参数", askAgain: "再问一次",
    replayed: "重放的结果", answeredTheSame: "回答和原来一样。", answeredOtherwise: "回答和原来不同。", thenAnswer: "原来", nowAnswer: "现在",
    remedy: "怎么办：", timesOver: "{0} 次", andOlder: "还有更早的 {0} 次",
    signedOver: "签名的内容", signedForm: "地址，接着是按名称排序的 {0} 个参数，名称和值首尾相连：", signedAddress: "只有地址，参数都在地址里：",
    signedText: "签名的全文（{0} 个字符）", signatureHolds: "用账户的令牌做 HMAC-SHA1，结果与发出的签名一致。", signatureOther: "用账户现在的令牌算出的签名与当时发出的不同：令牌或记录已经变了。",
    timing: "时间", waitedFor: "等了 {0} 才开始回答", receivedIn: "{0} 收完", attempts: "共尝试 {0} 次",
    sentHeaders: "请求头（{0}）", receivedHeaders: "回答头（{0}）", askedBy: "请求方",
  },
  en: {
    inspector: "Inspector", exchanges: "Exchanges", calls: "Calls", alerts: "Debugger",
    exchangesEmpty: "Every request to your application, every request it makes to the API, and the answers are listed here.",
    exchangesNone: "Nothing fits.", callsEmpty: "No calls yet, or none that fits.", alertsEmpty: "Nothing to remark: all is well.",
    searchExchanges: "Search addresses, parameters, answers, codes", searchCalls: "Search numbers, SIDs, statuses", which: "Which are shown",
    kindAll: "All", kindWebhook: "Webhooks", kindCallback: "Callbacks", kindRequest: "API requests", kindTrouble: "With trouble",
    onlyOf: "Only", showAll: "Show all", exportHar: "Export HAR", onlyThis: "Only this call or text", requestPurpose: "API",
    acts: "What can be done", replay: "Replay", editAndReplay: "Edit and replay…", copyCurl: "Copy as curl", copyPytest: "Copy as pytest", copied: "Copied",
    copyByHand: "The browser lets no page write to the clipboard here: copy by hand",
    editTitle: "Ask again with changes", replaySays: "The emulator signs it anew and asks the application once more. The answer is only shown here: no call goes on by it, and nobody hears it. The application itself handles the request as any other.",
    replayLive: "The call is still on: the application takes this for a step of that call. Another CallSid keeps the two apart.",
    address: "Address", method: "Method", paramName: "Parameter", paramValue: "Value", valueOf: "Value of {0}", removeParam: "Remove {0}", addParam: "+ Add a parameter", askAgain: "Ask again",
    replayed: "The replay", answeredTheSame: "The answer is the same as before.", answeredOtherwise: "The answer is another than before.", thenAnswer: "Then", nowAnswer: "Now",
    remedy: "What to do:", timesOver: "{0}×", andOlder: "and {0} older",
    signedOver: "What the signature was computed over", signedForm: "The address, then the {0} parameters sorted by name, names and values run together:", signedAddress: "The address alone, which has the parameters in it:",
    signedText: "The whole text ({0} characters)", signatureHolds: "HMAC-SHA1 with the account's token gives the signature that was sent.", signatureOther: "The account's token as it is now gives another signature: the token or the record has changed since.",
    timing: "Timing", waitedFor: "{0} until the answer began", receivedIn: "{0} until it was whole", attempts: "{0} attempts",
    sentHeaders: "Headers of the request ({0})", receivedHeaders: "Headers of the answer ({0})", askedBy: "Asked by",
  },
});
