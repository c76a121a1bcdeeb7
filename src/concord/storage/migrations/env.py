"""Run by alembic: the migrations go over the connection and transaction that upgrade() holds."""

from alembic import context

from concord.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
