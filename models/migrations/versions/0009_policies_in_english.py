"""Revision 0009: the words of policies in English, which `hotline policies load` fills in from the policy files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy", sa.Column("title_en", sa.String(length=80), nullable=False, server_default=sa.text("''")))
    op.add_column("policy", sa.Column("spoken_en", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("policy", sa.Column("sms_en", sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("policy", "sms_en")
    op.drop_column("policy", "spoken_en")
    op.drop_column("policy", "title_en")
