"""The telephone's way to the text channel: an answer that a caller wants to have on the telephone too."""

from __future__ import annotations

from collections.abc import Callable

from hotline.outbound import outbox
from ivr.conversation import Conversation
from sms.written import Occasion, can_be_written, reply_to


class Texting:
    """What the composition root hands to the telephone: puts answers of a call into the outbox, for the calling number.

    Whoever asks has seen to it that the number is bound to the caller. The text goes at any hour: it was asked for.
    `ring` is called when one is put in, before the transaction ends.
    """

    def __init__(self, ring: Callable[[], None] = lambda: None) -> None:
        self._ring = ring

    def can_write(self, answer: object) -> bool:
        """Whether there is a text for this answer of an enquiry."""
        return can_be_written(answer)

    def send(self, call: Conversation, answer: object) -> bool:
        """Put the answer's text into the outbox, kept with the turn; whether it was taken.

        The same turn delivered again, or the same key pressed twice in it, sends one text.
        """
        if not call.caller or not can_be_written(answer):
            return False
        taken = outbox.put(
            call.db,
            f"call:{call.call_sid}:{call.turn}",
            call.caller,
            reply_to(answer, Occasion(line=call.line, language=call.language)),
            call.at,
            line=call.line,
            asked_for=True,
            person_id=call.person_id,
        )
        if taken:
            self._ring()
        return taken
