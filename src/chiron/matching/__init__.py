"""Match runs, proposals, rules between pairs, and the workbench. Calls the engine."""
