"""A lawyer's reading of the rules as naive code, against which the engine is checked.

It reads the record's plain data and shares no reasoning with the engine: it
builds every possible world, walks every day of a short calendar in each, and
looks at every cell.  No spans, no bits, no memory of what was worked out.

A *world* says which day each date of the record is, by the identity of the
date, and which reading of each contested fact is true, by the fact's full id.
`ALWAYS` and `NEVER` are days before and after any calendar.
"""

from datetime import date, timedelta
from itertools import product

import holidays

from graph.model import ENDINGS, Modality, Role, Tier, Verb, Verdict

ALWAYS, NEVER = date.min, date.max
DAY = timedelta(days=1)
HOLIDAYS = holidays.country_holidays("US", years=range(2030, 2036), observed=True)


def verdicts(corpus, action, bearer, recipient, calendar, asked):
    """The verdict of every cell on every day asked.

    The calendar begins with a day that stands for all days before the record
    and runs on until nothing more happens: what a court does later can undo a
    paper from the start.
    """
    found = states(corpus, action, bearer, recipient, calendar, asked)
    return {at: judged(corpus, ways) for at, ways in found.items()}


def states(corpus, action, bearer, recipient, calendar, asked):
    """What may be said of every cell on every day asked: the norms that apply and what is challenged, in each world."""
    found = {}
    everything = all_leaves(corpus)
    for world in worlds(corpus):
        operative = operative_days(corpus, world, calendar)
        applicable = [
            (instrument, norm, norm_days(instrument, norm, corpus, world, calendar, operative))
            for instrument, norm in bound(corpus, action, bearer, recipient)
        ]
        for today in asked:
            contested = frozenset(challenged(corpus, world, operative, today))
            speaking = []
            for instrument, norm, days in applicable:
                if today in days:
                    scope = boxes(corpus, world, instrument, norm.scope, today) if norm.scope else [everything]
                    except_ = boxes(corpus, world, instrument, norm.except_, today)
                    speaking.append((scope, except_, f"{instrument.id}#{norm.id}"))
            for cell in product(*everything):
                here = [id for scope, except_, id in speaking if inside(cell, scope) and not inside(cell, except_)]
                found.setdefault((today, cell), set()).add((frozenset(here), contested))
    return found


def judged(corpus, ways):
    """The verdict where such norms may apply and such papers be challenged; unsettled if it is not always the same."""
    tiers = {
        f"{instrument.id}#{norm.id}": (instrument.tier, f"{instrument.id}#{norm.id}", norm, instrument.id)
        for instrument in corpus.instruments.values()
        for norm in instrument.norms
    }
    found = {decide([tiers[id] for id in here], contested) for here, contested in ways}
    return found.pop() if len(found) == 1 else Verdict.UNSETTLED


# --- worlds -------------------------------------------------------------------


def worlds(corpus):
    """Every way to choose a day for each date and a reading for each contested fact."""
    choices = {id(when): possible_days(when) for when in dates(corpus) if when and when.readings}
    for record in (*corpus.cases.values(), *corpus.instruments.values()):
        for fact in record.contested:
            choices[f"{record.id}#{fact.id}"] = [reading.id for reading in fact.readings if not reading.rejected]
    for choice in product(*choices.values()):
        yield dict(zip(choices, choice, strict=True))


def dates(corpus):
    """Every date of the record."""
    for case in corpus.cases.values():
        yield from (case.filed, case.closed, *(event.on for event in case.events))
        for party in case.parties:
            yield from (party.joined, party.left)
    for instrument in corpus.instruments.values():
        for one in (instrument, *instrument.norms):
            yield from (one.start, one.end)
        for effect in instrument.effects:
            yield from (effect.on, effect.end)


def possible_days(when):
    """Every day that some reading allows: each day of an imprecise one; "already" and "never" where it is unknown."""
    days = set()
    for reading in when.readings:
        if reading.rejected:
            continue
        if reading.is_.text == "unknown":
            days |= {ALWAYS, NEVER}
        elif reading.is_.text == "..":
            days |= {ALWAYS}
        else:
            length = (reading.is_.latest - reading.is_.earliest).days
            days |= {reading.is_.earliest + n * DAY for n in range(length + 1)}
    return sorted(days)


def day_of(when, corpus, world, default):
    """The day of a date in a world; the first day on which any of its conditions is met."""
    if when is None:
        return default
    if when.first_of:
        return min(day_met(condition, corpus, world) for condition in when.first_of)
    return world[id(when)]


def day_met(condition, corpus, world):
    """The closing day of a case, or the day after the last court day counted from an event."""
    if condition.end_of:
        return day_of(corpus.cases[condition.end_of].closed, corpus, world, NEVER)
    case, _, name = condition.after.partition("#")
    for event in corpus.cases[case].events:
        if event.id == name:
            trigger = day_of(event.on, corpus, world, NEVER)
    if trigger in (ALWAYS, NEVER):
        return trigger
    last = trigger + condition.days * DAY
    while last.strftime("%a") in ("Sat", "Sun") or last in HOLIDAYS:
        last += DAY
    return last + DAY


def holds(under, world):
    """Whether a world takes every reading that something hangs on."""
    return all(world[fact] == reading for fact, reading in under.items())


# --- days ---------------------------------------------------------------------


def operative_days(corpus, world, calendar):
    """The days on which each instrument was in force and not stayed.

    Effects point to papers earlier in the list, so the last paper comes first.
    """
    operative = {}
    for instrument in reversed(corpus.instruments.values()):
        operative[instrument.id] = walk(instrument.id, instrument, corpus, world, calendar, operative)
    return operative


def norm_days(instrument, norm, corpus, world, calendar, operative):
    """The days on which a norm spoke: its instrument operative, itself begun, not ended and not stayed."""
    if not holds(norm.under, world):
        return set()
    return operative[instrument.id] & walk(f"{instrument.id}#{norm.id}", norm, corpus, world, calendar, operative)


def walk(where, record, corpus, world, calendar, operative):
    """The days lived by an instrument or a norm, its effects met on the way."""
    start = max(day_of(record.start, corpus, world, ALWAYS), calendar[0])
    end = day_of(record.end, corpus, world, NEVER)
    acts, stays = [], []
    for source in corpus.instruments.values():
        for effect in source.effects:
            if effect.target == where and holds(effect.under, world):
                on = day_of(effect.on or source.start, corpus, world, NEVER)
                acting = [today for today in calendar if today in operative[source.id] and on <= today]
                until = day_of(effect.end, corpus, world, NEVER)
                if effect.verb is Verb.STAYS:
                    stays += [today for today in acting if today < until or today == on]
                elif acting:
                    acts.append((acting[0], effect, until))
    lived = set()
    until, ended = calendar[0], False
    for today in calendar:
        extended = [new for on, effect, new in acts if on == today and effect.verb is Verb.EXTENDS]
        endings = [effect for on, effect, _ in acts if on == today and effect.verb in ENDINGS]
        reinstated = [new for on, effect, new in acts if on == today and effect.verb is Verb.REINSTATES]
        if today == start and not ended:
            until = max(until, end, today + DAY)
        if extended and today < until:
            until = max(today, *extended)
        if endings:
            until, ended = today, True
        if any(effect.ab_initio for effect in endings):
            lived = set()
        if reinstated:
            until = max(until, today + DAY, *reinstated)
        if today < until:
            lived.add(today)
    return lived - set(stays)


def plaintiffs(corpus, world, case, on):
    """The agents that are plaintiffs of a case on a day."""
    found = set()
    for party in corpus.cases[case].parties if case in corpus.cases else ():
        joined = day_of(party.joined or corpus.cases[case].filed, corpus, world, ALWAYS)
        left = day_of(party.left, corpus, world, NEVER)
        if party.role is Role.PLAINTIFF and holds(party.under, world) and joined <= on < left:
            found |= set(party.agent)
    return found


def challenged(corpus, world, operative, today):
    """The instruments and norms that a case pending on a day challenges."""
    found = set()
    for source in corpus.instruments.values():
        closed = day_of(corpus.cases[source.case].closed, corpus, world, NEVER) if source.case else NEVER
        for effect in source.effects:
            on = day_of(effect.on or source.start, corpus, world, NEVER)
            until = day_of(effect.end, corpus, world, NEVER)
            pending = on <= today < min(closed, until) and today in operative[source.id]
            if effect.verb is Verb.CHALLENGES and pending and holds(effect.under, world):
                found.add(effect.target)
    return found


# --- cells --------------------------------------------------------------------


def bound(corpus, action, bearer, recipient):
    """The norms that speak to a bearer and a recipient: one in a filing only says what a party wants."""
    for instrument in corpus.instruments.values():
        for norm in instrument.norms:
            if instrument.tier is not Tier.FILING and binds(corpus, norm, action, bearer, recipient):
                yield instrument, norm


def binds(corpus, norm, action, bearer, recipient):
    """Whether a norm speaks to a bearer and a recipient: each, or a body it belongs to, is named.

    A norm that names no recipient means any, and a use has none.
    """
    bearers = broader(corpus.agencies, bearer)
    recipients = broader(corpus.agencies, recipient) if recipient else norm.recipient
    meant = not norm.recipient or any(one in recipients for one in norm.recipient)
    return action in norm.action and any(one in bearers for one in norm.bearer) and meant


def boxes(corpus, world, instrument, products, today):
    """The leaves on each axis that each product names on a day; a product of another world names nothing."""
    found = []
    for one in products:
        origins = set()
        for origin in one.origin:
            if origin == "plaintiffs":
                origins |= plaintiffs(corpus, world, instrument.case, today)
            elif origin.startswith("plaintiffs-on "):
                origins |= plaintiffs(corpus, world, instrument.case, date.fromisoformat(origin.split()[1]))
            else:
                origins |= leaves(corpus.places, origin)
        if holds(one.under, world):
            found.append(
                (
                    leaves(corpus.objects, *one.object),
                    leaves(corpus.people, *one.people),
                    origins if one.origin else leaves(corpus.places),
                    leaves(corpus.purposes, *one.purpose),
                )
            )
    return found


def inside(cell, boxes):
    """Whether a cell lies in one of the boxes."""
    data, person, place, purpose = cell
    return any(data in some and person in who and place in where and purpose in why for some, who, where, why in boxes)


def all_leaves(corpus):
    """The leaves of the four axes of a cell."""
    return tuple(leaves(terms) for terms in (corpus.objects, corpus.people, corpus.places, corpus.purposes))


def leaves(terms, *ids):
    """The terms with nothing narrower, that lie at or below one of these ids if any are given."""
    parents = {term.broader for term in terms.values()}
    return {id for id in terms if id not in parents and (not ids or set(ids) & set(broader(terms, id)))}


def broader(terms, id):
    """A term and all that is broader."""
    return [id, *broader(terms, terms[id].broader)] if terms[id].broader else [id]


# --- the verdict --------------------------------------------------------------


def decide(here, contested):
    """The verdict on one cell, on one day, in one world: of the norms that apply, each (tier, id, norm, paper)."""
    rulings = [norm.modality for tier, _, norm, _ in here if tier is Tier.RULING]
    if Modality.PROHIBITS in rulings:
        return Verdict.PROHIBITED
    if Modality.LEAVES_UNCLEAR in rulings:
        return Verdict.UNSETTLED
    if rulings:
        return Verdict.PERMITTED

    laws = {id: norm for tier, id, norm, _ in here if tier is Tier.LAW}
    deciding = {id for id, norm in laws.items() if norm.self_executing}
    standing = [norm for norm in laws.values() if not deciding & set(norm.yields_to)]

    agency = [norm.modality for tier, _, norm, _ in here if tier is Tier.AGENCY]
    if Modality.PROHIBITS in agency:
        return Verdict.UNSETTLED if grants(agency) else Verdict.PROHIBITED
    if Modality.LEAVES_UNCLEAR in agency:
        return Verdict.UNSETTLED
    allowed = all(norm.modality is not Modality.PROHIBITS for norm in standing)
    for tier, id, norm, paper in here:
        grounded = allowed or laws.keys() & set(norm.relies_on)
        if tier is Tier.AGENCY and grounded and id not in contested and paper not in contested:
            return Verdict.PERMITTED
    if agency:
        return Verdict.CLAIMED

    law = [norm.modality for norm in standing if norm.self_executing]
    if Modality.PROHIBITS in law:
        return Verdict.UNSETTLED if grants(law) else Verdict.PROHIBITED
    if Modality.LEAVES_UNCLEAR in law:
        return Verdict.UNSETTLED
    return Verdict.PERMITTED if law else Verdict.NO_KNOWN_AUTHORITY


def grants(modalities):
    """Whether one of them permits, or requires, which permits too."""
    return Modality.PERMITS in modalities or Modality.REQUIRES in modalities
