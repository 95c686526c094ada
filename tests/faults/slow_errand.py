"""`python -m tests.faults.slow_errand light|dawdle|work`: a worker that can be killed mid-errand.

light: record a fact with an errand. dawdle: do it, say "in the middle", and stay there. work:
do it as a worker would after the lease of the killed one has run out; print what there is.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from typing import Any


def main(verb: str) -> None:
    """One of the three."""
    from minga.ground import worker
    from minga.ground.clock import now
    from minga.ground.models import Errand
    from minga.people.models import Organisation
    from tests.ground.errands import light, reactions

    def note(fact: Any, at: datetime) -> None:
        Organisation.objects.create(
            code=f"x{Organisation.objects.count()}", name="x", helix="civil"
        )
        if verb == "dawdle":
            print("in the middle", flush=True)
            time.sleep(60)

    with reactions((note, timedelta(0))):
        if verb == "light":
            light(at=now())
        else:
            later = timedelta(0) if verb == "dawdle" else worker.LEASE + timedelta(seconds=1)
            tried = worker.run_due(at=now())
            tried += worker.run_due(at=now() + later)
            print(tried, Organisation.objects.count(), Errand.objects.count())


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    import django

    django.setup()
    main(sys.argv[1])
