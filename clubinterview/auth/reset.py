from clubinterview.auth import bp


@bp.route("/password/reset", methods=["GET"])
def request_reset(**_):
    return "stub"


__all__ = ["bp"]
