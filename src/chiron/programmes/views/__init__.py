"""The pages of this room."""

from chiron.programmes.views.applications import applied, apply, leave, save_application
from chiron.programmes.views.blueprints import (
    blueprint,
    blueprints,
    edit_blueprint,
    edit_source,
    export_blueprint,
    export_shipped,
    new_blueprint,
    shipped,
    upload_blueprint,
)
from chiron.programmes.views.imports import cancel_import, import_job, rejects, resume_import, upload
from chiron.programmes.views.people import (
    add_person,
    capacity,
    enrolment,
    export_csv,
    export_xlsx,
    invite,
    invite_everybody,
    people,
    restore,
    withdraw,
)
from chiron.programmes.views.programmes import (
    add_cohort,
    close_programme,
    end_role,
    open_programme,
    programme,
    programmes,
    roles,
    start,
    upgrade,
)

__all__ = [
    "add_cohort", "add_person", "applied", "apply", "blueprint", "blueprints", "cancel_import", "capacity",
    "close_programme", "edit_blueprint", "edit_source", "end_role", "enrolment", "export_blueprint", "export_csv",
    "export_shipped", "export_xlsx", "import_job", "invite", "invite_everybody", "leave", "new_blueprint",
    "open_programme", "people", "programme", "programmes", "rejects", "restore", "resume_import", "roles",
    "save_application", "shipped", "start", "upgrade", "upload", "upload_blueprint", "withdraw",
]  # fmt: skip
