"""Whether whoever shared something is still there: what lives in a relationship ends when its owner leaves."""

from django.db.models import Exists, OuterRef

from chiron.relationships.models import Member


def is_there(owner: str = "person") -> Exists:
    """Whether the *owner* of the row at hand is in its relationship, has said yes and has not left."""
    return Exists(
        Member.objects.filter(
            relationship=OuterRef("relationship"), person=OuterRef(owner), answer="accepted", left_at__isnull=True
        )
    )
