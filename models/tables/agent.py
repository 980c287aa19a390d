"""People who answer: agents, the callers who wait for them, and every ring of an agent's telephone, as tables.

`models.people.agents` keeps the roster, `agent_queue` and `agent_rings` beside it move callers through it. That no
agent has two calls and no caller two agents are unique indexes here, whichever worker asks.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set

_KEY = BigInteger().with_variant(Integer, "sqlite")


class AgentState(StrEnum):
    """What an agent's telephone is doing for the hotline."""

    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    """From the key that takes the caller until the telephone is put down."""


class EntryStatus(StrEnum):
    """How far one wait has come."""

    WAITING = "waiting"
    RINGING = "ringing"
    """An agent's telephone rings for this caller."""
    TALKING = "talking"
    ENDED = "ended"


class EntryResult(StrEnum):
    """How a wait ended."""

    ANSWERED = "answered"
    """An agent talked to the caller."""
    TRANSFERRED = "transferred"
    """After talking, passed on to a named agent, for whom there is an entry of its own."""
    REQUEUED = "requeued"
    """After talking, passed on to a line or a language."""
    CALLBACK = "callback"
    """The caller chose to be called back."""
    GAVE_UP = "gave_up"
    """Nobody was free for too long: call-back and voicemail were offered."""
    ABANDONED = "abandoned"
    """The caller hung up."""
    FAILED = "failed"
    """Twilio could not queue the call."""


class RingStatus(StrEnum):
    """How far one ring of an agent's telephone has come, and how it ended."""

    RINGING = "ringing"
    TALKING = "talking"
    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    """Answered, but the key that takes the caller was not pressed: an agent's own voicemail, for one."""
    FAILED = "failed"
    CANCELED = "canceled"
    """The caller was gone first."""


class Agent(Base):
    """One agent. `number` is the 工号 that colleagues key in; the telephone number is sealed.

    `since` is the moment the state began, so that of the free ones the longest idle is found; `rests_until` keeps a
    telephone that was not answered from ringing again at once.
    """

    __tablename__ = "agent"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("name"),
        UniqueConstraint("phone_hash"),
        CheckConstraint("number BETWEEN 100 AND 9999", name="number"),
        CheckConstraint("pin_failures >= 0", name="pin_failures"),
        CheckConstraint("misses >= 0", name="misses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(32))
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    pin_hash: Mapped[str] = mapped_column(String(128))
    pin_failures: Mapped[int] = mapped_column(SmallInteger)
    """Wrong PINs in a row."""
    lines: Mapped[list[str]] = mapped_column(JSON)
    """The hotlines this agent answers for."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    on_duty: Mapped[bool]
    state: Mapped[AgentState] = mapped_column(closed_set(AgentState, "state"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    misses: Mapped[int] = mapped_column(SmallInteger)
    """Rings in a row that were not answered."""


class QueueEntry(Base):
    """One wait of one caller. A call that is passed on waits again, in a row of its own.

    `rank` goes before the time: 0 has talked to somebody already, 1 was called back, 2 rang. `seen_at` is when Twilio
    last asked what the caller is to hear.
    """

    __tablename__ = "queue_entry"
    __table_args__ = (
        CheckConstraint("rank BETWEEN 0 AND 2", name="rank"),
        CheckConstraint("(status = 'ended') = (result IS NOT NULL)", name="result"),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("waited_seconds IS NULL OR waited_seconds >= 0", name="waited"),
        Index("ix_queue_entry_call_sid", "call_sid"),
        Index("ix_queue_entry_entered_at", "entered_at"),
        Index(
            "uq_queue_entry_open",
            "call_sid",
            unique=True,
            sqlite_where=text("status <> 'ended'"),
            postgresql_where=text("status <> 'ended'"),
        ),
        Index(
            "ix_queue_entry_waiting",
            "rank",
            "entered_at",
            sqlite_where=text("status <> 'ended'"),
            postgresql_where=text("status <> 'ended'"),
        ),
    )

    id: Mapped[int] = mapped_column(_KEY, primary_key=True)
    call_sid: Mapped[str] = mapped_column(
        # Looked at when the transaction ends: a call's record is written last in its turn.
        ForeignKey("call_record.call_sid", deferrable=True, initially="DEFERRED")
    )
    line: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(20))
    """The hotline's number in this call, as Twilio knows it: from it agents are rung."""
    language: Mapped[str] = mapped_column(String(8))
    """What the caller hears."""
    elder: Mapped[bool]
    """Whether it is said slowly (domain 4.1.2)."""
    speaks: Mapped[str | None] = mapped_column(String(8))
    """The language an agent must have; None: any."""
    region_code: Mapped[str | None] = mapped_column(String(6))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified: Mapped[bool]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The caller's number; None where it was withheld."""
    tail: Mapped[str] = mapped_column(String(4))
    """Its last four digits, which are all an agent is told of it."""
    rank: Mapped[int] = mapped_column(SmallInteger)
    wanted_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    """Who passed the caller on."""
    ticket: Mapped[str | None] = mapped_column(String(12))
    """The number of the call-back ticket that this call carries out, or that it was left for."""
    status: Mapped[EntryStatus] = mapped_column(closed_set(EntryStatus, "status"))
    result: Mapped[EntryResult | None] = mapped_column(closed_set(EntryResult, "how"))
    queue_sid: Mapped[str | None] = mapped_column(String(34))
    """Twilio's queue, to be removed afterwards."""
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waited_seconds: Mapped[int | None]
    """From entering to the first word of the agent."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AgentRing(Base):
    """One ring of one agent's telephone for one caller, and the talk that came of it.

    `ended_at` ends what the two have with each other; `hung_up_at` is when the agent's telephone was put down, which
    may be later.
    """

    __tablename__ = "agent_ring"
    __table_args__ = (
        CheckConstraint("(status IN ('ringing', 'talking')) = (ended_at IS NULL)", name="ended"),
        Index("ix_agent_ring_entry_id", "entry_id"),
        Index("ix_agent_ring_agent_id_rung_at", "agent_id", "rung_at"),
        Index(
            "uq_agent_ring_caller",
            "entry_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_agent_ring_agent",
            "agent_id",
            unique=True,
            sqlite_where=text("hung_up_at IS NULL"),
            postgresql_where=text("hung_up_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_KEY, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("queue_entry.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    call_sid: Mapped[str | None] = mapped_column(String(34))
    """The call to the agent; None until Twilio has taken the order."""
    status: Mapped[RingStatus] = mapped_column(closed_set(RingStatus, "status"))
    rung_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bridged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hung_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TalkRecording(Base):
    """One recording of a talk, which Twilio keeps; a talk that `*` interrupts has one for each part."""

    __tablename__ = "talk_recording"
    __table_args__ = (Index("ix_talk_recording_ring_id", "ring_id"),)

    recording_sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    ring_id: Mapped[int] = mapped_column(ForeignKey("agent_ring.id"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
