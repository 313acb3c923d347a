"""The peers that live in an environment of their own; run by its Python. Reads arrays, prints seconds and a value."""

from __future__ import annotations

import json
import sys
import time

import numpy as np


def lists(a: dict[str, np.ndarray], n: int, m: int) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Rank lists by fit, ties by number."""
    wishes: dict[int, list[int]] = {i: [] for i in range(n)}
    esteems: dict[int, list[int]] = {j: [] for j in range(m)}
    for at in np.lexsort((a["mentor"], -a["fit"])).tolist():
        wishes[int(a["mentee"][at])].append(int(a["mentor"][at]))
    for at in np.lexsort((a["mentee"], -a["fit"])).tolist():
        esteems[int(a["mentor"][at])].append(int(a["mentee"][at]))
    return wishes, esteems


def total(a: dict[str, np.ndarray], pairs: list[tuple[int, int]], m: int) -> int:
    """The total fit of pairs."""
    keys = a["mentee"].astype(np.int64) * m + a["mentor"]
    wanted = np.array([i * m + j for i, j in pairs])
    return int(a["fit"][np.isin(keys, wanted)].sum())


def by_matching(a: dict[str, np.ndarray], n: int, m: int) -> tuple[float, int]:
    """The package `matching`: HospitalResident."""
    from matching.games import HospitalResident

    sys.setrecursionlimit(10**6)
    wishes, esteems = lists(a, n, m)
    places = {j: int(a["capacity"][j]) for j in esteems if esteems[j]}
    begin = time.process_time()
    game = HospitalResident.create_from_dictionaries(wishes, {j: esteems[j] for j in places}, places)
    found = game.solve(optimal="resident")
    seconds = time.process_time() - begin
    return seconds, total(a, [(int(i.name), int(j.name)) for j, people in found.items() for i in people], m)


def by_algmatch(a: dict[str, np.ndarray], n: int, m: int) -> tuple[float, int]:
    """The package `algmatch`: HospitalResidentsProblem."""
    from algmatch import HospitalResidentsProblem

    wishes, esteems = lists(a, n, m)
    given = {
        "residents": {i + 1: [j + 1 for j in wishes[i]] for i in wishes},
        "hospitals": {
            j + 1: {"capacity": int(a["capacity"][j]), "preferences": [i + 1 for i in esteems[j]]} for j in esteems
        },
    }
    begin = time.process_time()
    problem = HospitalResidentsProblem(dictionary=given, optimised_side="residents")
    found = problem.get_stable_matching()
    seconds = time.process_time() - begin
    of_residents = found["resident_sided"]
    pairs = [(int(str(i).strip("r")) - 1, int(str(j).strip("h")) - 1) for i, j in of_residents.items() if j]
    return seconds, total(a, pairs, m)


def by_lapx(a: dict[str, np.ndarray], n: int, m: int) -> tuple[float, int]:
    """The package `lapx` on the whole table, a column for every place."""
    import lap

    table = np.zeros((n, m))
    table[a["mentee"], a["mentor"]] = a["fit"]
    begin = time.process_time()
    copies = np.repeat(table, a["capacity"], axis=1)
    cost, _, _ = lap.lapjv(-copies, extend_cost=True)
    return time.process_time() - begin, round(-cost)


if __name__ == "__main__":
    name, path, n, m = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with np.load(path) as stored:
        arrays = {key: stored[key] for key in stored}
    peer = {"matching": by_matching, "algmatch": by_algmatch, "lapx": by_lapx}[name]
    print(json.dumps(peer(arrays, n, m)))
