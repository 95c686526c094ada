"""What the validator gtfs-guru says of a zip, as JSON on standard output.

Run as a process of its own (`python -m minga.transit.feeds.importing.gtfs_guru_report FILE DAY`):
it is native code that reads what strangers made, and may need more memory than a server wants
to keep.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

MAX_ROWS = 5
"""Of each kind of notice so many rows are named; the rest is counted."""
MAX_MEMORY_BYTES = 6 << 30
ROWS = ("csvRowNumber", "csvRowNumber1", "csvRowNumber2", "childCsvRowNumber")
FILES = ("filename", "childFilename", "filename1")
FIELDS = ("fieldName", "childFieldName", "fieldName1")
VALUES = ("fieldValue", "tripId", "routeId", "stopId", "shapeId", "serviceId")


def summary(result: Any, by: str) -> dict[str, Any]:
    """Notices by kind, errors first, with the first rows of each."""
    kinds: dict[str, dict[str, Any]] = {}
    for notice in result.notices:
        context = notice.context()
        kind = kinds.setdefault(
            notice.code,
            {
                "code": notice.code,
                "severity": notice.severity.lower(),
                "message": str(notice.message)[:200],
                "file": str(notice.file or _first(context, FILES) or ""),
                "field": str(notice.field or _first(context, FIELDS) or ""),
                "many": 0,
                "rows": [],
                "value": str(_first(context, VALUES) or "")[:80],
            },
        )
        kind["many"] += 1
        row = notice.row or _first(context, ROWS)
        rows = kind["rows"]
        if isinstance(row, int) and row not in rows and len(rows) < MAX_ROWS:
            rows.append(row)
    order = {"error": 0, "warning": 1}
    notices = sorted(
        kinds.values(), key=lambda kind: (order.get(kind["severity"], 2), -kind["many"])
    )
    return {
        "by": by,
        "errors": result.error_count,
        "warnings": result.warning_count,
        "notices": notices,
    }


def _first(context: dict[str, Any], keys: Iterable[str]) -> Any:
    return next((context[key] for key in keys if context.get(key) not in (None, "")), None)


def _keep_within_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    least = MAX_MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MAX_MEMORY_BYTES, most)
    resource.setrlimit(resource.RLIMIT_AS, (least, most))


if __name__ == "__main__":
    import gtfs_guru

    _keep_within_memory()
    file, day = sys.argv[1:]
    by = f"gtfs-guru {gtfs_guru.version()}"
    json.dump(summary(gtfs_guru.validate(file, date=day), by), sys.stdout)
