"""Blueprints: `load(text, source=…)`, `dump(blueprint)`, `diff(old, new)`; `schema()` is the published JSON Schema."""

from chiron_blueprint.schema.changes import diff
from chiron_blueprint.schema.files import dump, load, to_data
from chiron_blueprint.schema.model import (
    AgendaPrompt,
    Blueprint,
    Cadence,
    CheckIn,
    Criterion,
    Instrument,
    Mail,
    Option,
    Phase,
    Question,
    Questions,
    RelationshipType,
    Role,
    Scale,
    Section,
    Wanted,
)
from chiron_blueprint.schema.problems import BlueprintError, Problem
from chiron_blueprint.schema.reference import reference
from chiron_blueprint.schema.validating import schema
from chiron_blueprint.words import Sentence, counted, say


def summary(blueprint: Blueprint) -> Sentence:
    """What a blueprint holds, in a sentence."""
    return say(
        "{name}, version {version}: {questions}, {criteria}, in {languages}. Nothing is wrong with it.",
        "{name}, versión {version}: {questions}, {criteria}, en {languages}. Todo está en orden.",
        name=blueprint.name,
        version=blueprint.version,
        questions=counted(
            len(blueprint.questions.mentee) + len(blueprint.questions.mentor),
            ("question", "pregunta"),
            ("questions", "preguntas"),
        ),
        criteria=counted(len(blueprint.criteria), ("criterion", "criterio"), ("criteria", "criterios")),
        languages=", ".join(blueprint.languages),
    )


__all__ = [
    "AgendaPrompt",
    "Blueprint",
    "BlueprintError",
    "Cadence",
    "CheckIn",
    "Criterion",
    "Instrument",
    "Mail",
    "Option",
    "Phase",
    "Problem",
    "Question",
    "Questions",
    "RelationshipType",
    "Role",
    "Scale",
    "Section",
    "Wanted",
    "diff",
    "dump",
    "load",
    "reference",
    "schema",
    "summary",
    "to_data",
]
