"""One page about oneself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships.queries import SECTIONS
from chiron.relationships.rules import cvs as rules
from chiron.ui.careful import Careful


class ShareCv(forms.Form):
    """For which meeting; none is for as long as the relationship lives."""

    meeting = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Cv(Careful):
    """Four short parts, a PDF, or both."""

    pdf = forms.FileField(
        label=_("A PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("At most 1 MB. It is kept encrypted, and whoever you share it with can only download it."),
    )
    drops_file = forms.BooleanField(label=_("Take the PDF away"), required=False)
    field_order = (*rules.SECTIONS, "pdf", "drops_file")

    def __init__(self, *args: Any, has_file: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in SECTIONS.items():
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=rules.LONGEST_SECTION, widget=forms.Textarea(attrs={"rows": 3})
            )
        if not has_file:
            del self.fields["drops_file"]
        self.order_fields(self.field_order)

    def full_clean(self) -> None:
        """Say that a file has to be chosen once more where anything else is to be mended: no browser keeps it."""
        super().full_clean()
        if self.is_bound and self.errors and self.files.get("pdf") and "pdf" not in self.errors:
            self.add_error("pdf", _("Choose the file once more: it is kept with the rest."))

    def said(self) -> dict[str, Any]:
        """What the action takes; of a file too large no more is read than shows that it is."""
        given, upload = self.cleaned_data, self.cleaned_data.get("pdf")
        return {
            "sections": {name: given[name] for name in rules.SECTIONS},
            "pdf": upload.read(rules.MOST_BYTES + 1) if upload else None,
            "drops_file": bool(given.get("drops_file")),
        }
