"""What needs whom today; later the cockpit, equity and the report."""
