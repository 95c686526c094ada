"""R35: safe by default: headers on every answer, cookies, secrets, Django's own check."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minga.web import doctor
from minga.web.middleware import sender_address
from tests.cast import PASSWORD
from tests.reports.asking import fetched
from tests.web.routes import routes
from tests.web.scene import Role, Scene

ROOT = Path(__file__).resolve().parents[2]
CSP = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
}
# What is the same for everybody may be kept; nothing else may.
KEPT = {
    "web:manifest", "web:worker", "web:favicon", "web:map_style", "web:published",
    "web:offline", "api-1:reports_geojson", "transit:network", "transit:vehicles",
    "transit:ride_lines", "transit:ride_line",
    "api-1:transit_alerts_pb", "api-1:transit_alerts_json",
    "api-1:transit_vehicles_pb", "api-1:transit_vehicles_json",
}  # fmt: skip
# Open data may be kept, and read by the pages of others.
OPEN_DATA = {"programme:catalogue", "programme:data_set_document", "programme:data_programme"}
# A picture may do nothing at all; its policy is its own, and shorter.
PICTURES = {"programme:roadmap_svg", "programme:roadmap_pdf"}
KEPT |= OPEN_DATA | PICTURES


def directives(policy: str) -> dict[str, str]:
    return {
        part.split(" ", 1)[0]: part.split(" ", 1)[1] for part in policy.split("; ") if " " in part
    }


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "stranger", "operator", "operator token"])
def test_every_answer_of_every_route_wears_the_armour(scene: Scene, role: str) -> None:
    client = scene.roles[role].client()
    paths = [(route.name, route.path(scene.samples())) for route in routes()]
    for name, path in [*paths, ("", "/no-such-page/"), ("", "/api/v1/nothing"), ("", "/live/x")]:
        for method in (client.get, client.post, client.options):
            answer = method(path)
            headers = answer.headers
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy, path
            if name not in PICTURES or answer.status_code >= 400:
                assert directives(policy) == CSP, path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["X-Frame-Options"] == "DENY", path
            assert headers["Referrer-Policy"] == "same-origin", path
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
            is_data = name in OPEN_DATA and answer.status_code == 200
            shared = "cross-origin" if is_data else "same-origin"
            assert headers["Cross-Origin-Resource-Policy"] == shared, path
            assert "camera=(self)" in headers["Permissions-Policy"], path
            assert "Server" not in headers
            assert "X-Powered-By" not in headers
            if name not in KEPT:
                assert "no-store" in headers["Cache-Control"], path
            if name == "web:offline" and method == client.get:
                assert "private" in headers["Cache-Control"]


@pytest.mark.django_db
def test_pages_hold_no_inline_script_handler_or_style(scene: Scene) -> None:
    client = scene.roles["operator"].client()
    for route in routes():
        answer = client.get(route.path(scene.samples()))
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = answer.content.decode()
        for script in re.findall(r"<script\b[^>]*>", page):
            assert "src=" in script or 'type="application/json"' in script, (route, script)
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", page), route
        assert not re.search(r"<[^>]*\sstyle\s*=", page), route
        assert "<style" not in page, route
        # A link may lead elsewhere (to a licence); nothing may be fetched from there.
        fetched = re.sub(r"<a\b[^>]*>", lambda tag: tag[0].replace('href="https://', 'to="'), page)
        for address in re.findall(r"""(?:src|href|action)=["']([^"']*)""", fetched):
            own = address.removeprefix("http://testserver")  # what people copy: whole addresses
            assert not re.match(r"(?i)(https?:)?//|javascript:", own), (route, address)


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(scene: Scene) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"email": scene.cast.tito.email, "password": PASSWORD})
    client.post("/language/", {"language": "en", "next": "/"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    assert client.cookies["django_language"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_citizens_get_no_session_cookie(scene: Scene) -> None:
    client = Client()
    for path in (
        "/",
        "/map/",
        "/list/",
        "/find/",
        f"/r/{scene.own.receipt}/",
        "/api/v1/categories",
    ):
        client.get(path)
    assert "sessionid" not in client.cookies


@pytest.mark.django_db
def test_private_files_set_and_ask_for_no_cookie(scene: Scene) -> None:
    scene.attach(scene.own)
    page = scene.roles["officer"].client().get(f"/control/{scene.own.receipt}/").content.decode()
    links = set(re.findall(r"/media/[\w:.-]+", page))
    assert len(links) == 2
    for link in links:
        answer, _ = fetched(link)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# ------------------------------------------------------------------ settings

ASK = """
import json, os
import django
django.setup()
from django.conf import settings
from django.test import Client
from minga.web.middleware import HEADERS
from minga.web import doctor
print(json.dumps({
    "hsts": HEADERS.get("Strict-Transport-Security", ""),
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "hosts": settings.ALLOWED_HOSTS,
    "debug": settings.DEBUG,
    "secret": len(settings.SECRET_KEY),
    "csp": HEADERS["Content-Security-Policy"],
}))
"""


def asked(code: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    tests_own = ("MINGA_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(tests_own)}
    env = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "minga.web.settings",
        "MINGA_DATA": str(data),
        **settings,
    }
    return subprocess.run(
        [sys.executable, *code.split("\0")],
        env=env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def told(data: Path, **settings: str) -> Any:
    ran = asked(f"-c\0{ASK}", data, **settings)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.slow
def test_https_turns_on_secure_cookies_and_hsts(tmp_path: Path) -> None:
    plain = told(tmp_path)
    secure = told(tmp_path, MINGA_BASE_URL="https://minga.example.org")
    assert plain["secure"] == [False, False]
    assert plain["hsts"] == ""
    assert secure["secure"] == [True, True]
    assert secure["hsts"] == "max-age=31536000"
    assert "minga.example.org" in secure["hosts"]
    assert "*" not in secure["hosts"]
    assert not secure["debug"]
    assert secure["secret"] >= doctor.SHORTEST_SECRET
    assert "unsafe" not in secure["csp"]


@pytest.mark.slow
def test_djangos_own_deploy_check_is_clean(tmp_path: Path) -> None:
    ran = asked(
        "-m\0minga\0check\0--deploy\0--fail-level\0WARNING",
        tmp_path,
        MINGA_BASE_URL="https://minga.example.org",
    )
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr


def test_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    from minga.web import settings

    first = settings._secret(tmp_path)
    assert first == settings._secret(tmp_path)
    assert len(first) >= 43
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert settings._secret(tmp_path / "another") != first


@pytest.mark.django_db
@pytest.mark.parametrize(
    "secret", ["changeme", "secret" * 9, "x" * 31, "django-insecure-" + "x" * 40]
)
def test_known_or_short_secret_is_refused(settings: Any, secret: str) -> None:
    settings.SECRET_KEY = secret
    assert any("MINGA_SECRET" in reason for reason in doctor.refusals())


@pytest.mark.slow
def test_server_does_not_start_with_a_known_secret(tmp_path: Path) -> None:
    ran = asked("-m\0minga\0serve\0--no-demo\0--port\x000", tmp_path, MINGA_SECRET="changeme")
    assert ran.returncode != 0
    assert "MINGA_SECRET" in ran.stderr


# ------------------------------------------------------------------ who sends?


@pytest.mark.parametrize(
    ("remote", "forwarded", "sender"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "10.1.1.1", "192.0.2.7"),  # nobody's proxy: not believed
        ("127.0.0.9", "198.51.100.4", "198.51.100.4"),
        ("127.0.0.9", "6.6.6.6, 198.51.100.4", "198.51.100.4"),  # a forged first hop
        ("127.0.0.9", "198.51.100.4, 127.0.0.8", "198.51.100.4"),
        ("127.0.0.9", "", "127.0.0.9"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "", "2001:db8:1:2::"),
        ("127.0.0.9", "nonsense", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_sender_is_read_from_trusted_proxies_only(
    settings: Any, remote: str, forwarded: str, sender: str
) -> None:
    settings.MINGA_TRUSTED_PROXIES = ["127.0.0.9", "127.0.0.8"]
    assert sender_address(remote, forwarded) == sender


@pytest.mark.django_db
def test_limits_follow_device_and_address(scene: Scene, settings: Any) -> None:
    settings.MINGA_LIMIT_DEVICE, settings.MINGA_LIMIT_ADDRESS = 2, 5

    def send(key: str, device: str, address: str = "192.0.2.1", **more: str) -> Any:
        headers = {"Idempotency-Key": key, "X-Device": device, **more}
        body = {"category": "rubbish", "lat": -36.83, "lon": -73.05}
        return Client(REMOTE_ADDR=address).post(
            "/api/v1/reports", body, "application/json", headers=headers
        )

    assert [send(f"a{n}", "one").status_code for n in range(3)] == [201, 201, 429]
    refused = send("a3", "one")
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json()["errors"][0]["message"]
    # A retry of what is stored is answered, however many came since.
    assert send("a0", "one").status_code == 201
    # Another address in the header changes nothing: no proxy is trusted.
    forged = send("b0", "two", **{"X-Forwarded-For": "203.0.113.9"})
    assert forged.status_code in (201, 429)
    assert [send(f"c{n}", f"d{n}").status_code for n in range(6)][-1] == 429
    assert send("z", "z", address="192.0.2.2").status_code == 201


# ------------------------------------------------------------------ the tree's history

SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    rb"|xox[baprs]-[0-9A-Za-z-]{10}|SECRET_KEY\s*=\s*[\"'][^\"']{12,}"
    rb"|(?i:aws_secret_access_key)\s*[=:]\s*\S{20}|glpat-[\w-]{20}"
)


@pytest.mark.slow
def test_history_holds_no_secret() -> None:
    ran = subprocess.run(
        ["git", "log", "-p", "--no-color", "--unified=0", "--", ".", ":!tests/web/test_headers.py"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        pytest.skip("no git history here")
    found = SECRETS.findall(ran.stdout)
    assert found == []
    names = subprocess.run(
        ["git", "log", "--name-only", "--format="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept_out = re.compile(r"(^|/)(secret\.key|\.env|.*\.(pem|key|sqlite3|p12))$", re.MULTILINE)
    assert kept_out.findall(names) == []


@pytest.mark.django_db
def test_bearer_counts_for_programs_only(scene: Scene) -> None:
    token = scene.roles["operator token"].bearer
    client = Role(bearer=token).client()
    assert client.get("/api/v1/control/reports").status_code == 200
    assert client.get("/control/").status_code == 302
    assert client.get("/account/").status_code == 302
