"""`python -m bench.statements TOKEN`: SQL statements of the timed requests, counted in process."""

import json
import os
import secrets
import sys
from typing import Any


def main(token: str) -> None:
    """Each request twice: the first fills what is kept in memory, the second is counted."""
    from django.test import Client

    bearer = {"Authorization": f"Bearer {token}"}
    client = Client(headers={"Host": "127.0.0.1"})

    def post() -> Any:
        body = {"category": "street_light", "lat": -36.85, "lon": -73.05, "text": "Sin luz"}
        headers = {"Idempotency-Key": secrets.token_hex(16), "X-Device": secrets.token_hex(8)}
        path = "/api/v1/reports"
        return client.post(path, body, content_type="application/json", headers=headers)

    def listed() -> Any:
        return client.get("/api/v1/control/reports?limit=100", headers=bearer)

    def points() -> Any:
        return client.get("/api/v1/reports.geojson")

    told = {}
    for name, ask in {"post": post, "list": listed, "geojson": points}.items():
        ask()
        told[name] = _count(ask)
    print(json.dumps(told))


def _count(ask: Any) -> dict[str, int]:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["counters"]) as counters,
    ):
        assert ask().status_code in (200, 201)
    told = [query["sql"] for query in [*default, *counters]]
    control = sum(sql.split()[0] in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE") for sql in told)
    return {"statements": len(told) - control, "transaction_control": control}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    import django

    django.setup()
    main(sys.argv[1])
