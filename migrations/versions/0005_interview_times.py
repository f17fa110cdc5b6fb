"""When an interview began and ended.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-21 15:15:02.518603

"""
from alembic import op
import sqlalchemy as sa
from clubinterview.core.database import UTCDateTime

# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('began_at', UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('ended_at', UTCDateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('ended_at')
        batch_op.drop_column('began_at')
