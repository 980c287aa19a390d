"""Who waits is rung for: agents are claimed for callers and rung, and what got lost on the way is tidied up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from ivr.people.telephone import FINAL, Telephone, TelephoneError
from models import Database, EntryResult
from models.people import agent_queue, agent_rings, tending
from models.people.agent_queue import Claim

_log = structlog.get_logger("ivr.people")


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """What is needed to ring agents.

    `address` is scheme, host and path prefix under which Twilio reaches us. Without a `telephone` nobody is rung.
    """

    database: Database
    telephone: Telephone | None
    now: Callable[[], datetime]
    address: str

    def serve(self) -> int:
        """Ring an agent for every caller who can have one now; returns how many rang.

        The claim is kept before the telephone rings, so that whoever else serves finds both taken.
        """
        rang = 0
        while self.telephone is not None:
            with self.database.connection() as db:
                claim = agent_queue.claim(db, self.now())
            if claim is None:
                break
            rang += self.ring(claim)
        return rang

    def ring(self, claim: Claim) -> bool:
        """Ring the agent of a claim that was kept; False where Twilio does not, and the caller waits on."""
        if self.telephone is None:
            return self._not_rung(claim, "no telephone")
        place = f"{self.address}/voice/people/agent/{claim.ring_id}"
        try:
            sid = self.telephone.ring(
                to=claim.phone, from_=claim.entry.number, answer_at=place, report_to=f"{place}/status"
            )
        except TelephoneError as error:
            # It may ring all the same: then the agent hears that the caller is taken care of.
            return self._not_rung(claim, str(error))
        with self.database.connection() as db:
            agent_rings.rung(db, claim.ring_id, sid)
        _log.info("agent_rings", ring=claim.ring_id, agent=claim.agent.number, call_sid=claim.entry.call_sid)
        return True

    def _not_rung(self, claim: Claim, reason: str) -> bool:
        _log.error("agent_not_rung", ring=claim.ring_id, error=reason)
        with self.database.connection() as db:
            agent_rings.hung_up(db, claim.ring_id, "failed", self.now())
        return False

    def caller_leaves(self, call_sid: str, result: EntryResult, *, ticket: str | None = None) -> None:
        """Note that a caller hung up or left, and stop the telephone that rings for them in vain."""
        with self.database.connection() as db:
            ringing = agent_rings.caller_leaves(db, call_sid, result, self.now(), ticket=ticket)
        self.stop(ringing)

    def stop(self, call_sid: str | None) -> None:
        """End an agent's call, if there is one; the report of its end frees the agent."""
        if call_sid is None or self.telephone is None:
            return
        try:
            self.telephone.end(call_sid)
        except TelephoneError as error:
            _log.warning("agent_rings_on", call_sid=call_sid, error=str(error))

    def tend(self) -> None:
        """Put right what reports got lost of, remove queues left empty, and ring for whoever can be rung for.

        To be called every minute; safe on any number of machines.
        """
        now = self.now()
        with self.database.connection() as db:
            gone = tending.unseen(db, now)
            rings = tending.unheard(db, now)
        for caller in gone:
            self.caller_leaves(caller, EntryResult.ABANDONED)
        for ring_id, call_sid in rings:
            status = self._status(call_sid)
            if status in FINAL:
                with self.database.connection() as db:
                    agent_rings.hung_up(db, ring_id, status, now)
        self._remove_queues()
        self.serve()

    def _status(self, call_sid: str | None) -> str:
        """How a call stands; what was never ordered, or whose order was never answered, has failed."""
        if call_sid is None:
            return "failed"
        if self.telephone is None:
            return ""
        try:
            return self.telephone.status(call_sid)
        except TelephoneError:
            return ""

    def _remove_queues(self) -> None:
        if self.telephone is None:
            return
        with self.database.connection() as db:
            left = tending.empty_queues(db)
        for queue_sid in left:
            try:
                self.telephone.remove_queue(queue_sid)
            except TelephoneError:
                continue  # somebody is in it still, or Twilio is away: the next minute will do
            with self.database.connection() as db:
                tending.queue_removed(db, queue_sid)
