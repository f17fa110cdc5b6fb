"""Mock interviews, their recordings and reports, scoring, and the coach."""

from flask import Blueprint

bp = Blueprint("practice", __name__, template_folder="templates")
