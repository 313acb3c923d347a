"""Blueprints: the same bytes back, equal after an edit, and faults with line, column and mend."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron_blueprint import schema
from chiron_blueprint.schema import yaml_reading
from tests.blueprint.designs import criterion, data, design, question, text, yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "blueprints").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_blueprint_is_right_and_comes_back_as_the_same_bytes(path):
    written = path.read_text(encoding="utf-8")
    blueprint = schema.load(written, source=path.name)
    assert schema.dump(blueprint) == written
    edited = dataclasses.replace(blueprint, version="99")
    again = schema.load(schema.dump(edited))
    assert again == edited
    assert again != blueprint


def test_there_are_eight_shipped_blueprints():
    assert len(SHIPPED) >= 8


def fault(content):
    with pytest.raises(schema.BlueprintError) as refused:
        schema.load(content if isinstance(content, str) else yaml(content), source="mine.yaml")
    for problem in refused.value.problems:
        for language in ("en", "es"):
            assert "{" not in problem.text(language).replace("{low", "").replace("{at_", "")
    return refused.value.problems


def test_a_criterion_that_names_no_question_says_where_and_what_was_meant():
    content = yaml(data(criterion("topics", "offer", 1, mentee="topic")))
    problems = fault(content)
    assert {problem.path for problem in problems} == {"criteria.1.mentee", "criteria.1.mentor"}
    line = content.split("\n")[problems[0].line - 1]
    assert line[problems[0].column - 1 :].startswith("topic")
    assert "There is no question to the mentee “topic”" in str(problems[0].message)
    assert "“topics”" in str(problems[0].mend)


FAULTS = [
    (lambda d: d.pop("licence"), "licence"),
    (lambda d: d.update(nmae=text("x")), "Did you mean “name”?"),
    (lambda d: d["name"].pop("es"), "The text in “es” is missing"),
    (lambda d: d.update(version=1.5), "text"),
    (lambda d: d.update(id="No Good"), "small letters"),
    (lambda d: d["criteria"].append(criterion("gender", "same", 1)), "identity, which is never a term of fit"),
    (lambda d: d["criteria"].append(criterion("free2", "hours", 1, mentee="site")), "can't compare"),
    (lambda d: d["criteria"].append(criterion("far", "distance", 1, mentee="stage")), "wanted"),
    (lambda d: d["criteria"].append(criterion("far", "close", 1, mentee="site")), "no order"),
    (lambda d: d["criteria"].append(criterion("no", "same", 0, mentee="site")), "counts nothing"),
    (lambda d: d["criteria"].append(criterion("topics", "overlap", 1)), "used twice"),
    (lambda d: d["criteria"].append(criterion("no", "refused", 0, mentee="refuse")), "must be hard"),
    (lambda d: d["criteria"][0].update(compare="ofer"), "Did you mean “offer”?"),
    (lambda d: d["criteria"][0].update(weight=-1), "at least 0"),
    (lambda d: d["questions"]["mentee"].append(question("x", "single")), "needs choices"),
    (lambda d: d["questions"]["mentee"].append(question("x", "scale")), "needs its ends"),
    (lambda d: d["questions"]["mentee"].append(question("x", "consent")), "version"),
    (lambda d: d["questions"]["mentee"].append(question("x", "multiple", list="topcs")), "Did you mean “topics”?"),
    (lambda d: d["questions"]["mentor"].append(question("x", "capacity")), "asked twice"),
    (lambda d: d["lists"]["topics"][1].update(parent="heart"), "There is no option “heart”"),
    (lambda d: d["lists"]["topics"][0].update(parent="failure"), "above itself"),
    (lambda d: d.update(agenda=[{"id": "a", "phase": "p", "prompt": text("x")}]), "no phase “p”"),
    (lambda d: d.update(languages=[]), "too few"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_a_fault_is_said_with_its_mend(change, said):
    content = copy.deepcopy(data())
    change(content)
    assert said in " ".join(problem.text() for problem in fault(content))


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        ("id: a\n\tname: b\n", "tabs", 2),
        ("id: a: b\n", "quotation marks", 1),
        ("a: &x 1\nb: *x\n", "Anchors", 1),
        ("a: 1\na: 2\n", "stands here twice", 2),
        ("", "empty", 1),
        ("id: !!python/name:os.system x\n", "Tags", 1),
        ("id: a\n---\nid: b\n", "second document", 2),
        ("- just\n- a list\n", "keys with values", 1),
        ('name: "open\n', "quotation mark", 2),
    ],
)
def test_broken_yaml_names_its_line(content, said, line):
    (problem, *_) = fault(content)
    assert said in problem.text()
    assert problem.line == line


def test_a_bomb_of_aliases_is_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    assert "aliases" in fault("\n".join(lines))[0].text()
    assert "nested" in fault("[" * 40 + "]" * 40)[0].text()
    assert fault("[" * 100_000)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_refused_never_a_crash(content):
    with pytest.raises(schema.BlueprintError):
        schema.load(content)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(lambda each: each.strip())


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_any_text_written_is_read_again(words):
    assert yaml_reading.read(yaml({"a": words, "b": [words]})).data == {"a": words, "b": [words]}


@settings(max_examples=6, deadline=None)
@given(WORDS, st.floats(0.1, 500), st.sampled_from(["half", "zero", "full", "ignore"]))
def test_an_edited_blueprint_loads_equal_whatever_is_typed(words, weight, missing):
    blueprint = design()
    first = dataclasses.replace(blueprint.criteria[0], name={"en": words, "es": words}, weight=weight, missing=missing)
    edited = dataclasses.replace(blueprint, criteria=(first, *blueprint.criteria[1:]))
    assert schema.load(schema.dump(edited)) == edited


def test_a_difference_is_a_sentence():
    old = design()
    changed = copy.deepcopy(data())
    changed["criteria"][0]["weight"] = 50
    changed["criteria"].pop(4)
    changed["questions"]["mentee"].append(question("hobby", "text"))
    changed["lists"]["topics"][3]["label"] = text("Operations")
    said = [str(each) for each in schema.diff(old, schema.load(yaml(changed)))]
    assert said == [
        "The mentees' question “hobby” is new: hobby.",
        "The criterion “style” goes.",
        "The criterion “topics”: weight changes from 40 to 50.",
        "In the list “topics” the choice “surgery”: label changes from “Surgery” to “Operations”.",
    ]
    assert schema.diff(old, old) == []


def test_the_reference_page_is_what_the_schema_says():
    assert (ROOT / "docs" / "reference" / "blueprint.md").read_text(encoding="utf-8") == schema.reference()


def test_every_key_of_the_schema_is_a_field_and_every_field_a_key():
    definitions = schema.schema()["$defs"]
    for name, kind in {
        "question": schema.Question,
        "criterion": schema.Criterion,
        "option": schema.Option,
        "scale": schema.Scale,
        "wanted": schema.Wanted,
        "relationship": schema.RelationshipType,
        "role": schema.Role,
        "phase": schema.Phase,
        "cadence": schema.Cadence,
        "agenda": schema.AgendaPrompt,
        "section": schema.Section,
        "check_in": schema.CheckIn,
        "instrument": schema.Instrument,
        "mail": schema.Mail,
    }.items():
        assert set(definitions[name]["properties"]) == {field.name for field in dataclasses.fields(kind)}, name
