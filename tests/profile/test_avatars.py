"""Pictures: small, square, upright, without metadata; nothing else gets in, and only who may see them does."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from clubinterview.core.clock import utcnow
from clubinterview.profile.avatars import PictureRefused, make_avatar
from clubinterview.storage import files
from clubinterview.storage.links import sign
from tests import factories

EDIT = "/me/avatar/edit"
PROCESS = Path("/proc/self/status")


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


def turned(*entries):
    """A white JPEG, its upper half black, whose EXIF says "turn it" and holds more tags (tag, type, count, 4 bytes)."""
    fields = [(0x0112, 3, 1, b"\0\6\0\0"), *entries]
    directory = b"".join(struct.pack(">HHI", *entry[:3]) + entry[3] for entry in sorted(fields))
    exif = b"Exif\0\0MM\0\x2a\0\0\0\x08" + struct.pack(">H", len(fields)) + directory + b"\0\0\0\0"
    image = Image.new("RGB", (400, 400), "white")
    image.paste("black", (0, 0, 400, 200))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def drawn(content):
    return Image.open(io.BytesIO(make_avatar(content))).convert("RGB")


def megabytes_for(content, folder):
    """How much memory a process of its own takes for drawing a picture small, besides what it has before."""
    file = folder / "picture"
    file.write_bytes(content)
    program = """if True:
        import pathlib, re, sys
        from clubinterview.profile.avatars import make_avatar

        def peak():
            return int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1])

        content = pathlib.Path(sys.argv[1]).read_bytes()
        before = peak()
        make_avatar(content)
        print((peak() - before) // 1024)
    """
    run = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True, timeout=60
    )
    return int(run.stdout)


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


@pytest.mark.parametrize(
    "entry",
    [
        (0x011A, 2, 4, b"abc\0"),
        (0x0131, 11, 1, b"\x3f\x80\0\0"),
        (0x0103, 12, 1, b"\0\0\0\x08"),
        (0x011A, 7, 4, b"\1\2\3\4"),
        (0x8769, 2, 4, b"abc\0"),
    ],
)
def test_damage_in_other_tags_does_not_matter(entry):
    kept = drawn(turned(entry))

    assert sum(kept.getpixel((390, 200))) < 60 < 600 < sum(kept.getpixel((10, 200)))


@pytest.mark.parametrize("orientation", [b"\0\0\0\0", b"\0\x09\0\0", b"\xff\xff\0\0"])
def test_an_orientation_that_is_none_leaves_the_picture_as_it_is(orientation):
    kept = drawn(turned().replace(b"\1\x12\0\3\0\0\0\1\0\6\0\0", b"\1\x12\0\3\0\0\0\1" + orientation))

    assert sum(kept.getpixel((200, 10))) < 60 < 600 < sum(kept.getpixel((200, 390)))


def test_greys_of_sixteen_bits_stay_what_they_are():
    kept = drawn(picture("PNG", mode="I;16", color=0x8000))

    assert kept.getpixel((100, 100)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize("size", [(1, 1), (3, 1025), (1024, 1024), (1535, 2100), (2048, 3000)])
def test_what_is_kept_is_the_middle(size):
    image = Image.new("RGB", size, "red")
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    image.paste("teal", (left, top, left + side, top + side))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")

    kept = drawn(buffer.getvalue())

    assert kept.size == (min(side, 512), min(side, 512))
    corners = [kept.getpixel((x, y)) for x in (0, kept.width - 1) for y in (0, kept.height - 1)]
    assert corners == [pytest.approx((0, 128, 128), abs=4)] * 4


@pytest.mark.skipif(not PROCESS.exists(), reason="the system does not say what a process takes")
@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [
        ("PNG", "RGBA", (5000, 5000)),
        ("PNG", "P", (5000, 5000)),
        ("PNG", "I;16", (5000, 5000)),
        ("JPEG", "RGB", (500, 50000)),
    ],
)
def test_the_largest_pictures_are_held_in_memory_only_once(tmp_path, kind, mode, size):
    assert megabytes_for(picture(kind, size=size, mode=mode, color=None), tmp_path) < 160


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
        make_avatar(b"x" * 5_000_001)


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
