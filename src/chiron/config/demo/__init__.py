"""The demo: one seeded generator for the hospital that `make run` shows and for the large databases of the benches."""
