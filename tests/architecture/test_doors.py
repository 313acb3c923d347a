"""Who may write, who may read past a policy, and that the import rules know every room."""

import ast
import configparser

import pytest

from chiron.core import actions, privacy
from tests.architecture import source

DOMAIN = [module for module in source.modules() if module.room in source.rooms()]
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def written(module):
    for call in source.calls(module.tree):
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        is_update = function.attr == "update" and call.keywords and not call.args
        if function.attr in WRITES or is_update:
            yield f"{module.name}:{call.lineno} .{function.attr}("


def test_only_actions_models_and_migrations_write():
    found = [line for m in DOMAIN if m.furniture not in {"actions", "models", "management"} for line in written(m)]
    assert found == []


@pytest.mark.parametrize(
    ("word", "places"),
    [
        ("scoped", {"policies"}),
        ("unscoped", {"actions", "tasks", "models", "management"}),
    ],
)
def test_rows_are_read_past_their_owner_only_where_it_is_allowed(word, places):
    #: A mail is composed for whoever the outbox says, and asks the policy itself.
    allowed = {"chiron/notifications/queries.py"}
    found = [
        f"{module.name}:{call.lineno}"
        for module in DOMAIN
        if module.furniture not in places and module.name not in allowed
        for call in source.calls(module.tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == word
    ]
    assert found == []


def test_base_managers_are_for_the_foundation_only():
    foundation = {"chiron/people/queries/__init__.py", "chiron/people/queries/exports.py"}
    found = [
        f"{module.name}:{node.lineno}"
        for module in DOMAIN
        if module.furniture not in {"actions", "models", "management"} and module.name not in foundation
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager"
    ]
    assert found == []


def test_every_field_of_every_table_has_a_data_class():
    assert [problem for model in privacy.our_models() for problem in privacy.problems(model)] == []


def test_encrypted_rows_know_their_key_before_they_are_saved():
    """The ciphertext is bound to the primary key, so the database must not be the one that makes it."""
    for model in privacy.our_models():
        if any(hasattr(field, "erased") for field in model._meta.concrete_fields):
            assert model._meta.pk.has_default() or model._meta.pk.remote_field, model


def test_events_are_named_room_noun_past():
    for event, entry in actions.REGISTRY.items():
        if not entry.module.startswith("chiron."):
            continue
        room = entry.module.split(".")[1]
        assert event.split(".")[0] == room, f"{event} stands in {entry.module}"
        assert len(event.split(".")) == 3, event


def test_every_action_stands_in_actions_and_asks_a_registered_policy():
    for event, entry in actions.REGISTRY.items():
        if entry.module.startswith("chiron."):
            assert entry.module.split(".")[2] == "actions", event
            assert entry.may, f"{event} asks a function that is no policy"


def test_the_import_rules_know_every_room():
    rules = configparser.ConfigParser()
    rules.read(source.ROOT / ".importlinter")
    containers = set(rules["importlinter:contract:furniture"]["containers"].split())
    assert containers == {f"chiron.{room}" for room in source.rooms()}
    doors = set(rules["importlinter:contract:doors"]["source_modules"].split())
    for room in source.rooms():
        for piece in ("views", "forms", "api"):
            place = source.SOURCE / "chiron" / room / piece
            if place.with_suffix(".py").exists() or place.is_dir():
                assert f"chiron.{room}.{piece}" in doors, f"add chiron.{room}.{piece} to the contract of doors"
