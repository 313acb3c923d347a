"""The settings of the product, in a place of their own: nothing a test writes touches the checkout's `var/`."""

import os
import tempfile
from pathlib import Path

BASE = Path(os.environ.setdefault("CHIRON_TESTS", tempfile.mkdtemp(prefix="chiron-tests-")))
PLACE = BASE / os.environ.get("PYTEST_XDIST_WORKER", "main")  # processes share nothing
os.environ["CHIRON_VAR"] = str(PLACE)
os.environ.setdefault("CHIRON_SECRET_KEY", "for tests only")
os.environ.update(CHIRON_PLAIN_STATIC="1", CHIRON_TIME_ZONE="UTC")
(PLACE / "static").mkdir(parents=True, exist_ok=True)

from chiron.config.settings import *  # noqa: E402, F403
from chiron.core.encryption import create_ring_file  # noqa: E402

create_ring_file(PLACE / "keyring.json")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
