"""Practice: question bank, mock interviews, recordings, coach.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-21 11:46:46.174084

"""
from alembic import op
import sqlalchemy as sa
from clubinterview.core.database import UTCDateTime
from sqlalchemy.dialects import mysql

# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('question_category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('name_zh', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['question_category.id'], name=op.f('fk_question_category_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_category')),
    sa.UniqueConstraint('slug', name=op.f('uq_question_category_slug')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('coach_talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('start_key', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_coach_talk_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coach_talk')),
    sa.UniqueConstraint('user_id', 'start_key', name=op.f('uq_coach_talk_user_id_start_key')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('coach_talk', schema=None) as batch_op:
        batch_op.create_index('ix_coach_talk_user_id_id', ['user_id', 'id'], unique=False)

    op.create_table('mock_interview',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('start_key', sa.String(length=40), nullable=False),
    sa.Column('is_live', sa.Boolean(), nullable=True),
    sa.Column('source', sa.Enum('drive', 'department', 'category', 'resume', 'suggested', 'again', name='source', native_enum=False, length=20), nullable=False),
    sa.Column('title_zh', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=True),
    sa.Column('mode', sa.Enum('text', 'voice', name='mode', native_enum=False, length=20), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('seconds_to_prepare', sa.Integer(), nullable=False),
    sa.Column('seconds_to_answer', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('running', 'paused', 'finished', 'abandoned', name='mockstatus', native_enum=False, length=20), nullable=False),
    sa.Column('paused_at', UTCDateTime(), nullable=True),
    sa.Column('finished_at', UTCDateTime(), nullable=True),
    sa.Column('scored_at', UTCDateTime(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('share_token', sa.String(length=43), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_mock_interview_category_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mock_interview_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mock_interview')),
    sa.UniqueConstraint('share_token', name=op.f('uq_mock_interview_share_token')),
    sa.UniqueConstraint('user_id', 'is_live', name=op.f('uq_mock_interview_user_id_is_live')),
    sa.UniqueConstraint('user_id', 'start_key', name=op.f('uq_mock_interview_user_id_start_key')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('mock_interview', schema=None) as batch_op:
        batch_op.create_index('ix_mock_interview_user_id_id', ['user_id', 'id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=True),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('self_introduction', 'motivation', 'behavioural', 'situational', 'teamwork', 'technical', 'group_discussion', 'closing', name='questionkind', native_enum=False, length=20), nullable=False),
    sa.Column('difficulty', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'in_review', 'live', 'retired', name='questionstatus', native_enum=False, length=20), nullable=False),
    sa.Column('is_for_panels', sa.Boolean(), nullable=False),
    sa.Column('tags', sa.String(length=255), nullable=False),
    sa.Column('text_zh', sa.String(length=500), nullable=False),
    sa.Column('text_en', sa.String(length=500), nullable=False),
    sa.Column('sample_zh', sa.String(length=2000), nullable=False),
    sa.Column('sample_en', sa.String(length=2000), nullable=False),
    sa.Column('follow_ups_zh', sa.JSON(), nullable=False),
    sa.Column('follow_ups_en', sa.JSON(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('writer_ids', sa.JSON(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('average', sa.Float(), nullable=True),
    sa.Column('spread', sa.Float(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('difficulty BETWEEN 1 AND 5', name=op.f('ck_question_difficulty')),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_question_category_id')),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_question_club_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['question.id'], name=op.f('fk_question_merged_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('ref', name=op.f('uq_question_ref')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('ix_question_club_id_id', ['club_id', 'id'], unique=False)
        batch_op.create_index('ix_question_status_category_id', ['status', 'category_id'], unique=False)

    op.create_table('coach_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('ask_key', sa.String(length=40), nullable=False),
    sa.Column('question', sa.String(length=1000), nullable=False),
    sa.Column('passages', sa.JSON(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('none', 'waiting', 'ready', 'failed', name='commentstatus', native_enum=False, length=20), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['talk_id'], ['coach_talk.id'], name=op.f('fk_coach_turn_talk_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_coach_turn_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coach_turn')),
    sa.UniqueConstraint('talk_id', 'ask_key', name=op.f('uq_coach_turn_talk_id_ask_key')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('coach_turn', schema=None) as batch_op:
        batch_op.create_index('ix_coach_turn_status', ['status'], unique=False)
        batch_op.create_index('ix_coach_turn_user_id', ['user_id'], unique=False)

    op.create_table('mock_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mock_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('follow_up', sa.Integer(), nullable=True),
    sa.Column('retry_of_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('waiting', 'open', 'done', 'skipped', name='answerstatus', native_enum=False, length=20), nullable=False),
    sa.Column('text', sa.Text().with_variant(mysql.MEDIUMTEXT(), 'mariadb').with_variant(mysql.MEDIUMTEXT(), 'mysql'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=True),
    sa.Column('closed_at', UTCDateTime(), nullable=True),
    sa.Column('seconds_used', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('comment_status', sa.Enum('none', 'waiting', 'ready', 'failed', name='commentstatus', native_enum=False, length=20), nullable=False),
    sa.Column('comment', sa.JSON(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['mock_id'], ['mock_interview.id'], name=op.f('fk_mock_answer_mock_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_mock_answer_question_id')),
    sa.ForeignKeyConstraint(['retry_of_id'], ['mock_answer.id'], name=op.f('fk_mock_answer_retry_of_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mock_answer_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mock_answer')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('mock_answer', schema=None) as batch_op:
        batch_op.create_index('ix_mock_answer_comment_status', ['comment_status'], unique=False)
        batch_op.create_index('ix_mock_answer_mock_id_position', ['mock_id', 'position'], unique=False)
        batch_op.create_index('ix_mock_answer_question_id_user_id', ['question_id', 'user_id'], unique=False)
        batch_op.create_index('ix_mock_answer_user_id_question_id', ['user_id', 'question_id'], unique=False)

    op.create_table('recording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('status', sa.Enum('receiving', 'whole', name='recordingstatus', native_enum=False, length=20), nullable=False),
    sa.Column('storage_key', sa.String(length=80), nullable=True),
    sa.Column('joined_pieces', sa.Integer(), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['mock_answer.id'], name=op.f('fk_recording_answer_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_recording_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recording')),
    sa.UniqueConstraint('answer_id', name=op.f('uq_recording_answer_id')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_recording_storage_key')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('recording', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recording_user_id'), ['user_id'], unique=False)

    op.create_table('recording_piece',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recording_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('storage_key', sa.String(length=80), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['recording_id'], ['recording.id'], name=op.f('fk_recording_piece_recording_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recording_piece')),
    sa.UniqueConstraint('recording_id', 'number', name=op.f('uq_recording_piece_recording_id_number')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_recording_piece_storage_key')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )


def downgrade():
    op.drop_table('recording_piece')
    op.drop_table('recording')
    op.drop_table('mock_answer')
    op.drop_table('coach_turn')
    op.drop_table('question')
    op.drop_table('mock_interview')
    op.drop_table('coach_talk')
    op.drop_table('question_category')
