"""Which language and theme a reader gets, and how the pages name them."""

from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, request
from flask_babel import get_locale, gettext
from flask_login import current_user

from clubinterview.core.web import get_cookie
from clubinterview.extensions import babel

LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}
HTML_LANGUAGES = {"zh_Hans_CN": "zh-Hans", "en": "en"}
THEMES = ("system", "light", "dark")


class Phrase(str):
    """An English text of the catalogue that is stored as it is, and translated where it is read."""

    def translated(self) -> str:
        """Return it in the present language."""
        return str(gettext(str(self)))


def N_(text: str) -> Phrase:  # noqa: N802 - the name that catalogues look for
    """Mark a text for the catalogue without translating it here."""
    return Phrase(text)


def init_app(app: Flask) -> None:
    """Choose the language by account, then cookie, then browser; pass the choice to templates."""
    babel.init_app(app, locale_selector=_choose, default_translation_directories="translations")

    @app.context_processor
    def language_and_theme() -> dict[str, str]:
        code = locale_code()
        return {
            "locale_code": code, "html_lang": HTML_LANGUAGES[code], "theme": chosen_theme(), "this_page": this_page(),
        }  # fmt: skip


def this_page() -> str:
    """Return where choosing a language leads back to: this page, or "" where nothing leads to it.

    What answers a form at an address that cannot be opened leads back to the page with the form.
    """
    if not has_request_context():
        return ""
    if request.method == "POST" and (
        request.url_rule is None or "GET" not in (request.url_rule.methods or ())
    ):
        return urlsplit(request.referrer or "").path
    return request.full_path.rstrip("?")


def locale_code() -> str:
    """Return the present language as accounts store it."""
    return "en" if (get_locale() or "").__str__().startswith("en") else "zh_Hans_CN"


def chosen_theme() -> str:
    """Return system, light or dark."""
    theme = get_cookie("theme") if has_request_context() else None
    return theme if theme in THEMES else "system"


def _choose() -> str:
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if current_user.is_authenticated:
        return str(current_user.locale)
    cookie = get_cookie("language")
    if cookie in LANGUAGES:
        return cookie
    return (
        "en"
        if request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"], "zh") == "en"
        else "zh_Hans_CN"
    )
