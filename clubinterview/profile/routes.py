from clubinterview.profile import (
    bp,
    models,  # noqa: F401
)


@bp.route("/me", methods=["GET"])
def show(**_):
    return "stub"


__all__ = ["bp"]
