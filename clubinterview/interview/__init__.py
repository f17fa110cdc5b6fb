"""Slots, bookings, the interview day, scorecards."""

from flask import Blueprint

bp = Blueprint("interview", __name__, template_folder="templates")
