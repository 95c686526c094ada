"""What is derived from the installation's secret, each use under a name of its own."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U: read aloud over the phone and typed by thumb."""


def derive(purpose: str, *parts: str) -> bytes:
    """32 bytes that only this installation can make for this purpose and these parts."""
    message = "\x00".join((purpose, *parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()


def derived_token(purpose: str, *parts: str) -> str:
    """A derived secret as 43 URL-safe characters."""
    return base64.urlsafe_b64encode(derive(purpose, *parts)).rstrip(b"=").decode()


def same(secret: str, given: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(secret.encode(), given.encode())


def digest(text: str) -> str:
    """SHA-256 as hex: what is stored of a secret or a client's key."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def new_receipt() -> str:
    """Nine random characters with a check character, such as `K7M-29Q-XF3`.

    The alphabet has 30 signs: 8 random ones are 39 bits, so a clash needs millions of reports
    (the unique column catches it). The last sign makes one mistyped sign visible.
    """
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    signs.append(_check(signs))
    return f"{''.join(signs[:3])}-{''.join(signs[3:6])}-{''.join(signs[6:])}"


def read_receipt(text: str) -> str | None:
    """A receipt as somebody typed it, in its proper form; None when it cannot be one."""
    signs = [sign for sign in text.upper() if sign in ALPHABET]
    if len(signs) != 9 or signs[-1] != _check(signs[:-1]):
        return None
    return f"{''.join(signs[:3])}-{''.join(signs[3:6])}-{''.join(signs[6:])}"


def _check(signs: list[str]) -> str:
    # Odd weights below 30 that share no factor with it keep every single change visible.
    weights = (1, 7, 11, 13, 17, 19, 23, 29)
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(signs, weights, strict=True))
    return ALPHABET[total % len(ALPHABET)]
