"""Revision 0010: parents who ask for their children, and the day on which a bound number was used last.

Nobody noted that day before: for what is bound now, the year of disuse begins with this migration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _one_of(column: str, *values: str, nullable: bool = False) -> sa.Column[str]:
    """Text with a CHECK that it is one of `values`."""
    kind = sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=nullable)


def upgrade() -> None:
    op.add_column("phone_binding", sa.Column("last_used_on", sa.Date(), nullable=True))
    op.execute("UPDATE phone_binding SET last_used_on = CURRENT_DATE")
    # In plain SQL, because SQLite takes a foreign key with a new column, but Alembic does not know.
    op.execute(
        "ALTER TABLE audit_row ADD COLUMN guardian_id INTEGER"
        " CONSTRAINT fk_audit_row_guardian_id REFERENCES person (id)"
    )
    op.create_table(
        "parentage",
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("parent_id <> child_id", name=op.f("ck_parentage_two_people")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_parentage_parent_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_parentage_child_id")),
        sa.PrimaryKeyConstraint("parent_id", "child_id", name=op.f("pk_parentage")),
    )
    op.create_index(op.f("ix_parentage_child_id"), "parentage", ["child_id"])
    op.create_table(
        "guardianship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        _one_of("status", "active", "ended"),
        _one_of("channel", "voice", "text", "counter"),
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _one_of("ended_how", "released", "came_of_age", "revoked", nullable=True),
        sa.CheckConstraint("guardian_id <> child_id", name=op.f("ck_guardianship_two_people")),
        sa.CheckConstraint("(status = 'active') = (ended_at IS NULL)", name=op.f("ck_guardianship_end")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_guardianship_reason")),
        sa.ForeignKeyConstraint(["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_guardianship_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
    )
    where = sa.text("status = 'active'")
    op.create_index(
        op.f("uq_guardianship_active"),
        "guardianship",
        ["guardian_id", "child_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_index(op.f("ix_guardianship_child_id"), "guardianship", ["child_id"])


def downgrade() -> None:
    op.drop_table("guardianship")
    op.drop_table("parentage")
    op.drop_column("phone_binding", "last_used_on")
    op.drop_column("audit_row", "guardian_id")
