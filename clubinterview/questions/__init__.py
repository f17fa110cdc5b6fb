"""Question banks: the platform's and the clubs' own."""

from flask import Blueprint

bp = Blueprint("questions", __name__, template_folder="templates")
