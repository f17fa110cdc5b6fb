from clubinterview.recruitment import (
    bp,
    models,  # noqa: F401
)


@bp.route("/manage/<slug>/drives", methods=["GET"])
def drives(**_):
    return "stub"


__all__ = ["bp"]
