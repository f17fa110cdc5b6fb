"""Personal data, and the base data about schools and majors."""

from flask import Blueprint

bp = Blueprint("profile", __name__, template_folder="templates")
