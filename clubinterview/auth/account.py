from clubinterview.auth import bp


@bp.route("/account/completion", methods=["GET"])
def complete(**_):
    return "stub"


__all__ = ["bp"]
