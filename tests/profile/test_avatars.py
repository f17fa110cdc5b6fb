"""Pictures: small, square, upright, without metadata; nothing else gets in, and only who may see them does."""

import io
import struct
import zlib

import pytest
import time_machine
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from clubinterview.core.clock import utcnow
from clubinterview.profile.avatars import PictureRefused, drawn_small
from clubinterview.storage import files
from clubinterview.storage.links import sign
from tests import factories

EDIT = "/me/avatar/edit"


def picture(kind="JPEG", size=(900, 600), mode="RGB", color="teal", **options):
    buffer = io.BytesIO()
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def bomb(width=60000, height=60000):
    """A PNG of a few bytes whose header says that it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + b"\0" * 40
    )


def upload(browser, content, name="me.jpg"):
    fields = {"csrf_token": browser.token(), "picture": FileStorage(io.BytesIO(content), name)}
    body, _, boundary = stream_encode_multipart(fields, use_tempfile=False)
    return browser.post(EDIT, data=body.read(), content_type=f"multipart/form-data; boundary={boundary}")


def stored(browser):
    with browser.get("/me/avatar") as answer:
        assert answer.status_code == 200
        return Image.open(io.BytesIO(answer.data)), answer.headers


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture("PNG", mode="RGBA", color=(0, 90, 90, 120)),
        picture("WEBP"),
        picture("PNG", mode="I;16", color=5),
        picture("JPEG", mode="CMYK", color=(1, 2, 3, 4)),
        picture("PNG", size=(40, 3000)),
    ],
    ids=["jpeg", "png with alpha", "webp", "sixteen bits", "cmyk", "narrow"],
)
def test_pictures_become_small_squares(browser, candidate, content):
    reader = browser(candidate)

    assert upload(reader, content).location == "/me"

    kept, headers = stored(reader)
    assert kept.format == "WEBP"
    assert kept.width == kept.height <= 512
    assert headers["Content-Type"] == "image/webp"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_they_are_turned_upright_and_forget_where_they_were_taken(browser, candidate):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    image = Image.new("RGB", (400, 400), "white")
    image.paste("black", (0, 0, 400, 200))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    reader = browser(candidate)

    upload(reader, buffer.getvalue())

    kept, _ = stored(reader)
    assert not kept.getexif()
    assert (
        sum(kept.convert("RGB").getpixel((390, 200)))
        < 60
        < 600
        < sum(kept.convert("RGB").getpixel((10, 200)))
    )


def test_of_an_animation_the_first_frame_is_kept(browser, candidate):
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    reader = browser(candidate)

    upload(reader, buffer.getvalue(), "me.webp")

    kept, _ = stored(reader)
    assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        bomb(),
        bomb(5001, 5000),
        picture()[:400],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF"),
        picture("BMP"),
        b"%PDF-1.7 " + picture(),
    ],
    ids=[
        "empty",
        "text",
        "bomb",
        "too many pixels",
        "cut off",
        "svg",
        "gif",
        "bmp",
        "behind a pdf",
    ],
)
def test_anything_else_is_refused(browser, candidate, content):
    with upload(browser(candidate), content) as answer:
        assert answer.status_code == 422
    assert candidate.avatar_key == ""


def test_a_file_that_is_too_large_is_not_even_opened(app):
    with pytest.raises(PictureRefused, match="5 MB"):
        drawn_small(b"x" * 5_000_001)


def test_a_new_picture_deletes_the_old_file(browser, candidate):
    reader = browser(candidate)
    upload(reader, picture())
    old = candidate.avatar_key
    upload(reader, picture(color="red"))

    with pytest.raises(FileNotFoundError):
        files.open_file(old)


def test_it_can_be_removed(browser, candidate):
    reader = browser(candidate)
    upload(reader, picture())
    old = candidate.avatar_key
    reader.submit("/me/avatar/removal")

    assert reader.get("/me/avatar").status_code == 404
    with pytest.raises(FileNotFoundError):
        files.open_file(old)


def test_officers_see_it_by_a_link_that_dies(browser, officer, other_candidate, club, candidate):
    upload(browser(candidate), picture())
    application = factories.make_application(drive=factories.make_drive(club=club), user=candidate)
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader = browser(officer)
        page = reader.get(
            f"/manage/{club.slug}/drives/{application.drive_id}/applicants/{application.id}"
        ).text
        link = page.split('class="portrait" src="')[1].split('"')[0]
        with reader.get(link) as answer:
            assert answer.status_code == 200
        clock.shift(301)
        assert reader.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "InJlc3VtZS94Ig.x.y"])
def test_other_links_open_nothing(browser, candidate, token):
    assert browser(candidate).get(f"/pictures/{token}").status_code == 404


def test_a_link_opens_no_other_kind_of_file(app, browser, candidate):
    key = files.save("resume", b"secret")

    assert browser(candidate).get(f"/pictures/{sign(key)}").status_code == 404


def test_uploads_are_counted_with_resumes(app, browser, candidate, monkeypatch):
    monkeypatch.setitem(app.config, "UPLOADS_PER_DAY", 1)
    reader = browser(candidate)
    upload(reader, picture())

    assert upload(reader, picture()).status_code == 429
