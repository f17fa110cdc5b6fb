"""The administrators' pages."""

from flask import Blueprint

bp = Blueprint("platform", __name__, template_folder="templates")
