"""The words of a code, by language: what a text says, what an e-mail says, and what is heard in a call."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from twilio_emulator.webhook import parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a language puts it: ``voice`` is the language of what is said, ``stop`` and ``end`` follow a digit there."""

    voice: str
    code: str
    warning: str
    plain: str
    subject: str
    press: str
    again: str
    nothing: str
    stop: str = ". "
    end: str = "."


ENGLISH = "en"
WORDINGS = {
    ENGLISH: Wording(
        voice="en-US",
        code="Your {{friendly_name}} verification code is: {{code}}",
        warning=". Don't share this code with anyone; our employees will never ask for the code.",
        plain="Your verification code is: {{code}}. Do not share it.",
        subject="Your {{friendly_name}} verification code",
        press="Press any key to hear your {{friendly_name}} verification code.",
        again="Once again, your code is: {{code}}",
        nothing="No key was pressed. Goodbye.",
    ),
    "zh": Wording(
        voice="zh-CN",
        code="您的{{friendly_name}}验证码是：{{code}}",
        warning="。请勿将验证码告诉任何人，我们的工作人员绝不会向您索要。",
        plain="您的验证码是：{{code}}。请勿告诉他人。",
        subject="您的{{friendly_name}}验证码",
        press="收听{{friendly_name}}验证码，请按任意键。",
        again="再说一遍，您的验证码是：{{code}}",
        nothing="没有收到按键，再见。",
        stop="，",
        end="。",
    ),
    "zh-HK": Wording(
        voice="zh-HK",
        code="您的{{friendly_name}}驗證碼是：{{code}}",
        warning="。請勿將驗證碼告訴任何人，我們的職員絕不會向您索取。",
        plain="您的驗證碼是：{{code}}。請勿告訴他人。",
        subject="您的{{friendly_name}}驗證碼",
        press="收聽{{friendly_name}}驗證碼，請按任意鍵。",
        again="再說一遍，您的驗證碼是：{{code}}",
        nothing="沒有收到按鍵，再見。",
        stop="，",
        end="。",
    ),
}
"""By locale; a locale without words of its own has those of its language, or the English ones."""
ALIASES = {"zh-cn": "zh", "zh-hans": "zh", "zh-tw": "zh-HK", "zh-mo": "zh-HK", "zh-hk": "zh-HK", "zh-hant": "zh-HK"}
BY_COUNTRY = {"CN": "zh", "HK": "zh-HK", "MO": "zh-HK", "TW": "zh-HK"}
"""Where a number's country decides, because nobody has named a locale."""
KEY_URL = "http://verify.localhost/code"
"""Where a call goes on once a key was pressed; it is answered in this process."""


def locale_for(asked: str, to: str) -> str:
    """Return the locale to speak: the one that was asked for, else that of the number's country."""
    if not asked:
        return BY_COUNTRY.get(parameters.country(to), ENGLISH)
    known = {name.lower(): name for name in WORDINGS}
    wanted = asked.lower()
    return ALIASES.get(wanted) or known.get(wanted) or known.get(wanted.partition("-")[0], ENGLISH)


def filled(text: str, name: str, code: str) -> str:
    """Return words with the name and the code in their places."""
    return text.replace("{{friendly_name}}", name).replace("{{code}}", code)


def spelled(code: str, wording: Wording) -> str:
    """Return a code sign by sign, as it is said."""
    return wording.stop.join(code) + wording.end


def heard(code: str, name: str, text: str, wording: Wording) -> bytes:
    """Return the document of a call that tells a code, twice; ``text`` is what it is told with."""
    slowly = spelled(code, wording)
    said = filled(text, name, slowly), filled(wording.again, name, slowly)
    return _document("".join(f"{_say(words, wording)}<Pause/>" for words in said))


def asks_for_a_key(name: str, wording: Wording) -> bytes:
    """Return the document of a call that waits for a key first, and hangs up without one."""
    prompt = _say(filled(wording.press, name, ""), wording)
    gather = f'<Gather numDigits="1" finishOnKey="" timeout="10" action="{KEY_URL}">{prompt}</Gather>'
    return _document(gather + _say(wording.nothing, wording))


def _say(words: str, wording: Wording) -> str:
    return f'<Say language="{wording.voice}">{escape(words)}</Say>'


def _document(verbs: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'.encode()
