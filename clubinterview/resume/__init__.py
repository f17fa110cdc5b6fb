"""One resume a person, in versions."""

from flask import Blueprint

bp = Blueprint("resume", __name__, template_folder="templates")
