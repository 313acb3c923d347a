"""What needs somebody today, the coordinator's cockpit, and what a mentor gives."""

from chiron.insights.queries.cockpit import Cockpit, cockpit, coordinates
from chiron.insights.queries.mentoring import Mentoring, mentoring, own_places
from chiron.insights.queries.overview import Overview, overview
from chiron.insights.queries.today import Need, needs

__all__ = [
    "Cockpit",
    "Mentoring",
    "Need",
    "Overview",
    "cockpit",
    "coordinates",
    "mentoring",
    "needs",
    "overview",
    "own_places",
]
