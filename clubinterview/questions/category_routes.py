"""The administrators' pages of categories."""

import re

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Field, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, ValidationError

from clubinterview.core.fields import AppForm, TextField
from clubinterview.core.language import locale_code
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.extensions import db
from clubinterview.questions import bp
from clubinterview.questions.banks import bank_for
from clubinterview.questions.categories import (
    CategoryFacts,
    CategoryRefused,
    Labelled,
    SlugTaken,
    categories_in,
    save_category,
)
from clubinterview.questions.models import QuestionCategory

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NO_PARENT = 0


class CategoryForm(AppForm):
    name_zh = TextField(_l("Chinese name"), maximum=40)
    name_en = TextField(_l("English name"), maximum=60)
    slug = TextField(_l("Identifier"), maximum=40)
    parent_id = SelectField(_l("Parent category"), coerce=int, default=NO_PARENT)
    position = IntegerField(
        _l("Order"),
        [InputRequired(_l("Fill this in.")), NumberRange(0, 999, _l("Use 0 to 999."))],
        default=0,
    )

    def validate_slug(self, field: Field) -> None:
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError(_l("Use lowercase letters, digits and single hyphens."))

    @property
    def facts(self) -> CategoryFacts:
        """What a valid form says; no short name without the field."""
        return CategoryFacts(
            slug=str(self.slug.data) if "slug" in self else "", name_zh=self.name_zh.data or "", name_en=self.name_en.data or "",
            parent_id=self.parent_id.data or None, position=self.position.data or 0,
        )  # fmt: skip


@bp.route("/platform/questions/categories", methods=["GET", "POST"])
def categories() -> WebAnswer:
    """List the categories and add one."""
    bank_for(current_user, None)
    rows, form = categories_in(locale_code()), CategoryForm()
    _offer_parents(form, rows)
    if form.validate_on_submit() and _saved(form, None):
        return redirect(url_for("questions.categories"), 303)
    return render_template("questions/categories.html", rows=rows, form=form), form.status


@bp.route("/platform/questions/categories/<int:category_id>", methods=["GET", "POST"])
def category(category_id: int) -> WebAnswer:
    """Rename or move a category. Its short name stays."""
    bank_for(current_user, None)
    row = db.session.get(QuestionCategory, category_id)
    if row is None:
        abort(404)
    form = CategoryForm(obj=row)
    del form.slug
    rows = categories_in(locale_code())
    _offer_parents(form, rows, but=category_id)
    if not form.is_submitted():
        form.parent_id.data = row.parent_id or NO_PARENT
    if form.validate_on_submit() and _saved(form, category_id):
        return redirect(url_for("questions.categories"), 303)
    return render_template("questions/category.html", row=row, form=form), form.status


def _offer_parents(form: CategoryForm, rows: list[Labelled], but: int = 0) -> None:
    first_level = [row for row in rows if row.parent_id is None and row.id != but]
    form.parent_id.choices = [
        SelectChoice(NO_PARENT, _("None (top level)")),
        *(SelectChoice(row.id, row.name) for row in first_level),
    ]


def _saved(form: CategoryForm, category_id: int | None) -> bool:
    """Save what the form says; False, with a field saying why, when the tree does not allow it."""
    by = acting(current_user.id)
    try:
        in_transaction(lambda: save_category(category_id, form.facts, by=by))
    except CategoryRefused as error:
        field = form.slug if isinstance(error, SlugTaken) and "slug" in form else form.parent_id
        field.errors = [str(error)]
        return False
    flash(_("Saved."), "success")
    return True
