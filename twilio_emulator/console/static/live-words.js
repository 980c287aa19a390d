// The words of the live call and the clock, in Chinese and English.

import { addWords } from "./words.js";

addWords({
  zh: {
    liveCall: "通话的进行", liveEmpty: "拨一个电话，应用给出的 TwiML 就显示在这里，正在执行的动词会亮起来。",
    liveDocument: "正在执行的 TwiML", noDocument: "这一端没有 TwiML 在执行。", soundDocument: "应用的回答是一段声音（{0}）。",
    byRest: "由接口直接给出", ofCaller: "来电那一端", liveOver: "通话已结束", gathered: "已收集的参数", trail: "走过的文档", earlier: "之前还有 {0} 份",
    awaitsApplication: "等应用回答", awaitsSound: "等声音备好", awaitsWords: "正在说话", awaitsPlaying: "正在放音", awaitsSilence: "静默",
    awaitsRecording: "正在录音，等安静下来或结束键", awaitsAnswer: "等对方接听", awaitsTalk: "双方在线", awaitsMusic: "放着音乐等待",
    awaitsCaller: "等来电者", awaitsKeys: "等按键", awaitsSpeech: "等说话", awaitsEither: "等按键或说话",
    stopsByKeys: "按键可打断", stopsBySpeech: "说话可打断", stopsByEither: "按键或说话可打断",
    timeLeft: "还剩 {0}", timeSpent: "已 {0}", inSeconds: "{0} 秒", inMinutes: "{0} 分 {1} 秒", inHours: "{0} 小时 {1} 分",
    theClock: "时钟", clockReal: "实时", clockFastMode: "快进", clockStepMode: "逐步", clockRate: "快多少倍",
    nextEvent: "下一事件", nextEventIn: "下一事件（{0}后）",
    clockIdle: "时间停着，也没有什么要到时间；按键和说话照常有效。",
    clockFast: "快进时不出声；应用仍按真实时间回答，它用的时间也按倍数算。",
    clockStep: "时间停着：按“下一事件”走一步；按键和说话照常有效。",
    clockVirtual: "这里的时间是虚拟的：只随发生的事走动，不能实时或快进；用 twilio-emulator run 启动才可以。",
    clockAhead: "模拟器的时间比实际快 {0}。", clockBehind: "模拟器的时间比实际慢 {0}。",
  },
  en: {
    liveCall: "The call as it runs", liveEmpty: "Dial, and the TwiML that your application answers is shown here, with the verb at work lit.",
    liveDocument: "TwiML at work", noDocument: "No TwiML runs at this end.", soundDocument: "The application has answered with a sound ({0}).",
    byRest: "handed over by the API", ofCaller: "at the caller's end", liveOver: "The call is over", gathered: "Gathered", trail: "The way here", earlier: "{0} before",
    awaitsApplication: "Waiting for the application", awaitsSound: "Waiting for the sound", awaitsWords: "Speaking", awaitsPlaying: "Playing", awaitsSilence: "Silence",
    awaitsRecording: "Recording, until silence or a key", awaitsAnswer: "Ringing somebody", awaitsTalk: "People are connected", awaitsMusic: "Waiting, with music",
    awaitsCaller: "Waiting for the caller", awaitsKeys: "Waiting for a key", awaitsSpeech: "Waiting for words", awaitsEither: "Waiting for a key or words",
    stopsByKeys: "a key stops it", stopsBySpeech: "words stop it", stopsByEither: "a key or words stop it",
    timeLeft: "{0} left", timeSpent: "for {0}", inSeconds: "{0} s", inMinutes: "{0} min {1} s", inHours: "{0} h {1} min",
    theClock: "The clock", clockReal: "Real", clockFastMode: "Fast", clockStepMode: "Step", clockRate: "How many times as fast",
    nextEvent: "Next event", nextEventIn: "Next event (in {0})",
    clockIdle: "Time stands still, and nothing is due; keys and words count at once.",
    clockFast: "Silent while it is fast. Your application still answers in real time, which counts as many times.",
    clockStep: "Time stands still until you take a step; keys and words count at once.",
    clockVirtual: "Time is virtual here: it moves with what happens, and is neither real nor fast. Start by twilio-emulator run for those.",
    clockAhead: "The emulator's time is {0} ahead.", clockBehind: "The emulator's time is {0} behind.",
  },
});
