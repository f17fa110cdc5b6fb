from clubinterview.admin import bp


@bp.route("/manage", methods=["GET"])
def index(**_):
    return "stub"


@bp.route("/manage/<slug>", methods=["GET"])
def club(**_):
    return "stub"


__all__ = ["bp"]
