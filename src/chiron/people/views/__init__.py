"""Pages about people, by whom they serve."""
