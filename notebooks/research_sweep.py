# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Does the answer survive a mechanism that the model does not have?
#
# For a researcher. The model is a function of a scenario, a seed and a number. This page runs it over a design of
# points, asks what its answer rests on and which card is worth knowing, and then adds a mechanism of its own to the
# model and tests it against the unchanged one, in the same futures.
#
# Sizes are small to keep the page quick. They are the three numbers below.

# %%
import pyarrow.compute as pc
from IPython.display import Markdown

import sim
from sim.analysis.designs import full_factorial
from sim.analysis.factors import around, factors_of
from sim.analysis.study import run_study
from sim.analysis.tornado import run_tornado
from sim.analysis.worlds import strategy_worlds
from sim.charts.words import eur
from sim.mechanisms import WHOLE_PROGRAMME, Category, own_purpose, wait

PROGRAMMES = 8
WORLDS = 50
WEEKS = 104

strategies = {
    name: sim.load_scenario(name, [f"horizon_weeks={WEEKS}", "ends.target=10"]) for name in ("coe", "application_first")
}
base = strategies["application_first"]


def table(head, rows):
    """Rows as a table of this page."""
    lines = [head, ["---"] * len(head), *rows]
    return Markdown("\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines))


# %% [markdown]
# ## A sweep: two cards, every combination
#
# Replication 3 is the same future at each point, so points can be subtracted programme by programme. The result is one
# Arrow table: a row for each programme, with the cards of its point. Units and meanings are on its fields.

# %%
design = full_factorial(factors_of(["cfo.threshold_eur=4e5,1.2e6", "cfo.budget_eur=7e5,1.4e6"]), steps=2)
study = run_study(base, design, seed=21, replications=PROGRAMMES)
means = study.table.group_by(["cfo.threshold_eur", "cfo.budget_eur"]).aggregate([("payoff_eur", "mean")])
table(
    ["threshold", "budget", "mean payoff"],
    [[f"{row['cfo.threshold_eur']:,.0f}", f"{row['cfo.budget_eur']:,.0f}", eur(row["payoff_eur_mean"])]
     for row in means.to_pylist()],
)  # fmt: skip

# %%
field = study.table.schema.field("surprise_ratio")
known = pc.drop_null(study.table["surprise_ratio"])
Markdown(
    f"`surprise_ratio`: {field.metadata[b'meaning'].decode()} Known in {len(known)} of {study.table.num_rows} "
    f"programmes, median {pc.quantile(known)[0].as_py():.1f}."
)

# %% [markdown]
# ## What it rests on
#
# Each card at both ends of its range, all others as they are, in the same futures. With many cards some differ
# "clearly" by chance; `clear` asks Holm's test over all of them.

# %%
cards = factors_of(["cfo.budget_eur", "delivery.build_effort", "opportunities.top_value_eur"])
found = run_tornado(base, cards, "payoff_eur", seed=21, replications=PROGRAMMES)
table(
    ["card", "payoff moves by", "clear"],
    [[f"`{bar.factor.name}`", eur(bar.width), "yes" if bar.clear else "no"] for bar in found.bars],
)

# %% [markdown]
# ## What is worth knowing
#
# Worlds drawn from the ranges of the cards, two strategies in each. Luck and ignorance are kept apart: the split says
# how far the *expected* payoff lies apart between worlds, with luck taken out. What a card is worth is how much
# better one would choose, on average, if one knew it beforehand. Most of such values are noise; `clear` says which
# are not.

# %%
worlds = strategy_worlds(strategies, around(cards, base), worlds=WORLDS, seed=21, replications=2)
split = worlds.split("application_first", "payoff_eur")
known_better = [
    [f"`{one.card}`", eur(max(0.0, one.net_eur)), "yes" if one.clear else "no"] for one in worlds.information()
]
Markdown(
    f"{worlds.choice().sentence} From world to world the expected payoff of application first runs from "
    f"{eur(split.p10)} to {eur(split.p90)} (10th to 90th percentile)."
)

# %%
table(["card", "worth knowing", "clear"], known_better)

# %% [markdown]
# ## A mechanism of one's own
#
# The hypothesis: now and then an AI incident *somewhere else* is in the press. Users of every live workload lose trust,
# whoever runs it, and the programme pays for a statement. The model knows incidents of its own workloads alone.
#
# A mechanism is a function of the programme; one that yields is a process on its clock. `own_purpose` gives it luck
# of its own, so nobody else's draws move and the same futures can be compared with and without. `docs/extending.md`
# lists what it may touch.

# %%
PRESS = own_purpose("press")
A_YEAR, TRUST_LOST, STATEMENT_EUR = 1.0, 0.3, 60_000.0


def incident_in_the_press(programme):
    """Somebody else's incident, about once a year: trust is lost everywhere, and a statement is paid for."""
    number = 0
    while programme.ending is None:
        yield wait(programme, 52.0 / A_YEAR * programme.luck.exponential(PRESS, index=number))
        number += 1
        for workload in programme.live:
            workload.trust *= 1.0 - TRUST_LOST
        programme.ledger.owe(WHOLE_PROGRAMME, Category.INCIDENTS, STATEMENT_EUR)
        programme.log.add("press", "incident_elsewhere", "An incident elsewhere is in the press; users trust less.")


plain = sim.compare(strategies, replications=PROGRAMMES, seed=21, executor="inline")
pressed = sim.compare(strategies, replications=PROGRAMMES, seed=21, executor="inline", mechanism=incident_in_the_press)

rows = []
for name in strategies:
    both = sim.Comparison({"with": pressed.results[name], "without": plain.results[name]})
    effect = both.difference("with", "without", "payoff_eur")
    rows.append([name, eur(effect.mean), f"{eur(effect.low)} to {eur(effect.high)}",
                 f"{effect.worse} of {effect.total}"])  # fmt: skip
table(["strategy", "what the press does to the payoff", "95% interval", "worse in"], rows)

# %% [markdown]
# An effect is one thing, a change of the answer another: does the *difference between the strategies* move?

# %%
rows = []
for label, compared in {"unchanged model": plain, "with the press": pressed}.items():
    gap = compared.difference("application_first", "coe", "payoff_eur")
    rows.append([label, eur(gap.mean), f"{eur(gap.low)} to {eur(gap.high)}",
                 f"{gap.better} of {gap.total}"])  # fmt: skip
table(["model", "application first minus coe", "95% interval", "better in"], rows)

# %% [markdown]
# Results with a mechanism stay in memory, since its function lies in no file, and say so wherever they go:

# %%
Markdown(f"`summary()`: mechanism = **{pressed.results['coe'].summary()['mechanism']}**")

# %% [markdown]
# Is it luck of this seed? Another seed is another sample; an effect that holds is there again.

# %%
name = "application_first"
runs = {21: {"with": pressed.results[name], "without": plain.results[name]}}
runs[22] = {
    label: sim.simulate(base, replications=PROGRAMMES, seed=22, executor="inline", mechanism=mechanism)
    for label, mechanism in {"with": incident_in_the_press, "without": None}.items()
}
rows = []
for seed, both in runs.items():
    effect = sim.Comparison(both).difference("with", "without", "payoff_eur")
    rows.append([seed, eur(effect.mean), f"{eur(effect.low)} to {eur(effect.high)}"])
table(["seed", "what the press does to application first", "95% interval"], rows)

# %% [markdown]
# ## What this cannot tell
#
# - Whether the mechanism exists. Its three numbers are invented here; a result is one about them, and belongs in a
#   table over their ranges.
# - Whether what it shows is large beside what the model leaves out elsewhere: see `docs/validity.md`.
# - Causes outside the model. Paired futures make the difference exact within it and say nothing about the world.
# - With so few programmes and worlds, small effects. "Not clear" is no proof that there is none.
