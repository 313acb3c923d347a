"""Static files are collected when they have changed, and not again at every start."""

import pytest
from django.contrib.staticfiles import finders

from chiron.config import statics


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    statics.note()
    return tmp_path


def test_what_was_collected_is_known_again(collected):
    assert statics.are_in_place()


def test_nothing_is_in_place_before_it_was_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert not statics.are_in_place()


def test_another_way_to_store_them_is_another_set_of_files(collected, settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "some.other.Storage"}}
    assert not statics.are_in_place()


def test_a_changed_file_is_noticed(collected, settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("more")
    settings.STATICFILES_DIRS = [folder]
    (folder / "new.css").write_text("a {}")
    finders.get_finder.cache_clear()
    try:
        assert not statics.are_in_place()
    finally:
        finders.get_finder.cache_clear()
