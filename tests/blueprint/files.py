"""Files for tests: written as people's programs write them."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "mentor-match"

MENTEE_HEADINGS = [
    "first name",
    "last name",
    "email address",
    "both mentor and mentee",
    "job title",
    "grade",
    "organisation",
    "profession",
    "match with similar identity",
    "identity to match",
    "biography",
]
MENTOR_HEADINGS = [
    "first name",
    "last name",
    "email address",
    "both mentor and mentee",
    "job title",
    "grade",
    "organisation",
    "profession",
    "characteristics",
    "biography",
]
GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
PLACES = ["Department of Virtue", "Department of Joy", "Department of Truth", "Department of Peace"]
WORK = ["Policy", "Security", "HR", "Operations", "DDaT"]
WHO = ["Lesbian", "Gay", "Transgender", "Non-binary", "Bisexual or pansexual", "Asexual or aromantic"]


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def write(path: Path, rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def generated_pair(folder: Path, *, people: int = 60, seed: int = 1) -> tuple[Path, Path]:
    """Two files with the headings of the public ones, other people."""
    chance = random.Random(seed)

    def bio(name: str, grade: str, place: str, work: str) -> str:
        return f"My name is {name}. I am a {grade} in the {place}, in the {work} profession; {chance.random():.4f}."

    mentees, mentors = [MENTEE_HEADINGS], [MENTOR_HEADINGS]
    for number in range(people):
        grade, place, work = chance.choice(GRADES[:9]), chance.choice(PLACES), chance.choice(WORK)
        mentees.append(
            [
                "mentee",
                f"{number:03}",
                f"mentee.{number:03}@example.org",
                chance.choice(["yes", "no"]),
                "Some role",
                grade,
                place,
                work,
                chance.choice(["yes", "no"]),
                chance.choice([*WHO, ""]),
                bio(f"mentee {number}", grade, place, work),
            ]
        )
        grade, place, work = chance.choice(GRADES[2:]), chance.choice(PLACES), chance.choice(WORK)
        who = ", ".join(chance.sample(WHO, chance.randrange(3)))
        mentors.append(
            [
                "mentor",
                f"{number:03}",
                f"mentor.{number:03}@example.org",
                chance.choice(["yes", "no"]),
                "Some role",
                grade,
                place,
                work,
                who,
                bio(f"mentor {number}", grade, place, work),
            ]
        )
    return write(folder / "mentees.csv", mentees), write(folder / "mentors.csv", mentors)
