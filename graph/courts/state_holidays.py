"""The holidays of a state, for periods that are measured after an event, Rule 6(a)(6)(C).

A kept library (`holidays`) lists them; each is as sure as that list, and a
count that passes one names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..errors import NotFound


def state_holidays(state: str, years: Iterable[int]) -> Mapping[date, str]:
    """The days that a state keeps and the United States does not, each with its name.

    >>> state_holidays("MA", [2031])[date(2031, 4, 21)]
    "Patriots' Day"

    Raises:
        NotFound: if there is no state or territory of that USPS code.
    """
    import holidays

    known = holidays.country_holidays("US").subdivisions
    code = state.upper()
    if code not in known:
        raise NotFound("state", state, tuple(one for one in known if one[0] == code[:1])[:3])
    years = list(years)
    own = holidays.country_holidays("US", subdiv=code, years=years)
    federal = holidays.country_holidays("US", years=years)
    return {on: name for on, name in own.items() if on not in federal}
