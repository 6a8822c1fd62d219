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
# Three ways to sequence a programme that wants to grow to twenty AI workloads, compared in the *same* futures:
# replication 17 meets the same ideas, the same traffic and the same bad luck under each of them, so that a
# difference is the strategy's.
#
# A small number of programmes keeps this page quick; raise `PROGRAMMES` for an answer to defend.

# %%
import tempfile
from pathlib import Path

from IPython.display import SVG, Markdown, display

import sim

PROGRAMMES = 60
compared = sim.compare(
    ["platform_first", "application_first", "coe"], replications=PROGRAMMES, seed=21, executor="inline"
)
Markdown(f"**{compared.finding()}**")

# %% [markdown]
# ## How each programme ended

# %%
rows = ["| strategy | end | share | 95% interval |", "| --- | --- | ---: | ---: |"]
for name, results in compared.results.items():
    for outcome, found in results.outcomes().items():
        rows.append(f"| {name} | {outcome} | {found.share:.0%} | {found.low:.0%} to {found.high:.0%} |")
Markdown("\n".join(rows))

# %% [markdown]
# ## The same futures, side by side
#
# The difference in payoff, future by future. Luck that both strategies share cancels out.

# %%
difference = compared.difference("application_first", "platform_first", "payoff_eur")
Markdown(
    f"Application first pays off better in {difference.better} of {difference.total} futures: on average "
    f"€{difference.mean / 1e6:.1f}M (95% interval {difference.low / 1e6:.1f} to {difference.high / 1e6:.1f})."
)

# %% [markdown]
# ## The charts

# %%
with tempfile.TemporaryDirectory() as folder:
    for path in compared.write_charts(folder):
        if path.suffix == ".svg":
            display(SVG(data=Path(path).read_text(encoding="utf-8")))

# %% [markdown]
# ## One change: what if finance gives half the budget?
#
# Anything on a parameter card can be changed; `sim params` lists them.

# %%
tight = sim.load_scenario("application_first", ["cfo.budget_eur=700000"])
usual = sim.load_scenario("application_first")
budget = sim.compare({"usual": usual, "tight": tight}, replications=PROGRAMMES, seed=21, executor="inline")
reached = budget.difference("usual", "tight", "reached_target")
Markdown(
    f"With the usual budget {reached.better} of {reached.total} futures reach the target that the tight one misses; "
    f"{reached.worse} the other way round."
)
