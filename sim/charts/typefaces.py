"""Fonts for names in any script: the one that ships with matplotlib, and what the machine has for signs it lacks.

Fonts are taken by file, from a stated list, so that machines with the same fonts draw the same pictures. A sign that no
font has is written as its number, because two names in empty boxes would look the same; a note says which font has it.
Text that is written from right to left comes out in its order from matplotlib 3.11 on.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontEntry, findSystemFonts, fontManager, get_font

_OWN = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
OWN_FAMILY = "Twentyfirst Sans"
_NORMAL, _BOLD = 400, 700

_LISTED = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
    ("NotoSansJP-Regular.otf", "NotoSansJP-Bold.otf"),
    ("NotoSansKR-Regular.otf", "NotoSansKR-Bold.otf"),
    ("SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc"),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
    ("PingFang.ttc", ""),
    ("Hiragino Sans GB.ttc", ""),
    ("AppleSDGothicNeo.ttc", ""),
    ("msyh.ttc", "msyhbd.ttc"),
    ("YuGothM.ttc", "YuGothB.ttc"),
    ("malgun.ttf", "malgunbd.ttf"),
    ("wqy-zenhei.ttc", ""),
    ("wqy-microhei.ttc", ""),
    ("NotoEmoji-Regular.ttf", "NotoEmoji-Bold.ttf"),
    ("NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"),
    ("NotoSansSymbols2-Regular.ttf", ""),
    ("Symbola.ttf", ""),
    ("Symbola_hint.ttf", ""),
    ("seguisym.ttf", ""),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("Arial Unicode.ttf", ""),
    ("unifont.otf", ""),
)
"""Files of fonts that have many signs, with their bold ones, in the order they are asked in; then all Noto Sans."""

_CJK = ("CJK ", "HIRAGANA ", "KATAKANA", "HANGUL ", "IDEOGRAPHIC", "FULLWIDTH ", "BOPOMOFO ")
_HELP_CJK = "Chinese, Japanese and Korean signs are in Noto Sans CJK (Debian, Ubuntu: fonts-noto-cjk)"
_HELP_EMOJI = "emoji and symbols are in Symbola (Debian, Ubuntu: fonts-symbola)"
_HELP = "most scripts are in Noto Sans (Debian, Ubuntu: fonts-noto-core)"


@dataclass(frozen=True)
class Typeface:
    """A font with its bold one, both by file, and the family name that matplotlib knows them by here."""

    family: str
    normal: str
    bold: str

    def has(self, sign: str) -> bool:
        """Whether it has a sign, bold too."""
        return all(_has(file, sign) for file in (self.normal, self.bold))


@cache
def own() -> Typeface:
    """The DejaVu Sans inside matplotlib: a system font of the same name cannot take its place."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    normal, bold = (str(folder / name) for name in _OWN)
    return _known(Typeface(OWN_FAMILY, normal, bold))


def families(text: str) -> tuple[str, ...]:
    """The families that a line needs, ours first; none where ours has every sign."""
    found: list[str] = []
    for sign in dict.fromkeys(text):
        face = None if own().has(sign) else home(sign)
        if face is not None and face.family not in found:
            found.append(face.family)
    return (own().family, *found) if found else ()


@cache
def written(sign: str) -> str:
    """The sign itself where a font has it, nothing where it only joins or turns others, otherwise its number."""
    if own().has(sign) or home(sign) is not None:
        return sign
    if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Cc"):
        return ""
    _tell(_help_for(sign))
    return f"⟨{ord(sign):X}⟩"


@cache
def home(sign: str) -> Typeface | None:
    """The first font of the machine's that has the sign."""
    return next((face for face in _candidates() if face.has(sign)), None)


@cache
def _candidates() -> tuple[Typeface, ...]:
    """The machine's fonts that may be asked; looked for only when a sign is missing."""
    files: dict[str, str] = {}
    for path in sorted(findSystemFonts()):
        files.setdefault(Path(path).name, path)
    more = [name for name in sorted(files) if name.startswith("NotoSans") and "-Regular." in name]
    pairs = [*_LISTED, *((name, name.replace("-Regular.", "-Bold.")) for name in more)]
    found: dict[str, Typeface] = {}
    for normal, bold in pairs:
        if normal in files:
            found.setdefault(normal, Typeface(f"{OWN_FAMILY} {normal}", files[normal], files.get(bold, files[normal])))
    return tuple(_known(face) for face in found.values())


def _known(face: Typeface) -> Typeface:
    """Told to matplotlib under a name that no other font has."""
    for file, weight in ((face.normal, _NORMAL), (face.bold, _BOLD)):
        entry = FontEntry(
            fname=file, name=face.family, style="normal", variant="normal", weight=weight, stretch="normal",
            size="scalable",
        )  # fmt: skip
        fontManager.ttflist.append(entry)
    return face


@cache
def _has(file: str, sign: str) -> bool:
    try:
        return bool(get_font(file).get_char_index(ord(sign)))
    except (OSError, RuntimeError):
        return False


def _help_for(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if name.startswith(_CJK):
        return _HELP_CJK
    return _HELP_EMOJI if unicodedata.category(sign) in ("So", "Sk", "Sm") else _HELP


@cache
def _tell(where: str) -> None:
    """Once for each font that would help."""
    print(
        f"sim: charts show signs that no installed font has by their numbers, such as ⟨6218⟩: {where}",
        file=sys.stderr,
        flush=True,
    )
