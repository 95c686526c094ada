"""Django's settings, from the environment table in `env.py`."""

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.log import CallbackFilter

from minga.web import env
from minga.web.log_lines import without_traceback

# PyPI's pysqlite3 carries an SQLite without the WAL-reset race of 3.7.0-3.51.2; it must take
# the standard module's place before Django's engine is imported.
with suppress(ImportError):
    sys.modules["sqlite3"] = __import__("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = __import__("pysqlite3.dbapi2").dbapi2

MINGA_DATA = env.data_folder()
MINGA_BASE_URL = env.read("MINGA_BASE_URL").rstrip("/")
MINGA_LIMIT_DEVICE = int(env.read("MINGA_LIMIT_DEVICE"))
MINGA_MEDIA_LINK_S = int(env.read("MINGA_MEDIA_LINK_S"))
MINGA_LIMIT_ADDRESS = int(env.read("MINGA_LIMIT_ADDRESS"))
MINGA_TRUSTED_PROXIES = env.listed("MINGA_TRUSTED_PROXIES")
MINGA_MAP_STYLE = env.read("MINGA_MAP_STYLE")
MINGA_MAP_HOSTS = env.listed("MINGA_MAP_HOSTS", " ")
MINGA_TRANSIT_HOSTS = env.listed("MINGA_TRANSIT_HOSTS")
MINGA_CHANGE_S = max(0, int(env.read("MINGA_CHANGE_S")))
MINGA_DATA_LICENCE = env.read("MINGA_DATA_LICENCE")
KNOWN_SECRETS = ("changeme", "secret", "minga", "django-insecure", "insecure", "default")


def _secret(folder: Path) -> str:
    """The installation's secret: from the environment, or made once beside the data."""
    given = env.read("MINGA_SECRET")
    if given:
        return given
    path = folder / "secret.key"
    if path.exists():
        return path.read_text().strip()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = _secret(MINGA_DATA)
DEBUG = False
SITE = urlsplit(MINGA_BASE_URL)
IS_HTTPS = SITE.scheme == "https"
ALLOWED_HOSTS = env.listed("MINGA_HOSTS") or [
    SITE.hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [f"{SITE.scheme}://{SITE.netloc}"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_htmx",
    "minga.ground",
    "minga.people",
    "minga.territory",
    "minga.reports",
    "minga.transit",
    "minga.participation",
    "minga.programme",
    "minga.web",
]
MIDDLEWARE = [
    "minga.web.middleware.security_headers",
    "minga.web.middleware.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minga.web.middleware.request_context",
    "minga.web.middleware.AccessGate",
]
ROOT_URLCONF = "minga.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "minga.web.context.template_context",
            ],
        },
    }
]
WSGI_APPLICATION = "minga.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["minga.web.databases.CountersApart"]


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path, synchronous: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # A file, as in life: a database in memory knows no second process and locks otherwise.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
            ),
        },
    }


DATABASE_URL = env.read("MINGA_DATABASE_URL")
if DATABASE_URL:
    # Counting needs no wait for the disk: a lost counter only lets a sender send again.
    quick = {"OPTIONS": {"options": "-c synchronous_commit=off"}}
    DATABASES = {"default": _postgres(DATABASE_URL), "counters": _postgres(DATABASE_URL) | quick}
    DATABASES["counters"]["TEST"] = {"MIRROR": "default"}
else:
    # FULL: with NORMAL every acknowledged report since the last checkpoint is lost at a power cut.
    DATABASES = {
        "default": _sqlite(MINGA_DATA / "minga.sqlite3", "FULL"),
        "counters": _sqlite(MINGA_DATA / "counters.sqlite3", "OFF"),
    }

AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "web:sign_in"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [env.CHECKOUT / "minga" / "locale"]
FORMAT_MODULE_PATH = "minga.web.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_FOLDER = env.CHECKOUT / "build" / "static"
_current = STATIC_FOLDER / "current"
STATIC_DIGEST = _current.read_text().strip() if _current.exists() else "none"
STATIC_URL = f"/static/{STATIC_DIGEST}/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # the headers are set by minga.web.middleware.security_headers
    "security.W002",  # X-Frame-Options too
    "security.W004",  # HSTS is set there when MINGA_BASE_URL is https
    "security.W008",  # the reverse proxy redirects to https
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "failures": {
            "()": CallbackFilter,
            "callback": lambda record: getattr(record, "status_code", 0) != 503,
        },
        # A refused host name or a forged origin is a stranger's doing: a line, not a traceback.
        "refusals": {"()": CallbackFilter, "callback": without_traceback},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "minga": {"level": env.read("MINGA_LOG_LEVEL")},
        # 503 is said on purpose, while starting and while there is no city.
        "django.request": {"level": "ERROR", "filters": ["failures"]},
    },
}
