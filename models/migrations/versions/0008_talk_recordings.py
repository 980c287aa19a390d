"""Revision 0008: the recordings of talks with agents."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_recording",
        sa.Column("recording_sid", sa.String(length=34), nullable=False),
        sa.Column("ring_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ring_id"], ["agent_ring.id"], name=op.f("fk_talk_recording_ring_id")),
        sa.PrimaryKeyConstraint("recording_sid", name=op.f("pk_talk_recording")),
    )
    op.create_index(op.f("ix_talk_recording_ring_id"), "talk_recording", ["ring_id"])


def downgrade() -> None:
    op.drop_table("talk_recording")
