"""Chiron runs mentorship programmes in medicine."""
