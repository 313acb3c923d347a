"""The register in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def register_tabs(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    """The tabs of the register: in force, to come, over."""
    names = {"now": _("In force"), "later": _("To come"), "over": _("Over")}
    return [
        {"label": label, "url": f"?state={name}", "count": counts[name], "is_current": name == state}
        for name, label in names.items()
    ]
