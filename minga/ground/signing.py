"""Links to private files: signed, five minutes long (a setting), bound to who may look.

The path reads no cookie and sets none: the signature is the permission. It names the viewer's
session epoch, so that signing out everywhere ends the links as well.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "minga.media"
LASTS_S: int = settings.MINGA_MEDIA_LINK_S


def media_link(name: str, *, viewer: str) -> str:
    """A link to a stored file for one viewer ("person id.epoch")."""
    return reverse("web:media", args=[signing.dumps([name, viewer], salt=SALT)])


def read_media_link(token: str) -> tuple[str, str]:
    """The stored file's name and the viewer. Raises django.core.signing.BadSignature."""
    name, viewer = signing.loads(token, salt=SALT, max_age=LASTS_S)
    return str(name), str(viewer)
