from clubinterview.club import bp


@bp.route("/manage/<slug>/members", methods=["GET"])
def members(**_):
    return "stub"


__all__ = ["bp"]


@bp.route("/manage/<slug>/profile", methods=["GET"])
def edit(**_):
    return "stub"
