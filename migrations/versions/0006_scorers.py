"""Who is to score an application in a stage, from the panels of its booked slots.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-30 22:00:00

"""
import sqlalchemy as sa
from alembic import op

from clubinterview.core.database import UTCDateTime

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'scorer',
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('stage_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('created_at', UTCDateTime(), nullable=False),
        sa.Column('updated_at', UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_scorer_application_id')),
        sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_scorer_stage_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_scorer_user_id')),
        sa.PrimaryKeyConstraint('application_id', 'stage_id', 'user_id', name=op.f('pk_scorer')),
        mysql_charset='utf8mb4',
        mysql_collate='utf8mb4_bin',
        mysql_engine='InnoDB',
    )
    with op.batch_alter_table('scorer', schema=None) as batch_op:
        batch_op.create_index('ix_scorer_user_id_stage_id', ['user_id', 'stage_id'], unique=False)
    op.execute(
        'INSERT INTO scorer (application_id, stage_id, user_id, created_at, updated_at) '
        'SELECT booking.application_id, booking.stage_id, slot_panel.user_id, booking.created_at, booking.created_at '
        'FROM booking JOIN slot_panel ON slot_panel.slot_id = booking.slot_id WHERE booking.is_live'
    )


def downgrade():
    op.drop_table('scorer')
