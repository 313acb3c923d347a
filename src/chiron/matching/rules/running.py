"""A run by its method: one mentor for each mentee, or one for each need."""

from collections.abc import Callable

from chiron.matching.rules import mosaic, solving
from chiron.matching.rules.solving import Outcome, Pairing

MOSAIC = "mosaic"


def match(pairing: Pairing, *, method: str, seed: int, tell: Callable[[int], None] = lambda done: None) -> Outcome:
    """Score, solve, check and explain. `Clash` where the rules cannot all hold."""
    if method == MOSAIC:
        return mosaic.match(pairing, seed=seed, tell=tell)
    return solving.match(pairing, method=method, seed=seed, tell=tell)


def repeated(pairing: Pairing, *, method: str, seed: int) -> tuple[str, dict[str, list[str]]]:
    """The problem's hash and who is with whom: enough to tell whether a run comes out the same."""
    if method == MOSAIC:
        return mosaic.repeated(pairing, seed=seed)
    return solving.repeated(pairing, method=method, seed=seed)


def without(pairing: Pairing, *, method: str, seed: int, mentee: str, mentor: str) -> tuple[int, int, int, int]:
    """What the run would be without a pair, or without the lock on it.

    The change of the total fit and of the lowest fit in hundredths, how many others have another answer, and how many
    fewer have somebody (in a mosaic: how many fewer needs are met).
    """
    if method == MOSAIC:
        return mosaic.without(pairing, seed=seed, mentee=mentee, mentor=mentor)
    return solving.without(pairing, method=method, seed=seed, mentee=mentee, mentor=mentor)
