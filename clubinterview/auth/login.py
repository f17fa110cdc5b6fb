from clubinterview.auth import bp


@bp.route("/login", methods=["GET"])
def login(**_):
    return "stub"


@bp.route("/logout", methods=["POST"])
def logout(**_):
    return "stub"


__all__ = ["bp"]
