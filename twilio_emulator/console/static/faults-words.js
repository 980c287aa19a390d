// The words of the faults, in Chinese and English. What a fault does, and what it may be told, the control API says in
// English; here it is in Chinese.

import { addWords, language } from "./words.js";

addWords({
  zh: {
    faults: "故障", faultsEmpty: "没有设定故障，一切照常。", struckEmpty: "还没有故障触发。", addFault: "添加故障…", removeAllFaults: "全部移除",
    faultRules: "已设定的故障", struckTitle: "已触发的故障", faultSwitch: "启用 {0}", removeFault: "移除 {0}", struckOf: "触发 {0}，共 {1} 次机会", onlyRule: "只看这一条触发的", allRules: "显示全部",
    faultKind: "故障", strikesAny: "Webhook 和状态回报", strikesCallback: "状态回报", strikesText: "短信", strikesApi: "接口请求", strikesAll: "任何一种",
    onlyWhere: "只在…时", howOften: "触发多少次", anyOf: "不限", setFault: "添加", faultSet: "已添加。", byDefault: "默认 {0}",
  },
  en: {
    faults: "Faults", faultsEmpty: "No fault is set: everything works as it does.", struckEmpty: "No fault has struck.", addFault: "Add a fault…", removeAllFaults: "Remove all",
    faultRules: "Faults in force", struckTitle: "What was struck", faultSwitch: "Let {0} strike", removeFault: "Remove {0}", struckOf: "struck {0} of {1}", onlyRule: "Only what this one struck", allRules: "Show all",
    faultKind: "Fault", strikesAny: "Webhooks and callbacks", strikesCallback: "Callbacks", strikesText: "Texts", strikesApi: "API requests", strikesAll: "Anything",
    onlyWhere: "Only where…", howOften: "How often", anyOf: "any", setFault: "Add", faultSet: "Added.", byDefault: "{0} unless told",
  },
});

// Each kind of fault: what it does.
const KINDS = {
  "refused": "拒绝连接，就像没有应用在运行；应用不会被问到",
  "unreachable": "在允许的时间内连不上；应用不会被问到",
  "dns": "主机名查不到；应用不会被问到",
  "tls": "TLS 协商不成；应用不会被问到",
  "reset": "请求还没送达，连接就被重置；应用不会被问到",
  "status": "应用前面的设备回答这个 HTTP 状态；应用不会被问到",
  "garbage": "收到的不是文档；应用不会被问到",
  "empty": "收到的没有内容；应用不会被问到",
  "cut": "应用被问到并作了回答，回答到一半连接断开",
  "slow": "应用被问到，回答晚这么多秒；太久就不再等",
  "silent": "应用被问到，回答在时限内一个字节也没来",
  "dropped": "这次回报不会发出",
  "doubled": "这次回报发两遍",
  "reordered": "这次回报压到同一通电话或短信的下一次回报之后，最多压这么多秒",
  "late": "这次回报晚这么多秒",
  "undelivered": "运营商不投递：短信以 undelivered 结束，带这个代码",
  "failed": "短信没有发出：以 failed 结束，带这个代码",
  "lost": "短信在运营商处丢失：一直是 sent，收不到",
  "delayed": "短信在队列里等这么多秒；有效期可能已过",
  "broken": "接口回答 500 和 20500；什么也没做",
  "unavailable": "接口回答 503 和 20503；什么也没做",
  "throttled": "接口回答 429 和 20429，Retry-After 为这么多秒；什么也没做",
  "stalled": "接口照做，回答晚这么多秒",
  "hung-up": "接口照做，回答之前连接已断",
  "limit": "一个账户在这么多秒内请求超过这个数，就得到 429 和 20429",
  "mix": "从其他合适的故障里随机抽一种",
};

// Everything a fault may be told.
const KEYS = {
  kind: "哪种故障",
  on: "针对什么（能针对几种时）",
  account: "账户的 SID，可用 *",
  phone_number: "通话、短信或请求的两个号码之一，可用 *",
  url: "请求的地址，不含 # 之后的部分，可用 *",
  method: "请求的方法",
  purpose: "为什么问应用：answer、action、fallback、status…",
  event: "回报的内容：ringing、completed、delivered…",
  path: "请求的路径，可用 *",
  every: "每隔几次触发一次；1 是每次",
  times: "只触发前几次；0 是不限",
  probability: "每次触发的概率，0 到 1",
  seed: "随机数的种子：种子相同，结果相同",
  seconds: "秒数",
  attempts: "只对前几次尝试；0 是全部",
  status: "HTTP 状态",
  error_code: "为什么没有送达",
  most: "这段时间里答应多少次",
};

// What a fault of this kind does, and what a key of it is about, in the page's language; `says` are the API's words.
export const kindSays = (kind, says) => (language() === "zh" && KINDS[kind]) || says;
export const keySays = (name, says) => (language() === "zh" && KEYS[name]) || says;
