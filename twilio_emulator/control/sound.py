"""What a call sounds like: spoken words through the speech engine, a played sound from where it came, signals."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from starlette.responses import Response

from twilio_emulator.control import fields
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.engine.interpret import AUDIO
from twilio_emulator.lines.driver import MAX_SOUND
from twilio_emulator.sound import pcm, signals
from twilio_emulator.sound.speech import SpeechError, aloud
from twilio_emulator.store import Call, Speaker, TranscriptLine
from twilio_emulator.webhook.client import Request

MOST_PICKED_UP = 1024 * 1024
"""Bytes of a request with five seconds of sound in it, in base 64, and more."""
LASTING = {"Cache-Control": "private, max-age=3600"}
"""A line once said sounds the same for ever."""


class TakenJson(TypedDict):
    """Whether anything records the call now."""

    recording: bool


def line_audio(asked: Asked) -> Response:
    """Return the sound of a line."""
    call = asked.call
    place = asked.index("n")
    if place >= len(call.lines):
        raise Refusal(404, "unknown_line", "the call has no line of this number")
    line = call.lines[place]
    if line.audio_url:
        return _played(asked, call, line)
    if line.signal:
        return Response(pcm.write(signals.of(line.signal, line.seconds)), media_type="audio/wav", headers=LASTING)
    if line.speaker is not Speaker.LINE or not line.language:
        raise Refusal(404, "no_sound", "this line makes no sound")
    try:
        sound = aloud(line.text, line.phrases, line.language, line.voice, line.rate, asked.speech)
    except SpeechError as error:
        raise Refusal(404, "no_sound", f"the speech engine could not say it: {error}") from error
    return Response(sound, media_type="audio/wav", headers=LASTING)


def pick_up_sound(asked: Asked) -> TakenJson:
    """Put what a telephone's microphone has picked up, until now, onto the recordings that hear it.

    While somebody is still being asked for the microphone, ``opening`` says so: silence ends no recording then.
    """
    if asked.body["opening"] and not asked.body["audio"]:
        return {"recording": asked.switchboard.await_sound(asked.call.sid)}
    if not asked.body["audio"]:
        raise Refusal(422, "wrong_body", "audio is missing")
    try:
        return {"recording": asked.switchboard.pick_up_sound(asked.call.sid, asked.body["audio"])}
    except pcm.NotPcm as error:
        raise Refusal(422, "wrong_body", f"the sound cannot be read: {error}") from error


def signal_audio(asked: Asked) -> Response:
    """Return one period of a signal as it sounds where ``number`` is."""
    try:
        what = signals.Progress(asked.path["name"])
    except ValueError:
        names = ", ".join(signals.Progress)
        raise Refusal(404, "unknown_signal", f"there is no such signal; there are {names}") from None
    sound = signals.once(signals.cadence(what, asked.query["number"]))
    return Response(pcm.write(sound), media_type="audio/wav", headers=LASTING)


def _played(asked: Asked, call: Call, line: TranscriptLine) -> Response:
    """Fetch a played sound once more and pass it on, where it is one."""
    desk = asked.switchboard.desk
    number = desk.store.numbers.get(call.to)
    request = Request(
        url=line.audio_url,
        method="GET",
        params={},
        token=desk.store.account.auth_token,
        app=desk.app_for(number, line.audio_url) if number else None,
        signed=False,
        max_bytes=MAX_SOUND,
    )
    got = desk.webhooks.send(request).got
    if not isinstance(got, Reply):
        raise Refusal(404, "no_sound", f"the sound cannot be had: {got.detail}")
    kind = got.content_type.partition(";")[0].strip().lower()
    if got.status != 200 or kind not in AUDIO:
        raise Refusal(404, "no_sound", f"its address answers {got.status} {kind}, which is no sound")
    return Response(got.body, media_type=kind, headers=LASTING)


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/calls/{sid}/lines/{n}/audio",
        summary="Hear a line of the transcript",
        handler=line_audio,
        answer="audio/wav",
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/microphone",
        summary="Put what the microphone has picked up, until now, onto the call's recordings",
        handler=pick_up_sound,
        answer=TakenJson,
        body={"audio": fields.sound(), "opening": fields.boolean()},
        refusals=(404, 422),
        most_bytes=MOST_PICKED_UP,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/signals/{name}",
        summary="Hear a signal as a country's telephones sound: dial, ringback, busy, reorder",
        handler=signal_audio,
        answer="audio/wav",
        query={"number": fields.text(most=64, least=0, required=False)},
        refusals=(404,),
    ),
)
