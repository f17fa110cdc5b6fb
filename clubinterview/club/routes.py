from clubinterview.club import (
    bp,
    models,  # noqa: F401
)


@bp.route("/clubs", methods=["GET"])
def index(**_):
    return "stub"


__all__ = ["bp"]
