"""Every chart that the product draws, for the gallery: the command that draws it, what it answers, how to read it.

The commands are ones that other pages show, in sizes from which a picture says something.
"""

from __future__ import annotations

from typing import NamedTuple


class Plate(NamedTuple):
    """One chart: its name in `charts/`, its file in the gallery, what it answers, how to read it."""

    chart: str
    file: str
    asks: str
    reads: str


class Command(NamedTuple):
    """A command with the charts of it that are shown."""

    heading: str
    words: str
    plates: tuple[Plate, ...]
    note: str = ""


COMMANDS = (
    Command(
        "Strategies side by side",
        "sim compare 'strategies=[application_first,coe]' replications=200",
        (
            Plate("survival", "survival", "Who still stands, month by month?",
                  "A line falls by a step where a programme ends; the band is 95% confidence. Below the axis: how many "
                  "are still watched. A line is pale where fewer than a tenth are."),
            Plate("causes", "causes", "How did the others end?",
                  "At any month the colours, from the bottom to those who still stand, are all programmes: 100%."),
            Plate("reached", "reached", "Who gets to the nth workload?",
                  "For each n: had so many live at once, ran out of time, or ended before."),
            Plate("marginal_cost", "marginal_cost", "What does the nth workload cost a year to run?",
                  "A line for each strategy with its confidence; the dashed line is the average of the first three: "
                  "what a plan made after three pilots would assume."),
            Plate("run_rate", "run_rate", "Does what is live fit into the budget?",
                  "Shades hold half, 80% and 95% of the programmes; the line in ink is the budget."),
            Plate("on_call", "on_call", "Which team carries how many hours on call?",
                  "A row for each team and strategy; dark is more hours a week, and the numbers in the cells say how "
                  "many."),
            Plate("queue", "queue", "Who waits, and who no longer does?",
                  "Use cases that wait for a team, and workloads of units that went around."),
            Plate("levers", "levers", "What does each cost lever take off a call?",
                  "From the cost before levers down to what is left, one lever after the other in its order."),
            Plate("difference", "difference", "By how much is the best ahead, in the same futures?",
                  "A mark with its interval for each measure; zero is no difference, and a pale mark is not clear."),
            Plate("difference_standing", "difference_standing", "When do two strategies part?",
                  "The difference in who still stands, with two bands: for a month chosen beforehand, and for the "
                  "whole curve."),
            Plate("difference_reached", "difference_reached", "From which n on do they part?",
                  "The same for who reaches n."),
        ),
    ),
    Command(
        "One programme",
        "sim trace strategy=coe replication=17",
        (
            Plate("timeline", "timeline", "What happened to this one, and when?",
                  "Lanes on one calendar: use cases, platform, finance's gate, money, people, sponsor. An upright line "
                  "across all of them is the end, with its cause."),
        ),
    ),
    Command(
        "A sweep",
        "sim sweep strategy=coe,factory cfo.threshold_eur=5e5,8e5,1.1e6,1.4e6 replications=40",
        (
            Plate("jobs", "jobs", "How do all combinations compare?",
                  "A row for each job, sorted; the mark is the estimate, the line its 95% interval."),
        ),
    ),
    Command(
        "What a result rests on",
        "sim sensitivity strategy=coe factors=[cfo.budget_eur,cfo.threshold_eur] replications=60",
        (
            Plate("tornado", "tornado", "How far does each card move the result?",
                  "From the base in the middle to the low and the high end of the card's range, in the same futures."),
            Plate("spider", "spider", "Does it move it evenly?",
                  "Cards that make a clear difference, from the low to the high end of their range; a straight line "
                  "does, a bend does not."),
        ),
    ),
    Command(
        "Which cards matter at all",
        "sim sensitivity strategy=coe factors=[shadow] method=morris trajectories=6 replications=20",
        (
            Plate("morris", "morris", "Which of many cards may be left alone?",
                  "A bar a card: how far it moves the result over its range, which way, and whether everywhere."),
        ),
    ),
    Command(
        "Shares of the variance",
        "sim sensitivity strategy=coe factors=[cfo.budget_eur,cfo.threshold_eur] method=sobol rows=32 replications=8",
        (
            Plate("sobol", "sobol", "Which card brings how much of the variance?",
                  "Two bars a card: what it brings alone, and together with all others; the gap is interplay."),
        ),
    ),
    Command(
        "How much of a card a goal needs",
        "sim seek cfo.budget_eur goal=0.5 measure=standing_at_horizon strategy=coe replications=60 horizon_weeks=104",
        (
            Plate("seek", "seek", "Which budget gives an even chance?",
                  "Each value that was tried with its interval, the goal as a line, and the answer with its own "
                  "interval where there is one."),
        ),
    ),
    Command(
        "Two cards at once",
        "sim map cfo.budget_eur cfo.threshold_eur strategies=[coe,platform_first] steps=5 replications=20",
        (
            Plate("map", "map", "Where do two strategies break even?",
                  "One hue for each side, white where the futures cannot tell them apart; the number is in the cell."),
        ),
    ),
    Command(
        "A better policy",
        "sim optimise strategy=coe over=[timing] replications=25 programmes=1000",
        (
            Plate("optimise", "optimise", "What did the search gain, and what is left on fresh luck?",
                  "Left, each step as the search saw it; right, start and winner on luck by which nothing was chosen."),
        ),
    ),
    Command(
        "Luck and what nobody knows",
        "sim compare 'strategies=[application_first,coe]' uncertainty=on worlds=100 'factors=[cfo.budget_eur,shadow]'",
        (
            Plate("worlds", "worlds", "What is expected, and how far do worlds differ?",
                  "The narrow mark is confidence and narrows with more worlds; the wide bar is the spread between "
                  "worlds and stays."),
            Plate("split", "split", "Is it the cards or luck?",
                  "Each bar is the variance between programmes: the part of the cards and the part of luck."),
            Plate("difference", "worlds_difference", "Is one better in most worlds?",
                  "The paired difference: expected value, its confidence, its spread between worlds."),
            Plate("information", "information", "What would knowing a card be worth?",
                  "Euros for each card with its interval; only what lies beyond the noise floor stands out."),
        ),
    ),
    Command(
        "Days of single requests",
        "sim serve stack=retries replications=3 day.hours=11",
        (
            Plate("day-blind", "day", "What happened in this day?",
                  "Panels on one clock: calls, queue, waiting, replicas, cost. The title sets what callers met beside "
                  "what the uptime page says."),
            Plate("bill", "bill", "What is in the cost of a useful call?",
                  "Parts of the bill for each variant; the hatched bar below is what was paid and led to no "
                  "useful answer."),
            Plate("latency", "latency", "How long do callers wait?",
                  "A line for each variant and class of callers, from the median by the 95th percentile to the 99th; a "
                  "cross is where callers give up an attempt."),
        ),
    ),
    Command(
        "A programme's own history",
        "sim calibrate history examples/history.csv strategy=coe draws=1200 replications=200 horizon_weeks=156",
        (
            Plate("fit", "history_fit", "Do the kept draws reproduce the history?",
                  "Dots are the history, the pale band all draws, the darker band those that were kept."),
            Plate("moved", "history_moved", "Which cards does the history speak of?",
                  "Each card before and after; only those beyond what chance does are called moved."),
            Plate("forecast", "history_forecast", "What comes next, with and without the history?",
                  "Live workloads from the last day on: in blue with the history, in grey without it."),
        ),
    ),
    Command(
        "A log of requests",
        "sim calibrate traffic examples/requests.csv.gz",
        (
            Plate("arrivals", "arrivals", "When do requests come?",
                  "The rate by hour, the fit, and the part of the log that the fit has not seen."),
            Plate("dispersion", "dispersion", "How bursty are they?",
                  "Variance over mean of counts as the window grows; a Poisson process would stay at one."),
            Plate("token-sizes", "token_sizes", "How large are the calls?",
                  "Quantiles as they are kept, against the best of four families."),
            Plate("repetition", "repetition", "What would a cache have hit?",
                  "Hits by the size of the cache: counted in the log, and by the rule that the weekly model uses."),
        ),
    ),
    Command(
        "The same over months",
        "sim calibrate traffic weeks.csv",
        (
            Plate("weeks", "traffic_weeks", "How do calls and tokens a call grow?",
                  "A point a week, the trend, and as circles the weeks that were held back to judge it."),
        ),
        "`weeks.csv` is a made-up log of fourteen weeks, which `python docs/generate.py --gallery` writes; put yours "
        "in its place.",
    ),
    Command(
        "Volumes of many workloads",
        "sim calibrate portfolio weeks.csv",
        (
            Plate("volumes", "volumes", "How unequal are workloads?",
                  "The largest workloads with their share of all calls."),
            Plate("weeks", "volumes_weeks", "What will next month bring?",
                  "Totals by week and the interval of the next month's, as far as the records allow one."),
            Plate("volatility", "volatility", "How much does a workload change from week to week?",
                  "A dot a workload: size to the right, volatility up."),
        ),
    ),
    Command(
        "Prices of models",
        "sim calibrate prices data/prices/price_events_to_2024-09.csv",
        (
            Plate("price_of_call", "price_of_call", "What does the same call cost at each model?",
                  "A dot a model, on a scale of ratios; flagged prices stand apart, in another colour."),
            Plate("list_prices", "list_prices", "How have list prices moved?",
                  "A step line a model, on a scale of ratios."),
        ),
    ),
    Command(
        "The small model and the large one",
        "sim calibrate routing data/routing/routellm_mmlu_by_domain.csv price=0.05",
        (
            Plate("routing", "routing", "Which share of calls can the small model take?",
                  "Quality kept by the share sent to the small model: by a coin and by domain; where a line meets "
                  "the level that is wanted is the share."),
        ),
    ),
)  # fmt: skip


def plates() -> list[Plate]:
    """All of them, in the gallery's order."""
    return [plate for command in COMMANDS for plate in command.plates]
