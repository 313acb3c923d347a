from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "chiron.scheduling"
    label = "scheduling"
