"""The features, from the ground up, and how they are put into the application. Only `create_app` uses it."""

from flask import Flask

from clubinterview import (
    admin,
    auth,
    club,
    commands,
    home,
    interview,
    messaging,
    platform,
    practice,
    profile,
    questions,
    recruitment,
    resume,
)
from clubinterview.admin import routes as admin_routes
from clubinterview.auth import (
    account_routes,
    address_routes,
    login_by_code_routes,
    login_routes,
    passkey_routes,
    registration_routes,
    reset_routes,
    second_factor_routes,
    security_routes,
)
from clubinterview.auth import messages as auth_messages
from clubinterview.auth.codes import messages as code_messages
from clubinterview.club import hooks as club_hooks
from clubinterview.club import member_routes
from clubinterview.club import messages as club_messages
from clubinterview.club import routes as club_routes
from clubinterview.club.own_data import club_sections, leave_clubs
from clubinterview.core import jobs
from clubinterview.demo import authenticator_routes
from clubinterview.home import health_routes, preference_routes
from clubinterview.home import routes as home_routes
from clubinterview.interview import messages as interview_messages
from clubinterview.interview.bookings import routes as booking_routes
from clubinterview.interview.bookings.fragments import booking_fragment
from clubinterview.interview.bookings.services import interviews_to_come, release_seat
from clubinterview.interview.day import candidate_routes
from clubinterview.interview.day import routes as day_routes
from clubinterview.interview.kits import messages as kit_messages
from clubinterview.interview.kits import routes as kit_routes
from clubinterview.interview.kits.draws import forget_draws
from clubinterview.interview.kits.redraws import REDRAW_WHERE_IT_WAS_MISSED
from clubinterview.interview.own_data import interview_sections
from clubinterview.interview.slots import routes as slot_routes
from clubinterview.interview.slots.services import leave_panels
from clubinterview.messaging import development_routes, kinds
from clubinterview.messaging import routes as messaging_routes
from clubinterview.messaging.tasks import DELIVER_OUTBOX, DELIVER_OUTBOX_EVERY_MINUTE
from clubinterview.platform import import_routes, watching_routes
from clubinterview.platform import messages as platform_messages
from clubinterview.platform import routes as platform_routes
from clubinterview.platform import school_routes as platform_school_routes
from clubinterview.practice.coach import routes as coach_routes
from clubinterview.practice.coach.answering import ANSWER_COACH_TURN
from clubinterview.practice.mock import routes as mock_routes
from clubinterview.practice.mock import start_routes
from clubinterview.practice.own_data import forget_practice, practice_sections
from clubinterview.practice.recording import routes as recording_routes
from clubinterview.practice.recording.services import bytes_stored as recording_bytes
from clubinterview.practice.recording.tasks import JOIN_RECORDINGS, SWEEP_RECORDINGS
from clubinterview.practice.report import routes as report_routes
from clubinterview.practice.report.comment_writing import COMMENT_ON_ANSWER
from clubinterview.practice.report.question_statistics import REFRESH_STATISTICS_EVERY_NIGHT
from clubinterview.practice.report.services import SCORE_MOCK
from clubinterview.profile import (
    avatar_routes,
    campus_routes,
    completion_routes,
    number_routes,
    privacy_routes,
    school_routes,
)
from clubinterview.profile import hooks as profile_hooks
from clubinterview.profile import messages as profile_messages
from clubinterview.profile import routes as profile_routes
from clubinterview.profile.export import MAKE_EXPORT
from clubinterview.profile.own_data import own_sections
from clubinterview.profile.retention import CLEAR_EVERYTHING
from clubinterview.questions import act_routes, browse_routes, category_routes, file_routes
from clubinterview.questions import messages as question_messages
from clubinterview.questions import routes as question_routes
from clubinterview.questions.stored_imports import READ_IMPORT, WRITE_IMPORT
from clubinterview.recruitment import hooks as recruitment_hooks
from clubinterview.recruitment import messages as recruitment_messages
from clubinterview.recruitment.applicants import routes as applicant_routes
from clubinterview.recruitment.applicants.search import index_again
from clubinterview.recruitment.applications import routes as application_routes
from clubinterview.recruitment.applications.services import is_applied_with
from clubinterview.recruitment.decisions import routes as decision_routes
from clubinterview.recruitment.drives import routes as drive_routes
from clubinterview.recruitment.drives.fragments import drives_fragment
from clubinterview.recruitment.offers import routes as offer_routes
from clubinterview.recruitment.offers.tasks import EXPIRE_OFFERS_EVERY_MINUTE
from clubinterview.recruitment.own_data import (
    application_sections,
    clear_old_drives,
    forget_applications,
    leave_drives,
)
from clubinterview.recruitment.scorecards.own_data import forget_own_notes, scorecard_sections
from clubinterview.resume import hooks as resume_hooks
from clubinterview.resume import routes as resume_routes
from clubinterview.resume.extraction import EXTRACT_TEXT
from clubinterview.resume.own_data import forget_resumes, resume_sections
from clubinterview.resume.services import bytes_stored as resume_bytes
from clubinterview.resume.sweeping import SWEEP_RESUMES
from clubinterview.storage import quota

# Each blueprint with the modules whose routes it has. A feature's own package makes the blueprint.
BLUEPRINTS = (
    (health_routes.bp, (health_routes,)),
    (home.bp, (home_routes, preference_routes)),
    (messaging.bp, (messaging_routes,)),
    (auth.bp, (
        registration_routes, account_routes, address_routes, login_routes, login_by_code_routes, passkey_routes,
        reset_routes, second_factor_routes, security_routes, completion_routes,
    )),
    (profile.bp, (profile_routes, privacy_routes, avatar_routes, campus_routes, number_routes, school_routes)),
    (resume.bp, (resume_routes,)),
    (club.bp, (club_routes, member_routes)),
    (recruitment.bp, (drive_routes, application_routes, offer_routes, applicant_routes, decision_routes)),
    (questions.bp, (question_routes, act_routes, browse_routes, category_routes, file_routes)),
    (interview.bp, (slot_routes, booking_routes, day_routes, candidate_routes, kit_routes)),
    (practice.bp, (start_routes, mock_routes, recording_routes, report_routes, coach_routes)),
    (admin.bp, (admin_routes,)),
    (platform.bp, (platform_routes, platform_school_routes, import_routes, watching_routes)),
)  # fmt: skip

# The kinds of message of each feature: web server and worker know them all.
MESSAGES = (
    auth_messages, code_messages, profile_messages, club_messages, recruitment_messages, question_messages,
    interview_messages, kit_messages, platform_messages,
)  # fmt: skip

# What workers do. One that is missing here is known to no queue, and nothing can wake it.
JOBS = (
    DELIVER_OUTBOX, DELIVER_OUTBOX_EVERY_MINUTE, CLEAR_EVERYTHING, MAKE_EXPORT, EXTRACT_TEXT, SWEEP_RESUMES,
    EXPIRE_OFFERS_EVERY_MINUTE, READ_IMPORT, WRITE_IMPORT, REFRESH_STATISTICS_EVERY_NIGHT, JOIN_RECORDINGS,
    SWEEP_RECORDINGS, SCORE_MOCK, COMMENT_ON_ANSWER, ANSWER_COACH_TURN, REDRAW_WHERE_IT_WAS_MISSED,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Put the features into the application: hooks, kinds of message, blueprints, development pages outside production, commands, jobs."""
    connect_hooks()
    kinds.register(app, MESSAGES)
    for blueprint, _modules in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(development_routes.bp)
        app.register_blueprint(authenticator_routes.bp)
    commands.init_app(app)
    jobs.register(JOBS)


def connect_hooks() -> None:
    """Say who hears of what, in the order in which they hear it. Twice is once."""
    profile_hooks.facts_changed[:] = (index_again,)
    profile_hooks.personal_data[:] = (  # the order of the parts in the copy
        own_sections, resume_sections, application_sections, interview_sections, scorecard_sections,
        practice_sections, club_sections,
    )  # fmt: skip
    profile_hooks.erasure_asked[:] = (leave_clubs, leave_drives)
    profile_hooks.erasure_undone[:] = (index_again,)
    # Applications go before the resumes that they refer to.
    profile_hooks.erasing[:] = (forget_applications, forget_resumes, forget_own_notes, forget_practice)
    profile_hooks.expired[:] = (clear_old_drives,)
    resume_hooks.is_referred_to[:] = (is_applied_with,)
    quota.stored_bytes[:] = (resume_bytes, recording_bytes)
    club_hooks.role_ended[:] = (leave_panels,)
    club_hooks.club_fragments[:] = (drives_fragment,)
    recruitment_hooks.application_fragments[:] = (booking_fragment,)
    recruitment_hooks.status_changed[:] = (release_seat,)
    recruitment_hooks.lost_by_leaving[:] = (interviews_to_come,)
    recruitment_hooks.applications_emptied[:] = (forget_draws,)
