"""Django behind whitenoise: pages and the API, with static files answered before either."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.web.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

# Files lie under the digest of their content, so a browser may keep them for ever.
FOR_EVER_S = 315_360_000

TYPES = {".geojson": "application/geo+json", ".mjs": "text/javascript"}


def _security_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


application: Any = WhiteNoise(
    get_wsgi_application(),
    max_age=FOR_EVER_S,
    mimetypes=TYPES,
    add_headers_function=_security_headers,
)
if settings.STATIC_FOLDER.is_dir():
    application.add_files(str(settings.STATIC_FOLDER), prefix="/static/")
