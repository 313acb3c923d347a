"""What the pages of the library need: the library itself, read once, and one's own progress."""

from chiron.learning.queries.library import (
    case_to_talk_about,
    item_for,
    library,
    module_for,
    search,
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
    "Check",
    "case_to_talk_about",
    "courses_finished",
    "has_finished",
    "item_for",
    "library",
    "module_as_read",
    "module_for",
    "printed",
    "progress_of",
    "search",
    "tags_to_choose",
]
