from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chiron.people"
    label = "people"
