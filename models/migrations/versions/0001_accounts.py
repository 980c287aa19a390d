"""Revision 0001: the tables of the accounts. `models/` says what each is for, 0002 adds the triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "ledger_entry",
    "ticket",
    "ticket_day",
    "phone_binding",
    "personal_account",
    "insurance",
    "credential",
    "lockout",
    "call_record",
    "message_record",
    "audit_row",
    "region",
    "person",
)


def _one_of(constraint: str, *values: str) -> sa.Enum:
    """Text with a CHECK that it is one of `values`."""
    return sa.Enum(*values, name=constraint, native_enum=False, create_constraint=True, length=20)


def _long_id() -> sa.types.TypeEngine[int]:
    """SQLite numbers rows by itself only where the key is a plain INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lockout",
        sa.Column("identity_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures BETWEEN 0 AND 5", name=op.f("ck_lockout_failures")),
        sa.PrimaryKeyConstraint("identity_hash", name=op.f("pk_lockout")),
    )
    op.create_table(
        "message_record",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("message_sid", sa.String(length=34), nullable=True),
        sa.Column("direction", _one_of("direction", "incoming", "outgoing"), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("sender_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sender_masked", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=16), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("answer_key", sa.String(length=16), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("answer_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_record")),
    )
    op.create_index("ix_message_record_sender_hash_at", "message_record", ["sender_hash", "at"], unique=False)
    op.create_index("uq_message_record_message_sid", "message_record", ["message_sid"], unique=True)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("id_number_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id_number_hash", name=op.f("uq_person_id_number_hash")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=4), nullable=False),
        sa.Column("interest_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("current_year_first", sa.Boolean(), nullable=False),
        sa.CheckConstraint("interest_rate_ppm BETWEEN 0 AND 200000", name=op.f("ck_region_interest_rate")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
        sa.UniqueConstraint("area_code", name=op.f("uq_region_area_code")),
    )
    op.create_table(
        "ticket_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("given > 0", name=op.f("ck_ticket_day_given")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_day")),
    )
    op.create_table(
        "audit_row",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", _one_of("channel", "voice", "text", "counter"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("required", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.CheckConstraint("level >= required", name=op.f("ck_audit_row_level_suffices")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_row_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
    )
    op.create_index("ix_audit_row_person_id_at", "audit_row", ["person_id", "at"], unique=False)
    op.create_table(
        "call_record",
        sa.Column("call_sid", sa.String(length=34), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("caller_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("caller_masked", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("candidate", sa.LargeBinary(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("misses", sa.SmallInteger(), nullable=False),
        sa.Column("refusals", sa.SmallInteger(), nullable=False),
        sa.Column("auth_level", sa.SmallInteger(), nullable=False),
        sa.Column("elder", sa.Boolean(), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.Column("last_answer", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_status", sa.String(length=16), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_call_record_person_id")),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_call_record")),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pin_hash", sa.String(length=128), nullable=True),
        sa.Column("initial", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("initial = (pin_hash IS NULL)", name=op.f("ck_credential_initial")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "insurance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("scheme", _one_of("scheme", "employee", "resident", "flexible"), nullable=False),
        sa.Column("tier", _one_of("tier", "first", "second", "third"), nullable=True),
        sa.Column(
            "insured_class",
            _one_of("insured_class", "working", "retired", "student", "old", "working_age"),
            nullable=False,
        ),
        sa.Column("status", _one_of("status", "active", "paused", "ended", "unpaid"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(status = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_insurance_end")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_insurance_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_insurance_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_insurance_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance")),
    )
    op.create_index("ix_insurance_person_id", "insurance", ["person_id"], unique=False)
    op.create_index(
        "uq_insurance_active",
        "insurance",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "personal_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", _one_of("status", "normal", "frozen"), nullable=False),
        sa.Column("activated", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("current_year_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_over_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("carried_over_fen >= 0", name=op.f("ck_personal_account_carried_over")),
        sa.CheckConstraint("current_year_fen >= 0", name=op.f("ck_personal_account_current_year")),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_personal_account_entries")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_personal_account_person_id")),
    )
    op.create_table(
        "phone_binding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("status", _one_of("status", "pending", "active", "removed"), nullable=False),
        sa.Column("channel", _one_of("channel", "voice", "text", "counter"), nullable=False),
        sa.Column("verified_by", sa.String(length=32), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_binding_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_binding")),
    )
    op.create_index("ix_phone_binding_person_id", "phone_binding", ["person_id"], unique=False)
    op.create_index(
        "uq_phone_binding_active",
        "phone_binding",
        ["phone_hash"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            _one_of("kind", "complaint", "suggestion", "report", "dispute", "callback", "voicemail"),
            nullable=False,
        ),
        sa.Column("status", _one_of("status", "open", "in_progress", "answered", "closed"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("contact_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("kind", "reference", name=op.f("uq_ticket_kind_reference")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            _one_of(
                "kind",
                "employer_credit",
                "personal_credit",
                "interest",
                "outpatient",
                "inpatient",
                "pharmacy",
                "shared_payment",
                "shared_premium",
                "carry_over",
                "reversal",
                "adjustment",
            ),
            nullable=False,
        ),
        sa.Column("bucket", _one_of("bucket", "current_year", "carried_over"), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("current_year_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_over_fen", sa.BigInteger(), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=True),
        sa.Column("institution", sa.String(length=40), nullable=True),
        sa.Column("beneficiary_id", sa.Integer(), nullable=True),
        sa.Column("reverses_seq", sa.Integer(), nullable=True),
        sa.Column("for_year", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("(kind = 'reversal') = (reverses_seq IS NOT NULL)", name=op.f("ck_ledger_entry_reversal")),
        sa.CheckConstraint(
            "(kind IN ('employer_credit', 'personal_credit', 'interest') AND amount_fen > 0)"
            " OR (kind IN ('outpatient', 'inpatient', 'pharmacy', 'shared_payment', 'shared_premium')"
            " AND amount_fen < 0)"
            " OR (kind = 'carry_over' AND bucket = 'current_year' AND amount_fen <= 0)"
            " OR (kind = 'carry_over' AND bucket = 'carried_over' AND amount_fen >= 0)"
            " OR (kind IN ('reversal', 'adjustment') AND amount_fen <> 0)",
            name=op.f("ck_ledger_entry_sign"),
        ),
        sa.CheckConstraint(
            "(kind IN ('interest', 'carry_over')) = (external_number IS NULL)",
            name=op.f("ck_ledger_entry_external_number"),
        ),
        sa.CheckConstraint(
            "(kind IN ('interest', 'carry_over')) = (for_year IS NOT NULL)", name=op.f("ck_ledger_entry_yearly")
        ),
        sa.CheckConstraint(
            "(kind IN ('shared_payment', 'shared_premium')) = (beneficiary_id IS NOT NULL)",
            name=op.f("ck_ledger_entry_beneficiary"),
        ),
        sa.CheckConstraint(
            "current_year_fen >= 0 AND carried_over_fen >= 0", name=op.f("ck_ledger_entry_not_below_zero")
        ),
        sa.CheckConstraint("reverses_seq IS NULL OR reverses_seq < seq", name=op.f("ck_ledger_entry_reverses_earlier")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_ledger_entry_seq")),
        sa.ForeignKeyConstraint(
            ["account_id", "reverses_seq"],
            ["ledger_entry.account_id", "ledger_entry.seq"],
            name="fk_ledger_entry_reverses",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["personal_account.id"], name=op.f("fk_ledger_entry_account_id")),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["person.id"], name=op.f("fk_ledger_entry_beneficiary_id")),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_ledger_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_ledger_entry_external_number", "ledger_entry", ["external_number"], unique=True)
    op.create_index(
        "uq_ledger_entry_reverses_seq",
        "ledger_entry",
        ["account_id", "reverses_seq"],
        unique=True,
        sqlite_where=sa.text("reverses_seq IS NOT NULL"),
        postgresql_where=sa.text("reverses_seq IS NOT NULL"),
    )
    op.create_index(
        "uq_ledger_entry_yearly",
        "ledger_entry",
        ["account_id", "for_year", "kind", "bucket"],
        unique=True,
        sqlite_where=sa.text("for_year IS NOT NULL"),
        postgresql_where=sa.text("for_year IS NOT NULL"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
