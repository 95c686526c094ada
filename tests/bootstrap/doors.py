"""Load the two commands, which have no `.py` in their names, as modules."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent


def load_door(name: str) -> ModuleType:
    loader = SourceFileLoader(f"door_{name}", str(ROOT / name))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    # A door writes no bytecode, lest it litter a new checkout; the run of the tests keeps it,
    # or every worker would compile every test file anew.
    writes_none = sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = writes_none
    return module
