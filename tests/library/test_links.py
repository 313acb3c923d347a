"""Tags that exist, links that lead somewhere, reading that is named once."""

from __future__ import annotations

import re

from tests.library import shelf


def _tagged():
    return {path: content["tags"] for path, content in shelf.everything().items() if content.get("tags")}


def test_every_tag_is_defined_by_a_framework():
    known = shelf.tags()
    orphans = {path: sorted(set(tags) - known) for path, tags in _tagged().items() if set(tags) - known}
    assert orphans == {}


def test_no_topic_of_our_own_is_without_an_item():
    used = {tag for tags in _tagged().values() for tag in tags}
    assert {tag for tag in shelf.tags() if tag.startswith("topic.")} - used == set()


def test_circles_and_modules_name_cases_and_prompts_that_exist():
    cases, prompts = set(shelf.cases()), set(shelf.prompts())
    broken = [
        f"{path}: {name}"
        for folder in ("circles", "training")
        for path, content in shelf.items(folder).items()
        for name in (set(content.get("cases", [])) - cases)
        | (set() if folder == "training" else set(content.get("prompts", [])) - prompts)
    ]
    assert not broken


def test_a_course_names_its_modules_and_a_module_its_course():
    content = shelf.items("training")
    courses = {each["id"]: set(each["modules"]) for each in content.values() if each["kind"] == "course"}
    found: dict[str, set[str]] = {}
    for path, each in content.items():
        if each["kind"] == "module":
            assert path.split("/")[1] == each["course"]
            found.setdefault(each["course"], set()).add(each["id"])
    assert found == courses


def test_reading_is_a_citation_with_a_year_or_an_address_and_stands_once_in_a_case():
    for path, content in shelf.everything().items():
        reading = content.get("reading", [])
        assert len({each["citation"] for each in reading}) == len(reading), path
        for each in reading:
            year = re.search(r"\b(19[89]\d|20[0-2]\d)\b", each["citation"])
            assert year or "url" in each, f"{path}: {each['citation']}"


def test_one_work_is_cited_in_one_way():
    citations = {each["citation"] for content in shelf.everything().values() for each in content.get("reading", [])}
    by_start: dict[str, set[str]] = {}
    for citation in citations:
        by_start.setdefault(re.sub(r"\W", "", citation.lower())[:60], set()).add(citation)
    assert {start: each for start, each in by_start.items() if len(each) > 1} == {}
