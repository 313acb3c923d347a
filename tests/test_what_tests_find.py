"""Tests that commit leave the database to each other as the migrations made it, in whatever order they run."""

import pytest
from django.contrib.contenttypes.models import ContentType

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_once_more", range(2))
def test_what_migrations_made_is_there_and_what_a_test_made_is_gone(_once_more, request):
    assert request.node.get_closest_marker("django_db").kwargs["serialized_rollback"] is True
    assert ContentType.objects.filter(app_label="people", model="person").count() == 1
    assert not ContentType.objects.filter(app_label="left").exists()
    ContentType.objects.create(app_label="left", model="behind")
