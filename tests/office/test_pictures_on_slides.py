"""A chart that PowerPoint has not is a picture of the chart alone: the slide says what the drawn one says around it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from sim.office.slides.parts import Box
from sim.office.slides.pictured import picture_part
from tests.office.decks import Deck


def test_what_the_slide_says_is_cut_off_the_picture(deck: Deck) -> None:
    """Title, subtitle and footer; what is left has the proportions of the slide's picture."""
    slides = [(slide, shape) for slide in deck.presentation.slides for shape in slide.shapes if hasattr(shape, "image")]
    assert slides
    for slide, shape in slides:
        assert 0.02 < shape.crop_top < 0.4
        assert 0.01 < shape.crop_bottom < 0.3
        wide, high = Image.open(io.BytesIO(shape.image.blob)).size
        left = high * (1 - shape.crop_top - shape.crop_bottom)
        assert abs(shape.width / shape.height - wide / left) < 0.01
        assert any(one.name == "What is plotted" for one in slide.shapes)


def test_a_long_title_is_cut_off_whole(deck: Deck) -> None:
    """However many lines it takes: nothing of it is seen above the chart."""
    picture = deck.picture("survival")
    cuts = [picture_part(picture, Box(0.5, 1.5, width, 4.5), 9.0).cut for width in (12.3, 6.5)]
    assert all(top > 0 for top, _ in cuts)
    assert cuts[1][0] > cuts[0][0]


def test_a_cut_goes_through_no_letter(deck: Deck) -> None:
    """Above and below, the row of dots at which a picture is cut is white from edge to edge: notes stay whole."""
    for name in ("causes", "on_call", "difference"):
        part = picture_part(deck.picture(name), Box(0.5, 1.5, 12.3, 4.5), 9.0)
        dots = np.asarray(Image.open(io.BytesIO(part.png)).convert("L"))
        for row in (round(part.cut[0] * len(dots)), round((1 - part.cut[1]) * len(dots))):
            assert dots[row].min() > 250, name
