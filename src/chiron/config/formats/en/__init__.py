"""Dates and times in English: day before month, twenty-four hours."""
