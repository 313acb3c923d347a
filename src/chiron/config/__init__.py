"""Settings, addresses and what follows from what."""
