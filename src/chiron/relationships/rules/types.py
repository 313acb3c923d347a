"""Relationship types are data of the blueprint: in which form a mentee and a mentor meet, and how many mentors each."""

from chiron_blueprint.schema.model import Blueprint, RelationshipType, Role

#: Forms in which everybody is a peer: those of the mentors' side facilitate.
CIRCLES = ("circle", "group")

#: Roles whose bearer may have so many mentors, and roles that take up one of a mentor's places.
GUIDED = ("mentee",)
GUIDING = ("mentor", "facilitator")

#: Roles in a group, which goes on without whoever leaves it as long as two are left.
OF_GROUPS = ("member", "facilitator")

#: Whether a mentee who may have several mentors and lost one wants another in their place.
SUCCESSORS = ["", "wanted", "unwanted"]

#: Where a blueprint says nothing, two people are a pair of one seat each.
PAIR = RelationshipType("dyad", "dyad", {}, (Role("mentee", {}, "mentee", 1, 1), Role("mentor", {}, "mentor", 1, 1)))


def type_of_pairs(blueprint: Blueprint) -> RelationshipType:
    """Return the type in which this blueprint brings a mentee and a mentor together, two by two."""
    return next((each for each in blueprint.relationships if each.form not in CIRCLES), PAIR)


def mentors_each(kind: RelationshipType) -> int:
    """How many mentors one mentee of this type may have at a time: one, or as many as a mosaic or a panel has."""
    return sum(role.at_most for role in kind.roles if role.side == "mentor") if kind.form in ("mosaic", "panel") else 1
