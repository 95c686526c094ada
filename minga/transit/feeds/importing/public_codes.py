"""Public names of lines and stops in addresses, made of the feed's own ids."""

from collections.abc import Iterable

from django.utils.text import slugify

MAX_CODE_CHARS = 110
"""Ten less than the column: room for a number where two ids look alike."""


def codes_of(slug: str, ids: Iterable[str]) -> dict[str, str]:
    """A code for each id, the same whenever the ids are the same, in whatever order they come.

    `62 Norte` and `62-norte` look alike in an address: the one that is written like it, or sorts
    first, has the plain name, the others a number.
    """
    given: dict[str, str] = {}
    used: set[str] = set()
    for gtfs_id in sorted(set(ids), key=lambda gtfs_id: (slugify(gtfs_id) != gtfs_id, gtfs_id)):
        plain = slugify(f"{slug}-{gtfs_id}")[:MAX_CODE_CHARS]
        code, number = plain, 1
        while code in used:
            number += 1
            code = f"{plain}-{number}"
        used.add(code)
        given[gtfs_id] = code
    return given
