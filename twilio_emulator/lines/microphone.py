"""What the microphone of a telephone picks up: it goes onto every recording that hears whoever holds it.

A page sends it a stretch at a time, as it is spoken. A stretch that is loud enough is speech, without words: it breaks
the silence that would end a ``<Record>``. Everything here happens under the desk's lock.
"""

from __future__ import annotations

from datetime import datetime

from twilio_emulator.engine.earshot import passages
from twilio_emulator.engine.effects import RecordingSource, Track
from twilio_emulator.engine.inputs import Spoke
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.lines.line import Line
from twilio_emulator.sound import pcm
from twilio_emulator.sound.tones import RATE
from twilio_emulator.store import Speaker
from twilio_emulator.tape import Recording, RecordingStatus

LOUD = 0.006
"""The loudness, of 1, from which on a stretch counts as speech: a quiet voice, and more than a quiet room."""
SILENT = b"\xff"
"""No sound, in mu-law."""
PATIENCE = 1.0
"""Seconds of silence that are borne at a time while somebody is asked for the microphone."""
LONGEST_PIECE = 5.0
"""Seconds of sound that are taken at a time."""


def takers(line: Line) -> list[tuple[Recording, Track]]:
    """Return the recordings that hear the person at the far end of ``line`` now, and on which side each does.

    Those are the leg's own, those of the legs that hear it, through whatever wires, and a conference's. Nothing takes
    what is as secret as the digits of a card.
    """
    if line.driver is not None and line.driver.secret:
        return []
    found: dict[str, tuple[Recording, Track]] = {}
    for leg, heard in passages(line, _hearers, lambda one: one.trunk):
        _add(found, leg.recordings, Track.INBOUND)
        if isinstance(leg.room, ConferenceRoom):
            _add(found, leg.room.taping(leg), Track.INBOUND)
        for hearer in heard:
            _add(found, hearer.recordings, Track.OUTBOUND)
    return list(found.values())


def is_taped(line: Line) -> bool:
    """Whether anything records what the person at the far end of ``line`` says now."""
    return bool(takers(line))


def pick_up(line: Line, sound: pcm.Pcm, until: datetime) -> bool:
    """Put a stretch of sound, of which the last is heard at ``until``, onto what hears ``line``.

    False where nothing does. More than :data:`LONGEST_PIECE` is not taken.
    """
    taking = takers(line)
    if not taking:
        return False
    heard = pcm.resampled(pcm.Pcm(sound.rate, sound.samples[: int(LONGEST_PIECE * sound.rate)]), RATE)
    piece, loud = pcm.mu_law(heard.samples), pcm.loudness(heard) >= LOUD
    desk, speaker = line.desk, line.call.sid
    begins = False
    for recording, track in taking:
        before = len(recording.words)
        gap = recording.pick_up(speaker, track, heard.seconds, until, loud=loud)
        desk.store.add_sound(recording, speaker, SILENT * round(gap * RATE) + piece)
        begins = begins or len(recording.words) > before  # not merely longer
    listens = any(recording.source is RecordingSource.RECORD_VERB for recording, _ in taking)
    if begins and listens:
        line.write(Speaker.CALLER, "speaks")
    if loud and listens and line.driver is not None and line.driver.hears(Spoke):
        line.driver.feed(Spoke("", seconds=heard.seconds))
    return True


def be_patient(line: Line) -> bool:
    """Bear another :data:`PATIENCE` of silence where a ``<Record>`` runs on ``line``; False where none does.

    Somebody is being asked just now whether the microphone may be used at all.
    """
    listens = any(one.source is RecordingSource.RECORD_VERB for one, _ in takers(line))
    if listens and line.driver is not None and line.driver.hears(Spoke):
        line.driver.feed(Spoke("", seconds=PATIENCE))
    return listens


def _hearers(leg: Line) -> list[Line]:
    return [] if leg.room is None else list(leg.room.listeners(leg))


def _add(found: dict[str, tuple[Recording, Track]], recordings: list[Recording], track: Track) -> None:
    for one in recordings:
        if one.status is RecordingStatus.IN_PROGRESS and one.hears(track):
            found.setdefault(one.sid, (one, track))
