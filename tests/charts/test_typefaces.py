"""Names in any script: drawn in a font that has their signs, or by their numbers, never as empty boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

import matplotlib
import pytest

from sim.charts import typefaces
from sim.charts.files import image_bytes
from sim.charts.lettering import font, printable, width_in, wrap
from sim.charts.typefaces import Typeface, families, own, written
from sim.report.drawings import Letters, drawing
from tests.charts.gallery import MANY, ORDINARY
from tests.charts.tidy import untidy

SCRIPTS = ("Сначала платформа", "战略优先：平台 플랫폼", "פלטפורמה קודם", "المنصة أولا", "Ελληνικά", "go 🚀 👩‍💻")
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
CACHED = typefaces.home, typefaces.written, printable


def forget() -> None:
    """What is known of a machine's fonts."""
    for each in CACHED:
        each.cache_clear()


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a font of its own."""
    monkeypatch.setattr(typefaces, "_candidates", lambda: ())
    typefaces._tell.cache_clear()
    forget()
    yield
    forget()


@pytest.fixture
def one_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typeface]:
    """A machine with the mathematical font inside matplotlib, which has signs that ours lacks."""
    file = str(FONTS / "STIXGeneral.ttf")
    face = typefaces._known(Typeface("Twentyfirst Sans STIX", file, file))
    monkeypatch.setattr(typefaces, "_candidates", lambda: (face,))
    forget()
    yield face
    forget()


def lacking(face: Typeface) -> str:
    """A sign that the other font has and ours lacks."""
    signs = (chr(code) for code in range(0x100, 0x10000))
    return next(sign for sign in signs if category(sign) in ("Sm", "So") and face.has(sign) and not own().has(sign))


def test_cyrillic_greek_hebrew_and_arabic_need_no_other_font() -> None:
    """The font that ships has them, and a line of them is set in it by file."""
    for text in (SCRIPTS[0], *SCRIPTS[2:5]):
        assert printable(text) == text
        assert families(text) == ()
        assert font(9.0, text=text).get_file() == own().normal


@pytest.mark.usefixtures("nothing_installed")
def test_signs_that_no_font_has_are_written_by_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """Two names of unknown signs stay two names; one note a font that would help says which package has it."""
    assert printable("战略 a") == "⟨6218⟩⟨7565⟩ a"
    assert printable("平台") != printable("战略")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "fonts-noto-cjk" in told
    assert printable("go 🚀") == "go ⟨1F680⟩"
    assert "fonts-symbola" in capsys.readouterr().err


@pytest.mark.usefixtures("nothing_installed")
def test_signs_that_only_join_others_leave_no_number() -> None:
    """A variation selector that our font lacks, alone and after a letter."""
    assert printable("a\U000e0100 b") == "a b"
    assert written("\U000e0100") == ""


def test_another_font_lends_its_signs_and_its_widths(one_installed: Typeface) -> None:
    """The line is set in both, measured in both, and wrapped by that measure."""
    sign = lacking(one_installed)
    assert printable(sign) == sign
    assert families(f"a{sign}") == (own().family, one_installed.family)
    assert font(9.0, True, f"a{sign}").get_family() == [own().family, one_installed.family]
    assert width_in(sign * 20, 9.0) > 10 * width_in(sign, 9.0) > 0.0
    assert all(width_in(line, 9.0) <= 1.0 for line in wrap(sign * 200, 1.0, 9.0))


def test_letters_of_another_font_come_into_the_page(one_installed: Typeface) -> None:
    """A drawing's glyphs of any font are kept once for the page, under names of its own."""
    sign = lacking(one_installed)
    figure = MANY["levers"]((f"{sign} first", f"{sign} second"), ORDINARY)
    assert untidy(figure) == []
    letters = Letters()
    page = drawing(image_bytes(figure, "svg", "x"), "x", letters)
    assert any("STIX" in name for name in letters.names)
    assert "STIX" not in page.svg + letters.svg()


@pytest.mark.parametrize("kind", ["survival", "levers"])
def test_charts_of_names_in_any_script_are_tidy_whatever_is_installed(kind: str) -> None:
    """Cyrillic, Chinese and Korean, Hebrew, Arabic, Greek, emoji."""
    assert untidy(MANY[kind](SCRIPTS, ORDINARY)) == []
