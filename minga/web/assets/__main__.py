"""`python -m minga.web.assets`: assemble without starting Django."""

import sys

from minga.web.assets import ROOT, AssetsIncomplete, assemble

try:
    assemble()
except AssetsIncomplete as reason:
    sys.exit(str(reason))
except OSError as reason:
    sys.exit(f"Minga cannot write the static files under {ROOT / 'build'}: {reason.strerror}.")
