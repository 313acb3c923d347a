"""Free text by the words that two people share and few others use (TF-IDF); only on request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chiron_blueprint.answers.people import Person
from chiron_blueprint.fit.terms import Array, Indexes
from chiron_blueprint.guess.vocabulary import IDENTITY_VALUES
from chiron_blueprint.schema.model import Criterion

# identity is never a term of fit, so words for it in what people wrote don't count and are never repeated
IDENTITY_WORDS = {word for value in IDENTITY_VALUES for word in value.split()}
PASSED_OVER = sorted(IDENTITY_WORDS | {f"{word}s" for word in IDENTITY_WORDS})
FULL = 0.5
"""Texts this alike (cosine) count fully; different people's texts are rarely more alike."""


class TextTerm:
    """Likeness of two texts."""

    def __init__(self, criterion: Criterion, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion = criterion
        texts = [
            [str(person.answers.get(question, "")) for person in people]
            for people, question in ((mentees, criterion.mentee), (mentors, criterion.mentor))
        ]
        self.written = [np.array([bool(text.strip()) for text in side], dtype=bool) for side in texts]
        self.words: list[str] = []
        self.tables = self._vectors(texts)

    def _vectors(self, texts: list[list[str]]) -> list[Any] | None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # three seconds; only here

        every = [*texts[0], *texts[1]]
        vectorizer = TfidfVectorizer(
            strip_accents="unicode",
            sublinear_tf=True,
            max_df=0.5 if len(every) > 10 else 1.0,
            stop_words=PASSED_OVER,
        )
        try:
            vectors = vectorizer.fit_transform(every)
        except ValueError:  # nothing but words that everybody uses
            return None
        self.words = list(vectorizer.get_feature_names_out())
        return [vectors[: len(texts[0])], vectors[len(texts[0]) :]]

    def present(self) -> tuple[Array, Array]:
        return self.written[0], self.written[1]

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        if self.tables is None:
            return np.zeros((len(rows), len(columns)))
        alike = (self.tables[0][rows] @ self.tables[1][columns].T).toarray()
        found: Array = np.minimum(1.0, alike / FULL)
        return found

    def shared(self, mentee: int, mentor: int) -> list[str]:
        """The words that make the two texts alike, the weightiest first."""
        if self.tables is None:
            return []
        both = self.tables[0][[mentee]].multiply(self.tables[1][[mentor]]).toarray()[0]
        best = np.argsort(-both, kind="stable")[:3]
        return [self.words[index] for index in best if both[index] > 0]
