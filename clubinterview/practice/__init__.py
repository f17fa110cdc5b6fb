"""The question bank, mock interviews, scorers, and the coach."""

from flask import Blueprint

bp = Blueprint("practice", __name__, template_folder="templates")
