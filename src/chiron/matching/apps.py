from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "chiron.matching"
    label = "matching"
