"""The methods a programme can be set up from."""

from minga.programme.methods.open_innovation import OPEN_INNOVATION
from minga.programme.methods.plan import ComponentPlan, PhasePlan

METHODS: dict[str, tuple[ComponentPlan, ...]] = {"open_innovation": OPEN_INNOVATION}

__all__ = ["METHODS", "ComponentPlan", "PhasePlan"]
