"""What every answer has in common: headers, trusted hosts, known methods, ids, addresses and cookies."""

import gzip
from typing import Any

import pytest
from flask import Flask, Response, request

from clubinterview.auth.models import User
from clubinterview.core.web import HEADERS, client_ip, client_network, public_url, safe_path, set_cookie
from clubinterview.extensions import csrf
from tests.another_app import another_app
from tests.browser_client import BrowserClient


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/resume",
        "/applications/7?x=1&y=%2F#a",
        "/a//b",
        "/%E4%B8%AD",
        "/中文",
        "/a?next=https://b",
        "/a:b",
        "/@b",
    ],
)
def test_a_path_of_this_site_is_safe(target: str) -> None:
    assert safe_path(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "resume", "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
     "/\\/evil.example", "/a\\b", "javascript:alert(1)", " /a", "/a b", "/\tevil.example", "/\n/evil.example", "/a\r\nX: y",
     "/a\0", "/\x7f", "http:/a", "http:evil.example", "/ /evil.example", "?a", "#a", "/a\x85b", "/a\u2028b", "/\u00a0/b"],
)  # fmt: skip
def test_anything_else_is_not(target: str | None) -> None:
    assert safe_path(target) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "a b", ""]
)
@pytest.mark.parametrize("path", ["/", "/missing", "/healthz/live"])
def test_a_host_that_is_not_trusted_is_refused(client: BrowserClient, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host, "Accept-Language": "zh"})

    assert response.status_code == 400
    assert "evil" not in response.text
    assert 'class="error-page' in response.text
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:5000"])
def test_a_trusted_host_is_served(client: BrowserClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz/live", 200),
        ("GET", "/resume", 302),
        ("GET", "/missing", 404),
        ("POST", "/language", 400),
        ("POST", "/healthz/live", 405),
        ("PATCH", "/preferences", 405),
        ("GET", "/language", 405),
        ("TRACE", "/", 405),
        ("PROPFIND", "/missing", 405),
        ("GET", "/static/0/missing.css", 404),
    ],
)
def test_every_answer_carries_the_headers(client: BrowserClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "Server" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_static_files_may_be_kept_for_ever_and_carry_headers(app: Flask, client: BrowserClient) -> None:
    address = app.jinja_env.globals["static_url"]("css/tokens.css")  # type: ignore[operator]

    response = client.get(address, buffered=True)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/", "/static/css/tokens.css"]
)
def test_only_hashed_names_are_served(client: BrowserClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "X", "GETT", "get"])
def test_an_unknown_method_is_not_allowed(client: BrowserClient, method: str) -> None:
    assert client.open("/", method=method).status_code in ({405} if method != "get" else {200, 405})


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_no_header_overrides_the_method(client: BrowserClient, name: str) -> None:
    assert client.get("/resume/removal", headers={name: "POST"}).status_code == 405


@pytest.mark.parametrize(
    "row_id",
    ["0", "-1", "2147483648", "9" * 30, "9" * 5000, "1.0", "1e3", "0x1", "a", "%00", "1%0a", "%F0%9F%98%80"],
)
def test_what_is_no_row_id_is_not_found(browser: Any, candidate: User, row_id: str) -> None:
    assert browser(candidate).get(f"/applications/{row_id}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/%ff", "/%00", "/a%0d%0aX:%20y", "/" + "a" * 9000, "/?%ff=%00", "/..%2f..%2fetc"]
)
def test_strange_addresses_do_no_harm(client: BrowserClient, path: str) -> None:
    assert client.get(path).status_code in {200, 400, 404}


@pytest.mark.parametrize("body", [b"\xff\xfe=\x00", b"--x\r\nbroken", b"%ED%A0%80=%00", b"&&&===" * 500])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data"]
)
def test_a_broken_body_is_refused(client: BrowserClient, body: bytes, kind: str) -> None:
    assert client.post("/preferences", data=body, content_type=kind).status_code == 400


def test_too_many_parts_are_too_large(client: BrowserClient) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'

    response = client.post(
        "/preferences", data=part * 1001 + b"--x--", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 413


@pytest.mark.parametrize(("size", "status"), [(400_000, 400), (600_000, 413), (1_100_000, 413)])
def test_a_large_form_is_too_large(client: BrowserClient, size: int, status: int) -> None:
    response = client.post("/preferences", data={"language": "a" * size})

    assert response.status_code == status
    assert 'class="error-page' in response.text or status == 400


def test_a_form_without_a_length_is_limited_alike(client: BrowserClient) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    response = client.post("/preferences", data={"language": "a" * 1_100_000}, environ_overrides=chunked)

    assert response.status_code == 413


def test_a_page_over_tls_asks_for_tls_ever_after(client: BrowserClient) -> None:
    over_tls = client.get("/", base_url="https://localhost")

    assert over_tls.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_pages_of_a_signed_in_person_are_not_stored(browser: Any, candidate: User) -> None:
    student = browser(candidate)

    for path in ("/", "/resume", "/notifications", "/missing"):
        assert student.get(path).headers["Cache-Control"] == "no-store"


def test_a_page_with_a_form_is_not_stored(client: BrowserClient) -> None:
    assert client.get("/preferences").headers["Cache-Control"] == "no-store"


def test_a_reader_without_a_form_gets_no_session(client: BrowserClient) -> None:
    response = client.get("/")

    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(("hops", "ip"), [(0, "10.0.0.9"), (1, "203.0.113.7"), (2, "198.51.100.2")])
def test_proxies_are_believed_as_far_as_the_settings_say(app: Flask, hops: int, ip: str) -> None:
    with another_app(app, TRUSTED_PROXY_HOPS=hops) as other:
        seen = []
        other.before_request(lambda: seen.append((client_ip(), request.host)))
        other.test_client().get(
            "/",
            headers={
                "X-Forwarded-For": "6.6.6.6, 198.51.100.2, 203.0.113.7",
                "X-Forwarded-Host": "evil.example",
            },
            environ_overrides={"REMOTE_ADDR": "10.0.0.9"},
        )

    assert seen == [(ip, "localhost")]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8::7", "2001:db8::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("", ""),
    ],
)
def test_a_network_is_what_one_subscriber_has(app: Flask, address: str, network: str) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert client_network() == network


def test_addresses_in_mails_come_from_the_settings(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1:5000"):
        assert public_url("/resume") == "http://localhost/resume"


def test_cookies_of_production_are_bound_to_the_host(app: Flask) -> None:
    with another_app(app, PRODUCTION=True, MAIL_SERVER="localhost") as other, other.test_request_context("/"):
        response = Response()
        set_cookie(response, "theme", "dark", max_age=60)

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-theme=dark; ")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_no_page_can_be_exempt_from_the_token(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        csrf.exempt(lambda: None)


def test_longer_pages_are_sent_compressed(client):
    plain = client.get("/preferences")
    packed = client.get("/preferences", headers={"Accept-Encoding": "gzip"})

    text = gzip.decompress(packed.data).decode()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert "</html>" in text


def test_short_answers_are_sent_as_they_are(client):
    answer = client.get("/healthz/live", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
