"""What tests of recordings use again and again."""

from pathlib import Path

from tests.practice.voice_acts import (
    voice,
)

SHORT = voice(100_000)


def lose_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
