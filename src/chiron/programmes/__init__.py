"""Blueprints, programmes, cohorts, enrolments, applications, imports."""
