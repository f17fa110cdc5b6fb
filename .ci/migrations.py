"""migrations.py URL…: the migrations lead up, down and up again to the same schema, which is the models' one."""

import os
import subprocess
import sys

from sqlalchemy import MetaData, create_engine
from sqlalchemy.schema import CreateTable


def flask_db(url: str, *words: str) -> None:
    """Run `flask db …` on the database."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *words]
    subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": url})  # noqa: S603


def schema(url: str) -> dict[str, str]:
    """Return the tables of the database as SQL, by name."""
    engine = create_engine(url)
    found = MetaData()
    found.reflect(engine)
    tables = {
        name: _in_order(str(CreateTable(table).compile(engine))) for name, table in found.tables.items()
    }
    indexes = {
        f"indexes of {name}": repr(
            sorted((index.name or "", [column.name for column in index.columns]) for index in table.indexes)
        )
        for name, table in found.tables.items()
    }
    engine.dispose()
    return tables | indexes


def _in_order(table: str) -> str:
    """Return the lines of CREATE TABLE sorted: SQLite does not say its constraints in any order."""
    return "\n".join(sorted(line.strip().rstrip(",") for line in table.splitlines()))


def main(urls: list[str]) -> None:
    """Check each database."""
    for url in urls:
        flask_db(url, "upgrade")
        first = schema(url)
        flask_db(url, "downgrade", "base")
        left = set(schema(url)) - {"alembic_version", "indexes of alembic_version"}
        flask_db(url, "upgrade")
        if left or schema(url) != first:
            sys.exit(f"The schema after up, down, up differs, or tables stayed behind: {sorted(left)}")
        flask_db(url, "check")
        flask_db(url, "downgrade", "base")
        print(f"{url.split(':', 1)[0]}: {len(first) // 2} tables, the same after up, down and up")


main(sys.argv[1:])
