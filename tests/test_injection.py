"""Row 24 of the scorecard, before any browser: markup in any field of any table comes out as text on every page."""

import pytest
from django.db import DatabaseError, models, transaction

from chiron.core import privacy
from tests import matrix, stage
from tests.test_walls import encrypted, write_everywhere

pytestmark = pytest.mark.django_db

MARKUP = "\"'><img src=x onerror=hit()><script>hit()</script>"
RAW = [b"<img src=x onerror=hit()>", b"<script>hit()</script>", b"\"'><img"]


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


def plain():
    """Every plain text field that people may fill as they like: no choices, no states, no languages."""
    for model in privacy.our_models():
        words = {field for name, field_set in vars(model.Privacy).items() if name == "personal" for field in field_set}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and field.name in words and not field.choices:
                yield model, field


def put_markup(model, field):
    """Write the markup into a field of every row, where the table takes it; say whether any row took it."""
    limit = field.max_length or 1000
    if limit < len(MARKUP):
        return False
    taken = False
    for number, row in enumerate(model._base_manager.all()):
        word = f"{MARKUP}{number}"[:limit] if field.unique else MARKUP
        try:
            with transaction.atomic():
                taken |= model._base_manager.filter(pk=row.pk).update(**{field.name: word}) > 0
        except DatabaseError:
            continue  # a field that the table keeps to itself
    return taken


def test_markup_in_any_field_comes_out_as_text(everything):
    browsers, readers = matrix.clients(everything), matrix.readers()
    write_everywhere(everything, lambda model, field, row: MARKUP)
    filled = [field for model, field in plain() if put_markup(model, field)]
    assert len(filled) >= 3
    assert len(list(encrypted())) > 5
    raw, shown = [], 0
    for route in matrix.our_routes():
        for name in readers.get(route.name, []):
            answer = matrix.ask(browsers[name], "GET", matrix.address(route, everything))
            if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
                content = getattr(answer, "content_read", None) or answer.content
                shown += b"&lt;script&gt;hit()" in content
                raw += [(route.name, name) for bad in RAW if bad in content]
    assert raw == []
    assert shown > 10, "the control: pages do show the markup, as text"
