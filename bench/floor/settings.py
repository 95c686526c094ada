"""As little Django as answers a request, on Minga's own database settings."""

from minga.web.settings import DATABASES, MINGA_DATA, SECRET_KEY

__all__ = ["DATABASES", "MINGA_DATA", "SECRET_KEY"]

ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
