"""Judges recorded exchanges one by one and puts together what they break; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.conformance.judging.breach import merged
from mockserver.conformance.judging.judge import Judge
from mockserver.conformance.judging.recorded import judged
from mockserver.conformance.verifying import Findings, automatic, kept
from mockserver.traffic.exchanges import Exchange


def verify(judge: Judge, exchanges: Iterable[Exchange]) -> tuple[Findings, int]:
    """Hold recorded answers to a promise.

    Args:
        judge: holds them to it.
        exchanges: without secrets.

    Returns:
        What they break, and how many of the requests broke the document.
    """
    found = [judged(judge, each) for each in exchanges]
    single = kept(judge.promise, (each for judgement in found for each in judgement.breaches))
    new = tuple(merged([each for each in single if each.kind == "new"]))
    return Findings(tuple(automatic(single)), new, {}, len(found)), sum(bool(each.violations) for each in found)
