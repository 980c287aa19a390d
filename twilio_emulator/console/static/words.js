// The page's words, in Chinese and English.

const WORDS = {
  zh: {
    brand: "电话台", brandNote: "本机 Twilio 模拟器", otherLanguage: "English",
    live: "已连接", lost: "连接已断开，正在重连…", connecting: "正在连接…",
    handset: "电话", changeNumber: "更换本机号码", dialled: "要拨打的号码", erase: "删除一位", numbers: "应用接听的号码",
    pad: "拨号键盘", key: "按键", pressed: "已按的键", say: "对着电话说…", sayIt: "说出",
    call: "拨打", answer: "接听", hangUp: "挂断", refuse: "拒接", cancel: "取消",
    ringing: "正在呼叫…", "in-progress": "通话中", incoming: "来电", queued: "等待中",
    completed: "通话结束", busy: "对方忙", failed: "未能接通", "no-answer": "无人接听", canceled: "已取消",
    keyHint: "点一下，逐位按键", transcript: "通话实录", transcriptEmpty: "拨一个号码，对方说的和您按的键都会写在这里。",
    texts: "短信", textsEmpty: "还没有短信。写一条发给所拨的号码。", write: "短信内容", send: "发送",
    exchanges: "Webhook", exchangesEmpty: "每次向应用发出的请求和它的回答都会列在这里。",
    talk: "通话与短信", sections: "页面各部分", close: "关闭", nobody: "无人在听", says: "说",
    people: "我是谁", peopleSearch: "搜索联系人，或输入号码", useNumber: "使用号码", unknownPerson: "未登记号码",
    answerBody: "应用的回答", pretty: "排版", asReceived: "原文", parameters: "请求参数", signature: "签名",
    fault: "故障", faultsThatStruck: "已触发的故障",
    request: "请求", notices: "提示", redirects: "重定向", noParams: "没有参数", noBody: "没有内容", line: "第 {0} 行",
    time: "时间", status: "状态", took: "用时", type: "类型", call_sid: "通话", message_sid: "短信",
    unreachable: "模拟器没有回答。它还在运行吗？", wrongNumber: "请输入号码，例如 +8612000000001 或 12393。",
    ownNumber: "这是您自己的号码。", failedWebhook: "失败", hangsUp: "挂断", callWith: "与 {0}",
    answerPurpose: "接听", action: "提交", redirect: "转到", fallback: "备用", message: "短信", statusPurpose: "回报",
  },
  en: {
    brand: "Console", brandNote: "the Twilio on your desk", otherLanguage: "中文",
    live: "Connected", lost: "Connection lost, trying again…", connecting: "Connecting…",
    handset: "Phone", changeNumber: "Change my number", dialled: "Number to dial", erase: "Delete a digit", numbers: "Numbers that applications answer",
    pad: "Dial pad", key: "Key", pressed: "Keys pressed", say: "Say something…", sayIt: "Say it",
    call: "Call", answer: "Answer", hangUp: "Hang up", refuse: "Decline", cancel: "Cancel",
    ringing: "Calling…", "in-progress": "On the line", incoming: "Incoming call", queued: "Queued",
    completed: "Call ended", busy: "Busy", failed: "Could not connect", "no-answer": "No answer", canceled: "Cancelled",
    keyHint: "Click to key them in", transcript: "Conversation", transcriptEmpty: "Dial a number: what you hear and what you press is written down here.",
    texts: "Texts", textsEmpty: "No texts yet. Write one to the number you dial.", write: "Text message", send: "Send",
    exchanges: "Webhooks", exchangesEmpty: "Every request to your application, and its answer, is listed here.",
    talk: "Conversation", sections: "Parts of the page", close: "Close", nobody: "nobody is listening", says: "says",
    people: "Who am I", peopleSearch: "Search contacts, or type a number", useNumber: "Use number", unknownPerson: "Unlisted number",
    answerBody: "The application's answer", pretty: "Formatted", asReceived: "As received", parameters: "Parameters", signature: "Signature",
    fault: "fault", faultsThatStruck: "Faults that struck",
    request: "Request", notices: "Remarks", redirects: "Redirects", noParams: "None", noBody: "Empty", line: "line {0}",
    time: "Time", status: "Status", took: "Took", type: "Type", call_sid: "Call", message_sid: "Message",
    unreachable: "The emulator does not answer. Is it still running?", wrongNumber: "Enter a number, such as +15005550100 or 12393.",
    ownNumber: "That is your own number.", failedWebhook: "failed", hangsUp: "hangs up", callWith: "with {0}",
    answerPurpose: "answer", action: "action", redirect: "redirect", fallback: "fallback", message: "text", statusPurpose: "status",
  },
};

const KEPT = "twilio-emulator.language";
const listeners = new Set();
let current = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function remembered() {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept in WORDS ? kept : null;
  } catch {
    return null;
  }
}

export const language = () => current;

// A part of the page brings its own words: {zh: {…}, en: {…}}.
export function addWords(more) {
  for (const [name, found] of Object.entries(more)) Object.assign(WORDS[name], found);
}

export function words(key, ...values) {
  return (WORDS[current][key] ?? key).replace(/\{(\d)\}/g, (_, place) => values[place] ?? "");
}

// Put the words where the document asks for them, and tell whoever has written some itself.
export function applyWords() {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  document.title = `${words("brand")} · ${words("brandNote")}`;
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = words(node.dataset.words);
  for (const node of document.querySelectorAll("[data-words-label]")) {
    node.setAttribute("aria-label", words(node.dataset.wordsLabel));
    if (node.tagName === "BUTTON") node.title = words(node.dataset.wordsLabel);
  }
  for (const node of document.querySelectorAll("[data-words-placeholder]")) node.placeholder = words(node.dataset.wordsPlaceholder);
  for (const listener of listeners) listener();
}

export const onLanguage = (listener) => listeners.add(listener);

export function toggleLanguage() {
  current = current === "zh" ? "en" : "zh";
  try {
    localStorage.setItem(KEPT, current);
  } catch { /* a browser that keeps nothing asks again next time */ }
  applyWords();
}
