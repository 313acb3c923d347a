from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "chiron.programmes"
    label = "programmes"
