"""Relationships, for those in them and for the coordinator."""

from django.urls import path

from chiron.relationships import views

app_name = "relationships"
urlpatterns = [
    path("mine/", views.chapters, name="chapters"),
    path("<uuid:pk>/", views.relationship, name="relationship"),
    path("<uuid:pk>/accept/", views.accept, name="accept"),
    path("<uuid:pk>/decline/", views.decline, name="decline"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("check-ins/<uuid:pk>/", views.check_in, name="check_in"),
    path("talks/<uuid:pk>/", views.note_talk, name="note_talk"),
    path("<uuid:pk>/satisfaction/", views.satisfaction, name="satisfaction"),
    path("<uuid:pk>/ask-again/", views.ask_again, name="ask_again"),
    path("messages/", views.correspondences, name="correspondences"),
    path("messages/<uuid:pk>/remove/", views.remove_message, name="remove_message"),
    path("<uuid:pk>/messages/", views.messages, name="messages"),
    path("<uuid:pk>/limits/", views.read_limits, name="read_limits"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("<uuid:pk>/meet/", views.meeting_find, name="meeting_find"),
    path("<uuid:pk>/record/", views.meeting_record, name="meeting_record"),
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("meetings/<uuid:pk>/move/", views.meeting_move, name="meeting_move"),
    path("meetings/<uuid:pk>/cancel/", views.meeting_cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/answer/", views.meeting_answer, name="meeting_answer"),
    path("meetings/<uuid:pk>/after/", views.after, name="meeting_after"),
    path("meetings/<uuid:pk>/missed/", views.missed, name="meeting_missed"),
    path("meetings/<uuid:pk>/points/add/", views.point_add, name="meeting_point"),
    path("meetings/<uuid:pk>/points/drop/", views.suggestion_drop, name="meeting_drop"),
    path("points/<uuid:pk>/remove/", views.point_remove, name="point_remove"),
    path("commitments/<uuid:pk>/tick/", views.commitment_tick, name="commitment_tick"),
    path("<uuid:pk>/agreement/", views.agreement, name="agreement"),
    path("<uuid:pk>/agreement/propose/", views.propose, name="propose"),
    path("<uuid:pk>/agreement/<int:number>/", views.agreement_version, name="agreement_version"),
    path("<uuid:pk>/agreement/<int:number>.pdf", views.agreement_pdf, name="agreement_pdf"),
    path("<uuid:pk>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/closing/", views.closing, name="closing"),
    path("<uuid:pk>/closing/open/", views.open_closing, name="open_closing"),
    path("<uuid:pk>/resume/", views.resume, name="resume"),
    path("cohorts/<uuid:pk>/", views.relationships, name="list"),
    path("cohorts/<uuid:pk>/next/", views.roll_over, name="roll_over"),
    path("cohorts/<uuid:pk>/archive/", views.archive, name="archive"),
    path("<uuid:pk>/practice/", views.tutoring, name="tutoring"),
    path("<uuid:pk>/practice/new/", views.record_tutoring, name="tutoring_new"),
    path("practice/<uuid:pk>/", views.correct_tutoring, name="tutoring_correct"),
]

#: What somebody plans for themselves, across all their relationships; stands under its own address.
plan = [
    path("", views.plan, name="plan"),
    path("of/<uuid:pk>/", views.plan_of, name="plan_of"),
    path("of/<uuid:pk>/save/", views.save_plan, name="plan_save"),
    path("of/<uuid:pk>/needs/", views.needs, name="needs"),
    path("of/<uuid:pk>/show/<uuid:relationship>/", views.show_plan, name="show"),
    path("shown/<uuid:pk>/", views.shown, name="shown"),
    path("shown/<uuid:pk>/read/", views.view_plan, name="shown_read"),
    path("shown/<uuid:pk>/talked/", views.talk_plan_over, name="shown_talked"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/new/", views.begin_decision, name="decision_new"),
    path("decisions/<uuid:pk>/", views.decision, name="decision"),
    path("decisions/<uuid:pk>/sheet/", views.decision_sheet, name="decision_sheet"),
    path("decisions/<uuid:pk>/save/", views.save_decision, name="decision_save"),
    path("decisions/<uuid:pk>/make/", views.make_decision, name="decision_make"),
    path("decisions/<uuid:pk>/look-back/", views.look_back, name="decision_look_back"),
    path("decisions/<uuid:pk>/reopen/", views.reopen_decision, name="decision_reopen"),
    path("goals/new/", views.new_goal, name="goal_new"),
    path("goals/<uuid:pk>/", views.goal, name="goal"),
    path("goals/<uuid:pk>/rate/", views.rate, name="goal_rate"),
    path("goals/<uuid:pk>/change/", views.change_goal, name="goal_change"),
    path("goals/<uuid:pk>/close/", views.close_goal, name="goal_close"),
]

#: What coordinators write to many; stands under its own address.
announcements = [
    path("cohorts/<uuid:pk>/", views.announcements, name="list"),
    path("cohorts/<uuid:pk>/write/", views.write_announcement, name="write"),
    path("<uuid:pk>/", views.announcement, name="announcement"),
    path("<uuid:pk>/rewrite/", views.rewrite_announcement, name="rewrite"),
    path("<uuid:pk>/revoke/", views.revoke_announcement, name="revoke"),
    path("<uuid:pk>/read/", views.read_announcement, name="read"),
    path("receipts/<uuid:pk>/dismiss/", views.dismiss_announcement, name="dismiss"),
]
