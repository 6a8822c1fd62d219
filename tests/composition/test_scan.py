"""The safety scan: each thing that a user's YAML must not hold, refused with file and line, and never executed."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from sim.composition import compose_job
from sim.composition.scan import MOST_BYTES, scan_file
from sim.errors import InputError

LINE = "name: mine\n"


def refused(folder: Path, content: str | bytes, group: str = "strategy") -> str:
    file = folder / group / "mine.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        compose_job([f"{group}=mine"], config_dir=folder)
    message = str(caught.value)
    assert str(file) in message
    assert "\n" not in message
    return message.removeprefix(str(file))


@pytest.mark.parametrize(
    ("content", "line", "answer"),
    [
        (b"name: mine\nlabel: \xff\xfe\n", 2, "is not UTF-8 text"),
        ((LINE + "label: b\n").encode("utf-16"), 1, "is not UTF-8 text"),
        (LINE + "cfo:\n  hurdle: 1.0\n  hurdle: 2.0\n", 4, "the key 'cfo.hurdle' stands here a second time"),
        (LINE + LINE, 2, "the key 'name' stands here a second time"),
        (LINE + "label: &a x\n", 2, "aliases and anchors"),
        (LINE + "cfo: *a\n", 2, "aliases and anchors"),
        (LINE + "cfo:\n  <<: {hurdle: 1.0}\n", 3, "a key is a plain name"),
        (LINE + "label: !!str x\n", 2, "the tag tag:yaml.org,2002:str is not allowed"),
        (LINE + "label: !!python/object/apply:os.system ['true']\n", 2, "the tag tag:yaml.org,2002:python/object/app"),
        (LINE + "label: ! x\n", 2, "the tag ! is not allowed"),
        ("%YAML 1.1\n---\n" + LINE, 1, "% directives are not allowed"),
        (LINE + "cfo:\n  _target_: os.getcwd\n", 3, "the key '_target_' is not allowed"),
        (LINE + "levers: [{_target_: os.getcwd}]\n", 2, "holds a list of names or numbers, nothing nested"),
        (LINE + "_recursive_: false\n", 2, "the key '_recursive_' is not allowed"),
        (LINE + "class: os.system\n", 2, "the key 'class' is not allowed"),
        (LINE + "hydra:\n  run: {}\n", 2, "Hydra's own settings"),
        (LINE + "cfo:\n  hydra: 1\n", 3, "Hydra's own settings"),
        ("# @package _global_\n" + LINE, 1, "a package header"),
        ("#\u2028@package hydra\n" + LINE, 2, "is not valid YAML"),
        ("\n  ## @package hydra\n" + LINE, 2, "a package header"),
        (LINE + "label: ${oc.env:HOME}\n", 2, "interpolation"),
        (LINE + 'label: "\\x24{oc.env:HOME}"\n', 2, "interpolation"),
        (LINE + '"${a}": 1\n', 2, "interpolation"),
        (LINE + "label: ???\n", 2, "'???' is not a value"),
        ("defaults: ['override hydra/launcher: joblib']\n" + LINE, 1, "is not allowed under 'defaults'"),
        ("defaults:\n  - override hydra/launcher: joblib\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - override /hydra/launcher: joblib\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - override /hydra: joblib\n" + LINE, 2, "there is no group 'hydra'"),
        ("defaults:\n  - override /topology@x: central\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - topology@x: central\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - ../../../etc/hosts\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - override /topology: ../../x\n" + LINE, 2, "topology: no such option '../../x'"),
        ("defaults:\n  - override /topology: centrl\n" + LINE, 2, "did you mean 'central'? Choose one of"),
        ("defaults:\n  - optional coe: x\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - cow\n" + LINE, 2, "strategy: no such strategy 'cow'; did you mean 'coe'?"),
        ("defaults:\n  - override /strategy: coe\n" + LINE, 2, "is not allowed under 'defaults'"),
        ("defaults:\n  - [coe]\n" + LINE, 2, "an entry of 'defaults' is a name"),
        ("defaults:\n  coe: x\n" + LINE, 2, "'defaults' is a list"),
        ("defaults:\n  - coe\n  - platform_first\n" + LINE, 3, "one file to build on"),
        ("defaults:\n  - override /cfo: strict\n  - override /cfo: lenient\n" + LINE, 3, "a second time"),
        (LINE + "1: x\n", 2, "a key is a plain name, and '1' is not"),
        (LINE + "yes: x\n", 2, "a key is a plain name, and 'yes' is not"),
        (LINE + "~: x\n", 2, "a key is a plain name, and '~' is not"),
        (LINE + "? [a, b]\n: x\n", 2, "a key is a plain name, and this one is not"),
        (LINE + "cfo.hurdle: 1.0\n", 2, "keys in a file are nested: write 'cfo:' and, indented below it, 'hurdle: …'"),
        (LINE + "cfo-x: 1.0\n", 2, "'cfo-x' is not the name of a key"),
        (LINE + "---\n" + LINE, 2, "starts a second document"),
        (LINE + "cfo:\n\thurdle: 1.0\n", 3, "is indented with a tab"),
        (LINE + "cfo:\t1\n", 2, "is not valid YAML"),
        (LINE + "cfo: [1\n", 3, "is not valid YAML"),
        (LINE + "label: 'a\n", 3, "is not valid YAML"),
        (LINE + "label: \x07\n", 2, "is not valid YAML"),
        ("", 1, "and this one is empty"),
        ("# nothing\n", 1, "and this one is empty"),
        ("- a\n- b\n", 1, "and this one is a list"),
        ("text\n", 1, "and this one is a single value"),
        (LINE + "cfo: {hurdle: " + "[" * 9 + "1" + "]" * 9 + "}\n", 2, "is nested more than 8 levels deep"),
        (LINE + "about: " + "x" * 2_001 + "\n", 2, "a value is longer than 2000 characters"),
        (LINE + "levers: {order: [" + "a," * 4_000 + "]}\n", 2, "holds more than 4000 values"),
        (LINE + "cfo: {threshold_eur: 0800}\n", 2, "cfo.threshold_eur: found"),
        (LINE + "cfo: {threshold_eur: 010}\n", 2, "010 would be read in base 8 or 60"),
        (LINE + "cfo: {threshold_eur: 1:30}\n", 2, "1:30 would be read in base 8 or 60"),
    ],
)
def test_what_is_not_plain_keys_and_values_is_refused(
    tmp_path: Path, content: str | bytes, line: int, answer: str
) -> None:
    """Each forbidden construct gets one message that names file and line."""
    message = refused(tmp_path, content)
    assert answer in message
    assert f"line {line}" in message


def test_file_that_is_too_large_is_refused_at_once(tmp_path: Path) -> None:
    """Size is checked before anything is parsed."""
    assert "is larger than 128 KiB" in refused(tmp_path, LINE + "#" * MOST_BYTES)


def aliases_of_aliases() -> str:
    levels = "abcdefgh"
    later = (f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in itertools.pairwise(levels))
    return "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(later)


BOMBS = {
    "aliases": aliases_of_aliases(),
    "brackets": "a: " + "[" * 60_000,
    "braces": "{" * 60_000,
    "dashes": "- " * 30_000,
    "questions": "? " * 30_000,
    "keys": "".join(f"a{number}: 1\n" for number in range(5_000)),
    "numbers": "a: [" + "1," * 30_000 + "]",
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_bombs_are_refused_quickly(tmp_path: Path, content: str) -> None:
    """Aliases, nesting and sheer number are bounded before they cost anything."""
    begun = time.monotonic()
    refused(tmp_path, content)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "content",
    [
        "cfo:\n  _target_: builtins.open\n  file: {canary}\n  mode: w\n",
        "_target_: pathlib.Path.touch\n_args_: [{canary}]\n",
        "# @package _global_\nhydra:\n  callbacks:\n    c: {{_target_: builtins.open, file: {canary}, mode: w}}\n",
        "# @package hydra\ncallbacks:\n  c: {{_target_: builtins.open, file: {canary}, mode: w}}\n",
        "label: !!python/object/apply:builtins.open [{canary}, w]\n",
        "hydra:\n  job_logging:\n    handlers: {{f: {{class: logging.FileHandler, filename: {canary}}}}}\n",
    ],
)
def test_nothing_that_a_file_names_is_executed(tmp_path: Path, content: str) -> None:
    """A canary file that code in the configuration would write never appears."""
    canary = tmp_path / "canary"
    refused(tmp_path, content.format(canary=canary))
    assert not canary.exists()


def test_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    """A file from a Windows editor reads like any other."""
    file = tmp_path / "strategy" / "mine.yaml"
    file.parent.mkdir()
    file.write_bytes(b"\xef\xbb\xbf# Ours.\r\nname: mine\r\nlabel: Unsere \xc3\x96l-Strategie\r\n")
    assert compose_job(["strategy=mine"], config_dir=tmp_path).scenario.label == "Unsere Öl-Strategie"


def test_scan_tells_where_each_key_stands(tmp_path: Path) -> None:
    """Keys come with their lines, groups apart, the defaults list for itself."""
    file = tmp_path / "a.yaml"
    file.write_text(
        "defaults:\n  - coe\n  - override /cfo: strict\ncfo:\n  answer_weeks: {low: 1.0}\n", encoding="utf-8"
    )
    scanned = scan_file(file)
    assert scanned.lines == {"cfo": 4, "cfo.answer_weeks": 5, "cfo.answer_weeks.low": 5}
    assert scanned.groups == {"cfo", "cfo.answer_weeks"}
    assert [(entry.line, str(entry)) for entry in scanned.defaults] == [(2, "coe"), (3, "override /cfo: strict")]


def test_missing_file_and_folder_in_its_place_are_named(tmp_path: Path) -> None:
    """Neither gives a traceback."""
    with pytest.raises(InputError, match="no such file"):
        scan_file(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="is not a file"):
        scan_file(tmp_path)
