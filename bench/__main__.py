"""`python -m bench [NAME ...] [--engine sqlite|postgres|both]`: measure, and write it down.

PostgreSQL is the server of MINGA_TEST_POSTGRES (a URL); without it only SQLite is measured.
"""

import argparse
import importlib
import os

USUAL = ("report_post", "control_list", "geojson", "live_latency", "workshop", "screens")
LONG = ("faults", "planner", "planner_size", "plan_http", "pages")


def main() -> None:
    """Run what is named; by default all but the long ones."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join((*USUAL, *LONG))}")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    chosen = parser.parse_args()
    postgres = os.environ.get("MINGA_TEST_POSTGRES", "")
    servers = {"sqlite": [""], "postgres": [postgres], "both": ["", postgres]}[chosen.engine]
    servers = [server for server in dict.fromkeys(servers) if server or chosen.engine != "postgres"]
    if chosen.engine != "sqlite" and not postgres:
        print("MINGA_TEST_POSTGRES is not set: PostgreSQL is not measured", flush=True)
    for name in chosen.names or USUAL:
        measure = importlib.import_module(f"bench.{name}")
        for server in servers:
            print(f"== {name} on {'PostgreSQL' if server else 'SQLite'}", flush=True)
            measure.run(server)


if __name__ == "__main__":
    main()
