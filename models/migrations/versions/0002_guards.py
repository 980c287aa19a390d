"""Revision 0002: triggers that keep the ledger and the audit append only, and each account's ledger a chain.

The rules are those of domain 5, invariants 1, 4, 5 and 10; SQLite and PostgreSQL say them in their own words.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_entry", "audit_row")

CONTINUES = """
    NEW.current_year_fen = p.current_year_fen
        + CASE NEW.bucket WHEN 'current_year' THEN NEW.amount_fen ELSE 0 END
    AND NEW.carried_over_fen = p.carried_over_fen
        + CASE NEW.bucket WHEN 'carried_over' THEN NEW.amount_fen ELSE 0 END
    AND (
        (p.kind = 'carry_over' AND p.bucket = 'current_year')
        = (NEW.kind = 'carry_over' AND NEW.bucket = 'carried_over')
    )
    AND (
        NOT (NEW.kind = 'carry_over' AND NEW.bucket = 'carried_over')
        OR (p.for_year = NEW.for_year AND p.amount_fen = -NEW.amount_fen)
    )
"""
"""NEW follows p: balances add up, and a carry-over's two halves stand together and net to 0."""

BEGINS = """
    NEW.current_year_fen = CASE NEW.bucket WHEN 'current_year' THEN NEW.amount_fen ELSE 0 END
    AND NEW.carried_over_fen = CASE NEW.bucket WHEN 'carried_over' THEN NEW.amount_fen ELSE 0 END
    AND NEW.kind <> 'carry_over'
"""

REVERSES = """
    NEW.reverses_seq IS NULL OR EXISTS (
        SELECT 1 FROM ledger_entry o
        WHERE o.account_id = NEW.account_id AND o.seq = NEW.reverses_seq
        AND o.amount_fen = -NEW.amount_fen AND o.kind NOT IN ('reversal', 'carry_over', 'interest')
    )
"""

SQLITE = (
    *(
        f"""
        CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append only'); END
        """
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
    f"""
    CREATE TRIGGER ledger_entry_chain BEFORE INSERT ON ledger_entry
    WHEN NEW.seq > 1 AND NOT EXISTS (
        SELECT 1 FROM ledger_entry p
        WHERE p.account_id = NEW.account_id AND p.seq = NEW.seq - 1 AND {CONTINUES}
    )
    BEGIN SELECT RAISE(ABORT, 'ledger_entry does not continue its account'); END
    """,  # noqa: S608  constants of this file
    f"""
    CREATE TRIGGER ledger_entry_first BEFORE INSERT ON ledger_entry
    WHEN NEW.seq = 1 AND NOT ({BEGINS})
    BEGIN SELECT RAISE(ABORT, 'ledger_entry does not continue its account'); END
    """,
    """
    CREATE TRIGGER ledger_entry_carry_over BEFORE INSERT ON ledger_entry
    WHEN NEW.kind = 'carry_over' AND NEW.business_day <> (NEW.for_year + 1) || '-01-01'
    BEGIN SELECT RAISE(ABORT, 'ledger_entry carries over on another day than 1 January'); END
    """,
    f"""
    CREATE TRIGGER ledger_entry_reverses BEFORE INSERT ON ledger_entry
    WHEN NOT ({REVERSES})
    BEGIN SELECT RAISE(ABORT, 'ledger_entry is not the opposite of what it reverses'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%% is append only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """
        for table in APPEND_ONLY
    ),
    f"""
    CREATE FUNCTION check_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE p ledger_entry;
    BEGIN
        SELECT * INTO p FROM ledger_entry WHERE account_id = NEW.account_id AND seq = NEW.seq - 1;
        IF NOT COALESCE(CASE WHEN NEW.seq = 1 THEN {BEGINS} ELSE {CONTINUES} END, false) THEN
            RAISE EXCEPTION 'ledger_entry does not continue its account'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'carry_over' AND NEW.business_day <> make_date(NEW.for_year + 1, 1, 1) THEN
            RAISE EXCEPTION 'ledger_entry carries over on another day than 1 January'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT ({REVERSES}) THEN
            RAISE EXCEPTION 'ledger_entry is not the opposite of what it reverses'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,  # noqa: S608  constants of this file
    """
    CREATE TRIGGER ledger_entry_chain BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION check_ledger_entry()
    """,
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in (
            "ledger_entry_no_update",
            "ledger_entry_no_delete",
            "audit_row_no_update",
            "audit_row_no_delete",
            "ledger_entry_chain",
            "ledger_entry_first",
            "ledger_entry_carry_over",
            "ledger_entry_reverses",
        ):
            op.execute(f"DROP TRIGGER {trigger}")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP TRIGGER ledger_entry_chain ON ledger_entry")
    op.execute("DROP FUNCTION check_ledger_entry()")
    op.execute("DROP FUNCTION refuse_change()")
