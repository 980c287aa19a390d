// The words of the sound both ways.

import { addWords } from "./words.js";

addWords({
  zh: {
    voice: "麦克风", mute: "静音", unmute: "取消静音", ownLevel: "您的声音", otherLevel: "对方的声音",
    hold: "按住说话", holding: "正在听…松开即发送", understanding: "正在识别…",
    noRecogniser: "这里没有装语音识别：请把要说的话打字输入。", notUnderstood: "没有听清，请再说一遍，或打字输入。",
    microphoneRefused: "浏览器不允许使用麦克风：请打字说话，或选择一个录音文件。",
    microphoneAbsent: "没有找到可用的麦克风：请打字说话，或选择一个录音文件。",
    microphoneInsecure: "这个地址不能使用麦克风（须经 localhost 或 https 打开）：请打字说话，或选择一个录音文件。",
    unconnected: "两部电话之间的声音没有接通。", chooseSound: "选择录音文件", wrongSound: "这个文件放不出声音。",
    recordingNow: "正在录音，请说话；说完按键，或安静片刻即可。", recordings: "录音", speaks: "对着话筒说话", recordingOf: "录音，{0} 秒",
  },
  en: {
    voice: "Microphone", mute: "Mute", unmute: "Unmute", ownLevel: "Your voice", otherLevel: "The other's voice",
    hold: "Hold to speak", holding: "Listening… release to send", understanding: "Recognising…",
    noRecogniser: "Nothing here understands speech: type what you would say.",
    notUnderstood: "That was not understood: say it again, or type it.",
    microphoneRefused: "The browser does not let this page use the microphone: type what you would say, or choose a sound file.",
    microphoneAbsent: "There is no microphone to be used: type what you would say, or choose a sound file.",
    microphoneInsecure: "At this address there is no microphone (it takes localhost or https): type what you would say, or choose a sound file.",
    unconnected: "The sound between the two telephones could not be connected.", chooseSound: "Choose a sound file",
    wrongSound: "That file makes no sound.", recordingNow: "This is being recorded: speak, then press a key or fall silent.",
    recordings: "Recordings", speaks: "speaks into the microphone", recordingOf: "Recording, {0} s",
  },
});
