"""A file on its way into a bank: stored for half an hour while the worker reads it, its sender looks at it, and it is written.

A person has one file for each bank at a time; another one takes its place. It is a hash in Redis, which goes

    READING → CHECKED → (confirmed) → WRITING → WRITTEN

and from WRITING back to READING when the bank has changed meanwhile, or to CHECKED, refused, when its sender has lost
the role. Only a caller who saw a step can leave it, so that
what is asked twice is done once; and a file whose worker died stays where it was, to be taken up again.
"""

import enum
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotAllowed
from clubinterview.core.jobs import Job
from clubinterview.core.tables.packages import TableRefused
from clubinterview.core.tables.plans import MOST_PROBLEMS, ImportRefused, Problem
from clubinterview.core.tables.reading import Line
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import redis_store
from clubinterview.questions.banks import Bank, still_works_on
from clubinterview.questions.imports import (
    ImportPlan,
    carry_out_import,
    plan_import,
)
from clubinterview.questions.tables import question_lines

log = structlog.get_logger(__name__)

STORED_SECONDS = 1800
STUCK_AFTER = timedelta(
    minutes=1
)  # the largest file takes a few seconds, beside what the worker has to do before

UNREADABLE = _l("We couldn't read this file. Save it again and choose it once more.")

STEP = """
if redis.call('HGET', KEYS[1], 'ticket') ~= ARGV[1] or redis.call('HGET', KEYS[1], 'step') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
return 1
"""
"""Change the fields of a file, if it is still this one and still at this step."""


class ImportStep(enum.StrEnum):
    READING = "reading"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"


@dataclass(frozen=True)
class Findings:
    """What was found in a file, or has been written, as the page shows it.

    refusal: why it is no table, or "".  new, changed, same: questions.  problems, notes: of ImportPlan.  overtaken: the
    refs of what others have changed while it was being confirmed, so that it was checked again instead of written.
    """

    refusal: str = ""
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    first_texts: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, plan: ImportPlan, overtaken: list[str] | None = None) -> "Findings":
        return cls(
            new=len(plan.new), changed=len(plan.changed), same=plan.same, problems=plan.problems, notes=plan.notes,
            first_texts=plan.first_texts, overtaken=overtaken or [],
        )  # fmt: skip

    @property
    def fits(self) -> bool:
        """Whether the file can be imported."""
        return not self.refusal and not self.problems


@dataclass(frozen=True)
class StoredImport:
    """Where a file is.  since: when its step began."""

    ticket: str
    step: ImportStep
    since: datetime
    findings: Findings

    @property
    def is_under_way(self) -> bool:
        return self.step in {ImportStep.READING, ImportStep.WRITING}

    def is_stuck(self, now: datetime) -> bool:
        """Whether the worker should have been through by now, so that it may have died."""
        return self.is_under_way and now - self.since > STUCK_AFTER


def store_import(bank: Bank, content: bytes, *, locale: str, ip: str, now: datetime) -> str:
    """Store a file for the worker to read and return its ticket.

    locale: of the sentences about it.  ip: for the audit.
    """
    ticket = secrets.token_urlsafe(16)
    fields: Any = {
        "ticket": ticket,
        "content": content,
        "locale": locale,
        "ip": ip,
        **_began(ImportStep.READING, now),
    }
    with redis_store.client.pipeline() as pipe:
        pipe.delete(_key(bank))
        pipe.hset(_key(bank), mapping=fields)
        pipe.expire(_key(bank), STORED_SECONDS)
        pipe.execute()
    _wake(bank, ticket, ImportStep.READING)
    return ticket


def stored_import(bank: Bank, ticket: str) -> StoredImport | None:
    """Return where the file of this ticket is; None when it is gone. One read of Redis."""
    stored, step, since, findings = _read(bank, "ticket", "step", "since", "findings")
    if stored is None or stored.decode() != ticket:
        return None
    found = Findings(**json.loads(findings)) if findings else Findings()
    return StoredImport(ticket, ImportStep(step.decode()), datetime.fromisoformat(since.decode()), found)


def confirm_import(bank: Bank, ticket: str, *, now: datetime) -> None:
    """Let the worker write a file that fits. Twice is once."""
    stored = stored_import(bank, ticket)
    if stored is None or not stored.findings.fits:
        return
    if _go(bank, ticket, ImportStep.CHECKED, _began(ImportStep.WRITING, now)):
        _wake(bank, ticket, ImportStep.WRITING)


def take_up_import(bank: Bank, ticket: str, *, now: datetime) -> None:
    """Ask the worker once more for what it should have done by now."""
    stored = stored_import(bank, ticket)
    if (
        stored is not None
        and stored.is_stuck(now)
        and _go(bank, ticket, stored.step, _began(stored.step, now))
    ):
        _wake(bank, ticket, stored.step)


def read_stored(bank: Bank, ticket: str, *, now: datetime) -> None:
    """Read and check a stored file, in the worker. What is no longer waiting for it stays as it is.

    A file on which this breaks down is refused too, so that nobody waits for it.
    """
    stored, step, locale, content, packed_lines, overtaken = _read(
        bank, "ticket", "step", "locale", "content", "lines", "overtaken"
    )
    if stored is None or (stored.decode(), step.decode()) != (ticket, ImportStep.READING):
        return
    lines: list[Line] = []
    versions: dict[str, str] = {}
    with force_locale(locale.decode()):
        try:
            lines = unpacked(packed_lines) if packed_lines else question_lines(content)
            plan = plan_import(bank, lines)
            findings = Findings.of(plan, json.loads(overtaken or "[]"))
            versions = plan.versions
        except TableRefused as error:
            findings = Findings(refusal=str(error))
        except Exception:  # noqa: BLE001 - whatever it was would happen again
            log.exception("a file of questions could not be read")
            findings = Findings(refusal=str(UNREADABLE))
    fields = {
        "content": b"", "lines": packed(lines) if findings.fits else b"", "findings": _json(findings),
        "versions": json.dumps(versions),
    }  # fmt: skip
    _go(bank, ticket, ImportStep.READING, {**_began(ImportStep.CHECKED, now), **fields})


def write_stored(bank: Bank, ticket: str, *, now: datetime) -> None:
    """Write a confirmed file, in the worker: whole or not at all.

    One that does not fit any more is read again; one whose sender may not import it any more is refused.
    """
    stored, step, locale, ip, packed_lines, seen = _read(
        bank, "ticket", "step", "locale", "ip", "lines", "versions"
    )
    if stored is None or (stored.decode(), step.decode()) != (ticket, ImportStep.WRITING):
        return
    lines, versions = unpacked(packed_lines), json.loads(seen)
    by = By(bank.actor_id, ip.decode(), now)
    try:
        plan = in_transaction(lambda: _written(bank, lines, versions, by=by))
    except NotAllowed as error:
        with force_locale(locale.decode()):
            refused = _json(Findings(refusal=str(error)))
        _go(
            bank,
            ticket,
            ImportStep.WRITING,
            {**_began(ImportStep.CHECKED, now), "lines": b"", "findings": refused},
        )
    except ImportRefused as error:
        overtaken = json.dumps(error.overtaken[:MOST_PROBLEMS])
        if _go(bank, ticket, ImportStep.WRITING, {**_began(ImportStep.READING, now), "overtaken": overtaken}):
            read_stored(bank, ticket, now=now)
    else:
        fields = {"lines": b"", "findings": _json(Findings.of(plan))}
        _go(bank, ticket, ImportStep.WRITING, {**_began(ImportStep.WRITTEN, now), **fields})


def _written(bank: Bank, lines: Sequence[Line], versions: Mapping[str, str], *, by: By) -> ImportPlan:
    """Carry out the import, in the present transaction, and return what it did. Raises NotAllowed, ImportRefused."""
    if not still_works_on(bank):
        raise NotAllowed(_l("You no longer had access to this question bank when the file was imported."))
    return carry_out_import(bank, lines, versions, by=by)


def _read_for(actor_id: int, slug: str | None, club_id: int | None, ticket: str) -> None:
    read_stored(Bank(actor_id, slug, club_id), ticket, now=utcnow())


def _write_for(actor_id: int, slug: str | None, club_id: int | None, ticket: str) -> None:
    write_stored(Bank(actor_id, slug, club_id), ticket, now=utcnow())


READ_IMPORT = Job("read_import", _l("Check a question file"), _read_for)
WRITE_IMPORT = Job("write_import", _l("Import questions"), _write_for)
JOB_OF_STEP = {ImportStep.READING: READ_IMPORT, ImportStep.WRITING: WRITE_IMPORT}


def _wake(bank: Bank, ticket: str, step: ImportStep) -> None:
    """Let the worker do what this step waits for. No sweep looks for it: the page offers to ask again."""
    JOB_OF_STEP[step].wake_now(bank.actor_id, bank.slug, bank.club_id, ticket)


def packed(lines: Sequence[Line]) -> bytes:
    """Return lines as they are stored."""
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode())


def unpacked(content: bytes) -> list[Line]:
    """Return the lines that `packed` has packed."""
    return [(line, cells) for line, cells in json.loads(zlib.decompress(content))]


def _key(bank: Bank) -> str:
    return f"import:questions:{bank.club_id or 0}:{bank.actor_id}"


def _began(step: ImportStep, now: datetime) -> dict[str, Any]:
    return {"step": step.value, "since": now.isoformat()}


def _json(findings: Findings) -> str:
    return json.dumps(asdict(findings), ensure_ascii=False)


def _read(bank: Bank, *names: str) -> list[Any]:
    return redis_store.client.hmget(_key(bank), names)


def _go(bank: Bank, ticket: str, step: ImportStep, fields: dict[str, Any]) -> bool:
    """Change the fields if the file is still at this step, and return whether it was."""
    arguments = [part for pair in fields.items() for part in pair]
    return bool(redis_store.client.eval(STEP, 1, _key(bank), ticket, step.value, *arguments))
