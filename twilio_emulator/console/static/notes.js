// What the emulator notes on a call, in Chinese; whatever is not here stays as it is.

import { language } from "./words.js";

const WHY = {
  "the caller hung up": "来电者已挂断",
  "the application ended the call": "应用结束了通话",
  "the application hung up": "应用挂断",
  "the document came to its end": "文档执行完毕",
  "nobody answered": "无人接听",
  released: "另一方已挂断",
  "the emulator stopped in the middle of the call": "通话中途模拟器停止",
};
const because = (why) => WHY[why] ?? why.replace(/^application error (\d+)$/, "应用出错 $1");

const NOTES = [
  [/^answered$/, () => "已接通"],
  [/^answered by (.*)$/, (whom) => `由${{ human: "人", fax: "传真机" }[whom] ?? "答录机"}接听`],
  [/^the handset of (\S+) rings$/, (number) => `${number} 的电话在响`],
  [/^rings (.*)$/, (whom) => `正在呼叫 ${whom}`],
  [/^connected with (.*)$/, (whom) => `与 ${whom} 接通`],
  [/^no sound: (.*)$/, (why) => `没有声音：${why}`],
  [/^the time limit is reached$/, () => "到了通话时限"],
  [/^cut after four hours$/, () => "满四小时，通话中断"],
  [/^the application sends the call elsewhere$/, () => "应用把通话转到别处"],
  [/^enters the conference (.*)$/, (name) => `进入会议 ${name}`],
  [/^leaves the conference (.*)$/, (name) => `离开会议 ${name}`],
  [/^the conference begins$/, () => "会议开始"],
  [/^waits in the queue (.*)$/, (name) => `在队列 ${name} 中等候`],
  [/^leaves the queue (.*)$/, (name) => `离开队列 ${name}`],
  [/^there is no queue (.*)$/, (name) => `没有队列 ${name}`],
  [/^takes the next call from the queue (.*)$/, (name) => `接听队列 ${name} 的下一个来电`],
  [/^the application takes the call out of the queue (.*)$/, (name) => `应用把通话移出队列 ${name}`],
  [/^refers (.*) to (.*)$/, (whom, where) => `把 ${whom} 转给 ${where}`],
  [/^a payment begins$/, () => "付款开始"],
  [/^the payment ends: (.*)$/, (result) => `付款结束：${result}`],
  [/^the conversation relay (begins|ends)$/, (how) => `会话中继${how === "begins" ? "开始" : "结束"}`],
  [/^(?:completed|canceled): (.*)$/, (why) => `通话结束：${because(why)}`],
  [/^busy: .*$/, () => "对方忙"],
  [/^no-answer: .*$/, () => "无人接听"],
  [/^failed: (.*)$/, (why) => `通话失败：${because(why)}`],
];

// A note in the reader's language.
export function note(text) {
  if (language() === "en") return text;
  for (const [pattern, render] of NOTES) {
    const found = pattern.exec(text);
    if (found) return render(...found.slice(1));
  }
  return text;
}
