"""Courts by their ids, names and the forms in which they are cited, resolved by courts-db.

PACER's ids are courts-db's, but for three courts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_PACER = {"azb": "arb", "cofc": "uscfc", "nysb-mega": "nysb"}
# Where courts-db has another form than citations use.
_CITED = {"mdd": "D. Md."}


@cache
def _courts() -> dict[str, dict[str, Any]]:
    from courts_db import courts

    return {one["id"]: one for one in courts}


def is_court(id: str) -> bool:
    """Whether PACER or courts-db calls a court by this id."""
    return id in _PACER or id in _courts()


def court_id(court: str) -> str:
    """The id courts-db gives a court named by an id, an abbreviation or its full name; empty if none or several.

    >>> court_id("cand"), court_id("N.D. Cal."), court_id("azb"), court_id("High Court of Ruritania")
    ('cand', 'cand', 'arb', '')
    """
    known = _PACER.get(court, court)
    if known in _courts():
        return known
    cited = [id for id, one in _courts().items() if _plain(one["citation_string"]) == _plain(court)]
    if len(cited) == 1:
        return cited[0]
    from courts_db import find_court

    found = find_court(court)
    # The full name of a district's court is also found in its bankruptcy court's.
    whole = [id for id in found if _plain(_courts()[id]["name"]) == _plain(court)] or found
    return str(whole[0]) if len(set(whole)) == 1 else ""


def court_name(id: str) -> str:
    """The full name of a court; its id if courts-db has none.

    >>> court_name("cand")
    'United States District Court for the Northern District of California'
    """
    one = _courts().get(_PACER.get(id, id))
    return str(one["name"]) if one else id


def court_cited(id: str) -> str:
    """A court as citations name it; its id if courts-db has none.

    >>> court_cited("cand"), court_cited("mdd"), court_cited("not found")
    ('N.D. Cal.', 'D. Md.', 'not found')
    """
    known = _PACER.get(id, id)
    one = _courts().get(known)
    return _CITED.get(known, str(one["citation_string"])) if one else id


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
