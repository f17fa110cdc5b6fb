"""Pictures of people: checked by what they hold, turned upright, made small, and without anything that they know."""

import io
import warnings
from datetime import datetime
from functools import partial

import structlog
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import after_commit, lock
from clubinterview.extensions import db
from clubinterview.profile.hooks import erasing
from clubinterview.storage import files

log = structlog.get_logger(__name__)

KIND_OF_FILE = "avatar"
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
SIDE = 512
MEDIA_TYPE = "image/webp"


class PictureRefused(DomainError):
    """The file is no picture of ours, or too large."""

    status = 422


def drawn_small(content: bytes) -> bytes:
    """Return a picture as WebP: the middle square, at most 512 px, upright, first frame only, without metadata.

    The size is read from the header before anything is decoded. Raises PictureRefused.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(_l("A picture has at most 5 MB. Please choose a smaller one."))
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefused(
                        _l("A picture has at most 25 megapixels. Please choose a smaller one.")
                    )
                picture.draft("RGB", (SIDE, SIDE))
                upright = ImageOps.exif_transpose(picture)
                square = ImageOps.fit(upright.convert("RGBA"), _size(upright.size))
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            raise PictureRefused(
                _l("This is no picture that we know. Please choose a JPEG, PNG or WebP.")
            ) from error
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            raise PictureRefused(_l("This picture is damaged. Please choose another one.")) from error
    small = io.BytesIO()
    square.save(small, "WEBP", quality=82, method=4)
    return small.getvalue()


def set_avatar(user_id: int, key: str) -> None:
    """Make the stored file the person's picture; the one before is deleted. Locks the user."""
    user = _locked(user_id)
    _delete_later(user.avatar_key)
    user.avatar_key = key
    log.info("avatar set", user_id=user_id)


def remove_avatar(user_id: int) -> None:
    """Take the picture away. Twice is once. Locks the user."""
    user = _locked(user_id)
    _delete_later(user.avatar_key)
    user.avatar_key = ""


def known_files(keys: list[str]) -> set[str]:
    """Return those of the keys that an account keeps. One statement."""
    return set(db.session.scalars(select(User.avatar_key).where(User.avatar_key.in_(keys))))


def forget_avatar(user: User, now: datetime) -> None:
    """Delete the picture of somebody who is erased; the row itself is emptied by who erases it."""
    _delete_later(user.avatar_key)


def _delete_later(key: str) -> None:
    if key:
        after_commit(partial(files.delete, key))


def _size(size: tuple[int, int]) -> tuple[int, int]:
    side = min(SIDE, *size)
    return side, side


def _locked(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None:
        raise NotFound("")
    return user


erasing.append(forget_avatar)
