from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "chiron.relationships"
    label = "relationships"
