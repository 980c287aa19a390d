"""Revision 0007: agents, the callers who wait for them, and the rings of their telephones."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(column: str, *values: str, name: str = "", nullable: bool = False) -> sa.Column[str]:
    """Text with a CHECK that it is one of `values`."""
    kind = sa.Enum(*values, name=name or column, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=nullable)


def _moment(column: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(column, sa.DateTime(timezone=True), nullable=nullable)


def _open_index(name: str, table: str, columns: list[str], where: str, *, unique: bool) -> None:
    op.create_index(
        op.f(name), table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pin_hash", sa.String(length=128), nullable=False),
        sa.Column("pin_failures", sa.SmallInteger(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        _one_of("state", "free", "ringing", "talking"),
        _moment("since"),
        _moment("rests_until", nullable=True),
        sa.Column("misses", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("number BETWEEN 100 AND 9999", name=op.f("ck_agent_number")),
        sa.CheckConstraint("pin_failures >= 0", name=op.f("ck_agent_pin_failures")),
        sa.CheckConstraint("misses >= 0", name=op.f("ck_agent_misses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("number", name=op.f("uq_agent_number")),
        sa.UniqueConstraint("name", name=op.f("uq_agent_name")),
        sa.UniqueConstraint("phone_hash", name=op.f("uq_agent_phone_hash")),
    )
    op.create_table(
        "queue_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_sid", sa.String(length=34), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("elder", sa.Boolean(), nullable=False),
        sa.Column("speaks", sa.String(length=8), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("wanted_agent_id", sa.Integer(), nullable=True),
        sa.Column("came_from_id", sa.Integer(), nullable=True),
        sa.Column("ticket", sa.String(length=12), nullable=True),
        _one_of("status", "waiting", "ringing", "talking", "ended"),
        _one_of(
            "result",
            "answered",
            "transferred",
            "requeued",
            "callback",
            "gave_up",
            "abandoned",
            "failed",
            name="how",
            nullable=True,
        ),
        sa.Column("queue_sid", sa.String(length=34), nullable=True),
        _moment("entered_at"),
        _moment("seen_at"),
        _moment("taken_at", nullable=True),
        sa.Column("waited_seconds", sa.Integer(), nullable=True),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint("rank BETWEEN 0 AND 2", name=op.f("ck_queue_entry_rank")),
        sa.CheckConstraint("(status = 'ended') = (result IS NOT NULL)", name=op.f("ck_queue_entry_result")),
        sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_queue_entry_ended")),
        sa.CheckConstraint("waited_seconds IS NULL OR waited_seconds >= 0", name=op.f("ck_queue_entry_waited")),
        sa.ForeignKeyConstraint(
            ["call_sid"],
            ["call_record.call_sid"],
            name=op.f("fk_queue_entry_call_sid"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queue_entry_person_id")),
        sa.ForeignKeyConstraint(["wanted_agent_id"], ["agent.id"], name=op.f("fk_queue_entry_wanted_agent_id")),
        sa.ForeignKeyConstraint(["came_from_id"], ["agent.id"], name=op.f("fk_queue_entry_came_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_entry")),
    )
    op.create_index(op.f("ix_queue_entry_call_sid"), "queue_entry", ["call_sid"])
    _open_index("uq_queue_entry_open", "queue_entry", ["call_sid"], "status <> 'ended'", unique=True)
    _open_index("ix_queue_entry_waiting", "queue_entry", ["rank", "entered_at"], "status <> 'ended'", unique=False)
    op.create_table(
        "agent_ring",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(length=34), nullable=True),
        _one_of(
            "status",
            "ringing",
            "talking",
            "completed",
            "transferred",
            "busy",
            "no_answer",
            "declined",
            "failed",
            "canceled",
        ),
        _moment("rung_at"),
        _moment("accepted_at", nullable=True),
        _moment("bridged_at", nullable=True),
        _moment("ended_at", nullable=True),
        _moment("hung_up_at", nullable=True),
        sa.CheckConstraint("(status IN ('ringing', 'talking')) = (ended_at IS NULL)", name=op.f("ck_agent_ring_ended")),
        sa.ForeignKeyConstraint(["entry_id"], ["queue_entry.id"], name=op.f("fk_agent_ring_entry_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_ring_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_ring")),
    )
    op.create_index(op.f("ix_agent_ring_entry_id"), "agent_ring", ["entry_id"])
    op.create_index(op.f("ix_agent_ring_agent_id_rung_at"), "agent_ring", ["agent_id", "rung_at"])
    _open_index("uq_agent_ring_caller", "agent_ring", ["entry_id"], "ended_at IS NULL", unique=True)
    _open_index("uq_agent_ring_agent", "agent_ring", ["agent_id"], "hung_up_at IS NULL", unique=True)


def downgrade() -> None:
    op.drop_table("agent_ring")
    op.drop_table("queue_entry")
    op.drop_table("agent")
