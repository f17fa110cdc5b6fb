"""The connection to the mail server: with deadlines, its certificate checked, and closed whatever happens."""

import smtplib
import ssl
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from flask import current_app
from flask_mail import Connection, Mail


class ServerConnection(Connection):
    """Flask-Mail's connection, which by itself waits for ever and trusts any certificate."""

    host: smtplib.SMTP

    def __init__(self) -> None:
        mail: Mail = current_app.extensions["mail"]
        super().__init__(mail)

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.host.quit()
        except OSError:
            # What the server has accepted is sent, even if it then goes away without a farewell.
            self.host.close()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and log in as the settings say. Raises OSError; smtplib's errors are of that kind."""
        seconds = current_app.config["MAIL_TIMEOUT_SECONDS"]
        name = urlsplit(current_app.config["PUBLIC_URL"]).hostname
        context = ssl.create_default_context()
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                self.mail.server, self.mail.port, name, timeout=seconds, context=context
            )
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, name, timeout=seconds)
        try:
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except OSError:
            host.close()
            raise
        return host
