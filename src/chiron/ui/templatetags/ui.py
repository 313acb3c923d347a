"""The tags and filters of every page: `ui` and `slot` for components, `icon`, and a few filters for text and charts."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import template
from django.http import QueryDict
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chiron.core import idempotency
from chiron.ui import charts, markdown

register = template.Library()

# What a component sees of the page besides its props: what forms and links need, nothing that couples it to a page.
PASSED_THROUGH = ("csrf_token", "request")
MIRRORED = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "send", "door-exit", "login", "logout"}
)


@functools.cache
def props_of(source: str) -> frozenset[str]:
    """The props and slots that a component's leading comment names: what may be given to it."""
    comment = source.partition("{% endcomment %}")[0]
    slots = re.sub(r"\([^)]*\)", "", "".join(re.findall(r"^slots: (.*)$", comment, re.MULTILINE)))
    lists = re.findall(r"^((?:[a-z_]+, )*[a-z_]+): ", comment, re.MULTILINE)
    named = {prop for names in lists for prop in names.split(", ")} - {"slots", "content"}
    return frozenset(named | set(re.findall(r"\w+", slots)))


class Component(template.Node):
    """One use of a component: its props, its content and its slots, rendered apart from the page around it."""

    def __init__(self, name: FilterExpression, props: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.props, self.nodelist = name, props, nodelist

    def render(self, context: Context) -> SafeString:
        name = self.name.resolve(context)
        assert context.template is not None
        component = context.template.engine.get_template(f"ui/components/{name}.html")
        known = props_of(component.source)
        if unknown := self.props.keys() - known:
            raise template.TemplateSyntaxError(f"ui {name!r} has no prop {sorted(unknown)}; it has {sorted(known)}")
        with context.push() as slots:
            content = self.nodelist.render(context)
        inside: dict[str, Any] = dict.fromkeys(known, "") | {slot: slots[slot] for slot in known & slots.keys()}
        inside |= {prop: value.resolve(context) for prop, value in self.props.items()}
        inside |= {name: context[name] for name in PASSED_THROUGH if name in context}
        return component.render(context.new({**inside, "content": content}))


@register.tag
def ui(parser: Parser, token: Token) -> Component:
    """`{% ui "card" title=… %}…{% slot as footer %}…{% endslot %}{% endui %}`: a component of the gallery."""
    _tag, name, *bits = token.split_contents()
    props = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"ui {name}: props are written prop=value, not {bits[0]!r}")
    nodelist = parser.parse(("endui",))
    parser.delete_first_token()
    return Component(parser.compile_filter(name), props, nodelist)


@register.simple_block_tag
def slot(content: SafeString) -> SafeString:
    """`{% slot as footer %}…{% endslot %}` inside `ui`: gives the component markup under that name."""
    return content


@functools.cache
def _icons() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads((Path(__file__).parents[1] / "icons.json").read_text())
    return loaded


@functools.cache
def _paths(name: str) -> SafeString:
    if name not in _icons():
        raise template.TemplateSyntaxError(f"No icon {name!r}: add it to ICONS in ui/vendor.py and run that script.")
    return format_html_join("", '<path d="{}"/>', ((d,) for d in _icons()[name]))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "lock" %}`: a Tabler outline icon, hidden from screen readers unless a label is given."""
    classes = "icon icon-mirrored" if name in MIRRORED else "icon"
    named = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', classes, named, _paths(name))


@register.filter
def strong(text: str) -> SafeString:
    """Plain text in which `**words**` become strong; everything else is escaped."""
    parts = re.split(r"\*\*(.+?)\*\*", str(text))
    return format_html_join(
        "", "{}", ((format_html("<strong>{}</strong>", p) if i % 2 else p,) for i, p in enumerate(parts))
    )


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name: "Amara Okafor" is AO."""
    words = str(name).split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.filter
def attribute(number: float) -> str:
    """A number for an SVG attribute: a point as decimal sign in every language, two decimals at most."""
    return charts.number(number)


@register.filter
def percent_of(part: float, whole: float) -> str:
    """How much of `whole` a `part` is, in per cent, for an SVG attribute, kept within 0 and 100."""
    return charts.number(charts.share(part, whole))


@register.filter
def signed(number: float | str) -> str:
    """A change with its sign, and a true minus: +3.6, −0.9, 0."""
    text = f"{number:+}" if isinstance(number, int | float) else str(number)
    return "0" if text in {"+0", "-0", "+0.0", "-0.0"} else text.replace("-", "−")


@register.filter
def nth(values: Sequence[Any], position: int) -> Any:
    """The value at a position, counted from 0; nothing where there is none."""
    return values[position] if position < len(values) else ""


@register.filter
def day_name(day: int) -> str:
    """The name of a day, 0 being Monday."""
    return str(WEEKDAYS[day])


@register.filter
def day_short(day: int) -> str:
    """The short name of a day, 0 being Monday."""
    return str(WEEKDAYS_ABBR[day])


register.filter("markdown", markdown.html)
register.filter("markdown_line", markdown.line)
register.filter("explained", charts.explained)
register.filter("bins", charts.bins)
register.filter("segments", charts.segments)
register.filter("interval", charts.interval)
register.filter("week", charts.week)
register.simple_tag(charts.goal, name="goal_marks")


@register.simple_tag
def form_key() -> SafeString:
    """The hidden key against double sending that every changing form carries; the `form` component has it already."""
    return format_html('<input type="hidden" name="{}" value="{}">', idempotency.FIELD, idempotency.new_key())


@register.simple_tag(takes_context=True)
def page_address(context: Context, parameter: str, number: int) -> str:
    """The address of this page with one query parameter changed."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[parameter] = str(number)
    return f"?{query.urlencode()}"
