"""A decision counts its changes, and one that is taken back keeps its note.

Revision ID: 0009
Revises: 0008
Create Date: 2026-12-01 07:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

OUTCOME = sa.String(length=20)

decision = sa.table('decision', sa.column('outcome', sa.String))


def upgrade():
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.alter_column('outcome', existing_type=OUTCOME, nullable=True)
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('version', existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def downgrade():
    op.execute(decision.delete().where(decision.c.outcome.is_(None)))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('outcome', existing_type=OUTCOME, nullable=False)
        batch_op.drop_column('version')
