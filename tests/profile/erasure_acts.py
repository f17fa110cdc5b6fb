"""What tests of erasure and retention do and read again and again."""

from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, redis_store
from clubinterview.recruitment.applications.services import Entry, submit
from clubinterview.recruitment.models import DriveCount
from clubinterview.storage import files
from tests import factories

NAME, EMAIL, PHONE, NUMBER = "欧阳彧霖", "ouyang.yulin@example.edu.cn", "+8613912340000", "99887766554"
ANSWER, RESUME, FILENAME, BIO, NOTE = (
    "因为热爱钟表修复",
    "曾获钟表大赛金奖",
    "彧霖的简历.pdf",
    "喜欢蒸汽火车",
    "彧霖很沉稳",
)


def apply(person, drive):
    key = files.save("resume", RESUME.encode())
    factories.make_resume(user=person, text=RESUME)
    with transaction():
        resume = db.session.scalars(
            select(factories.Resume).where(factories.Resume.user_id == person.id)
        ).one()
        resume.storage_key, resume.filename = key, FILENAME
    answers = {field.id: answer for field, answer in zip(drive.fields, (ANSWER, "2 小时"), strict=True)}
    with transaction():
        return submit(person.id, drive.id, Entry([drive.departments[0].id], answers), now=utcnow())


def counts(drive):
    db.session.commit()
    rows = db.session.execute(
        select(DriveCount.status, DriveCount.total).where(DriveCount.drive_id == drive.id)
    )
    return {status: total for status, total in rows if total}


def everything():
    """All that is stored anywhere, as one text: rows, files and Redis."""
    found = []
    db.session.commit()
    for table in db.metadata.sorted_tables:
        found += [repr(tuple(row)) for row in db.session.execute(table.select())]
    for key in redis_store.client.scan_iter():
        kind = redis_store.client.type(key)
        value = redis_store.client.dump(key) if kind != b"string" else redis_store.client.get(key)
        found += [key.decode("utf-8", "replace"), (value or b"").decode("utf-8", "replace")]
    return "\n".join(found)
