"""The peers that live in the same process: OR-Tools, scipy, HiGHS.

Each takes arrays and returns the optimum it found.
"""

from __future__ import annotations

import numpy as np

Arrays = dict[str, np.ndarray]


def or_tools_flow(a: Arrays, n: int, m: int) -> int:
    """OR-Tools' SimpleMinCostFlow, each mentee free to stay unmatched."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    add(a["mentee"], n + a["mentor"], np.ones(len(a["fit"]), dtype=np.int64), -a["fit"])
    add(n + np.arange(m), np.full(m, n + m), a["capacity"], np.zeros(m, dtype=np.int64))
    add(np.arange(n), np.full(n, n + m), np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64))
    flow.set_nodes_supplies(np.arange(n + m + 1), np.array([1] * n + [0] * m + [-n]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no optimum")
    return -int(flow.optimal_cost())


def scipy_sparse(a: Arrays, n: int, m: int) -> int:
    """scipy's LAPJVsp with a column for every place, and one of its own for every mentee to stay unmatched."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    capacity = a["capacity"]
    first = np.concatenate([[0], np.cumsum(capacity)])
    copies = capacity[a["mentor"]]
    rows = np.repeat(a["mentee"], copies)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(copies) - copies, copies)
    columns = np.repeat(first[a["mentor"]], copies) + offset
    top = int(a["fit"].max()) + 1
    weight = top - np.repeat(a["fit"], copies)
    places = int(first[-1])
    rows = np.concatenate([rows, np.arange(n)])
    columns = np.concatenate([columns, places + np.arange(n)])
    weight = np.concatenate([weight, np.full(n, top)]).astype(float)
    table = coo_array((weight, (rows, columns)), shape=(n, places + n)).tocsr()
    chosen_rows, chosen = min_weight_full_bipartite_matching(table)
    return round(top * n - float(table[chosen_rows, chosen].sum()))


def scipy_dense(a: Arrays, n: int, m: int) -> int:
    """scipy's linear_sum_assignment on the whole table, a column for every place."""
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((n, m))
    table[a["mentee"], a["mentor"]] = a["fit"]
    copies = np.repeat(table, a["capacity"], axis=1)
    rows, columns = linear_sum_assignment(copies, maximize=True)
    return round(float(copies[rows, columns].sum()))


def highs(a: Arrays, n: int, m: int) -> int:
    """The linear programme by HiGHS."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    at, ones = np.arange(len(a["fit"])), np.ones(len(a["fit"]))
    cells = (np.concatenate([a["mentee"], n + a["mentor"]]), np.concatenate([at, at]))
    table = coo_array((np.concatenate([ones, ones]), cells), shape=(n + m, len(at))).tocsr()
    most = np.concatenate([np.ones(n), a["capacity"]])
    return -round(linprog(-a["fit"].astype(float), table, most, bounds=(0, 1), method="highs").fun)
