"""Whether the service lives, and whether it can work: for load balancers, without details for strangers."""

from flask import Blueprint, jsonify
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from clubinterview.core.access import public
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db, redis_store

bp = Blueprint("health", __name__, url_prefix="/healthz")


@bp.get("/live")
@public
def live() -> WebAnswer:
    """Answer without touching anything."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> WebAnswer:
    """Ask Redis and the database; their clients' deadlines keep this within two seconds for Redis."""
    try:
        redis_store.client.ping()
        db.session.execute(text("SELECT 1"))
    except (RedisError, SQLAlchemyError):
        db.session.rollback()
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok")
