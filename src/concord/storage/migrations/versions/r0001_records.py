"""The ledger: records in commit order, with the areas and places that decide who may see them."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the ledger."""
    op.create_table(
        "ledger",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("last_added_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("added_at", sa.BigInteger, nullable=False, unique=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("tlp_rank", sa.SmallInteger, nullable=False),
        sa.Column("un_rank", sa.SmallInteger, nullable=False),
        sa.Column("originator_controlled", sa.SmallInteger, nullable=False),
        sa.Column("personal_data", sa.SmallInteger, nullable=False),
        sa.Column("due_diligence", sa.SmallInteger, nullable=False),
        sa.Column("exercise", sa.SmallInteger, nullable=False),
        sa.Column("purpose", sa.String),
        sa.Column("legal_basis", sa.String),
        sa.Column("valid_from", sa.BigInteger),
        sa.Column("valid_until", sa.BigInteger),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", "version", name="records_id_version"),
    )
    op.create_index("records_kind_seq", "records", ["kind", "seq"])
    op.create_index("records_origin_seq", "records", ["origin", "seq"])
    for table, column in (("record_areas", "area"), ("record_places", "place")):
        op.create_table(
            table,
            sa.Column(
                "seq",
                sa.BigInteger,
                sa.ForeignKey("records.seq"),
                primary_key=True,
                autoincrement=False,
            ),
            sa.Column(column, sa.String, primary_key=True),
        )
        op.create_index(f"{table}_{column}", table, [column, "seq"])
