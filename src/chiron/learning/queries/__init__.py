"""What the pages of the library need: the library itself, read once, one's own progress, and that of a cohort."""

from chiron.learning.queries.cohort import (
    Learner,
    Reached,
    Standing,
    Training,
    cohorts_learning,
    courses,
    training_of,
    training_table,
)
from chiron.learning.queries.library import (
    Carried,
    carried,
    case_to_talk_about,
    item_for,
    library,
    module_for,
    search,
    tags_of,
    tags_to_choose,
)
from chiron.learning.queries.printing import PRINTED, printed
from chiron.learning.queries.progress import (
    Check,
    courses_finished,
    has_finished,
    module_as_read,
    progress_of,
)

__all__ = [
    "PRINTED",
    "Carried",
    "Check",
    "Learner",
    "Reached",
    "Standing",
    "Training",
    "carried",
    "case_to_talk_about",
    "cohorts_learning",
    "courses",
    "courses_finished",
    "has_finished",
    "item_for",
    "library",
    "module_as_read",
    "module_for",
    "printed",
    "progress_of",
    "search",
    "tags_of",
    "tags_to_choose",
    "training_of",
    "training_table",
]
