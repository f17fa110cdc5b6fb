from clubinterview.interview import (
    bp,
    models,  # noqa: F401
)

__all__ = ["bp"]
