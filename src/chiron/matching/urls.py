from django.urls import path

from chiron.matching import views

app_name = "matching"

urlpatterns = [
    path("cohorts/<uuid:pk>/", views.workbench, name="workbench"),
    path("cohorts/<uuid:pk>/run/", views.run, name="run"),
    path("cohorts/<uuid:pk>/weights/", views.weights, name="weights"),
    path("cohorts/<uuid:pk>/compare/", views.compare, name="compare"),
    path("cohorts/<uuid:pk>/pair/", views.pair, name="pair"),
    path("cohorts/<uuid:pk>/rule/", views.rule, name="rule"),
    path("cohorts/<uuid:pk>/places/", views.places, name="places"),
    path("cohorts/<uuid:pk>/rules/", views.rules, name="rules"),
    path("rules/<uuid:pk>/clear/", views.rule_clear, name="rule_clear"),
    path("runs/<uuid:pk>/", views.record, name="record"),
    path("runs/<uuid:pk>/repeat/", views.repeat, name="repeat"),
    path("runs/<uuid:pk>/progress/", views.progress, name="progress"),
    path("runs/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("runs/<uuid:pk>/publish/", views.publish, name="publish"),
    path("runs/<uuid:pk>/pairs.csv", views.pairs_csv, name="pairs_csv"),
    path("runs/<uuid:pk>/pairs.xlsx", views.pairs_xlsx, name="pairs_xlsx"),
    path("runs/<uuid:pk>/pairs.html", views.pairs_html, name="pairs_html"),
    path("cohorts/<uuid:pk>/talks/", views.talks, name="talks"),
    path("talks/<uuid:pk>/schedule.csv", views.talks_csv, name="talks_csv"),
    path("cohorts/<uuid:pk>/groups/", views.groups, name="groups"),
    path("groups/<uuid:pk>/people.csv", views.groups_csv, name="groups_csv"),
    path("groups/<uuid:pk>/offer/", views.groups_offer, name="groups_offer"),
    path("cohorts/<uuid:pk>/next/", views.next_best, name="next"),
    path("next/<uuid:pk>/offer/", views.next_offer, name="next_offer"),
    path("next/<uuid:pk>/pass/", views.next_pass, name="next_pass"),
    path("published/<uuid:pk>/", views.explained, name="explained"),
    path("proposals/<uuid:pk>/", views.proposal, name="proposal"),
    path("proposals/<uuid:pk>/without/", views.without, name="without"),
    path("proposals/<uuid:pk>/swap/", views.swap, name="swap"),
]
