"""Revision 0005: the policy table, with one current row a key (domain 5, invariant 18)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = (
    "region_code",
    "year",
    "scheme",
    "tier",
    "insured_class",
    "service",
    "hospital_level",
    "visit",
    "item",
    "detail",
    "band_low_fen",
    "band_high_fen",
)
CHECKS = {
    "year": "year = 0 OR year BETWEEN 1990 AND 2100",
    "visit": "visit BETWEEN 0 AND 2",
    "amount_band": "band_low_fen >= 0 AND (band_high_fen = 0 OR band_high_fen >= band_low_fen)",
    "unit": "(unit = 'none') = (low IS NULL)",
    "range": "high IS NULL OR high >= low",
    "not_negative": "low IS NULL OR low >= 0",
    "percent": "unit <> 'percent' OR (low <= 10000 AND (high IS NULL OR high <= 10000))",
    "note": "(item = 'note') = (spoken = '')",
    "words": "(spoken = '') = (sms = '')",
    "current_is_told": "status <> 'current' OR spoken <> ''",
    "doubt_is_explained": "status = 'current' OR note <> ''",
}
SERVICES = (
    "outpatient dental inpatient serious premium enrolment years account sharing reimbursement documents deadline"
    " maternity pension social_base social_insurance employment labour personnel query_guide contribution_guide"
    " filing_guide claim_guide sharing_guide card_guide"
)
ITEMS = (
    "threshold ratio ceiling self_pay premium subsidy base person_rate unit_rate person_part unit_part total years"
    " waiting days grant age choices duration rule note"
)
CLASSES = "any working retired student old working_age newborn destitute low_income"


def _one_of(column: str, values: str) -> sa.Column[str]:
    """Text with a CHECK that it is one of `values`."""
    kind = sa.Enum(*values.split(), name=column, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        _one_of("scheme", "any employee resident flexible"),
        _one_of("tier", "any first second third"),
        _one_of("insured_class", CLASSES),
        _one_of("service", SERVICES),
        _one_of("hospital_level", "any community primary secondary tertiary other"),
        sa.Column("visit", sa.SmallInteger(), nullable=False),
        _one_of("item", ITEMS),
        sa.Column("detail", sa.String(length=32), nullable=False),
        sa.Column("band_low_fen", sa.BigInteger(), nullable=False),
        sa.Column("band_high_fen", sa.BigInteger(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "none",
                "fen",
                "percent",
                "number",
                name="unit_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        _one_of("status", "current superseded disputed"),
        sa.Column("sources", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("spoken_title", sa.String(length=40), nullable=False),
        sa.Column("keywords", sa.String(length=200), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("sms", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_policy_{name}")) for name, rule in CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    current = sa.text("status = 'current'")
    op.create_index(
        "uq_policy_current", "policy", list(KEY), unique=True, sqlite_where=current, postgresql_where=current
    )
    op.create_index("ix_policy_region_code_service", "policy", ["region_code", "service"], unique=False)


def downgrade() -> None:
    op.drop_table("policy")
