"""The worker's part in realtime: it asks the addresses whose time has come, all at once."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings

from minga.transit.realtime.actions.sources import claim_sources, take_answer
from minga.transit.realtime.gtfs_rt.fetching import NotFetched, fetch

AT_ONCE = 8
log = logging.getLogger("minga.transit")


def ask_sources(at: datetime) -> int:
    """Ask and take in what they say; how many were asked.

    Threads only fetch; a source that fails is noted and asked again next time.
    """
    sources = claim_sources(at=at)
    if not sources:
        return 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_asked, [source.url for source in sources]))
    for source, (data, trouble) in zip(sources, answers, strict=True):
        try:
            take_answer(source=source, data=data, trouble=trouble, at=at)
        except Exception:
            log.exception("realtime of %s could not be taken", source)
    return len(sources)


def _asked(url: str) -> tuple[bytes | None, str]:
    try:
        return fetch(url, settings.MINGA_TRANSIT_HOSTS), ""
    except NotFetched as trouble:
        return None, trouble.code
