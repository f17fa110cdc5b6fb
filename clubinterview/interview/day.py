from clubinterview.interview import bp

__all__ = ["bp"]


@bp.route("/manage/<slug>/interviews", methods=["GET"])
def day(**_):
    return "stub"
