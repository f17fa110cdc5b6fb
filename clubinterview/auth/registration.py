from clubinterview.auth import bp


@bp.route("/register", methods=["GET"])
def register(**_):
    return "stub"


__all__ = ["bp"]
