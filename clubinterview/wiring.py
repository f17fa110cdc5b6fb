"""The features, from the ground up, and how they are put into the application. Only `create_app` uses it."""

from flask import Flask

from clubinterview import commands
from clubinterview.admin import routes as admin
from clubinterview.auth import (
    account,
    address_routes,
    login,
    login_by_code,
    passkey_routes,
    registration,
    reset,
    second_factor_routes,
    security,
)  # fmt: skip
from clubinterview.club import members
from clubinterview.club import own_data as club_data
from clubinterview.club import routes as club
from clubinterview.demo import authenticator
from clubinterview.home import health, preferences
from clubinterview.home import routes as home
from clubinterview.interview import own_data as interview_data
from clubinterview.interview.bookings import routes as booking_routes
from clubinterview.interview.day import candidate_routes as scoring_routes
from clubinterview.interview.day import routes as day
from clubinterview.interview.kits import routes as kit_routes
from clubinterview.interview.kits import tasks as kit_tasks
from clubinterview.interview.slots import routes as slots
from clubinterview.messaging import development
from clubinterview.messaging import routes as messaging
from clubinterview.platform import import_routes, watching
from clubinterview.platform import routes as platform
from clubinterview.platform import schools as platform_schools
from clubinterview.practice import own_data as practice_data
from clubinterview.practice.coach import routes as coach_routes
from clubinterview.practice.coach import tasks as coach_tasks
from clubinterview.practice.mock import routes as mock_routes
from clubinterview.practice.mock import start_routes as practice
from clubinterview.practice.recording import routes as recording_routes
from clubinterview.practice.recording import tasks as recording_tasks
from clubinterview.practice.report import comment_tasks
from clubinterview.practice.report import routes as report_routes
from clubinterview.profile import avatar_routes, campus_routes, number_routes, privacy, schools
from clubinterview.profile import own_data as profile_data
from clubinterview.profile import routes as profile
from clubinterview.questions import act_routes as question_act_routes
from clubinterview.questions import browse_routes, category_routes
from clubinterview.questions import file_routes as question_file_routes
from clubinterview.questions import routes as question_routes
from clubinterview.questions import tasks as bank_tasks
from clubinterview.recruitment import own_data as recruitment_data
from clubinterview.recruitment.applicants import routes as applicants
from clubinterview.recruitment.applications import routes as applications
from clubinterview.recruitment.decisions import routes as decisions
from clubinterview.recruitment.drives import routes as drives
from clubinterview.recruitment.offers import routes as offers
from clubinterview.recruitment.offers import tasks as offer_tasks
from clubinterview.resume import own_data as resume_data
from clubinterview.resume import routes as resume

MODULES = (
    health, home, preferences, messaging, registration, account, address_routes, login, login_by_code, passkey_routes,
    reset, second_factor_routes, security, profile, privacy, avatar_routes, campus_routes, number_routes, schools, resume, club, members,
    drives, applications, offers, applicants, decisions, slots, booking_routes, day, scoring_routes, practice, mock_routes,
    recording_routes, report_routes, coach_routes, browse_routes, question_routes, question_act_routes, question_file_routes, category_routes, kit_routes, admin, platform,
    platform_schools, import_routes, watching,
)  # fmt: skip

# These have no pages; they join the hooks of profile, in the order in which a copy of somebody's data shows them.
LISTENERS = (profile_data, resume_data, recruitment_data, interview_data, practice_data, club_data)

# These only have work for the background.
TASKS = (offer_tasks, bank_tasks, recording_tasks, comment_tasks, coach_tasks, kit_tasks)


def init_app(app: Flask) -> None:
    """Register each feature's blueprint once, the development pages outside production, and the commands."""
    for blueprint in dict.fromkeys(module.bp for module in MODULES):
        app.register_blueprint(blueprint)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(development.bp)
        app.register_blueprint(authenticator.bp)
    commands.init_app(app)
