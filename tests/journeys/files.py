"""The two files of a coordinator: the real ones beside the checkout, and always a generated pair like them."""

import csv
import random
from pathlib import Path

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "mentor-match"
HEADINGS = {
    "mentees": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,"
    "match with similar identity,identity to match,biography",
    "mentors": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,"
    "characteristics,biography",
}
GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1"]
PLACES = ["Cardiology", "Surgery", "Paediatrics", "Psychiatry"]
WORK = ["Clinic", "Research", "Teaching"]


def generated(folder: Path, count: int = 30) -> dict[str, Path]:
    """Write a pair of files with the real headings and invented people; return them by side."""
    luck = random.Random(7)
    found = {}
    for side, heading in HEADINGS.items():
        found[side] = folder / f"{side}.csv"
        with found[side].open("w", newline="") as file:
            out = csv.writer(file)
            names = heading.split(",")
            out.writerow(names)
            for number in range(count):
                row = {
                    "first name": side[:-1],
                    "last name": f"{number:03d}",
                    "email address": f"{side[:-1]}.{number:03d}@example.org",
                    "both mentor and mentee": "no",
                    "job title": "Some role",
                    "grade": luck.choice(GRADES[:5] if side == "mentees" else GRADES[2:]),
                    "organisation": luck.choice(PLACES),
                    "profession": luck.choice(WORK),
                    "match with similar identity": luck.choice(["yes", "no"]),
                    "identity to match": "Non-binary",
                    "characteristics": "Gay, Non-binary",
                    "biography": f"I am {number} and my characteristics are my own.",
                }
                out.writerow([row[name] for name in names])
    return found


def pairs(folder: Path) -> list[tuple[str, dict[str, Path]]]:
    """Every pair of files to try: the generated one, and the real ones where they lie beside the checkout."""
    found = [("generated", generated(folder))]
    if (REAL / "small").exists():
        found.append(("real", {side: REAL / "small" / f"{side}.csv" for side in HEADINGS}))
    return found
