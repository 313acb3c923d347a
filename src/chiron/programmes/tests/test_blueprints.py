"""Blueprints: shipped and own, kept to the byte, edited into new versions, mended where they are wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import client_of

from chiron.programmes import actions, queries
from chiron.programmes.models import BlueprintVersion
from chiron.programmes.rules import editing
from chiron.programmes.tests import support
from chiron_blueprint import schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(cast):
    return client_of(cast.chen)


def own(cast, source=None):
    return actions.save_blueprint(source=source or queries.shipped_blueprint("residency-dyads").source, by=cast.chen)


def test_at_least_eight_blueprints_are_shipped_and_listed(cast, chen):
    assert len(queries.shipped_blueprints()) >= 8
    text = support.body(chen, reverse("programmes:blueprints"))
    for each in queries.shipped_blueprints():
        assert reverse("programmes:shipped", args=[each.key]) in text


def test_an_unedited_version_exports_identical_bytes(cast, chen):
    for each in queries.shipped_blueprints():
        version = own(cast, each.source)
        for url in (
            reverse("programmes:blueprint_export", args=[version.pk]),
            reverse("programmes:shipped_export", args=[each.key]),
        ):
            assert chen.get(url).content == each.source.encode()


def test_a_file_is_imported_byte_for_byte(cast, chen):
    source = queries.shipped_blueprint("speed-mentoring-event").source + "\n# ours\n"
    file = SimpleUploadedFile("ours.yaml", source.encode())
    response = chen.post(reverse("programmes:blueprint_upload"), support.keyed(file=file))
    assert response.status_code == 302
    assert BlueprintVersion.objects.unscoped().get(key="speed-mentoring-event").source == source


def test_the_same_text_is_kept_once_and_a_changed_one_is_the_next_version(cast):
    first = own(cast)
    assert own(cast).pk == first.pk
    second = own(cast, first.source + "\n# changed\n")
    assert (second.key, second.version) == (first.key, first.version + 1)


def test_invalid_yaml_is_answered_with_line_column_and_mend_beside_what_was_typed(cast, chen):
    version = own(cast)
    wrong = version.source.replace("weight: 34", "weight: plenty", 1)
    line = wrong.splitlines().index(next(each for each in wrong.splitlines() if "plenty" in each)) + 1
    response = chen.post(reverse("programmes:blueprint_yaml", args=[version.pk]), support.keyed(source=wrong))
    text = response.content.decode()
    assert response.status_code == 422
    assert f"Line {line}, column" in text
    assert text.count("weight: plenty") >= 2  # the line beside the fault, and what was typed
    assert BlueprintVersion.objects.unscoped().filter(key=version.key).count() == 1


@pytest.mark.parametrize("wrong", ["a: [1", "- just\n- a list\n", "id: x\n", "{{", "a: &x [*x]"])
def test_a_text_that_is_no_blueprint_is_refused_where_it_was_typed(cast, chen, wrong):
    response = chen.post(reverse("programmes:blueprint_new"), support.keyed(source=wrong))
    assert response.status_code == 422
    assert "Line " in response.content.decode()


def test_a_criterion_that_names_a_question_that_does_not_exist_is_refused(cast):
    source = queries.shipped_blueprint("residency-dyads").source
    blueprint = schema.load(source)
    criterion = next(each for each in blueprint.criteria if each.mentee)
    wrong = source.replace(f"mentee: {criterion.mentee}\n", "mentee: no-such-question\n", 1)
    with pytest.raises(actions.InvalidBlueprint) as problem:
        own(cast, wrong)
    [fault] = [each for each in problem.value.faults if "no-such-question" in str(each.message)]
    assert "no-such-question" in wrong.splitlines()[fault.line - 1]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \x00b", b""])
def test_a_file_that_is_no_text_is_refused(cast, chen, content):
    file = SimpleUploadedFile("x.yaml", content)
    response = chen.post(reverse("programmes:blueprint_upload"), support.keyed(file=file))
    assert response.status_code == 422


def test_fields_change_words_and_weights_and_nothing_else(cast, chen):
    version = own(cast)
    entries = editing.entries(version.source)
    data = {each.name: ("on" if each.value else "") if each.kind == "flag" else each.value for each in entries}
    data = {name: value for name, value in data.items() if value != ""}
    data["name/en"], data["criteria/0/weight"] = "Renamed: with a colon", "35.5"
    response = chen.post(reverse("programmes:blueprint_edit", args=[version.pk]), support.keyed(**data))
    assert response.status_code == 302, response.content.decode()[:2000]
    saved = BlueprintVersion.objects.unscoped().get(key=version.key, version=version.version + 1)
    old, new = schema.load(version.source), schema.load(saved.source)
    assert new.name["en"] == "Renamed: with a colon"
    assert new.criteria[0].weight == 35.5
    assert len(queries.changes(version, saved)) == 2
    assert (new.questions, new.phases, new.lists) == (old.questions, old.phases, old.lists)


def test_fields_that_are_wrong_are_said_beside_the_field(cast, chen):
    version = own(cast)
    data = support.keyed(**{"name/en": "", "criteria/0/weight": "many"})
    response = chen.post(reverse("programmes:blueprint_edit", args=[version.pk]), data)
    assert response.status_code == 422
    assert "many" in response.content.decode()


def test_a_programme_keeps_its_version_until_it_is_upgraded_with_a_preview(cast, chen):
    programme = cast.programme
    old = programme.blueprint
    changed = editing.edited(old.source, [(("criteria", 0, "weight"), 40)])
    new = own(cast, changed)
    programme.refresh_from_db()
    assert programme.blueprint_id == old.pk
    url = reverse("programmes:upgrade", args=[programme.pk])
    assert "40" in support.body(chen, url)
    assert url in support.body(chen, reverse("programmes:programme", args=[programme.pk]))
    response = chen.post(url, support.keyed(version=str(new.pk)))
    assert response.status_code == 302
    programme.refresh_from_db()
    assert programme.blueprint_id == new.pk


def test_an_upgrade_to_what_is_no_other_version_is_refused(cast):
    other = own(cast, queries.shipped_blueprint("speed-mentoring-event").source)
    foreign = actions.save_blueprint(source=cast.programme.blueprint.source, by=cast.farid)
    for version, refusal in (
        (cast.programme.blueprint, actions.SameVersion),
        (other, actions.OtherBlueprint),
        (foreign, actions.OtherInstitution),
    ):
        with pytest.raises(refusal):
            actions.upgrade_programme(programme=cast.programme, version=version, by=cast.chen)


def test_nobody_else_keeps_blueprints(cast):
    for who in (cast.amara, cast.benoit, cast.efua):
        with pytest.raises(actions.NotAllowed):
            actions.save_blueprint(source=cast.programme.blueprint.source, by=who)


def test_a_shipped_file_that_is_wrong_does_not_take_the_others_with_it(cast, chen, settings, tmp_path):
    (tmp_path / "good.yaml").write_text(cast.programme.blueprint.source)
    (tmp_path / "bad.yaml").write_text("id: [")
    settings.CHIRON_BLUEPRINTS = tmp_path
    assert [each.key for each in queries.shipped_blueprints()] == [cast.programme.blueprint.key]
    assert chen.get(reverse("programmes:blueprints")).status_code == 200
