"""The outbox holds kinds and parameters instead of rendered messages.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-30 23:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ENGLISH_FOOTER = 'You get this mail because of your account at ClubInterview.'
UNFINISHED = ('queued', 'failed')  # may still be sent

outbox = sa.table(
    'outbox_message',
    sa.column('id', sa.Integer),
    sa.column('channel', sa.String),
    sa.column('status', sa.String),
    sa.column('last_error', sa.String),
    sa.column('subject', sa.String),
    sa.column('text_body', sa.Text),
    sa.column('html_body', sa.Text),
    sa.column('kind', sa.String),
    sa.column('parameters', sa.JSON),
    sa.column('path', sa.String),
    sa.column('locale', sa.String),
)


def upgrade():
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('parameters', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('path', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('locale', sa.String(length=16), nullable=True))
    op.execute(outbox.update().values(kind='plain', parameters={}, path='', locale='zh_Hans_CN'))
    _keep_unfinished_deliverable()
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column('parameters', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('path', existing_type=sa.String(length=200), nullable=False)
        batch_op.alter_column('locale', existing_type=sa.String(length=16), nullable=False)
        batch_op.drop_column('html_body')
        batch_op.drop_column('text_body')
        batch_op.drop_column('subject')


def downgrade():
    """Leave what waits since before 0007 deliverable, and no other message: only the newer release can render it."""
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('text_body', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('html_body', sa.Text(), nullable=True))
    op.execute(outbox.update().values(subject=outbox.c.kind, text_body='', html_body=''))
    op.execute(
        outbox.update()
        .where(outbox.c.status.in_(UNFINISHED), outbox.c.kind != 'plain')
        .values(status='void', last_error='of a newer release')
    )
    _write_plain_bodies()
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.alter_column('html_body', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('text_body', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('subject', existing_type=sa.String(length=200), nullable=False)
        batch_op.drop_column('locale')
        batch_op.drop_column('path')
        batch_op.drop_column('parameters')
        batch_op.drop_column('kind')


def _keep_unfinished_deliverable():
    """Turn what may still be sent into messages of the kind `plain`, which says the text that was rendered before."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(outbox).where(outbox.c.status.in_(UNFINISHED))).all()
    for row in rows:
        parameters = {'subject': row.subject, 'text': _body(row.subject, row.text_body)}
        if row.channel == 'sms' and row.text_body:
            parameters = {'subject': row.text_body, 'text': ''}
        locale = 'en' if ENGLISH_FOOTER in row.text_body else 'zh_Hans_CN'
        connection.execute(
            outbox.update().where(outbox.c.id == row.id).values(parameters=parameters, locale=locale)
        )


def _body(subject, text):
    """Return what the text part of a mail says between its subject and its footer, which are rendered around it."""
    return text.removeprefix(subject).rpartition('\n--\n')[0].strip('\n')


def _write_plain_bodies():
    connection = op.get_bind()
    plain = sa.select(outbox).where(outbox.c.status.in_(UNFINISHED), outbox.c.kind == 'plain')
    for row in connection.execute(plain).all():
        subject, text = row.parameters.get('subject', ''), row.parameters.get('text', '')
        shown = row.kind if row.channel == 'sms' else subject[:200]  # the text of a text message may hold a code
        connection.execute(
            outbox.update().where(outbox.c.id == row.id).values(subject=shown, text_body=text or subject)
        )
