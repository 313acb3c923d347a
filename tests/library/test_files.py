"""Each file has its form, its name and both languages."""

from __future__ import annotations

import jsonschema
import pytest

from tests.library import shelf


@pytest.mark.parametrize("folder", shelf.WITH_SCHEMA)
def test_every_file_keeps_to_the_schema_of_its_folder(folder):
    validator = jsonschema.Draft202012Validator(shelf.schema(folder))
    faults = [
        f"{path}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:160]}"
        for path, content in shelf.items(folder).items()
        for fault in validator.iter_errors(content)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("folder", shelf.WITH_SCHEMA)
def test_a_schema_refuses_a_file_without_its_title(folder):
    path, content = next(iter(shelf.items(folder).items()))
    broken = {key: value for key, value in content.items() if key != "title"}
    assert not jsonschema.Draft202012Validator(shelf.schema(folder)).is_valid(broken), path


def test_a_file_is_named_after_its_id():
    wrong = [
        path
        for path, content in shelf.everything().items()
        if not path.endswith("/course.yaml") and content["id"] != shelf.slug_of(path)
    ]
    assert not wrong


@pytest.mark.parametrize(("folder", "count"), [("cases", 20), ("circles", 12), ("blueprints", 8)])
def test_nothing_of_what_was_promised_is_missing(folder, count):
    assert len(shelf.items(folder)) >= count


@pytest.mark.parametrize("folder", ["cases", "circles"])
def test_files_are_numbered_without_a_gap(folder):
    content = shelf.items(folder)
    assert [each["number"] for each in content.values()] == list(range(1, len(content) + 1))
    assert all(path.split("/")[1].startswith(f"{each['number']:02d}-") for path, each in content.items())


def test_every_text_is_there_in_both_languages():
    missing = [place for place, english, spanish in shelf.all_texts() if not english.strip() or not spanish.strip()]
    assert len(shelf.all_texts()) > 3_000
    assert not missing


def test_both_languages_are_built_alike():
    differing = [
        f"{place}: {shelf.shape(english)} / {shelf.shape(spanish)}"
        for place, english, spanish in shelf.all_texts()
        if shelf.shape(english) != shelf.shape(spanish)
    ]
    assert not differing, "\n".join(differing)


def test_no_language_is_much_shorter_than_the_other():
    uneven = [
        f"{place}: {len(english)} / {len(spanish)} characters"
        for place, english, spanish in shelf.all_texts()
        if len(english) > 120 and not 0.6 <= len(spanish) / len(english) <= 1.6
    ]
    assert not uneven, "\n".join(uneven)
