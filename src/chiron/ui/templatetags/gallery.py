"""For the gallery only: sample words in two languages."""

from __future__ import annotations

from django import template

from chiron.ui import samples

register = template.Library()
register.filter("either", samples.either)
