from clubinterview.resume import (
    bp,
    models,  # noqa: F401
)


@bp.route("/resume", methods=["GET"])
def show(**_):
    return "stub"


__all__ = ["bp"]
