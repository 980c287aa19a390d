"""A conference by its rules alone: who is in it, who hears whom, when it begins and ends, and what is told of it.

Two rules of this file: nothing here knows a telephone, a clock or an application, and every change goes through one
of the methods, each of which returns what is to be told, numbered from 1 in the order in which it happened
(twilio-behaviour 3.7). Only what was asked for is told, and counted.

A room is ``init`` until two are in it of whom one may start it, then ``in-progress`` until the last one leaves, one
who ends it leaves, or it is closed from outside. A completed room stays empty for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from twilio_emulator.engine.errors import TwimlError

FEWEST, MOST = 2, 250
"""Participants a room may be limited to."""
LONGEST_LABEL = 128
"""Characters of a participant's label."""


class Status(StrEnum):
    """The three statuses of a conference resource."""

    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class Event(StrEnum):
    """What can be told, in the words of ``StatusCallbackEvent``."""

    START = "conference-start"
    END = "conference-end"
    JOIN = "participant-join"
    LEAVE = "participant-leave"
    MUTE = "participant-mute"
    UNMUTE = "participant-unmute"
    HOLD = "participant-hold"
    UNHOLD = "participant-unhold"
    MODIFY = "participant-modify"
    SPEECH_START = "participant-speech-start"
    SPEECH_STOP = "participant-speech-stop"
    ANNOUNCEMENT_END = "announcement-end"
    ANNOUNCEMENT_FAIL = "announcement-fail"


ASKED_BY: Mapping[Event, str] = {
    Event.START: "start",
    Event.END: "end",
    Event.JOIN: "join",
    Event.LEAVE: "leave",
    Event.MUTE: "mute",
    Event.UNMUTE: "mute",
    Event.HOLD: "hold",
    Event.UNHOLD: "hold",
    Event.MODIFY: "modify",
    Event.SPEECH_START: "speaker",
    Event.SPEECH_STOP: "speaker",
    Event.ANNOUNCEMENT_END: "announcement",
    Event.ANNOUNCEMENT_FAIL: "announcement",
}
"""The word of ``statusCallbackEvent`` that asks for each event."""
WORDS = tuple(dict.fromkeys(ASKED_BY.values()))


class Departure(StrEnum):
    """Why a participant is no longer there, in the words of ``ReasonParticipantLeft``."""

    LEFT = "participant_hung_up"
    """It hung up, pressed the star, or its time was over."""
    MOVED = "participant_updated_via_api"
    """The application sent its call elsewhere, or took it out of the room."""
    DROPPED = "moderator_ended_conference"
    CLOSED = "conference_ended_via_api"
    NOT_ADDED = "participant_add_failed"
    """What was to be heard in waiting could not be had."""


class Ending(StrEnum):
    """Why a conference is over, in the words of ``ReasonConferenceEnded``."""

    CLOSED = "conference-ended-via-api"
    LAST_KICKED = "last-participant-kicked"
    LAST_LEFT = "last-participant-left"
    ENDER_KICKED = "participant-with-end-conference-on-exit-kicked"
    ENDER_LEFT = "participant-with-end-conference-on-exit-left"


IN_WORDS: Mapping[Ending, str] = {
    Ending.CLOSED: "The conference was ended by a request to the API",
    Ending.LAST_KICKED: "The last participant was removed",
    Ending.LAST_LEFT: "The last participant left",
    Ending.ENDER_KICKED: "A participant whose exit ends the conference was removed",
    Ending.ENDER_LEFT: "A participant whose exit ends the conference left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One who is in a room; ``coaches`` is the CallSid of the only other one who hears it (empty: all hear it)."""

    call_sid: str = ""
    label: str = ""
    muted: bool = False
    hold: bool = False
    coaches: str = ""
    start_on_enter: bool = True
    end_on_exit: bool = False
    beep_on_enter: bool = True
    beep_on_exit: bool = True

    def params(self) -> dict[str, str]:
        """Return what an event of this participant carries."""
        flags = {
            "Muted": self.muted,
            "Hold": self.hold,
            "Coaching": bool(self.coaches),
            "EndConferenceOnExit": self.end_on_exit,
            "StartConferenceOnEnter": self.start_on_enter,
        }
        label = {"ParticipantLabel": self.label} if self.label else {}
        return {"CallSid": self.call_sid, **{name: str(flag).lower() for name, flag in flags.items()}, **label}


@dataclass(frozen=True, slots=True)
class Told:
    """One event that was asked for; ``number`` counts from 1, ``params`` go beside those every event carries."""

    event: Event
    number: int
    params: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Conference:
    """The rules of one room for at most ``capacity`` participants, telling the ``events`` that were asked for."""

    capacity: int = MOST
    events: frozenset[str] = frozenset()
    status: Status = Status.INIT
    participants: dict[str, Participant] = field(default_factory=dict)
    """Those who are in it, by CallSid, in the order in which they came."""
    ending: Ending | None = None
    ended_by: Participant | None = None
    """Whose leaving has ended it."""
    told: int = 0

    @property
    def started(self) -> bool:
        """Whether those in it are connected with each other."""
        return self.status is Status.IN_PROGRESS

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status is Status.COMPLETED

    def join(self, participant: Participant) -> list[Told]:
        """Take somebody in. Raises :class:`TwimlError` 16022, 16020, 16025 or 13240 where that cannot be."""
        if self.over or participant.call_sid in self.participants:
            raise TwimlError(16022, "the room is over, or this call is in it already")
        if len(self.participants) >= self.capacity:
            raise TwimlError(16020, f"there are {self.capacity} participants in it already")
        if participant.label and self.by_label(participant.label) is not None:
            raise TwimlError(16025, f"{participant.label[:LONGEST_LABEL]!r} is the label of another participant")
        if participant.coaches and participant.coaches not in self.participants:
            raise TwimlError(13240, f"{participant.coaches[:64]!r} is no participant of it")
        self.participants[participant.call_sid] = participant
        told = self._tell(Event.JOIN, participant)
        if self.status is Status.INIT and len(self.participants) >= FEWEST and self._may_start():
            self.status = Status.IN_PROGRESS
            told += self._tell(Event.START)
        return told

    def leave(self, call_sid: str, why: Departure, call_status: str, *, kicked: bool = False) -> list[Told]:
        """Take somebody out, and everybody with one who ends it; harmless where that one is not in it.

        ``call_status`` is what has become of the call of the one who leaves.
        """
        participant = self.participants.pop(call_sid, None)
        if participant is None:
            return []
        told = self._left(participant, why, call_status)
        if participant.end_on_exit:
            told += self._end(Ending.ENDER_KICKED if kicked else Ending.ENDER_LEFT, participant, Departure.DROPPED)
        elif not self.participants:
            told += self._end(Ending.LAST_KICKED if kicked else Ending.LAST_LEFT, participant, Departure.DROPPED)
        return told

    def close(self) -> list[Told]:
        """End it from outside; harmless where it is over."""
        return [] if self.over else self._end(Ending.CLOSED, None, Departure.CLOSED)

    def mute(self, call_sid: str, muted: bool) -> list[Told]:
        """Let a participant be heard no longer, or again; nothing is told of what changes nothing."""
        return self._change(call_sid, Event.MUTE if muted else Event.UNMUTE, muted=muted)

    def hold(self, call_sid: str, hold: bool) -> list[Told]:
        """Let a participant neither hear nor be heard, or take part again."""
        return self._change(call_sid, Event.HOLD if hold else Event.UNHOLD, hold=hold)

    def coach(self, call_sid: str, whom: str) -> list[Told]:
        """Let a participant be heard by ``whom`` alone, or by all (empty). Raises :class:`TwimlError` 16027, 16028."""
        if whom:
            target = self.participants.get(whom)
            if target is None or whom == call_sid:
                raise TwimlError(16028, f"{whom[:64]!r} is no other participant of it")
            if target.hold:
                raise TwimlError(16027, f"{whom} is on hold")
        return self._change(call_sid, Event.MODIFY, coaches=whom)

    def end_on_exit(self, call_sid: str, ends: bool) -> list[Told]:
        """Let the conference end when a participant leaves, or go on."""
        return self._change(call_sid, Event.MODIFY, end_on_exit=ends)

    def beep_on_exit(self, call_sid: str, beeps: bool) -> list[Told]:
        """Let the others hear a beep when a participant leaves, or not."""
        return self._change(call_sid, Event.MODIFY, beep_on_exit=beeps)

    def wait_changed(self, call_sid: str) -> list[Told]:
        """Take it that a participant is to hear something else in waiting."""
        participant = self.participants.get(call_sid)
        return [] if participant is None else self._tell(Event.MODIFY, participant)

    def spoke(self, call_sid: str, *, begins: bool) -> list[Told]:
        """Take it that a participant begins to speak, or stops; one who is not heard does not speak."""
        participant = self.participants.get(call_sid)
        if participant is None or (begins and not self.audible(call_sid)):
            return []
        return self._tell(Event.SPEECH_START if begins else Event.SPEECH_STOP, participant)

    def announced(self, url: str, call_sid: str = "", failure: str = "") -> list[Told]:
        """Take it that what is at ``url`` has been heard by one participant, or by all, or could not be."""
        params = {"AnnounceUrl": url, **({"ReasonAnnouncementFailed": failure} if failure else {})}
        event = Event.ANNOUNCEMENT_FAIL if failure else Event.ANNOUNCEMENT_END
        return [] if self.over else self._tell(event, self.participants.get(call_sid), params)

    def by_label(self, label: str) -> Participant | None:
        """Return the participant that is called ``label``."""
        return next((one for one in self.participants.values() if one.label == label), None)

    def audible(self, call_sid: str) -> bool:
        """Whether what this participant says can be heard by anybody."""
        participant = self.participants.get(call_sid)
        return participant is not None and self.started and not participant.muted and not participant.hold

    def hearers(self, call_sid: str) -> list[str]:
        """Return the CallSids of those who hear what this participant says."""
        if not self.audible(call_sid):
            return []
        only = self.participants[call_sid].coaches
        return [sid for sid in self.mixed() if sid != call_sid and only in ("", sid)]

    def mixed(self) -> list[str]:
        """Return the CallSids of those who hear what is said to all: none before it has started."""
        return [sid for sid, one in self.participants.items() if self.started and not one.hold]

    def _may_start(self) -> bool:
        return any(one.start_on_enter for one in self.participants.values())

    def _change(self, call_sid: str, event: Event, **values: bool | str) -> list[Told]:
        before = self.participants.get(call_sid)
        if before is None:
            return []
        after = replace(before, **values)  # type: ignore[arg-type]  # each caller names a field and its type
        if after == before:
            return []
        self.participants[call_sid] = after
        return self._tell(event, after)

    def _left(self, participant: Participant, why: Departure, call_status: str) -> list[Told]:
        params = {"ParticipantCallStatus": call_status, "ReasonParticipantLeft": str(why)}
        return self._tell(Event.LEAVE, participant, params)

    def _end(self, ending: Ending, by: Participant | None, why: Departure) -> list[Told]:
        """Let everybody out who is still there; their calls go on, unless it was closed."""
        told: list[Told] = []
        for participant in self.participants.values():
            told += self._left(participant, why, "completed" if ending is Ending.CLOSED else "in-progress")
        self.participants = {}
        self.status, self.ending, self.ended_by = Status.COMPLETED, ending, by
        params = {"ReasonConferenceEnded": str(ending), "Reason": IN_WORDS[ending]}
        if by is not None:
            params["CallSidEndingConference"] = by.call_sid
            if by.label:
                params["ParticipantLabelEndingConference"] = by.label
        return told + self._tell(Event.END, None, params)

    def _tell(
        self, event: Event, participant: Participant | None = None, params: Mapping[str, str] | None = None
    ) -> list[Told]:
        if ASKED_BY[event] not in self.events:
            return []
        self.told += 1
        own = participant.params() if participant is not None else {}
        return [Told(event, self.told, {**own, **(params or {})})]
