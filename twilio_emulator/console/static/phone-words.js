// The words of the handset and its texts, in Chinese and English.

import { addWords } from "./words.js";

addWords({
  zh: {
    phoneViews: "电话的页面", viewKeypad: "键盘", viewRecents: "最近通话", viewContacts: "通讯录", bookSearch: "搜索姓名或号码",
    recentsEmpty: "还没有通话。", contactsEmpty: "没有符合的联系人。", outgoing: "呼出", ingoing: "呼入", missed: "未接来电",
    declined: "已拒接", elsewhere: "已在别处接听", busyNow: "忙", hookBusy: "对方将听到忙音", textTo: "给 {0} 发短信",
    beside: "另开一部 {0} 的电话", rings: "{0} 来电", talkingTo: "与 {0} 通话中", callTo: "呼叫 {0}",
    threads: "所有短信", unread: "{0} 条未读", noThreads: "还没有短信。拨一个号码，就可以给它写短信。", today: "今天",
    segmentsLeft: "{0} · {1} 段 · 还可写 {2}", becauseOf: "因为 {0}", picture: "图片 {0}", pictureGone: "图片取不到",
    attach: "附上图片或文件", attached: "附件", detach: "去掉 {0}", tooLarge: "{0} 超过 5 MB，不能随短信发送。", tooMany: "一条短信最多带 10 个文件。",
    "text-accepted": "已受理", "text-scheduled": "定时发送", "text-queued": "排队中", "text-sending": "正在发送", "text-sent": "已发出",
    "text-delivered": "已送达", "text-undelivered": "未送达", "text-failed": "发送失败", "text-receiving": "正在接收",
    "text-received": "已收到", "text-read": "已读", "text-canceled": "已取消",
  },
  en: {
    phoneViews: "What the phone shows", viewKeypad: "Keypad", viewRecents: "Recents", viewContacts: "Contacts", bookSearch: "Search names or numbers",
    recentsEmpty: "No calls yet.", contactsEmpty: "Nobody fits.", outgoing: "Outgoing", ingoing: "Incoming", missed: "Missed call",
    declined: "Declined", elsewhere: "Answered elsewhere", busyNow: "Busy", hookBusy: "The caller hears that you are busy", textTo: "Text {0}",
    beside: "Open another phone for {0}", rings: "{0} is calling", talkingTo: "On the line with {0}", callTo: "Calling {0}",
    threads: "All texts", unread: "{0} unread", noThreads: "No texts yet. Dial a number to write to it.", today: "Today",
    segmentsLeft: "{0} · segments: {1} · {2} left", becauseOf: "because of {0}", picture: "Picture {0}", pictureGone: "The picture cannot be had",
    attach: "Attach a picture or a file", attached: "Attachments", detach: "Remove {0}", tooLarge: "{0} has more than 5 MB and cannot go with a text.", tooMany: "A text takes 10 files at most.",
    "text-accepted": "Accepted", "text-scheduled": "Scheduled", "text-queued": "Queued", "text-sending": "Sending", "text-sent": "Sent",
    "text-delivered": "Delivered", "text-undelivered": "Undelivered", "text-failed": "Failed", "text-receiving": "Receiving",
    "text-received": "Received", "text-read": "Read", "text-canceled": "Cancelled",
  },
});
