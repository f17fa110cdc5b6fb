"""A stage with the usual name of its kind stores none, so that each reader sees it in their language.

Revision ID: 0008
Revises: 0007
Create Date: 2026-12-01 06:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

USUAL = {'screening': ('简历筛选', 'Application review'), 'interview': ('面试', 'Interview')}

stage = sa.table('stage', sa.column('kind', sa.String), sa.column('name', sa.String))


def upgrade():
    for kind, names in USUAL.items():
        op.execute(stage.update().where(stage.c.kind == kind, stage.c.name.in_(names)).values(name=''))


def downgrade():
    for kind, (chinese, _) in USUAL.items():
        op.execute(stage.update().where(stage.c.kind == kind, stage.c.name == '').values(name=chinese))
