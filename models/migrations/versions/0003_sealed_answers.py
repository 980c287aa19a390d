"""Revision 0003: what a call was told last is kept sealed, and a turn that is being judged says since when.

Answers kept in clear are overwritten, not sealed, because a migration has no key. A call under way that has its last
turn delivered again hears the open question instead.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Without it SQLite leaves what is deleted where it stood, until the room is needed.
        op.get_bind().exec_driver_sql("PRAGMA secure_delete=ON")
    op.execute("UPDATE call_record SET last_answer = ''")
    op.drop_column("call_record", "last_answer")
    op.add_column("call_record", sa.Column("answer_cipher", sa.LargeBinary(), nullable=True))
    op.add_column("call_record", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("call_record", "taken_at")
    op.drop_column("call_record", "answer_cipher")
    op.add_column("call_record", sa.Column("last_answer", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("call_record", "last_answer", server_default=None)
