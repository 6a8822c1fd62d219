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
# # Which order of work survives?
#
# For a strategy team. A company wants to grow to twenty AI workloads. Does it build a shared platform first, or
# applications first, or take the platform out of what it has built later? Three strategies are put through the *same*
# futures: future 17 brings the same ideas, the same traffic and the same bad luck to each of them, so that a difference
# is the strategy's. `coe`, `project_by_project` and `factory` can be named in the same way.
#
# A small number of programmes keeps this page quick. Raise `PROGRAMMES` to 500 for an answer to defend; leaving out
# `executor` then uses every core.

# %%
import tempfile
from pathlib import Path

from IPython.display import SVG, Markdown, display

import sim
from sim.scenario.variation import cards_by_name, value_of

PROGRAMMES = 12
STRATEGIES = ["platform_first", "application_first", "late_extraction"]

compared = sim.compare(STRATEGIES, replications=PROGRAMMES, seed=21, executor="inline")
drawings = Path(tempfile.mkdtemp())


def show(results, chart):
    """Draw one chart and show it here; the folder then also holds it as PNG, and its numbers as CSV."""
    results.write_charts(drawings, only=[chart])
    display(SVG(filename=drawings / f"{chart}.svg"))


Markdown(f"**{compared.finding()}.**")

# %% [markdown]
# The sentence is computed from the numbers. Where the futures cannot tell the strategies apart it says so, and that is
# an answer, too.
#
# ## How long they stand

# %%
show(compared, "survival")

# %% [markdown]
# ## How they end, and why
#
# Each share comes with the interval that so few programmes leave it.

# %%
labels = compared.labels()
rows = ["| strategy | end | share | 95% interval |", "| --- | --- | ---: | ---: |"]
for name, results in compared.results.items():
    for outcome, found in results.outcomes().items():
        end = "still standing" if outcome == "censored" else outcome.replace("_", " ")
        rows.append(f"| {labels[name]} | {end} | {found.share:.0%} | {found.low:.0%} to {found.high:.0%} |")
Markdown("\n".join(rows))

# %%
ends = compared.results["late_extraction"].table("replications", ["replication", "outcome", "cause_text"])
ended = [row for row in ends.to_pylist() if row["outcome"] != "censored"] or ends.to_pylist()
Markdown("\n".join(f"- Programme {row['replication']}: {row['cause_text']}" for row in ended[:3]))

# %% [markdown]
# ## What differs, future by future
#
# Luck that two strategies share cancels out. The strategies stand in the order of what they pay. A pale bar says that
# these futures do not tell the two apart.

# %%
show(compared, "difference")

# %%
difference = compared.difference("application_first", "platform_first", "payoff_eur")
clear = "clearly" if difference.low > 0 or difference.high < 0 else "not clearly"
Markdown(
    f"Application first pays more than platform first in {difference.better} of {difference.total} futures: on average "
    f"€{difference.mean / 1e6:.1f}M more (95% interval €{difference.low / 1e6:.1f}M to €{difference.high / 1e6:.1f}M), "
    f"so the two differ {clear}."
)

# %% [markdown]
# ## How sure is that, and what it rests on
#
# Two things are not known. **Luck**: the interval above, and it narrows with the square root of `PROGRAMMES`;
# `sim.compare(..., precision=...)` goes on until it is as narrow as you say. **Assumptions**: every number in the
# model is a card with a range and a source (`sim params` lists them), and more programmes do not make them truer.
# These are the cards in which the strategies differ, so what you choose when you choose one:

# %%
rows = ["| card | " + " | ".join(labels.values()) + " |", "| --- |" + " --- |" * len(labels)]
for card in cards_by_name():
    values = [str(value_of(results.scenario, card)) for results in compared.results.values()]
    if len(set(values)) > 1:
        rows.append(f"| `{card}` | " + " | ".join(values) + " |")
Markdown("\n".join(rows))

# %% [markdown]
# ## Does it hold with half the budget?
#
# Any card can be changed. The futures are those of above, so the programmes with the usual budget are not simulated
# again.

# %%
tight = sim.load_scenario("application_first", ["cfo.budget_eur=700000"])
poorer = sim.simulate(tight, replications=PROGRAMMES, seed=21, executor="inline")
budget = sim.Comparison({"usual": compared.results["application_first"], "tight": poorer})
reached = budget.difference("usual", "tight", "reached_target")
Markdown(
    f"With the usual budget {reached.better} of {reached.total} futures reach the target that the tight one misses; "
    f"{reached.worse} the other way round. On average it pays "
    f"€{budget.difference('usual', 'tight', 'payoff_eur').mean / 1e6:.1f}M more."
)

# %% [markdown]
# ## A bad one, told
#
# An average hides what it would be like to be in it. This is the programme at the tenth percentile of payoffs: one in
# ten is as bad or worse.

# %%
payoffs = compared.results["late_extraction"].table("replications", ["replication", "payoff_eur"]).to_pylist()
payoffs.sort(key=lambda row: row["payoff_eur"])
bad = payoffs[len(payoffs) // 10]
told = sim.trace("late_extraction", bad["replication"], seed=21)
story = told.story
lines = [f"**{story.title}**, payoff €{bad['payoff_eur'] / 1e6:.1f}M", "", *story.in_short, ""]
lines += [f"- {entry.date}: {entry.text}" for entry in story.entries[:8]]
lines += ["- …", "", f"**{story.end}**", "", *(f"- {cause}" for cause in story.causes)]
Markdown("\n".join(lines))

# %%
told.write(drawings / "story")
display(SVG(filename=drawings / "story" / "timeline.svg"))

# %% [markdown]
# ## To pass it on
#
# On the command line the same comparison leaves a folder whose `report.html` holds all of this on one page, with every
# assumption, and can be computed again by whoever gets it:
#
# ```
# sim compare 'strategies=[platform_first,application_first,late_extraction]' output=outputs/for-the-board
# sim report outputs/for-the-board --slides --workbook
# sim rerun outputs/for-the-board/report.html
# ```
#
# ## What this cannot tell
#
# - Whether your company is like the one on the cards: give it your own position and cards before you act on a
#   difference.
# - What lies outside the model: a merger, a change of leadership or a new competitor happens to none of these
#   programmes.
# - Anything about the single programme that you will have. It has one future; these are many.
