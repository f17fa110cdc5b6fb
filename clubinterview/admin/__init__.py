"""The officers' shell: which clubs, and what waits there."""

from flask import Blueprint

bp = Blueprint("admin", __name__, template_folder="templates")
