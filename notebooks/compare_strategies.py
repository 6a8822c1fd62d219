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
# difference is the strategy's. `coe`, `project_by_project` and `factory` can be named in the same way.
#
# A small number of programmes keeps this page quick; raise `PROGRAMMES` for an answer to defend.

# %%
import tempfile
from pathlib import Path

from IPython.display import SVG, Markdown, display

import sim

PROGRAMMES = 30
compared = sim.compare(
    ["platform_first", "application_first", "late_extraction"], replications=PROGRAMMES, seed=21, executor="inline"
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
# ## Why one of them ended
#
# Every end carries its chain of causes. `sim trace strategy=late_extraction replication=N` tells the whole story of
# programme N.

# %%
ends = compared.results["late_extraction"].table("replications", ["replication", "outcome", "cause_text"])
told = [row for row in ends.to_pylist() if row["outcome"] != "censored"] or ends.to_pylist()
Markdown("\n".join(f"- Programme {row['replication']}: {row['cause_text']}" for row in told[:3]))

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
# Anything on a parameter card can be changed; `sim params` lists them. The futures are those of above, so that the
# programmes with the usual budget need not be simulated again.

# %%
tight = sim.load_scenario("application_first", ["cfo.budget_eur=700000"])
poorer = sim.simulate(tight, replications=PROGRAMMES, seed=21, executor="inline")
budget = sim.Comparison({"usual": compared.results["application_first"], "tight": poorer})
reached = budget.difference("usual", "tight", "reached_target")
Markdown(
    f"With the usual budget {reached.better} of {reached.total} futures reach the target that the tight one misses; "
    f"{reached.worse} the other way round."
)
