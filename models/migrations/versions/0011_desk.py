"""Revision 0011: the agents' pages: supervisors, how talks are wrapped up, who works on a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CODES = ("answered", "account", "claim", "complaint", "ticket", "referred", "nuisance", "other")


def upgrade() -> None:
    op.create_table(
        "supervisor",
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_supervisor_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_supervisor")),
    )
    op.create_table(
        "wrap_up",
        sa.Column("ring_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "code",
            sa.Enum(*CODES, name="code", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ring_id"], ["agent_ring.id"], name=op.f("fk_wrap_up_ring_id")),
        sa.PrimaryKeyConstraint("ring_id", name=op.f("pk_wrap_up")),
    )
    op.create_table(
        "ticket_taken",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_taken_ticket_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_ticket_taken_agent_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_taken")),
    )
    op.create_index(op.f("ix_ticket_taken_agent_id"), "ticket_taken", ["agent_id"])


def downgrade() -> None:
    op.drop_table("ticket_taken")
    op.drop_table("wrap_up")
    op.drop_table("supervisor")
