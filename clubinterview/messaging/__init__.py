"""Notifying people: in the application at once, by mail soon after."""

from flask import Blueprint

bp = Blueprint("messaging", __name__, template_folder="templates")
