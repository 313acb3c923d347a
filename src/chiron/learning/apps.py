from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "chiron.learning"
    label = "learning"
