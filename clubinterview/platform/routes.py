from clubinterview.core import audit  # noqa: F401
from clubinterview.platform import bp


@bp.route("/platform", methods=["GET"])
def index(**_):
    return "stub"


__all__ = ["bp"]
