"""An item as its reader meets it: sections in order, each for everybody, for afterwards or for whoever leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chiron.learning.rules.shelf import Item, Library, said
from chiron.learning.rules.words import word

#: Read by everybody; read once one has answered for oneself; read by whoever leads the session.
EVERYBODY, AFTER, FACILITATOR = "everybody", "after", "facilitator"


@dataclass(frozen=True)
class Section:
    """A heading and Markdown beneath it. ``key`` names the part of the file that it was made of."""

    key: str
    title: str
    text: str
    part: str = EVERYBODY


def sections(library: Library, item: Item, language: str) -> list[Section]:
    """Return the sections of an item in a language, without those that have nothing to say."""
    told = TELLERS[item.content["kind"]](library, item.content, language)
    return [section for section in told if section.text]


def _one(content: Mapping[str, Any], key: str, language: str, part: str = EVERYBODY, name: str = "") -> Section:
    return Section(name or key, word(name or key, language), said(content.get(key), language), part)


def _list(
    content: Mapping[str, Any], key: str, language: str, part: str = EVERYBODY, *, numbered: bool = False
) -> Section:
    return Section(
        key, word(key, language), bullets((said(each, language) for each in content.get(key, [])), numbered), part
    )


def bullets(lines: Iterable[str], numbered: bool = False) -> str:
    """Return lines as a Markdown list; a line that goes on is set in beneath its mark."""
    marks = [(f"{number}." if numbered else "-", line.replace("\n", "\n   ")) for number, line in enumerate(lines, 1)]
    return "\n".join(f"{mark} {line}" for mark, line in marks)


def _reading(content: Mapping[str, Any], language: str, part: str = AFTER) -> Section:
    lines = [
        f"{each['citation']} <{each['url']}>" if "url" in each else each["citation"]
        for each in content.get("reading", [])
    ]
    return Section("reading", word("reading", language), bullets(lines), part)


def _case(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    question = content["private_question"]
    options = bullets(said(each["text"], language) for each in question["options"])
    asked = f"{said(question['text'], language)}\n\n{options}"
    notes = content["facilitator"]
    return [
        _one(content, "content_note", language),
        _one(content, "scene", language),
        Section("private_question", word("private_question", language), asked),
        *(_one(content, key, language, AFTER) for key in ("formal_rule", "practice")),
        *(_one(content["stakes"], key, language, AFTER) for key in ("gains", "loses")),
        _list(content, "prompts", language, AFTER, numbered=True),
        _list(content, "commitments", language, AFTER),
        _reading(content, language),
        *(_one(notes, key, language, FACILITATOR) for key in notes),
    ]  # fmt: skip


def _circle(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    page, steps = content["facilitator_page"], content["steps"]
    plan = "\n\n".join(_step(step, language) for step in steps)
    return [
        Section("course", word("plan", language), bullets(_minutes(step, language) for step in steps)),
        _one(content, "opening_round", language),
        _one(content, "closing_round", language),
        _list(content, "identity_prompts", language),
        _one(content, "before", language, FACILITATOR),
        Section("plan", word("plan", language), plan, FACILITATOR),
        *(_one(page, key, language, FACILITATOR) for key in page),
        _cases(library, content, language, FACILITATOR),
        Section("prompts", word("questions", language), _prompts_of(library, content, language), FACILITATOR),
    ]


def _cases(library: Library, content: Mapping[str, Any], language: str, part: str) -> Section:
    found = [library.items.get(f"cases/{name}") for name in content.get("cases", [])]
    return Section("cases", word("cases", language), bullets(case.title(language) for case in found if case), part)


def _minutes(step: Mapping[str, Any], language: str) -> str:
    return f"{step['from']}–{step['from'] + step['minutes']}: {said(step['title'], language)}"


def _step(step: Mapping[str, Any], language: str) -> str:
    speech = said(step.get("say"), language)
    aloud = f"\n\n> {speech}" if speech else ""
    return f"**{_minutes(step, language)}**\n\n{said(step['do'], language)}{aloud}"


def _prompts_of(library: Library, content: Mapping[str, Any], language: str) -> str:
    found = [library.prompt(name) for name in content.get("prompts", [])]
    return bullets(said(prompt["text"], language) for _set, prompt in filter(None, found))


def _course(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    modules = [library.items.get(f"training/{content['id']}/{name}") for name in content["modules"]]
    lines = [f"{each.title(language)} ({each.minutes} {word('minutes', language)})" for each in modules if each]
    return [
        _one(content, "audience", language),
        Section("modules", word("modules", language), bullets(lines, numbered=True)),
        _one(content, "completion", language),
        _one(content, "note", language),
    ]


def _module(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    return [
        _list(content, "outcomes", language),
        _list(content, "materials", language, FACILITATOR),
        *(_part(number, part, language) for number, part in enumerate(content["parts"], 1)),
        *_checks(content, language),
        _list(content, "take_away", language),
        _cases(library, content, language, EVERYBODY),
        _reading(content, language, EVERYBODY),
        _one(content, "facilitator", language, FACILITATOR),
    ]


def _part(number: int, part: Mapping[str, Any], language: str) -> Section:
    return Section(
        f"part-{number}", f"{said(part['title'], language)} ({part['minutes']} min)", said(part["text"], language)
    )


def _checks(content: Mapping[str, Any], language: str) -> list[Section]:
    """The vignettes and, after them, the reasons: on paper nobody can be kept from turning the page."""
    checks = list(enumerate(content.get("checks", []), 1))
    questions = [f"**{number}.** {_check(check, language)}" for number, check in checks]
    reasons = [f"**{number}.**\n\n{_reasons(check, language)}" for number, check in checks]
    return [
        Section("checks", word("checks", language), "\n\n".join(questions)),
        Section("reasons", word("reasons", language), "\n\n".join(reasons), AFTER),
    ]


def _check(check: Mapping[str, Any], language: str) -> str:
    options = bullets(said(each["text"], language) for each in check["options"])
    return f"{said(check['vignette'], language)}\n\n{said(check['question'], language)}\n\n{options}"


def _reasons(check: Mapping[str, Any], language: str) -> str:
    return bullets(
        f"{said(each['text'], language)}\n\n*{word(each['verdict'], language)}.* {said(each['why'], language)}"
        for each in check["options"]
    )


def _prompt_set(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    lines = bullets((_prompt(each, language) for each in content["prompts"]), numbered=True)
    return [Section("questions", word("questions", language), lines)]


def _prompt(prompt: Mapping[str, Any], language: str) -> str:
    """A question and, beneath it, how it is built and which way of becoming somebody it looks at."""
    kinds = [word(prompt[key], language) for key in ("structure", "mechanism") if prompt[key] != "free"]
    return f"{said(prompt['text'], language)}\n\n*{'; '.join(kinds)}*"


def _framework(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    lines = [f"**{said(each['name'], language)}**: {said(each['gloss'], language)}" for each in content["items"]]
    return [
        Section("items", word("items", language), bullets(lines)),
        Section("source", word("source", language), f"<{content['link']}>" if "link" in content else ""),
    ]


def _element_map(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    return [
        _one(content, "edition", language),
        *(_element(each, language) for each in content["elements"]),
        Section("source", word("source", language), f"<{content['link']}>"),
    ]


def _element(each: Mapping[str, Any], language: str) -> Section:
    checked = f"{word('checked', language)} {each['checked_on']}" if each["checked_on"] else word("never", language)
    lines = [
        f"**{word('shows', language)}**: {said(each['shows'], language)}",
        f"**{word('does_not_show', language)}**: {said(each['does_not_show'], language)}",
        f"**{word('basis', language)}**: {word(each['basis'], language)}; {checked}. "
        f"{said(each['basis_note'], language)}",
    ]
    gloss, number = said(each["gloss"], language), str(each["id"])
    if number[0].isdigit():
        return Section(f"element-{number}", number, f"{gloss}\n\n{bullets(lines)}")
    return Section(f"element-{number}", gloss.rstrip("."), bullets(lines))  # a name of ours: not for reading


#: The meetings that an agenda has a kit for: how the ids of their prompts begin.
MEETINGS = ("first", "ordinary", "mid", "hard", "close")


def _blueprint(library: Library, content: Mapping[str, Any], language: str) -> list[Section]:
    """A programme: what everybody in it may know, then how it is run."""
    return [
        Section(
            "phases", word("phases", language), bullets(_phase(each, language) for each in content.get("phases", []))
        ),
        *(_kit(content, meeting, language) for meeting in (*MEETINGS, "")),
        Section("agreement", word("agreement", language), _titled(content.get("agreement", []), "title", language)),
        Section(
            "how_to_run",
            word("how_to_run", language),
            _titled(content.get("how_to_run", []), "title", language),
            FACILITATOR,
        ),
        Section("criteria", word("criteria", language), _criteria(content, language), FACILITATOR),
        Section(
            "mails",
            word("mails", language),
            _titled(content.get("mails", []), "subject", language, "body"),
            FACILITATOR,
        ),
    ]


def _phase(phase: Mapping[str, Any], language: str) -> str:
    days = f"{word('day', language)} {phase['starts_day']}–{phase['starts_day'] + phase['days']}"
    return f"**{said(phase['name'], language)}** ({days}). {said(phase.get('purpose'), language)}"


def _kit(content: Mapping[str, Any], meeting: str, language: str) -> Section:
    """The prompts of one kind of meeting; those of no kind are for whenever they fit."""
    chosen = [each for each in content.get("agenda", []) if _meeting_of(each) == meeting]
    lines = (f"{said(each['prompt'], language)} ({each['minutes']} min)" for each in chosen)
    name = f"agenda-{meeting or 'other'}"
    return Section(name, word(name, language), bullets(lines))


def _meeting_of(prompt: Mapping[str, Any]) -> str:
    start = str(prompt["id"]).split("-")[0]
    return start if start in MEETINGS else ""


def _titled(parts: Iterable[Mapping[str, Any]], title: str, language: str, text: str = "text") -> str:
    """Parts with a heading each, a level below that of the section."""
    return "\n\n".join(f"## {said(each[title], language)}\n\n{said(each[text], language)}" for each in parts)


def _criteria(content: Mapping[str, Any], language: str) -> str:
    lines = (
        f"**{said(each['name'], language)}** ({each['weight']}). {said(each.get('reason'), language)}"
        for each in content.get("criteria", [])
    )
    return bullets(lines)


Teller = Callable[[Library, Mapping[str, Any], str], list[Section]]
TELLERS: dict[str, Teller] = {
    "case": _case,
    "circle-session": _circle,
    "course": _course,
    "module": _module,
    "prompt-set": _prompt_set,
    "framework": _framework,
    "element-map": _element_map,
    "blueprint": _blueprint,
}
