"""Revision 0006: what the hotline sends and dials (`models.tables.outgoing`)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _one_of(column: str, *values: str) -> sa.Column[str]:
    """Text with a CHECK that it is one of `values`."""
    kind = sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "outgoing_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_key", sa.String(length=16), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_for", sa.Boolean(), nullable=False),
        _one_of("status", "waiting", "sending", "sent", "delivered", "failed", "unwanted", "unsure"),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_sid", sa.String(length=34), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_outgoing_text_tries")),
        sa.CheckConstraint("(status = 'waiting') = (next_try_at IS NOT NULL)", name=op.f("ck_outgoing_text_next_try")),
        sa.CheckConstraint(
            "(status IN ('delivered', 'failed', 'unwanted')) = (words_sealed IS NULL)",
            name=op.f("ck_outgoing_text_words"),
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_outgoing_text_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outgoing_text_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_text")),
    )
    op.create_index("uq_outgoing_text_event", "outgoing_text", ["event"], unique=True)
    op.create_index("uq_outgoing_text_notice_id", "outgoing_text", ["notice_id"], unique=True)
    waiting, sending = sa.text("status = 'waiting'"), sa.text("status = 'sending'")
    op.create_index(
        "ix_outgoing_text_waiting",
        "outgoing_text",
        ["asked_for", "next_try_at"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_outgoing_text_sending",
        "outgoing_text",
        ["claimed_at"],
        unique=False,
        sqlite_where=sending,
        postgresql_where=sending,
    )
    op.create_table(
        "call_back",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        _one_of("state", "dialling", "reached", "not_reached", "given_up"),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("dialled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_sid", sa.String(length=34), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 3", name=op.f("ck_call_back_tries")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_call_back_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_call_back")),
    )
    dialling = sa.text("state = 'dialling'")
    op.create_index(
        "ix_call_back_dialling",
        "call_back",
        ["dialled_at"],
        unique=False,
        sqlite_where=dialling,
        postgresql_where=dialling,
    )


def downgrade() -> None:
    op.drop_table("call_back")
    op.drop_table("outgoing_text")
