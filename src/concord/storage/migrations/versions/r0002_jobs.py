"""Jobs and outbox: what is to be done after a commit, kept by the same commit."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "jobs",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(),
            primary_key=True,
        ),
        sa.Column("task", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String),
        sa.Column("dead_at", sa.BigInteger),
        sa.Column("done_at", sa.BigInteger),
        sa.UniqueConstraint("task", "name", name="jobs_task_name"),
    )
    op.create_index("jobs_open", "jobs", ["done_at", "dead_at", "due_at"])
