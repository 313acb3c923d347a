from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    name = "chiron.boundaries"
    label = "boundaries"
