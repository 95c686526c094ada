"""`python -m tests.faults.writers THREADS FACTS`: overlapping transactions, some of them slow.

Prints the receipts of what it filed as JSON. The trap it sets: a slow transaction that begins
before a fast one and commits after it.
"""

import json
import os
import random
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor

SLOW = 0.2
SLOW_S = 0.05


def main() -> None:
    """Write and tell."""
    threads, facts = int(sys.argv[1]), int(sys.argv[2])
    # Spread over all threads from the first moment on.
    with ThreadPoolExecutor(threads) as pool:
        print(json.dumps(list(pool.map(lambda _: _file_one(), range(facts)))))


def _file_one() -> str:
    from minga.ground.clock import now
    from minga.ground.work import unit_of_work
    from minga.territory.models import City
    from tests.world import filed

    city = City.objects.get()
    with unit_of_work():
        report = filed(city, key=secrets.token_hex(16), at=now())
        if random.random() < SLOW:
            time.sleep(SLOW_S)
    return report.receipt


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    import django

    django.setup()
    main()
