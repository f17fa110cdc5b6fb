"""Interview kits: what an interview asks, and what was drawn for each candidate.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-21 12:13:20.706474

"""
from alembic import op
import sqlalchemy as sa
from clubinterview.core.database import UTCDateTime

# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('interview_kit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('opening', sa.Text(), nullable=False),
    sa.Column('closing', sa.Text(), nullable=False),
    sa.Column('opening_minutes', sa.Integer(), nullable=False),
    sa.Column('closing_minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_interview_kit_stage_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interview_kit')),
    sa.UniqueConstraint('stage_id', name=op.f('uq_interview_kit_stage_id')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('kit_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kit_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('difficulty', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('redrawn_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_kit_draw_application_id')),
    sa.ForeignKeyConstraint(['kit_id'], ['interview_kit.id'], name=op.f('fk_kit_draw_kit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kit_draw')),
    sa.UniqueConstraint('kit_id', 'application_id', name=op.f('uq_kit_draw_kit_id_application_id')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('kit_draw', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kit_draw_application_id'), ['application_id'], unique=False)

    op.create_table('kit_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kit_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=True),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('difficulty', sa.Integer(), nullable=True),
    sa.Column('anchors', sa.JSON(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('difficulty BETWEEN 1 AND 5', name=op.f('ck_kit_part_difficulty')),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_kit_part_category_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_kit_part_criterion_id')),
    sa.ForeignKeyConstraint(['kit_id'], ['interview_kit.id'], name=op.f('fk_kit_part_kit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kit_part')),
    sa.UniqueConstraint('kit_id', 'position', name=op.f('uq_kit_part_kit_id_position')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('kit_draw_question',
    sa.Column('draw_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['draw_id'], ['kit_draw.id'], name=op.f('fk_kit_draw_question_draw_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_kit_draw_question_question_id')),
    sa.PrimaryKeyConstraint('draw_id', 'position', name=op.f('pk_kit_draw_question')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('kit_draw_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kit_draw_question_question_id'), ['question_id'], unique=False)


def downgrade():
    op.drop_table('kit_draw_question')
    op.drop_table('kit_part')
    op.drop_table('kit_draw')
    op.drop_table('interview_kit')
