"""Language and theme: the reader's choice, stored in a cookie and, for an account, in its row."""

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from clubinterview.auth.models import User
from clubinterview.core.access import open_before_completion, public
from clubinterview.core.fields import AppForm
from clubinterview.core.language import LANGUAGES, chosen_theme, locale_code
from clubinterview.core.transaction import lock, transaction
from clubinterview.core.web import WebAnswer, safe_path, set_cookie
from clubinterview.home import bp

YEAR_SECONDS = 31_536_000


class LanguageForm(AppForm):
    language = RadioField(
        _l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )
    next = HiddenField()


class PreferencesForm(LanguageForm):
    theme = RadioField(
        _l("Appearance"),
        choices=[
            SelectChoice("system", _l("Match system")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )


@bp.route("/preferences", methods=["GET", "POST"])
@public
@open_before_completion
def preferences() -> WebAnswer:
    """Choose language and theme."""
    form = PreferencesForm(language=locale_code(), theme=chosen_theme(), next=request.args.get("next", ""))
    if form.validate_on_submit():
        return _remember(form.language.data, form.next.data, theme=form.theme.data)
    return render_template("home/preferences.html", form=form), form.status


@bp.post("/language")
@public
@open_before_completion
def language() -> WebAnswer:
    """Choose the language with the one button in the top bar."""
    form = LanguageForm()
    if form.validate_on_submit():
        return _remember(form.language.data, form.next.data)
    return redirect(url_for("home.preferences"), 303)


def _remember(language: str, target: str | None, *, theme: str = "") -> WebAnswer:
    response = redirect(safe_path(target) or url_for("home.index"), 303)
    set_cookie(response, "language", language, max_age=YEAR_SECONDS)
    if theme:
        set_cookie(response, "theme", theme, max_age=YEAR_SECONDS)
    if current_user.is_authenticated:
        with transaction():
            user = lock(User, current_user.id)
            if user is not None:
                user.locale = language
    return response
