"""Every change in this room."""

from chiron.core.actions import NotAllowed, Refused
from chiron.programmes.actions.applications import (
    NoLongerPossible,
    save_answers,
    submit_application,
    take_back_answer,
)
from chiron.programmes.actions.blueprints import InvalidBlueprint, save_blueprint
from chiron.programmes.actions.enrolments import (
    AlreadyThere,
    CapacityTaken,
    IllegalMove,
    NoAddress,
    NobodyToInvite,
    NoCapacity,
    ProgrammeNotOpen,
    add_person,
    change_capacity,
    invite_everybody,
    invite_to_apply,
    move,
    move_many,
    restore_enrolment,
    withdraw_enrolment,
)
from chiron.programmes.actions.imports import (
    AnotherUnderWay,
    NoFile,
    NotWaiting,
    Overtaken,
    SameFileTwice,
    Stopped,
    cancel_import,
    confirm_import,
    fail_import,
    finish_import,
    forget_uploads,
    import_rows,
    note_reading,
    resume_import,
    settle_import,
    start_import,
)
from chiron.programmes.actions.programmes import (
    CohortNameTaken,
    EndsBeforeItStarts,
    KnownRole,
    LastCoordinator,
    NameTaken,
    NobodyOfThatAddress,
    NoHelp,
    OtherBlueprint,
    OtherInstitution,
    SameVersion,
    StateUnchanged,
    add_cohort,
    appoint,
    close_programme,
    end_role,
    open_programme,
    start_programme,
    upgrade_programme,
)
from chiron.programmes.actions.uploads import NothingInIt, TooLarge

__all__ = [
    "AlreadyThere", "AnotherUnderWay", "CapacityTaken", "CohortNameTaken", "EndsBeforeItStarts", "IllegalMove",
    "InvalidBlueprint", "KnownRole", "LastCoordinator", "NameTaken", "NoAddress", "NoCapacity", "NoFile", "NoHelp",
    "NoLongerPossible", "NobodyOfThatAddress", "NobodyToInvite", "NotAllowed", "NotWaiting", "NothingInIt",
    "OtherBlueprint", "OtherInstitution", "Overtaken", "ProgrammeNotOpen", "Refused", "SameFileTwice", "SameVersion",
    "StateUnchanged", "Stopped", "TooLarge", "add_cohort", "add_person", "appoint", "cancel_import", "change_capacity",
    "close_programme", "confirm_import", "end_role", "fail_import", "finish_import", "forget_uploads", "import_rows",
    "invite_everybody", "invite_to_apply", "move", "move_many", "note_reading", "open_programme",
    "restore_enrolment", "resume_import", "save_answers", "save_blueprint", "settle_import", "start_import",
    "start_programme", "submit_application", "take_back_answer", "upgrade_programme", "withdraw_enrolment",
]  # fmt: skip
