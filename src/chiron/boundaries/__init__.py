"""Conflicts of interest between people: they block matching and access, and are asked by every policy above."""
