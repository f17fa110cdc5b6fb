"""Accounts: registration by code, sign-in, sessions, password reset."""

from flask import Blueprint

bp = Blueprint("auth", __name__, template_folder="templates")
