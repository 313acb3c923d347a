"""OR-Tools' min-cost flow on the same market, for inputs on which the auction is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiron_engine import prices

if TYPE_CHECKING:
    from chiron_engine.welfare import Market, Sold


def sell_by_flow(market: Market, scale: int) -> Sold:
    """The best answer to a market by network simplex's cousin, cost scaling, with prices from the residual graph."""
    from ortools.graph.python import min_cost_flow

    from chiron_engine.welfare import Sold

    n, m, sink = len(market.start) - 1, len(market.capacity), len(market.start) - 1 + len(market.capacity)
    mentee = np.repeat(np.arange(n), np.diff(market.start))
    flow = min_cost_flow.SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        mentee, n + market.stall.astype(np.int64), np.ones(len(mentee), dtype=np.int64), -market.score.astype(np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n), np.full(n, sink), np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        n + np.arange(m), np.full(m, sink), np.minimum(market.capacity, n), np.zeros(m, dtype=np.int64)
    )
    flow.set_nodes_supplies(np.arange(sink + 1), np.append(np.append(np.ones(n), np.zeros(m)), -n).astype(np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}")
    used = np.flatnonzero(flow.flows(pairs) > 0)
    chosen = np.full(n, -1, dtype=np.int64)
    chosen[mentee[used]] = used
    price = prices.least(market.start, market.stall, market.score, chosen, np.zeros(m, dtype=np.int64))
    if price is None:
        raise ArithmeticError("no prices support the flow's answer")
    return Sold(chosen=chosen, price=price * scale)
