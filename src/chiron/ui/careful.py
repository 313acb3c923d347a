"""Forms that look through free text for what could name a patient, and ask before it is saved."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.core import identifiers

#: What a writer ticks to say that nobody can be recognised; its value is that of the very findings they saw.
SURE = "as-it-stands"

WORDS: dict[str, Promise | str] = {
    "record": gettext_lazy("looks like the number of a record"),
    "national": gettext_lazy("looks like the number of a person"),
    "telephone": gettext_lazy("looks like a telephone number"),
    "email": gettext_lazy("is an e-mail address"),
    "birth": gettext_lazy("looks like a date of birth"),
    "stay": gettext_lazy("tells the day of a stay in hospital"),
    "name": gettext_lazy("looks like a name"),
    "address": gettext_lazy("looks like an address"),
    "age": gettext_lazy("is an age that few people reach"),
    "number": gettext_lazy("is a long number"),
}


@dataclass(frozen=True)
class Advice:
    """One thing to look at again: the label of its field, the words that stand out, what they look like."""

    field: str
    text: str
    why: str


class Careful(forms.Form):
    """Mixed into a form with free text: what could name a patient is shown to the writer once, before it is saved.

    The form then is not valid; sent again with the box ticked it is, as long as the same things stand in it. ``{% ui
    "form" %}`` shows the question. Every field whose value is text without choices is looked through, save those
    named in `not_looked_through` (a name of a place, a link). Nothing that was found is logged or kept.
    """

    not_looked_through: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        found = [advice for name, value in self.cleaned_data.items() for advice in self._looked_through(name, value)]
        self.advice = tuple(dict.fromkeys(found))
        if self.advice and self.data.get(self.sure_name) != self.sure:
            self.add_error(None, ValidationError(in_words(self.advice), code="identifiers"))
        else:
            self.advice = ()

    def _looked_through(self, name: str, value: Any) -> list[Advice]:
        field = self.fields.get(name)
        if not isinstance(value, str) or type(field) is not forms.CharField or name in self.not_looked_through:
            return []
        label = str(self[name].label)
        return [Advice(label, each.text, str(WORDS[each.kind])) for each in identifiers.findings(value)]

    @property
    def sure_name(self) -> str:
        """The name of the box."""
        return self.add_prefix(SURE)

    @property
    def sure(self) -> str:
        """The value of the box that says yes to just what was found."""
        told = "\n".join(f"{each.field}\t{each.text}" for each in self.advice)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def in_words(advice: tuple[Advice, ...]) -> str:
    """What was found, as one sentence: for an autosave that could not keep what was typed."""
    first = advice[0]
    return _("“%(text)s” %(why)s. Take it out, or send the form and say that nobody can be recognised.") % {
        "text": first.text,
        "why": first.why,
    }
