"""Answers of random records cell by cell, for the property tests."""

from itertools import product

from hypothesis import HealthCheck, Phase, settings

from graph.reasoning.question import question
from graph.reasoning.reason import answer


def thorough(examples):
    """The same so many examples in every run; one that fails is shown as it is, since to shrink it takes minutes."""
    return settings(
        phases=[Phase.explicit, Phase.generate],
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def ask(corpus, channel, on, **parts):
    action, bearer, recipient = channel
    return answer(corpus, question(corpus, bearer, recipient, action=action, on=on, **{"purpose": "any"} | parts))


def cells(region):
    return product(region.objects, region.people, region.origins, region.purposes)


def by_cell(corpus, channel, days):
    """The region of every cell on every day."""
    regions = ((on, region) for on in days for region in ask(corpus, channel, on).regions)
    return {(on, cell): region for on, region in regions for cell in cells(region)}


def deciders(region):
    return {reason.id for reason in region.finding.because if reason.role == "decides"}


def told(region):
    """What a region says, without the order in which it says it."""
    found = region.finding
    return (
        region.verdict, region.since, region.until, found.basis, found.required, found.confidence, deciders(region),
        {(reason.role, reason.id) for reason in found.because}, set(found.contested_by),
        {frozenset(hinge.readings) for hinge in found.hinges_on},
    )  # fmt: skip
