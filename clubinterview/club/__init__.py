"""Clubs, departments, memberships."""

from flask import Blueprint

bp = Blueprint("club", __name__, template_folder="templates")
