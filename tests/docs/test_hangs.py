"""Which cards a result hangs on: known truth on made-up worlds."""

from __future__ import annotations

import numpy as np

from docs.generator.hangs import holds


def test_the_card_that_makes_the_result_stands_out_with_its_sign_and_noise_does_not() -> None:
    """Of forty cards one drives the result downwards; the others stay below what chance reaches."""
    rng = np.random.default_rng(3)
    cards = {f"card_{number}": list(rng.normal(size=150)) for number in range(40)}
    result = rng.normal(size=150) - 1.5 * np.array(cards["card_7"])
    found = holds(cards, result)
    assert [one.card for one in found.beyond_chance] == ["card_7"]
    assert found.strongest[0].strength < -0.6


def test_of_cards_that_do_nothing_one_stands_out_in_about_a_twentieth_of_studies() -> None:
    """However many there are: the bound is that of the strongest of all."""
    rng = np.random.default_rng(4)
    false = []
    for study in range(60):
        cards = {f"card_{number}": list(rng.normal(size=60)) for number in range(30)}
        false.append(bool(holds(cards, rng.normal(size=60), seed=study).beyond_chance))
    assert np.mean(false) <= 0.15


def test_words_and_constants_have_no_order_to_go_with() -> None:
    """They are left out, and a result that never varies goes with nothing."""
    found = holds({"word": ["a", "b", "a"], "same": [1.0, 1.0, 1.0], "number": [1.0, 2.0, 3.0]}, np.zeros(3))
    assert [one.card for one in found.strongest] == ["number"]
    assert found.beyond_chance == ()
