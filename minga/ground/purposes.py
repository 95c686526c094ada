"""Why personal data is kept: the row from which the privacy page is made."""

from typing import NamedTuple

from minga.ground.errors import Text


class Purpose(NamedTuple):
    """One use of personal data (Ley 21.719, arts. 3 and 14 ter; GDPR arts. 5 and 13).

    `models` names the tables ("app.Model") it covers, so that a test can find one without.
    """

    what: Text
    why: Text
    basis: Text
    kept_for: Text
    seen_by: Text
    models: tuple[str, ...]
