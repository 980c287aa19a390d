"""Revision 0012: when a text was answered, indexes for the operations page, guesses at the agents' pages."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENTS = {
    "call_record": "started_at",
    "queue_entry": "entered_at",
    "message_record": "at",
    "outgoing_text": "created_at",
    "survey_answer": "at",
}
"""Each table that the operations page counts, with the moment that a period is chosen by."""


def upgrade() -> None:
    op.add_column("message_record", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    for table, moment in MOMENTS.items():
        op.create_index(op.f(f"ix_{table}_{moment}"), table, [moment])
    unfinished = sa.text("status IN ('open', 'in_progress')")
    op.create_index(
        "ix_ticket_unfinished",
        "ticket",
        ["due_on", "id"],
        unique=False,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_table(
        "desk_guess",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_desk_guess_failures")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_desk_guess_agent_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_desk_guess")),
    )
    op.create_index(op.f("ix_desk_guess_agent_id"), "desk_guess", ["agent_id"])
    op.create_index(op.f("ix_desk_guess_since"), "desk_guess", ["since"])


def downgrade() -> None:
    op.drop_table("desk_guess")
    op.drop_index("ix_ticket_unfinished", table_name="ticket")
    for table, moment in MOMENTS.items():
        op.drop_index(op.f(f"ix_{table}_{moment}"), table_name=table)
    op.drop_column("message_record", "answered_at")
