"""`python -m bench.fill MANY`: reports of the last month in the city, through the same action."""

import os
import random
import sys
from datetime import timedelta

BATCH = 500


def main(many: int) -> None:
    """File them all."""
    from minga.ground import worker
    from minga.ground.clock import now
    from minga.ground.work import unit_of_work
    from minga.reports.actions import file_report
    from minga.reports.actions.filing import Filing
    from minga.reports.models import Source
    from minga.reports.queries import active_categories
    from minga.territory.queries import default_city

    chance = random.Random(27)
    city = default_city()
    assert city is not None
    categories = active_categories(city)
    for start in range(0, many, BATCH):
        with unit_of_work():
            for number in range(start, min(many, start + BATCH)):
                category = chance.choice(categories)
                filing = Filing(
                    category=category.code,
                    lat=chance.uniform(-36.899, -36.801),
                    lon=chance.uniform(-73.099, -72.901),
                    accuracy_m=chance.uniform(4, 60),
                    text="Un reporte de prueba. " * chance.randint(1, 12),
                )
                at = now() - timedelta(days=30 * (1 - number / many))
                file_report(
                    city=city,
                    category=category,
                    filing=filing,
                    key=f"fill-{number}",
                    source=Source.API,
                    at=at,
                )
    # A city that has lived for a month has done its errands.
    while worker.run_due(at=now()):
        pass


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    import django

    django.setup()
    main(int(sys.argv[1]))
