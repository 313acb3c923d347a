from chiron.learning.views.cohort import cohort_training, cohort_training_csv
from chiron.learning.views.library import item, print_item, shelf
from chiron.learning.views.training import answer, finish, forget, module, print_module

__all__ = [
    "answer",
    "cohort_training",
    "cohort_training_csv",
    "finish",
    "forget",
    "item",
    "module",
    "print_item",
    "print_module",
    "shelf",
]
