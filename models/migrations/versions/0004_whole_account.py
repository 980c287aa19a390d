"""Revision 0004: the whole account: family sharing, contributions, settlements, claims, filings, 12333, notices.

`models/` says what each table is for. Triggers keep family money to authorisations that hold, premiums to their
contributions, and accounts to insurances that come with one (domain 5, invariants 7, 9 and 11).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "posted_event",
    "survey_answer",
    "one_time_code",
    "notice",
    "notice_preference",
    "card",
    "work_injury",
    "unemployment",
    "pension",
    "maternity_allowance",
    "filing",
    "claim",
    "scheduled_premium",
    "sharing_attempt",
    "prior_months",
    "contribution",
    "yearly_counter",
    "settlement",
    "family_authorisation",
)

COLUMNS = {
    "insurance": (("designated", "VARCHAR(40)"),),
    "ledger_entry": (
        (
            "authorisation_id",
            "INTEGER CONSTRAINT fk_ledger_entry_authorisation_id REFERENCES family_authorisation (id)",
        ),
    ),
    "personal_account": (
        (
            "reserved_fen",
            "BIGINT DEFAULT 0 NOT NULL CONSTRAINT ck_personal_account_reserved"
            " CHECK (reserved_fen >= 0 AND reserved_fen <= current_year_fen + carried_over_fen)",
        ),
    ),
    "region": (
        (
            "near_relatives",
            "VARCHAR(20) DEFAULT 'all' NOT NULL CONSTRAINT ck_region_near_relatives"
            " CHECK (near_relatives IN ('immediate', 'all'))",
        ),
        ("many_relations", "BOOLEAN DEFAULT true NOT NULL"),
        (
            "deduction_order",
            "VARCHAR(20) DEFAULT 'binding' NOT NULL CONSTRAINT ck_region_deduction_order"
            " CHECK (deduction_order IN ('binding', 'priority'))",
        ),
        (
            "quota_rule",
            "VARCHAR(20) DEFAULT 'optional' NOT NULL CONSTRAINT ck_region_quota_rule"
            " CHECK (quota_rule IN ('none', 'optional', 'required'))",
        ),
        (
            "claim_deadline_months",
            "SMALLINT DEFAULT 12 NOT NULL CONSTRAINT ck_region_claim_deadline"
            " CHECK (claim_deadline_months BETWEEN 6 AND 12)",
        ),
        ("hotlines", "JSON"),
        ("office_hours", "VARCHAR(32) DEFAULT '09:00-12:00,13:00-17:00' NOT NULL"),
    ),
    "ticket": (
        ("text_sealed", "{bytes}"),
        ("recording", "VARCHAR(64)"),
        ("department", "VARCHAR(32)"),
        ("due_on", "DATE"),
        ("answer_sealed", "{bytes}"),
        (
            "satisfaction",
            "SMALLINT CONSTRAINT ck_ticket_satisfaction CHECK (satisfaction IS NULL OR satisfaction BETWEEN 1 AND 4)",
        ),
        (
            "callback_at",
            "{moment} CONSTRAINT ck_ticket_callback CHECK (callback_at IS NULL OR kind = 'callback')",
        ),
        (
            "closed_at",
            "{moment} CONSTRAINT ck_ticket_closed CHECK (closed_at IS NULL OR status IN ('answered', 'closed'))",
        ),
    ),
}
"""What known tables are given. In plain SQL, because SQLite takes a CHECK with a new column and at no other time."""

WITHOUT_ACCOUNT = "scheme = 'resident' OR tier IN ('second', 'third')"

AUTHORISED = """
    EXISTS (
        SELECT 1 FROM family_authorisation f JOIN personal_account a ON a.person_id = f.authoriser_id
        WHERE f.id = NEW.authorisation_id AND a.id = NEW.account_id AND f.member_id = NEW.beneficiary_id
        AND f.begun_on <= NEW.business_day AND (f.ended_on IS NULL OR f.ended_on >= NEW.business_day)
    )
"""

CONTRIBUTED = """
    EXISTS (
        SELECT 1 FROM contribution c WHERE c.person_id = NEW.beneficiary_id AND c.source = 'family'
        AND c.external_number = CASE
            WHEN substr(NEW.external_number, length(NEW.external_number) - 1) = '/2'
            THEN substr(NEW.external_number, 1, length(NEW.external_number) - 2)
            ELSE NEW.external_number
        END
    )
"""

ACCOUNTLESS = f"""
    EXISTS (
        SELECT 1 FROM insurance WHERE person_id = NEW.person_id AND status = 'active' AND ({WITHOUT_ACCOUNT})
    )
"""  # noqa: S608  constants of this file

HOLDS_ACCOUNT = "EXISTS (SELECT 1 FROM personal_account WHERE person_id = NEW.person_id)"

NO_AUTHORISATION = "ledger_entry has no authorisation that holds"
NO_CONTRIBUTION = "ledger_entry pays a premium that is no contribution"
NO_ACCOUNT = "this insurance comes without a personal account"

SQLITE = (
    f"""
    CREATE TRIGGER ledger_entry_shared BEFORE INSERT ON ledger_entry
    WHEN NEW.kind IN ('shared_payment', 'shared_premium') AND NOT {AUTHORISED}
    BEGIN SELECT RAISE(ABORT, '{NO_AUTHORISATION}'); END
    """,
    f"""
    CREATE TRIGGER ledger_entry_premium BEFORE INSERT ON ledger_entry
    WHEN NEW.kind = 'shared_premium' AND NOT {CONTRIBUTED}
    BEGIN SELECT RAISE(ABORT, '{NO_CONTRIBUTION}'); END
    """,
    f"""
    CREATE TRIGGER personal_account_insured BEFORE INSERT ON personal_account
    WHEN {ACCOUNTLESS}
    BEGIN SELECT RAISE(ABORT, '{NO_ACCOUNT}'); END
    """,
    *(
        f"""
        CREATE TRIGGER insurance_account_{verb.lower()} BEFORE {verb} ON insurance
        WHEN NEW.status = 'active' AND (NEW.scheme = 'resident' OR NEW.tier IN ('second', 'third')) AND {HOLDS_ACCOUNT}
        BEGIN SELECT RAISE(ABORT, '{NO_ACCOUNT}'); END
        """
        for verb in ("INSERT", "UPDATE")
    ),
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION check_shared_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT {AUTHORISED} THEN
            RAISE EXCEPTION '{NO_AUTHORISATION}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'shared_premium' AND NOT {CONTRIBUTED} THEN
            RAISE EXCEPTION '{NO_CONTRIBUTION}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_entry_shared BEFORE INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind IN ('shared_payment', 'shared_premium')) EXECUTE FUNCTION check_shared_entry()
    """,
    f"""
    CREATE FUNCTION check_account() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {ACCOUNTLESS} THEN
            RAISE EXCEPTION '{NO_ACCOUNT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER personal_account_insured BEFORE INSERT ON personal_account
    FOR EACH ROW EXECUTE FUNCTION check_account()
    """,
    f"""
    CREATE FUNCTION check_insurance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {HOLDS_ACCOUNT} THEN
            RAISE EXCEPTION '{NO_ACCOUNT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER insurance_account BEFORE INSERT OR UPDATE ON insurance
    FOR EACH ROW WHEN (
        NEW.status = 'active' AND (NEW.scheme = 'resident' OR NEW.tier IN ('second', 'third'))
    ) EXECUTE FUNCTION check_insurance()
    """,
)

TRIGGERS = (
    "ledger_entry_shared",
    "ledger_entry_premium",
    "personal_account_insured",
    "insurance_account_insert",
    "insurance_account_update",
)
"""SQLite's; PostgreSQL has fewer, with functions."""


def _one_of(constraint: str, *values: str) -> sa.Enum:
    """Text with a CHECK that it is one of `values`."""
    return sa.Enum(*values, name=constraint, native_enum=False, create_constraint=True, length=20)


def _long_id() -> sa.types.TypeEngine[int]:
    """SQLite numbers rows by itself only where the key is a plain INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_money_tables()
    _create_case_tables()
    _create_social_tables()
    _create_message_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    types = (
        {"bytes": "BLOB", "moment": "DATETIME"}
        if is_sqlite
        else {"bytes": "BYTEA", "moment": "TIMESTAMP WITH TIME ZONE"}
    )
    for table, columns in COLUMNS.items():
        for name, definition in columns:
            op.get_bind().exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} {definition.format(**types)}")
    op.create_index(
        "ix_ticket_callback_at",
        "ticket",
        ["callback_at"],
        unique=False,
        sqlite_where=sa.text("status = 'open' AND callback_at IS NOT NULL"),
        postgresql_where=sa.text("status = 'open' AND callback_at IS NOT NULL"),
    )
    op.create_index("ix_ticket_contact_hash", "ticket", ["contact_hash"], unique=False)
    op.create_index("ix_ticket_person_id", "ticket", ["person_id"], unique=False)
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def _create_money_tables() -> None:
    op.create_table(
        "family_authorisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authoriser_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            _one_of("relation", "spouse", "parent", "child", "sibling", "grandparent", "grandchild"),
            nullable=False,
        ),
        sa.Column("scope", _one_of("scope", "payments", "premiums", "all"), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("quota_fen", sa.BigInteger(), nullable=True),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        sa.Column("status", _one_of("status", "active", "ended", "lapsed"), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("channel", _one_of("channel", "voice", "text", "counter"), nullable=False),
        sa.CheckConstraint("(status = 'active') = (ended_on IS NULL)", name=op.f("ck_family_authorisation_end")),
        sa.CheckConstraint("authoriser_id <> member_id", name=op.f("ck_family_authorisation_two_people")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= begun_on", name=op.f("ck_family_authorisation_order")),
        sa.CheckConstraint("priority > 0", name=op.f("ck_family_authorisation_priority")),
        sa.CheckConstraint(
            "used_fen >= 0 AND (quota_fen IS NULL OR used_fen <= quota_fen)", name=op.f("ck_family_authorisation_quota")
        ),
        sa.ForeignKeyConstraint(["authoriser_id"], ["person.id"], name=op.f("fk_family_authorisation_authoriser_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_family_authorisation_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_authorisation")),
    )
    op.create_index("ix_family_authorisation_authoriser_id", "family_authorisation", ["authoriser_id"], unique=False)
    op.create_index("ix_family_authorisation_member_id", "family_authorisation", ["member_id"], unique=False)
    op.create_index(
        "uq_family_authorisation_active",
        "family_authorisation",
        ["member_id", "authoriser_id"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "settlement",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service", _one_of("service", "outpatient", "inpatient", "pharmacy"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("institution", sa.String(length=40), nullable=True),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("own_fen", sa.BigInteger(), nullable=False),
        sa.Column("shared_fen", sa.BigInteger(), nullable=False),
        sa.Column("pooled_fen", sa.BigInteger(), nullable=False),
        sa.Column("cash_fen", sa.BigInteger(), nullable=False),
        sa.Column("deductible_fen", sa.BigInteger(), nullable=False),
        sa.Column("own_left_fen", sa.BigInteger(), nullable=False),
        sa.Column("own_excluded", sa.Boolean(), nullable=False),
        sa.Column("refund_number", sa.String(length=40), nullable=True),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(refund_number IS NULL) = (refunded_on IS NULL)", name=op.f("ck_settlement_refund")),
        sa.CheckConstraint("cost_fen = own_fen + shared_fen + pooled_fen + cash_fen", name=op.f("ck_settlement_sum")),
        sa.CheckConstraint("cost_fen > 0", name=op.f("ck_settlement_cost")),
        sa.CheckConstraint("deductible_fen BETWEEN 0 AND cost_fen", name=op.f("ck_settlement_deductible")),
        sa.CheckConstraint(
            "own_fen >= 0 AND shared_fen >= 0 AND pooled_fen >= 0 AND cash_fen >= 0", name=op.f("ck_settlement_parts")
        ),
        sa.CheckConstraint("shared_fen = 0 OR own_left_fen = 0 OR own_excluded", name=op.f("ck_settlement_own_first")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settlement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    op.create_index("ix_settlement_person_id_id", "settlement", ["person_id", "id"], unique=False)
    op.create_index("uq_settlement_external_number", "settlement", ["external_number"], unique=True)
    op.create_index("uq_settlement_refund_number", "settlement", ["refund_number"], unique=True)
    op.create_table(
        "yearly_counter",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("service", _one_of("service", "outpatient", "inpatient", "pharmacy"), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("deductible_fen", sa.BigInteger(), nullable=True),
        sa.Column("deductible_used_fen", sa.BigInteger(), nullable=False),
        sa.Column("pooled_fen", sa.BigInteger(), nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("service <> 'pharmacy'", name=op.f("ck_yearly_counter_counted")),
        sa.CheckConstraint(
            "cost_fen >= 0 AND pooled_fen >= 0 AND pooled_fen <= cost_fen", name=op.f("ck_yearly_counter_cost")
        ),
        sa.CheckConstraint(
            "deductible_used_fen >= 0 AND (deductible_fen IS NULL OR deductible_used_fen <= deductible_fen)",
            name=op.f("ck_yearly_counter_deductible"),
        ),
        sa.CheckConstraint("limit_fen IS NULL OR pooled_fen <= limit_fen", name=op.f("ck_yearly_counter_limit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_yearly_counter_person_id")),
        sa.PrimaryKeyConstraint("person_id", "year", "service", name=op.f("pk_yearly_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contribution",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("branch", _one_of("branch", "medical", "pension", "unemployment", "injury"), nullable=False),
        sa.Column("scheme", _one_of("scheme", "employee", "resident", "flexible"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("base_fen", sa.BigInteger(), nullable=True),
        sa.Column("person_fen", sa.BigInteger(), nullable=False),
        sa.Column("unit_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("source", _one_of("source", "employer", "self", "family", "subsidy"), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("status", _one_of("status", "paid", "reversed"), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=True),
        sa.CheckConstraint("source <> 'family' OR external_number IS NOT NULL", name=op.f("ck_contribution_family")),
        sa.CheckConstraint("base_fen IS NULL OR base_fen > 0", name=op.f("ck_contribution_base")),
        sa.CheckConstraint("months IN (1, 12)", name=op.f("ck_contribution_months")),
        sa.CheckConstraint("person_fen >= 0 AND unit_fen >= 0", name=op.f("ck_contribution_parts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contribution_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    op.create_index(
        "uq_contribution_external_number",
        "contribution",
        ["external_number"],
        unique=True,
        sqlite_where=sa.text("external_number IS NOT NULL"),
        postgresql_where=sa.text("external_number IS NOT NULL"),
    )
    op.create_index(
        "uq_contribution_paid",
        "contribution",
        ["person_id", "branch", "month"],
        unique=True,
        sqlite_where=sa.text("status = 'paid'"),
        postgresql_where=sa.text("status = 'paid'"),
    )
    op.create_table(
        "prior_months",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("branch", _one_of("branch", "medical", "pension", "unemployment", "injury"), nullable=False),
        sa.Column("paid", sa.SmallInteger(), nullable=False),
        sa.Column("deemed", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("paid >= 0 AND deemed >= 0", name=op.f("ck_prior_months_months")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prior_months_person_id")),
        sa.PrimaryKeyConstraint("person_id", "branch", name=op.f("pk_prior_months")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sharing_attempt",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("kind", _one_of("kind", "outpatient", "inpatient", "pharmacy", "premium"), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("authoriser_id", sa.Integer(), nullable=True),
        sa.Column("authorisation_id", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            _one_of("reason", "insufficient", "wrong_information", "system_fault", "irregular_status"),
            nullable=True,
        ),
        sa.Column("institution", sa.String(length=40), nullable=True),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(authorisation_id IS NULL) = (authoriser_id IS NULL)", name=op.f("ck_sharing_attempt_authoriser")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_sharing_attempt_amount")),
        sa.CheckConstraint("place > 0", name=op.f("ck_sharing_attempt_place")),
        sa.CheckConstraint(
            "reason IS NOT NULL OR authorisation_id IS NOT NULL", name=op.f("ck_sharing_attempt_authorised")
        ),
        sa.CheckConstraint("refunded_on IS NULL OR reason IS NULL", name=op.f("ck_sharing_attempt_refund")),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["family_authorisation.id"], name=op.f("fk_sharing_attempt_authorisation_id")
        ),
        sa.ForeignKeyConstraint(["authoriser_id"], ["person.id"], name=op.f("fk_sharing_attempt_authoriser_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_sharing_attempt_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_attempt")),
    )
    op.create_index("ix_sharing_attempt_authoriser_id_id", "sharing_attempt", ["authoriser_id", "id"], unique=False)
    op.create_index("ix_sharing_attempt_member_id_id", "sharing_attempt", ["member_id", "id"], unique=False)
    op.create_index(
        "uq_sharing_attempt_external_number_place", "sharing_attempt", ["external_number", "place"], unique=True
    )
    op.create_table(
        "scheduled_premium",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authorisation_id", sa.Integer(), nullable=False),
        sa.Column("for_year", sa.SmallInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=False),
        sa.Column("status", _one_of("status", "waiting", "paid", "failed"), nullable=False),
        sa.Column(
            "reason",
            _one_of("reason", "insufficient", "wrong_information", "system_fault", "irregular_status"),
            nullable=True,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'failed') = (reason IS NOT NULL)", name=op.f("ck_scheduled_premium_failure")),
        sa.CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name=op.f("ck_scheduled_premium_settled")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_scheduled_premium_amount")),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["family_authorisation.id"], name=op.f("fk_scheduled_premium_authorisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_premium")),
    )
    op.create_index("ix_scheduled_premium_authorisation_id", "scheduled_premium", ["authorisation_id"], unique=False)
    op.create_index(
        "ix_scheduled_premium_waiting",
        "scheduled_premium",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("uq_scheduled_premium_external_number", "scheduled_premium", ["external_number"], unique=True)


def _create_case_tables() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", "outpatient", "inpatient", "emergency", "maternity"), nullable=False),
        sa.Column("expense_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            _one_of("status", "received", "reviewing", "documents", "approved", "paid", "refused"),
            nullable=False,
        ),
        sa.Column("reason", _one_of("reason", "deadline", "not_covered", "documents", "settled"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("bank_tail", sa.String(length=4), nullable=True),
        sa.CheckConstraint(
            "(status = 'paid') = (paid_fen IS NOT NULL) AND (status = 'paid') = (paid_on IS NOT NULL)",
            name=op.f("ck_claim_paid"),
        ),
        sa.CheckConstraint("(status = 'refused') = (reason IS NOT NULL)", name=op.f("ck_claim_refused")),
        sa.CheckConstraint(
            "received_on <= deadline_on OR (status = 'refused' AND reason = 'deadline')", name=op.f("ck_claim_deadline")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_claim_amount")),
        sa.CheckConstraint(
            "paid_fen IS NULL OR (paid_fen > 0 AND paid_fen <= amount_fen AND (ceiling_fen IS NULL"
            " OR paid_fen <= ceiling_fen))",
            name=op.f("ck_claim_ceiling"),
        ),
        sa.CheckConstraint("received_on >= expense_on", name=op.f("ck_claim_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
    )
    op.create_index("ix_claim_person_id_received_on", "claim", ["person_id", "received_on"], unique=False)
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", "long_term", "temporary", "referral", "emergency"), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("status", _one_of("status", "active", "cancelled"), nullable=False),
        sa.Column("external_number", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(kind = 'long_term') = (until IS NULL)", name=op.f("ck_filing_end")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_filing_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_filing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("external_number", name=op.f("uq_filing_external_number")),
    )
    op.create_index("ix_filing_person_id", "filing", ["person_id"], unique=False)
    op.create_table(
        "maternity_allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("payee", _one_of("payee", "employer", "person"), nullable=False),
        sa.Column("status", _one_of("status", "received", "reviewing", "paid", "refused"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'paid') = (paid_on IS NOT NULL) AND (status <> 'paid' OR amount_fen IS NOT NULL)",
            name=op.f("ck_maternity_allowance_paid"),
        ),
        sa.CheckConstraint("amount_fen IS NULL OR amount_fen > 0", name=op.f("ck_maternity_allowance_amount")),
        sa.CheckConstraint("days > 0", name=op.f("ck_maternity_allowance_days")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_maternity_allowance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maternity_allowance")),
        sa.UniqueConstraint("number", name=op.f("uq_maternity_allowance_number")),
    )
    op.create_index("ix_maternity_allowance_person_id", "maternity_allowance", ["person_id"], unique=False)


def _create_social_tables() -> None:
    op.create_table(
        "pension",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", _one_of("status", "contributing", "paused", "drawing"), nullable=False),
        sa.Column("base_fen", sa.BigInteger(), nullable=True),
        sa.Column("account_fen", sa.BigInteger(), nullable=False),
        sa.Column("account_as_of", sa.Date(), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=True),
        sa.Column("payment_day", sa.SmallInteger(), nullable=True),
        sa.Column("divisor", sa.SmallInteger(), nullable=True),
        sa.Column("drawn_since", sa.Date(), nullable=True),
        sa.Column("last_paid_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status <> 'drawing' OR (monthly_fen > 0 AND payment_day IS NOT NULL"
            " AND divisor IS NOT NULL AND drawn_since IS NOT NULL)",
            name=op.f("ck_pension_drawing"),
        ),
        sa.CheckConstraint("account_fen >= 0", name=op.f("ck_pension_account")),
        sa.CheckConstraint("base_fen IS NULL OR base_fen > 0", name=op.f("ck_pension_base")),
        sa.CheckConstraint("divisor IS NULL OR divisor > 0", name=op.f("ck_pension_divisor")),
        sa.CheckConstraint("payment_day IS NULL OR payment_day BETWEEN 1 AND 28", name=op.f("ck_pension_payment_day")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pension_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pension")),
    )
    op.create_table(
        "unemployment",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", _one_of("status", "insured", "drawing", "ended"), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=True),
        sa.Column("months_granted", sa.SmallInteger(), nullable=True),
        sa.Column("months_drawn", sa.SmallInteger(), nullable=False),
        sa.Column("drawn_since", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status = 'insured' OR (monthly_fen > 0 AND months_granted > 0 AND drawn_since IS NOT NULL)",
            name=op.f("ck_unemployment_benefit"),
        ),
        sa.CheckConstraint(
            "months_granted IS NULL OR months_drawn BETWEEN 0 AND months_granted", name=op.f("ck_unemployment_months")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unemployment_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_unemployment")),
    )
    op.create_table(
        "work_injury",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "status",
            _one_of("status", "insured", "applied", "recognised", "assessed", "not_recognised"),
            nullable=False,
        ),
        sa.Column("injured_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("grade", sa.SmallInteger(), nullable=True),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(status = 'assessed') = (grade IS NOT NULL)", name=op.f("ck_work_injury_assessed")),
        sa.CheckConstraint("(status = 'insured') = (injured_on IS NULL)", name=op.f("ck_work_injury_case")),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 10", name=op.f("ck_work_injury_grade")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_injury_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_work_injury")),
    )
    op.create_table(
        "card",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=True),
        sa.Column("status", _one_of("status", "applied", "in_production", "ready", "issued"), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("pick_up", sa.String(length=40), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loss_reference", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(status = 'issued') = (issued_on IS NOT NULL)", name=op.f("ck_card_issued")),
        sa.CheckConstraint("(lost_at IS NULL) = (loss_reference IS NULL)", name=op.f("ck_card_loss_reference")),
        sa.CheckConstraint("activated_on IS NULL OR issued_on IS NOT NULL", name=op.f("ck_card_activated")),
        sa.CheckConstraint("lost_at IS NULL OR issued_on IS NOT NULL", name=op.f("ck_card_lost")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_card_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_card")),
    )


def _create_message_tables() -> None:
    op.create_table(
        "notice_preference",
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name=op.f("pk_notice_preference")),
    )
    op.create_table(
        "notice",
        sa.Column("id", _long_id(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column(
            "kind", _one_of("kind", "credit", "payment", "claim", "maternity", "premium", "ticket"), nullable=False
        ),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("status", _one_of("status", "waiting", "sent", "delivered", "failed", "unwanted"), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_sid", sa.String(length=34), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(status = 'waiting') = (next_try_at IS NOT NULL)", name=op.f("ck_notice_next_try")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_notice_tries")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(
        "ix_notice_waiting",
        "notice",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "uq_notice_message_sid",
        "notice",
        ["message_sid"],
        unique=True,
        sqlite_where=sa.text("message_sid IS NOT NULL"),
        postgresql_where=sa.text("message_sid IS NOT NULL"),
    )
    op.create_index("uq_notice_person_id_event", "notice", ["person_id", "event"], unique=True)
    op.create_table(
        "one_time_code",
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", _one_of("purpose", "bind", "verify"), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_one_time_code_tries")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_code_person_id")),
        sa.PrimaryKeyConstraint("phone_hash", "purpose", name=op.f("pk_one_time_code")),
    )
    op.create_index("ix_one_time_code_expires_at", "one_time_code", ["expires_at"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("call_sid", sa.String(length=34), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("agent", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 4", name=op.f("ck_survey_answer_score")),
        sa.ForeignKeyConstraint(["call_sid"], ["call_record.call_sid"], name=op.f("fk_survey_answer_call_sid")),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "posted_event",
        sa.Column("external_number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("external_number", name=op.f("pk_posted_event")),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(f"DROP TRIGGER {trigger}")
    else:
        op.execute("DROP TRIGGER ledger_entry_shared ON ledger_entry")
        op.execute("DROP TRIGGER personal_account_insured ON personal_account")
        op.execute("DROP TRIGGER insurance_account ON insurance")
        for function in ("check_shared_entry", "check_account", "check_insurance"):
            op.execute(f"DROP FUNCTION {function}()")
    for index in ("ix_ticket_callback_at", "ix_ticket_contact_hash", "ix_ticket_person_id"):
        op.drop_index(index, "ticket")
    for table, columns in COLUMNS.items():
        for name, _ in reversed(columns):
            op.drop_column(table, name)
    for table in TABLES:
        op.drop_table(table)
