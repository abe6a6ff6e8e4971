"""What the portfolio gives to machines: tags in the head, pictures, and the list of pages."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image

from kubefolio.portfolio.card import HEIGHT, WIDTH, draw_card
from kubefolio.portfolio.head import PageHead, build_head
from kubefolio.portfolio.llms import Entry, render_llms
from kubefolio.portfolio.profile import Link, Profile
from kubefolio.views.encode import encode

HOSTILE = '"><script>alert(1)</script>'
ROBIN = Profile(name="Robin", role="Engineer", links=(Link("GitHub", "https://github.com/example"),))


def head(title: str = "Loki", *, home: bool = False, profile: Profile = ROBIN) -> str:
    page = PageHead(title, "What it does", "https://example.net/loki/", "https://example.net/card.png", home)
    return str(build_head(page, profile, "My site", "https://example.net/"))


def test_a_page_has_title_description_address_and_picture() -> None:
    names = re.findall(r'(?:property|name)="([^"]+)"', head())
    assert names[:6] == ["og:type", "og:site_name", "og:title", "og:description", "og:url", "og:image"]


@pytest.mark.parametrize("title", [HOSTILE, str(encode(HOSTILE))])
def test_a_hostile_title_stays_text_whether_it_comes_encoded_or_not(title: str) -> None:
    assert "<script" not in head(title)
    assert "alert&#40;1&#41;" in head(title)


def test_home_says_who_it_is_about_as_data() -> None:
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', head(home=True))[0])
    assert (data["@type"], data["name"], data["jobTitle"]) == ("Person", "Robin", "Engineer")
    assert data["sameAs"] == ["https://github.com/example"]


def test_text_cannot_end_the_data() -> None:
    html = head(home=True, profile=Profile(name="</script><b>"))
    assert html.count("</script>") == 1
    assert "<b>" not in html


def test_a_card_is_a_picture_of_the_size_that_services_expect_and_the_same_every_time() -> None:
    words = ("Project", "A title that is long enough to need more than one line", "Text", "example.net")
    card = draw_card(*words)
    image = Image.open(io.BytesIO(card))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    draw_card.cache_clear()
    assert draw_card(*words) == card
    assert len(card) < 60_000


def test_other_words_give_another_card() -> None:
    assert draw_card("", "One", "", "") != draw_card("", "Two", "", "")


def test_list_of_pages_keeps_each_entry_on_its_line() -> None:
    entries = (
        Entry("", "Home", "", "https://x/"),
        Entry("Cluster", "A [b](c)\nd", str(encode("35 <apps>")), "https://x/a/"),
    )
    assert render_llms("Me", "What\nI do", entries) == (
        "# Me\n\n> What I do\n\n## Pages\n\n- [Home](https://x/)\n\n## Cluster\n\n- [A b (c) d](https://x/a/): 35 apps"
        "\n"
    )
