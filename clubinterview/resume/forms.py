"""The form of the resume's page."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from clubinterview.core.fields import AppForm


class UploadForm(AppForm):
    file = FileField(
        _l("Your resume"),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".pdf,.docx"},
    )
