"""When people are free: their week, what keeps them busy, common times, and the one row that a time has."""
