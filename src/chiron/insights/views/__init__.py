"""The pages of this room."""

from chiron.insights.views.cockpit import cockpit, overview
from chiron.insights.views.mentoring import mentoring, pause
from chiron.insights.views.today import today

__all__ = ["cockpit", "mentoring", "overview", "pause", "today"]
