"""accounts in full

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-21 04:45:52.034297

"""
from alembic import op
import sqlalchemy as sa
from clubinterview.core.database import UTCDateTime
from clubinterview.core.pinyin import folded, initials_of, pinyin_of

# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('retention_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_report')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('school_domain',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=120), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_school_domain_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_domain')),
    sa.UniqueConstraint('school_id', 'domain', name=op.f('uq_school_domain_school_id_domain')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('authenticator',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed_secret', sa.String(length=200), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_authenticator_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_authenticator')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('given_at', UTCDateTime(), nullable=False),
    sa.Column('withdrawn_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_consent_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_purpose_version', ['purpose', 'version'], unique=False)
        batch_op.create_index('ix_consent_user_id_purpose', ['user_id', 'purpose'], unique=False)

    op.create_table('data_export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'ready', 'failed', 'over', name='exportstatus', native_enum=False, length=20), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('storage_key', sa.String(length=80), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('expires_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_data_export_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_export')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('data_export', schema=None) as batch_op:
        batch_op.create_index('ix_data_export_status_expires_at', ['status', 'expires_at'], unique=False)
        batch_op.create_index('ix_data_export_user_id_id', ['user_id', 'id'], unique=False)

    op.create_table('identity_number',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.String(length=200), nullable=False),
    sa.Column('blind_index', sa.String(length=64), nullable=False),
    sa.Column('masked', sa.String(length=18), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_identity_number_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_identity_number')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('identity_number', schema=None) as batch_op:
        batch_op.create_index('ix_identity_number_blind_index', ['blind_index'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('credential_hash', sa.String(length=64), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
    sa.Column('public_key', sa.LargeBinary(length=2000), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('last_used_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_passkey_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_hash', name=op.f('uq_passkey_credential_hash')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index('ix_passkey_user_id', ['user_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_recovery_code_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('user_id', 'code_hash', name=op.f('uq_recovery_code_user_id_code_hash')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    op.create_table('security_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.String(length=120), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('user_agent', sa.String(length=255), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('updated_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_security_event_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_event')),
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('security_event', schema=None) as batch_op:
        batch_op.create_index('ix_security_event_user_id_id', ['user_id', 'id'], unique=False)

    with op.batch_alter_table('club', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_second_factor', sa.Boolean(), server_default=sa.text('0'), nullable=False))

    with op.batch_alter_table('drive', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_campus_confirmation', sa.Boolean(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('retention_days', sa.Integer(), server_default=sa.text('180'), nullable=False))

    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('method', sa.String(length=20), server_default='password', nullable=False))
        batch_op.add_column(sa.Column('is_remembered', sa.Boolean(), server_default=sa.text('1'), nullable=False))

    with op.batch_alter_table('major', schema=None) as batch_op:
        batch_op.add_column(sa.Column('search_text', sa.String(length=600), server_default=sa.text("''"), nullable=False))
        batch_op.create_index('ix_major_search_text', ['search_text'], unique=False)

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', sa.Enum('mail', 'sms', name='channel', native_enum=False, length=20), server_default='mail', nullable=False))

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.add_column(sa.Column('aliases', sa.String(length=200), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('status', sa.Enum('listed', 'pending', name='schoolstatus', native_enum=False, length=20), server_default='listed', nullable=False))
        batch_op.add_column(sa.Column('search_text', sa.String(length=600), server_default=sa.text("''"), nullable=False))
        batch_op.create_index('ix_school_status_search_text', ['status', 'search_text'], unique=False)

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('has_second_factor', sa.Boolean(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('needs_second_factor', sa.Boolean(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('must_change_password', sa.Boolean(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('avatar_key', sa.String(length=80), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('campus_email', sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column('campus_confirmed_at', UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('erase_at', UTCDateTime(), nullable=True))
        batch_op.alter_column('username',
               existing_type=sa.VARCHAR(length=40),
               type_=sa.String(length=50),
               existing_nullable=True)
        batch_op.alter_column('password_hash',
               existing_type=sa.VARCHAR(length=60),
               type_=sa.String(length=200),
               existing_nullable=True)
        batch_op.create_index('ix_user_erase_at', ['erase_at'], unique=False)
        batch_op.create_index('ix_user_name', ['name'], unique=False)
        batch_op.create_index('ix_user_student_number', ['student_number'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_user_campus_email'), ['campus_email'])

    _note_consents()
    _make_searchable()


def _note_consents():
    """Everybody who agreed to the notice so far gets the row that says so."""
    op.execute(
        "INSERT INTO consent (user_id, purpose, version, given_at, created_at, updated_at) "
        "SELECT id, 'notice', notice_version, consented_at, consented_at, consented_at FROM user "
        "WHERE consented_at IS NOT NULL"
    )


def _make_searchable():
    """Schools and majors are found by name, pinyin and initials, each between bars."""
    connection = op.get_bind()
    for name in ('school', 'major'):
        table = sa.table(name, sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('search_text', sa.String))
        rows = [
            {'row_id': row_id, 'search': '|'.join(['', folded(text), folded(pinyin_of(text)), folded(initials_of(text)), ''])}
            for row_id, text in connection.execute(sa.select(table.c.id, table.c.name)).all()
        ]
        if rows:
            connection.execute(
                sa.update(table).where(table.c.id == sa.bindparam('row_id')).values(search_text=sa.bindparam('search')), rows
            )


def downgrade():
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_user_campus_email'), type_='unique')
        batch_op.drop_index('ix_user_student_number')
        batch_op.drop_index('ix_user_name')
        batch_op.drop_index('ix_user_erase_at')
        batch_op.alter_column('password_hash',
               existing_type=sa.String(length=200),
               type_=sa.VARCHAR(length=60),
               existing_nullable=True)
        batch_op.alter_column('username',
               existing_type=sa.String(length=50),
               type_=sa.VARCHAR(length=40),
               existing_nullable=True)
        batch_op.drop_column('erase_at')
        batch_op.drop_column('campus_confirmed_at')
        batch_op.drop_column('campus_email')
        batch_op.drop_column('avatar_key')
        batch_op.drop_column('must_change_password')
        batch_op.drop_column('needs_second_factor')
        batch_op.drop_column('has_second_factor')

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_index('ix_school_status_search_text')
        batch_op.drop_column('search_text')
        batch_op.drop_column('status')
        batch_op.drop_column('aliases')

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('channel')

    with op.batch_alter_table('major', schema=None) as batch_op:
        batch_op.drop_index('ix_major_search_text')
        batch_op.drop_column('search_text')

    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_column('is_remembered')
        batch_op.drop_column('method')

    with op.batch_alter_table('drive', schema=None) as batch_op:
        batch_op.drop_column('retention_days')
        batch_op.drop_column('needs_campus_confirmation')

    with op.batch_alter_table('club', schema=None) as batch_op:
        batch_op.drop_column('needs_second_factor')

    op.drop_table('security_event')
    op.drop_table('recovery_code')
    op.drop_table('passkey')
    op.drop_table('identity_number')
    op.drop_table('data_export')
    op.drop_table('consent')
    op.drop_table('authenticator')
    op.drop_table('school_domain')
    op.drop_table('retention_report')
