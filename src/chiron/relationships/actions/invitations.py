"""A way in for those who are offered somebody and cannot sign in yet."""

from chiron.core.actions import action
from chiron.people import actions as access
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.models import Member


@action("relationships.member.let_in", may=policies.may_let_in)
def open_way(*, member: Member, by: Person) -> Member:
    """Invite a member who has no account and no open invitation; nothing for anybody else."""
    access.ensure_way_in(member.person)
    return member
