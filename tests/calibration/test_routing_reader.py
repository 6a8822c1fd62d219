"""Model tests of every shape: what is read, what is counted as unusable, how each fault is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.calibration.routing import fit_routing
from sim.calibration.routing_file import MOST_BYTES
from sim.calibration.routing_reader import Wanted, read_routing
from sim.calibration.routing_table import RoutingTable
from sim.errors import InputError

LONG = "question,domain,model,correct,cost\n" + "".join(
    f"{number},{'ab'[number % 2]},big,{int(number % 10 > 0)},0.01\n"
    f"{number},{'ab'[number % 2]},tiny,{int(number % 5 > 0)},{0.001 * (1 + number % 2):g}\n"
    for number in range(200)
)


def table(folder: Path, text: str | bytes, **wanted: str | float) -> RoutingTable:
    """A file with this content, read."""
    file = folder / "answers.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_routing(file, Wanted(**wanted))  # type: ignore[arg-type]


def refusal(folder: Path, text: str | bytes, **wanted: str | float) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as refused:
        table(folder, text, **wanted)
    return str(refused.value).replace(f"{folder}/", "")


def test_answers_one_a_row_become_a_pair_with_costs_by_domain(tmp_path: Path) -> None:
    """The dearer model is the large one; means and costs are those of the rows."""
    pair = table(tmp_path, LONG).pair
    assert (pair.large_name, pair.small_name, pair.domains, pair.questions) == ("big", "tiny", ("a", "b"), 200)
    assert float(pair.large @ pair.count) == 180.0
    assert float(pair.small @ pair.count) == 160.0
    assert pair.small_cost is not None
    assert pair.small_cost.tolist() == pytest.approx([0.001, 0.002])
    assert pair.small_price == pytest.approx(0.15)


def test_long_wide_and_the_order_of_rows_make_no_difference(tmp_path: Path) -> None:
    """The same answers in another shape give the same fit."""
    head, *rows = LONG.strip().split("\n")
    wide = "id;domain;big_correct;big_cost;tiny_correct;tiny_cost\n" + "".join(
        f"{one.split(',')[0]};{one.split(',')[1]};{';'.join(one.split(',')[3:])};{';'.join(other.split(',')[3:])}\n"
        for one, other in zip(rows[::2], rows[1::2], strict=True)
    ).replace(".", ",")
    fits = [
        fit_routing(table(tmp_path, text).pair, 0.9) for text in (LONG, "\n".join([head, *reversed(rows)]) + "\n", wide)
    ]
    assert fits[0] == fits[1] == fits[2]


def test_other_words_for_right_and_wrong_and_percents_are_read(tmp_path: Path) -> None:
    """pass and fail, 90%, a column in percent."""
    for quality, text in (
        ("correct", ("pass", "fail")),
        ("quality", ("100%", "0%")),
        ("quality_percent", ("100", "0")),
    ):
        rows = "".join(f"{n},big,{text[0]}\n{n},tiny,{text[n % 2]}\n" for n in range(10))
        pair = table(tmp_path, f"question,model,{quality}\n{rows}").pair
        assert (float(pair.large @ pair.count), float(pair.small @ pair.count)) == (10.0, 5.0)
        assert pair.small_price is None


def test_unusable_answers_are_counted_and_their_questions_left_out(tmp_path: Path) -> None:
    """NaN, negative cost, a second answer, an answer of one model only."""
    rows = "0,big,NaN,1\n0,tiny,1,1\n1,big,1,-1\n1,tiny,1,1\n2,big,1,1\n2,big,0,1\n2,tiny,1,1\n3,big,1,1\n,big,1,1\n"
    found = table(tmp_path, f"question,model,correct,cost\n{rows}", large="big", small="tiny")
    assert found.pair.questions == 1
    assert (found.read, found.used) == (9, 2)
    assert {one.why: (one.rows, one.first_line) for one in found.rejected} == {
        "the quality is no number of 0 or more": (1, 2), "the cost is no number of 0 or more": (1, 4),
        "a second answer of the same model to the same question": (1, 7), "no question or no model is named": (1, 10),
    }  # fmt: skip
    assert "3 questions answered by one of the two only are left out." in found.understood


def test_one_row_a_model_takes_the_two_that_are_named(tmp_path: Path) -> None:
    """A summary of several models; without names all are listed."""
    text = "model,accuracy,cost,n\nm0,0.5,0.01,500\nm1,0.6,0.02,500\nm2,0.7,0.03,500\n"
    pair = table(tmp_path, text, large="m2", small="m0").pair
    assert (pair.questions, pair.joint) == (500, False)
    assert pair.small_price == pytest.approx(1 / 3)
    assert float(pair.large @ pair.count) == pytest.approx(350.0)
    assert "say which two with large=NAME small=NAME (m0 50%, m1 60%, m2 70%)" in refusal(tmp_path, text)
    assert "did you mean 'm" in refusal(tmp_path, text, large="mm2", small="m0")


ROW = "1,big,1,1\n1,tiny,1,1\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("question,model,correct\n", "names columns and has no rows"),
        ("answers\n1\n", "found one column"),
        ("a,b,c\n1,2,3\n", "has no column for the question; found a, b, c"),
        ("question,b,c\n1,x,y\n", "has no column for the model"),
        ("question,big_quality\n1,1\n", "has no column for the second model"),
        ("question,model,correct\n1,big,1\n2,big,1\n", "has answers of one model only (big)"),
        ("question,model,correct\n1,big,1\n2,tiny,1\n", "no question was answered by both"),
        ("question,model,correct\n1,big,90\n1,tiny,80\n", "line 2: found a quality of 90; allowed is a share"),
        ("question,model,quality_percent\n1,big,0.9\n1,tiny,0.8\n", "no model is right in more than 1 percent"),
        ("question,model,correct\n1,big,0\n1,tiny,1\n2,big,0\n", "no answer of big is worth anything"),
        ("question,model,correct,cost\n1,big,1,$1\n1,tiny,1,€1\n", "line 3: has a cost in EUR, line 2 in USD"),
        ("question,model,correct\n1,big\n", "line 2: has 2 cells where the header has 3"),
        ("model,accuracy,cost\nm0,0.5,1\nm1,0.6,2\n", "no column n: on how many questions?"),
        ("bench,n,both,strong_only,weak_only\nx,100,0.9,0.9,0.1\n", "add up to more than 1"),
        ("bench,n,both,strong_only,weak_only\nx,0,0.1,0.1,0.1\n", "found 0; allowed is a number of questions"),
        ("domain,n,weak,strong\nx,100,50,0.9\n", "line 2 (weak): found '50'; allowed is a share from 0 to 1"),
        (b"\x1f\x8b\x08rest", "is packed"),
        (b"question,model\0,correct\n", "is not a text file"),
    ],
)
def test_a_file_that_cannot_be_judged_is_refused_in_one_message(tmp_path: Path, text: str | bytes, told: str) -> None:
    """File, line, what was found, what is allowed."""
    wanted = {"large": "big", "small": "tiny"} if "no answer of big" in told else {}
    message = refusal(tmp_path, text, **wanted)
    assert told in message
    assert message.startswith("answers.csv")


def test_a_price_beside_costs_of_the_file_is_refused(tmp_path: Path) -> None:
    """One source for one number; without costs the price of the line is taken, and said."""
    assert refusal(tmp_path, LONG, price=0.1) == "price: the file has costs itself; leave the key out"
    bare = "\n".join(line.rpartition(",")[0] for line in LONG.strip().split("\n"))
    found = table(tmp_path, bare, large="big", small="tiny", price=0.25)
    assert found.pair.small_price == 0.25
    assert any("0.25 of the large one's, as the line says" in told for told in found.understood)


def test_a_file_of_a_billion_rows_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """By its size."""
    with (tmp_path / "answers.csv").open("wb") as file:
        file.truncate(40_000_000_000)
    with pytest.raises(InputError, match=f"at most {MOST_BYTES:,}"):
        read_routing(tmp_path / "answers.csv", Wanted())


def test_scores_between_right_and_wrong_are_kept_as_they_are(tmp_path: Path) -> None:
    """The share by a coin from continuous quality, by its definition."""
    large, small = np.linspace(0.8, 1.0, 150), np.linspace(0.5, 0.9, 150)
    rows = "".join(
        f"{n},big,{one:.6f}\n{n},tiny,{other:.6f}\n" for n, (one, other) in enumerate(zip(large, small, strict=True))
    )
    found = fit_routing(table(tmp_path, f"question,model,score\n{rows}", large="big", small="tiny").pair, 0.95)
    assert found.at_random.share.value == pytest.approx(0.05 * 0.9 / 0.2, abs=1e-4)
