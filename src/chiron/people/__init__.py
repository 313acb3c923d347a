"""Institutions, accounts, people, roles, invitations, consent."""
