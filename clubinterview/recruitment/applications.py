from clubinterview.recruitment import bp


@bp.route("/applications", methods=["GET"])
def applications(**_):
    return "stub"


__all__ = ["bp"]
