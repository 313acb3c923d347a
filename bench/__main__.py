"""`make bench`: every figure the project promises, each with its peers in the same run.

.venv/bin/python -m bench [NAME ...] [--OPTION ...]

Options go to the benches that are named: `python -m bench engine --large`, `python -m bench engine --growth`.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHES = {
    "match": ["match/run.py"],
    "engine": ["engine/run.py"],
    "methods": ["engine/methods.py"],
    "public": ["engine/public.py"],
    "correctness": ["engine/correctness.py"],
    "country": ["match/country.py"],
    "imports": ["imports.py", "20000"],
    "lists": ["lists.py"],
    "cockpit": ["cockpit.py"],
    "scheduling": ["scheduling.py"],
    "audit": ["audit.py"],
}


def main(given: list[str]) -> int:
    """Run the benches that are named, or all; the exit code is the first that is not 0."""
    first = next((at for at, word in enumerate(given) if word.startswith("-")), len(given))
    names, options = given[:first], given[first:]
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; there are {', '.join(BENCHES)}")
        return 2
    worst = 0
    for name in names or BENCHES:
        file, *arguments = BENCHES[name]
        print(f"\nbench: {name}", flush=True)
        code = subprocess.run([sys.executable, str(FOLDER / file), *arguments, *options], check=False).returncode
        worst = worst or code
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
