"""Pictures of people: checked by what they hold, turned upright, made small, and without anything that they know."""

import io
import warnings
from datetime import datetime
from functools import partial

import structlog
from flask_babel import lazy_gettext as _l
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import after_commit, lock
from clubinterview.extensions import db
from clubinterview.storage import files

log = structlog.get_logger(__name__)

KIND_OF_FILE = "avatar"
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
SIDE = 512
STRIP_ROWS = 32  # of the small picture, that are made at a time
MEDIA_TYPE = "image/webp"
ORIENTATION = 0x0112  # the tag of EXIF
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureRefused(DomainError):
    """The file is not a picture that we take, or too large."""

    status = 422


def make_avatar(content: bytes) -> bytes:
    """Return a picture as WebP: the middle square, at most 512 px, upright, first frame only, without metadata.

    The size is read from the header before anything is decoded, and the whole picture is held only once: it is made
    small before anything else is done with it. Raises PictureRefused.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(_l("Pictures can be at most 5 MB. Choose a smaller one."))
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefused(_l("Pictures can be at most 25 megapixels. Choose a smaller one."))
                picture.draft("RGB", (SIDE, SIDE))
                picture.load()
                square = _upright(_middle(picture), _orientation(picture))
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            raise PictureRefused(_l("We can't read this picture. Choose a JPEG, PNG or WebP.")) from error
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            raise PictureRefused(_l("This picture is damaged. Choose another one.")) from error
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
    """Return those of the keys that an account refers to. One statement."""
    return set(db.session.scalars(select(User.avatar_key).where(User.avatar_key.in_(keys))))


def forget_avatar(user: User, now: datetime) -> None:
    """Delete the picture of an account that is erased; `erasure` empties the row itself."""
    _delete_later(user.avatar_key)


def _delete_later(key: str) -> None:
    if key:
        after_commit(partial(files.delete, key))


def _middle(picture: Image.Image) -> Image.Image:
    """Return the middle square, at most SIDE, in RGBA. Made strip by strip, so that only strips change their mode."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    factor = max(1, side // (2 * SIDE))
    size = side // factor
    square = Image.new("RGBA", (size, size))
    for row in range(0, size, STRIP_ROWS):
        end = min(row + STRIP_ROWS, size)
        strip = picture.crop((left, top + row * factor, left + size * factor, top + end * factor))
        square.paste(_eight_bits(strip).convert("RGBA").reduce(factor), (0, row))
    small = min(SIDE, side)
    return square.resize((small, small))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits of grey with 8, since converting it by itself makes all but the darkest greys white."""
    if not picture.mode.startswith("I"):
        return picture
    grey = picture.point(lambda value: value * (1 / 256)).convert("L")
    grey.info.pop("transparency", None)  # a grey of 16 bits
    return grey


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held, as EXIF counts it; 1, upright, where that cannot be read."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF raises whatever its bytes lead to, and the picture is good without
        return 1


def _upright(square: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return square if turn is None else square.transpose(turn)


def _locked(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None:
        raise NotFound("")
    return user
