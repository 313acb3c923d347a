"""Components: what they document is what they take, and the gallery shows every one."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from chiron.ui import views
from chiron.ui.templatetags import ui

ROOM = Path(__file__).parents[1]
FOLDER = ROOM / "templates/ui/components"


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def component_page(language=""):
    request = RequestFactory().get("/gallery/", {"lang": language})
    return views.gallery(request).content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_gallery_shows_every_component(language):
    shown = component_page(language)
    assert f'lang="{language}"' in shown
    missing = [name for name in views.COMPONENTS if f'data-component="{name}"' not in shown]
    assert missing == []


TEXT = "".join(path.read_text() for path in (ROOM / "templates/ui").rglob("*.html"))
NOT_SHOWN = {("progress", "poll"): "the gallery would ask again every second; tested below"}


@pytest.mark.parametrize("name", views.COMPONENTS)
def test_a_component_says_what_it_is_and_every_prop_is_shown_in_the_gallery(name):
    source = (FOLDER / f"{name}.html").read_text()
    assert re.match(r"{% comment %}\n[^\n]{12,}\.\n", source), "begins with a comment: a sentence, then its props"
    uses = re.findall(rf'{{% ui "{name}"(.*?)%}}', TEXT)
    assert uses
    unseen = {
        p for p in ui.props_of(source) if f"slot as {p} " not in TEXT and not any(f" {p}=" in use for use in uses)
    }
    assert {prop for prop in unseen if (name, prop) not in NOT_SHOWN} == set()


def test_long_work_asks_again_only_while_it_runs():
    running = render('{% ui "progress" id="run" label="Matching" value=2 of=5 poll="/runs/1/" %}{% endui %}')
    assert 'hx-get="/runs/1/" hx-trigger="every 1s"' in running
    assert 'value="2" max="5"' in running or 'max="5" value="2"' in running
    assert "hx-get" not in render('{% ui "progress" label="Matching" value=5 of=5 %}{% endui %}')


@pytest.mark.parametrize("name", sorted(views.MODEL_PAGES))
@pytest.mark.parametrize("query", [{}, {"lang": "es", "theme": "dark"}, {"dir": "rtl"}])
def test_the_model_pages_render(name, query):
    response = views.model_page(RequestFactory().get(f"/gallery/{name}/", query), name)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'dir="{query.get("dir", "ltr")}"' in page
    assert ('data-theme="dark"' in page) == (query.get("theme") == "dark")


def test_a_component_sees_only_what_it_is_given():
    assert "secret" not in render('{% ui "tag" %}word{% endui %}', icon="secret", kind="secret")


def test_an_unknown_prop_is_refused_and_the_known_ones_are_named():
    with pytest.raises(TemplateSyntaxError, match=r"no prop \['colour'\]; it has .*'kind'"):
        render('{% ui "tag" colour="red" %}word{% endui %}')


def test_props_without_a_name_are_refused():
    with pytest.raises(TemplateSyntaxError, match="prop=value"):
        render('{% ui "tag" "red" %}word{% endui %}')


def test_slots_belong_to_the_component_they_stand_in():
    page = render(
        '{% ui "card" title="outer" %}{% slot as footer %}OUTER{% endslot %}'
        '{% ui "card" title="inner" %}body{% endui %}{% endui %}{{ footer }}'
    )
    assert page.count("OUTER") == 1
    assert page.index("body") < page.index("OUTER"), "the inner card took the outer card's slot"


def test_what_is_written_is_escaped():
    page = render('{% ui "tag" %}{{ word }}{% endui %}{{ word|strong }}', word="<b>**x**")
    assert "<b>" not in page
    assert "&lt;b&gt;<strong>x</strong>" in page


def test_an_unknown_icon_says_where_to_add_it():
    with pytest.raises(TemplateSyntaxError, match=r"ui/vendor\.py"):
        render('{% icon "nothing-of-the-kind" %}')


def test_figures_in_svg_keep_the_point_in_spanish():
    with translation.override("es"):
        page = render('{% ui "bar" value=86.4 of=100 %}{% endui %}')
    assert 'width="86.4%"' in page


def test_a_form_carries_its_key_and_shows_faults_beside_the_field():
    page = component_page()
    assert page.count('name="form_key"') >= 1
    field = page[page.index('id="sent_email"') - 300 : page.index('id="sent_email"') + 700]
    assert 'aria-describedby="sent_email_helptext sent_email_error"' in field
    assert 'value="amara@"' in field, "what was typed is kept"
    assert '<ul class="field-error" id="sent_email_error">' in field


def test_the_faults_at_the_head_lead_to_existing_fields():
    page = component_page()
    block = page[page.index("form-faults") :]
    block = block[: block.index("</div>")]
    targets = re.findall(r'href="#([^"]+)"', block)
    assert len(targets) == 5
    assert [target for target in targets if f'id="{target}"' not in page] == []


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429, 500])
def test_every_error_page_stands_alone(code):
    page = get_template(f"{code}.html").render({})
    assert "not monitored" in page
    assert "<h1>" in page
