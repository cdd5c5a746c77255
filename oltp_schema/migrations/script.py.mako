"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    ${"\n".join(line for line in upgrades.splitlines() if "lembic" not in line).strip()}
