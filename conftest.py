"""What every test stands on: a place for files, a key ring of its own, both databases."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_PLACE = Path(tempfile.mkdtemp(prefix="chiron-tests-"))
os.environ.setdefault("CHIRON_VAR", str(_PLACE))
os.environ.setdefault("CHIRON_SECRET_KEY", "tests only")
os.environ["CHIRON_PLAIN_STATIC"] = "1"
os.environ["CHIRON_TIME_ZONE"] = "UTC"


def pytest_configure(config: pytest.Config) -> None:
    from chiron.core.encryption import create_ring_file

    create_ring_file(Path(os.environ["CHIRON_VAR"]) / "keyring.json")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that touches a database may touch both: rows in one, keys in the other."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            marker.kwargs["databases"] = ["default", "keys"]


@pytest.fixture(autouse=True)
def fresh_keys() -> Iterator[None]:
    """Unwrapped keys live no longer than a test."""
    from chiron.core.encryption import key_session

    with key_session():
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def cast(db: None) -> object:
    """The cast of ARCHITECTURE, with a programme and a conflict between Giulia and Amara."""
    from tests import cast as people

    return people.assemble()
