from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "chiron.insights"
    label = "insights"
