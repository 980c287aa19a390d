"""What Alembic runs to migrate: on the connection it is handed, inside the transaction that is open there."""

from typing import cast

from alembic import context
from sqlalchemy import Connection

import models

connection = cast(Connection, context.config.attributes["connection"])
context.configure(
    connection=connection,
    target_metadata=models.Base.metadata,
    compare_type=True,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
