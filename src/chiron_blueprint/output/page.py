"""The result as one page that a coordinator can hand to a dean: no script, nothing fetched, prints well."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chiron_blueprint.output.rows import Pair, points
from chiron_blueprint.words import Sentence, in_language, say

if TYPE_CHECKING:
    from chiron_blueprint.fit.scoring import Breakdown, Scoring, Share
    from chiron_blueprint.match import Result
    from chiron_blueprint.schema.model import Blueprint

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Proposed pairs", "Parejas propuestas"),
    "mentee": ("Mentee", "Persona tutelada"),
    "mentor": ("Mentor", "Mentor/a"),
    "fit": ("Fit", "Ajuste"),
    "pairs": ("Pairs", "Parejas"),
    "unmatched": ("Without a mentor", "Sin mentor/a"),
    "cohort": ("The cohort", "El grupo"),
    "matched": ("Matched", "Con mentor/a"),
    "mean": ("Mean fit", "Ajuste medio"),
    "lowest": ("Lowest fit", "Ajuste más bajo"),
    "worst": ("Worst-off tenth, mean", "Décimo peor situado, media"),
    "places": ("Places used", "Plazas usadas"),
    "by_fit": ("Pairs by fit", "Parejas por ajuste"),
    "made_of": ("What fit is made of", "De qué se compone el ajuste"),
    "criterion": ("Criterion", "Criterio"),
    "points": ("Points", "Puntos"),
    "rejected": ("Rows not read", "Filas no leídas"),
    "of": ("of", "de"),
    "must": ("must hold", "obligatorio"),
    "identity": (
        "The rows add up, and nothing else counts. Identity played no part.",
        "Las filas suman el total y nada más cuenta. La identidad no intervino.",
    ),
    "limits": ("Cannot show", "No puede mostrar"),
    "limits_text": (
        "whether two people will get on. Fit says how well the answers on two forms meet, no more.",
        "si dos personas congeniarán. El ajuste dice cómo encajan las respuestas de dos formularios, nada más.",
    ),
    "draft": ("A proposal. Nobody has been told anything.", "Una propuesta. Aún no se ha comunicado a nadie."),
    "repeat": ("Method {method}, seed {seed}, problem {hash}.", "Método {method}, semilla {seed}, problema {hash}."),
}


@dataclass(frozen=True)
class Content:
    """What the page shows, wherever it comes from; `status` stands where a proposal says that it is one."""

    blueprint: Blueprint
    scoring: Scoring
    pairs: Sequence[Pair]
    places: int
    rejected: int
    method: str
    seed: int
    hash: str
    status: Sentence | None = None


class Page:
    """One result in one language."""

    def __init__(self, result: Content, language: str) -> None:
        self.result = result
        self.language = language
        self.matched = [pair for pair in result.pairs if pair.breakdown]
        self.unmatched = [pair for pair in result.pairs if not pair.breakdown]
        self.fits = sorted(pair.breakdown.fit for pair in self.matched if pair.breakdown)

    def word(self, key: str) -> str:
        """A word of the page, escaped."""
        return html.escape(Sentence(*WORDS[key]).in_language(self.language))

    def said(self, sentence: Sentence) -> str:
        """A sentence, escaped."""
        return html.escape(sentence.in_language(self.language))

    def number(self, hundredths: float, places: int = 1) -> str:
        """A figure with the decimal sign of the language."""
        text = f"{hundredths / 100:.{places}f}"
        return text.replace(".", ",") if self.language.startswith("es") else text

    def exact(self, hundredths: int) -> str:
        """A figure of a sum, with the decimals that it needs."""
        return points(hundredths, self.language)


def page(result: Result, language: str = "en") -> str:
    """The whole page as HTML."""
    content = Content(
        blueprint=result.blueprint,
        scoring=result.scoring,
        pairs=result.pairs,
        places=sum(person.capacity for person in result.mentors.people),
        rejected=result.rejected,
        method=result.matching.method,
        seed=result.matching.seed,
        hash=result.problem.fingerprint(),
    )
    return page_of(content, language)


def page_of(content: Content, language: str = "en") -> str:
    """The same from a result that was kept."""
    view = Page(content, language)
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    body = "".join((_head(view), "<main>", _pairs(view), "</main><aside>", _cohort(view), "</aside>", _foot(view)))
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{view.word('title')} · Chiron</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _head(view: Page) -> str:
    result = view.result
    found = say(
        "{matched} of {mentees} mentees have a mentor, at a mean fit of {mean}.",
        "{matched} de {mentees} personas tuteladas tienen mentor/a, con un ajuste medio de {mean}.",
        matched=len({pair.mentee.id for pair in view.matched}),
        mentees=len({pair.mentee.id for pair in result.pairs}),
        mean=view.number(sum(view.fits) / len(view.fits)) if view.fits else "–",
    )
    name = html.escape(in_language(result.blueprint.name, view.language))
    status = view.said(result.status) if result.status else view.word("draft")
    return (
        f'<header><div><p class="over">{name}</p><h1>{view.word("title")}</h1></div>'
        f'<p class="finding">{view.said(found)}<br><span>{status}</span></p></header>'
    )


def _pairs(view: Page) -> str:
    lines = [f"<h2>{view.word('pairs')} <small>{len(view.matched)}</small></h2>"]
    lines.append(
        f'<div class="heads"><span>{view.word("mentee")}</span><span></span><span>{view.word("mentor")}</span>'
        f'<span class="num">{view.word("fit")}</span></div>'
    )
    lowest = view.fits[max(0, len(view.fits) // 20 - 1)] if len(view.fits) >= 20 else -1
    middle = view.fits[len(view.fits) // 2] if view.fits else 0
    lines += [
        _pair(view, pair, is_low=pair.breakdown.fit <= min(lowest, middle - 1))
        for pair in view.matched
        if pair.breakdown
    ]
    if view.unmatched:
        lines.append(f'<h2>{view.word("unmatched")} <small class="look">{len(view.unmatched)}</small></h2>')
        lines += [_alone(view, pair) for pair in view.unmatched]
    return "".join(lines)


def _person(name: str, id: str) -> str:
    second = f"<small>{html.escape(id)}</small>" if id != name else ""
    return f"<span><b>{html.escape(name)}</b>{second}</span>"


def _pair(view: Page, pair: Pair, *, is_low: bool) -> str:
    assert pair.mentor is not None
    assert pair.breakdown is not None
    rows = "".join(_share(view, share, start) for share, start in _starts(pair.breakdown))
    fit = pair.breakdown.fit
    total = (
        f'<div class="share sum"><b>{view.word("fit")}</b><span>{view.word("identity")}</span>{_bar(0, fit, 10_000)}'
        f'<span class="num"><b>{view.exact(fit)}</b> {view.word("of")} 100</span></div>'
    )
    mark = ' class="low"' if is_low else ""
    return (
        f"<details{mark}><summary>{_person(pair.mentee.name, pair.mentee.id)}"
        '<span class="arrow" aria-hidden="true">→</span>'
        f"{_person(pair.mentor.name, pair.mentor.id)}"
        f'<span class="num">{_bar(0, fit, 10_000)}<b>{view.exact(fit)}</b></span></summary>'
        f'<div class="why">{rows}{total}</div></details>'
    )


def _starts(breakdown: Breakdown) -> Iterator[tuple[Share, int]]:
    """Each share with the sum of what those before it could give: where its slot begins."""
    start = 0
    for share in breakdown.shares:
        yield share, start
        start += share.possible


def _share(view: Page, share: Share, start: int) -> str:
    name = html.escape(in_language(share.name, view.language))
    figure = f"<b>{view.exact(share.points)}</b> {view.word('of')} {view.exact(share.possible)}"
    return (
        f'<div class="share"><b>{name}</b><span>{view.said(share.sentence)}</span>'
        f'{_bar(start, share.points, share.possible)}<span class="num">{figure}</span></div>'
    )


def _bar(start: int, filled: int, possible: int) -> str:
    """A slot of 0–100: a hairline, an outline for what could be had, a fill for what was."""
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<line x1="0" y1="4" x2="100" y2="4"/>'
        f'<rect class="could" x="{start / 100:.2f}" y="1" width="{possible / 100:.2f}" height="6"/>'
        f'<rect class="had" x="{start / 100:.2f}" y="1" width="{filled / 100:.2f}" height="6"/></svg>'
    )


def _alone(view: Page, pair: Pair) -> str:
    reason = view.said(pair.reason) if pair.reason else ""
    return f'<div class="alone">{_person(pair.mentee.name, pair.mentee.id)}<p>{reason}</p></div>'


def _cohort(view: Page) -> str:
    result, fits = view.result, view.fits
    matched, everybody = ({pair.mentee.id for pair in pairs} for pairs in (view.matched, result.pairs))
    rows = [("matched", f"{len(matched)} {view.word('of')} {len(everybody)}")]
    if fits:
        tenth = fits[: max(1, len(fits) // 10)]
        rows += [
            ("mean", view.number(sum(fits) / len(fits))),
            ("lowest", view.number(fits[0])),
            ("worst", view.number(sum(tenth) / len(tenth))),
        ]
    rows.append(("places", f"{len(view.matched)} {view.word('of')} {result.places}"))
    if result.rejected:
        rows.append(("rejected", str(result.rejected)))
    table = "".join(f'<tr><th scope="row">{view.word(key)}</th><td>{value}</td></tr>' for key, value in rows)
    return f"<h2>{view.word('cohort')}</h2><table>{table}</table>{_histogram(view)}{_made_of(view)}{_limits(view)}"


def _histogram(view: Page) -> str:
    """How many pairs have which fit, in steps of five."""
    if not view.fits:
        return ""
    counts = Counter(min(fit, 9_999) // 500 for fit in view.fits)
    first, most = min(counts), max(counts.values())
    width = 100 / (20 - first)
    bars = "".join(
        f'<rect x="{(step - first) * width + 0.6:.2f}" y="{40 - 38 * count / most:.2f}" width="{width - 1.2:.2f}" '
        f'height="{38 * count / most:.2f}"><title>{step * 5}–{step * 5 + 5}: {count}</title></rect>'
        for step, count in sorted(counts.items())
    )
    return (
        f"<h3>{view.word('by_fit')}</h3>"
        '<svg class="histogram" viewBox="0 0 100 41" preserveAspectRatio="none" role="img" '
        f'aria-label="{view.word("by_fit")}">{bars}<line x1="0" y1="40.5" x2="100" y2="40.5"/></svg>'
        f'<p class="ends"><span>{first * 5}</span><span>100</span></p>'
    )


def _made_of(view: Page) -> str:
    scoring = view.result.scoring
    rows = []
    for at, criterion in enumerate(scoring.criteria):
        name = html.escape(in_language(criterion.name, view.language))
        reason = html.escape(in_language(criterion.reason, view.language))
        figure = view.exact(int(scoring.possible[-1, at])) if criterion.weight else view.word("must")
        rows.append(f'<tr><th scope="row">{name}<small>{reason}</small></th><td>{figure}</td></tr>')
    return f"<h3>{view.word('made_of')}</h3><table>{''.join(rows)}</table>"


def _limits(view: Page) -> str:
    return f'<p class="limits"><b>{view.word("limits")}</b> {view.word("limits_text")}</p>'


def _foot(view: Page) -> str:
    result = view.result
    repeat = Sentence(*WORDS["repeat"]).in_language(view.language)
    text = repeat.format(method=result.method, seed=result.seed, hash=result.hash[:12])
    return f"<footer>Chiron · {html.escape(text)}</footer>"
