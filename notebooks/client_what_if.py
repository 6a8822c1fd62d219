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
# # Seven live, and finance asks what they cost: what now?
#
# For a consultant. A client has seven AI workloads live and two planned, and wants twelve within two years. Three
# levers are on the table: hire two more engineers, take half a year without new builds to clean up cost and platform,
# or both. What does each of them do to this client, and what would it take to change the answer?
#
# The client here is made up (`examples/client.yaml` and its `portfolio.csv`). Put yours in `CLIENT`: a CSV with one row
# a workload is enough, and `docs/start.md` says which columns it may have. A small number of programmes keeps this page
# quick: raise `PROGRAMMES` to 300 for an answer to take to a client.

# %%
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from IPython.display import SVG, Markdown, display

import sim
from sim.as_read import as_read

CLIENT = Path("../examples/client.yaml").resolve()
PROGRAMMES = 8
FOLDER = Path(tempfile.mkdtemp())  # name a folder of yours to keep what this page makes

POSITION = [f"start={CLIENT}", "horizon_weeks=104", "ends.target=12"]


def option(strategy, label, *changes):
    """A scenario from the client's position, under the name that the client knows it by."""
    return sim.load_scenario(strategy, [*POSITION, f"label={label}", *changes])


options = {
    "carry_on": option("business_as_usual", "Carry on"),
    "two_more": option("business_as_usual", "Two more engineers", "staffing=two_more_now"),
    "clean_up": option("pause_and_extract", "Half a year to clean up"),
    "both": option("pause_and_extract", "Clean up with two more", "staffing=two_more_now"),
}
Markdown(f"The client's first day: {options['carry_on'].start.in_words()}.")

# %% [markdown]
# ## How the portfolio is read
#
# Before anything is simulated, look at what the model makes of each row. What the file leaves open is drawn anew in
# each future. The last column is the list for your next meeting.

# %%
rows = ["| workload | status | cost a year today | at steady use | drawn, because nobody said |"]
rows.append("| --- | --- | ---: | ---: | --- |")
for one in as_read(options["carry_on"], seed=21):
    today = "" if one.cost_eur[0] is None else f"€{one.cost_eur[0] / 1e3:,.0f}k"
    rows.append(f"| {one.name} | {one.status} | {today} | €{one.cost_eur[1] / 1e3:,.0f}k | {', '.join(one.drawn)} |")
Markdown("\n".join(rows))

# %% [markdown]
# ## The levers, in the same futures
#
# Future 7 brings the same ideas, the same traffic and the same resignations to every option, so that a difference is
# the lever's.

# %%
compared = sim.compare(options, replications=PROGRAMMES, seed=21, executor="inline")
labels = compared.labels()


def show(chart):
    """Draw one chart, with its numbers as CSV and as PNG for a slide, and show it here."""
    compared.write_charts(FOLDER, only=[chart])
    display(SVG(filename=FOLDER / f"{chart}.svg"))


show("difference")

# %% [markdown]
# What finance will see: the run-rate against the budget, week by week.

# %%
show("run_rate")

# %% [markdown]
# ## The numbers for the slide
#
# Each lever against carrying on, future by future. `numbers.csv` opens in a spreadsheet.

# %%
HEAD = ["option", "mean payoff EUR", "against carrying on EUR", "from", "to", "better in", "of"]
numbers = []
for name, results in compared.results.items():
    payoff = round(results.numbers["payoff_eur"]["mean"])
    if name == "carry_on":
        numbers.append([labels[name], payoff, "", "", "", "", ""])
        continue
    found = compared.difference(name, "carry_on", "payoff_eur")
    apart = [round(found.mean), round(found.low), round(found.high)]
    numbers.append([labels[name], payoff, *apart, found.better, found.total])

with (FOLDER / "numbers.csv").open("w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([HEAD, *numbers])


def cell(value):
    return f"{value:,}" if isinstance(value, int) else value


table = [HEAD, ["---", *["---:"] * (len(HEAD) - 1)], *numbers]
Markdown("\n".join("| " + " | ".join(map(cell, row)) + " |" for row in table))

# %% [markdown]
# "from" and "to" bound the mean difference with 95% confidence: luck alone. What if the assumptions are wrong?
#
# ## "And if …?"
#
# The two questions that a client asks first. In each of these worlds cleaning up is set against carrying on, again in
# the same futures.

# %%
QUESTIONS = {
    "as assumed": [],
    "half the budget": ["cfo.budget_eur=700000"],
    "calls grow by 50% a year, not 10%": ["traffic.growth_per_year=0.5"],
}
rows = ["| if | cleaning up pays more by | 95% interval | better in |", "| --- | ---: | ---: | ---: |"]
for question, changes in QUESTIONS.items():
    if changes:
        pair = {
            "carry_on": option("business_as_usual", "Carry on", *changes),
            "clean_up": option("pause_and_extract", "Half a year to clean up", *changes),
        }
        world = sim.compare(pair, replications=PROGRAMMES, seed=21, executor="inline")
    else:
        world = compared
    found = world.difference("clean_up", "carry_on", "payoff_eur")
    mean, low, high = (f"€{value / 1e3:,.0f}k" for value in (found.mean, found.low, found.high))
    rows.append(f"| {question} | {mean} | {low} to {high} | {found.better} of {found.total} |")
Markdown("\n".join(rows))

# %% [markdown]
# ## The deck
#
# Stored results become a page, slides with native charts, or a workbook: the two options that are left, in the client's
# words. `--template client.pptx` gives the slides the client's own look.

# %%
left = {name: options[name] for name in ("carry_on", "clean_up")}
sim.compare(left, replications=PROGRAMMES, seed=21, executor="inline", output=FOLDER / "deck")
subprocess.run([sys.executable, "-m", "sim", "report", FOLDER / "deck", "--slides"], check=True, capture_output=True)
made = [FOLDER / "deck" / "report.pptx", FOLDER / "deck" / "report.html", FOLDER / "numbers.csv"]
Markdown("\n".join(f"- `{path.relative_to(FOLDER)}`: {path.stat().st_size // 1024:,} kB" for path in made))

# %% [markdown]
# Say with it what it is: a comparison of options under stated assumptions, from the numbers that the client gave.
#
# ## What this cannot tell
#
# - Whether the client's own numbers are right: they are taken as given. The drawn ones are a guess with a range, and
#   the page of each run lists them.
# - What nobody has put on a card: a competitor, a change of leadership, a merger.
# - Whether the client will do it. The model assumes that a decision is carried out.
# - The wider range of worlds. Two questions are not a sensitivity analysis: `sim compare start=FILE` without
#   `uncertainty=off` takes the options through worlds drawn from all assumptions at once, and says what would change
#   the recommendation.
