"""Figures as this room shows them."""

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours, to the half: 3.5."""
    halves = round(minutes / 30) / 2
    return formats.number_format(halves, 0 if halves == int(halves) else 1)
