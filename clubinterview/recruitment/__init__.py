"""Drives, stages, forms, applications, decisions, offers."""

from flask import Blueprint

bp = Blueprint("recruitment", __name__, template_folder="templates")
