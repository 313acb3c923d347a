"""What pages, tasks and the rooms above need to know of programmes, in a known number of queries."""

from chiron.programmes.queries.blueprints import (
    Shipped,
    blueprint_for,
    blueprint_of,
    changes,
    loaded,
    own_blueprints,
    shipped_blueprint,
    shipped_blueprints,
    versions_of,
)
from chiron.programmes.queries.imports import (
    file_for,
    files_of,
    import_for,
    imports_of,
    rejects_of,
    rejects_table,
)
from chiron.programmes.queries.matching import MatchingInput, matching_inputs, sides_with_people
from chiron.programmes.queries.people import (
    STATES,
    answers_shown,
    application_of,
    coordinated_enrolment,
    enrolment_for,
    open_applications,
    own_enrolment,
    page_of,
    people_of,
    people_table,
)
from chiron.programmes.queries.programmes import (
    Progress,
    cohort_progress,
    columns_imported,
    coordinated_cohort,
    coordinated_programme,
    newer_version,
    programme_for,
    programmes_of,
    role_for,
    roles_of,
    today,
)

__all__ = [
    "STATES", "MatchingInput", "Progress", "Shipped", "answers_shown", "application_of", "blueprint_for",
    "blueprint_of", "changes", "cohort_progress", "columns_imported", "coordinated_cohort", "coordinated_enrolment",
    "coordinated_programme", "enrolment_for", "file_for", "files_of", "import_for", "imports_of", "loaded",
    "matching_inputs", "newer_version", "open_applications", "own_blueprints", "own_enrolment", "page_of", "sides_with_people",
    "people_of", "people_table", "programme_for", "programmes_of", "rejects_of", "rejects_table", "role_for",
    "roles_of", "shipped_blueprint", "shipped_blueprints", "today", "versions_of",
]  # fmt: skip
