"""The files of `deploy/` name settings, files and commands that exist."""

import re
from pathlib import Path

import pytest
from docs.parts import commands, settings
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
#: Of the wrapper and of the proxy, not of the settings.
OWN = {"CHIRON_USER", "CHIRON_ENV", "CHIRON_HOME", "CHIRON_UPSTREAM"}
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and not path.name.startswith("."))


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_variable_is_one_that_the_settings_read(file):
    named = set(re.findall(r"\b(?:CHIRON_[A-Z_]+|DATABASE_URL)\b", file.read_text()))
    assert named - OWN - set(settings.variables()) == set()


def test_the_example_says_all_that_a_real_site_has_to_say():
    text = (DEPLOY / "example.env").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) >= {
        "CHIRON_URL", "CHIRON_HOSTS", "CHIRON_BEHIND_PROXY", "CHIRON_VAR", "CHIRON_KEYRING", "CHIRON_TOMBSTONES",
        "CHIRON_BACKUPS", "DATABASE_URL", "CHIRON_KEYS_DATABASE_URL", "CHIRON_SMTP_HOST", "CHIRON_MAIL_FROM",
    }  # fmt: skip
    assert "CHIRON_DEBUG" not in text
    assert "CHIRON_DEMO" not in text


def compose():
    return YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())


def test_compose_runs_every_part_with_the_same_settings():
    services = compose()["services"]
    assert set(services) == {"database", "setup", "web", "worker", "backup", "proxy"}
    for name in ("setup", "web", "worker", "backup"):
        assert services[name]["environment"]["CHIRON_KEYS_DATABASE_URL"].endswith("/chiron_keys"), name
        assert services[name]["cap_drop"] == ["ALL"], name
    volumes = {mount.split(":")[0] for service in services.values() for mount in service.get("volumes", ())}
    mounted = {name for name in volumes if not name.startswith(".")}
    assert mounted == set(compose()["volumes"])
    for name in volumes - mounted:
        assert (DEPLOY / name).exists(), name


def test_the_image_has_the_tools_of_the_database_that_it_talks_to():
    image = compose()["services"]["database"]["image"]
    major = re.fullmatch(r"postgres:(\d+)-bookworm", image)[1]
    assert f"postgresql-client-{major}" in (DEPLOY / "Dockerfile").read_text()


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_command_exists(file):
    written = (r"bin/chiron ([a-z_]+)$", r"\[chiron, ([a-z_]+)", r"do chiron ([a-z_]+)", r"\"chiron\", \"(\w+)\"")
    called = {name for form in written for name in re.findall(form, file.read_text(), re.MULTILINE)}
    assert called - commands.names() == set()
