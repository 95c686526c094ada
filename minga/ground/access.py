"""Permission: one predicate serves the button and the gate."""


class Refused(Exception):
    """The person may not do this. The message is for the log; pages show their own words."""


def refuse_unless(allowed: bool, why: str = "not allowed") -> None:
    """Raise Refused when a predicate says no."""
    if not allowed:
        raise Refused(why)
