"""Matching as plain, typed Python: problems in, pairs with proofs and reasons out."""
