"""Every rule of sim/rules in mathematical notation, with its source and what its symbols stand for.

The left side of a symbol is the name of a parameter, or of a constant of the rule's module. A test holds that every
rule has an entry, that every parameter has a symbol, and that every symbol stands in the formula.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """Markdown with mathematics between dollar signs, where it comes from, and its symbols."""

    text: str
    source: str
    symbols: dict[str, str]


def formula(text: str, source: str, **symbols: str) -> Formula:
    """One entry, with its symbols by name."""
    return Formula(text, source, symbols)


CHE = "D-LEV-1; Che, Tung and Wang 2002"
ZIPF = "D-LEV-1; Zipf's law"
KEEPING = {"distinct": "N", "exponent": r"\alpha", "whole": "W"}

ARRIVALS = {
    "smoothing": formula(
        r"$h(x) = 2 (x - 1 + e^{-x}) / x^2$, and $1 - x / 3$ for $x$ below $\epsilon$",
        "variance of the mean of a process whose correlation falls exponentially",
        windows_of_memory="x",
        FEW=r"\epsilon",
    ),
    "dispersion": formula(
        r"$1 + \lambda w b h(w / \tau)$",
        "model §7; checked against simulated arrivals",
        per_second=r"\lambda",
        seconds="w",
        burst="b",
        burst_seconds=r"\tau",
    ),
}

CACHING = {
    "group_end": formula(
        r"$\min(N, \max(a, \lfloor g a \rfloor))$", "numerical: groups keep the sums short",
        first="a", distinct="N", GROWTH="g",
    ),
    "popularity": formula(r"$r^{-\alpha}$", ZIPF, rank="r", exponent=r"\alpha"),
    "popularity_sum": formula(
        r"$W = \sum_k n_k r_k^{-\alpha}$ over the groups $k$ of the ranks $1$ to $N$, of $n_k$ items around rank $r_k$",
        ZIPF, distinct="N", exponent=r"\alpha",
    ),
    "items_held": formula(
        r"$H(x) = \sum_k n_k (1 - e^{-x p_k})$ with $p_k = r_k^{-\alpha} / W$, over the ranks $1$ to $N$", CHE,
        requests="x", **KEEPING,
    ),
    "characteristic_requests": formula(
        r"$T$ with $H(T) = C$ at these $N$, $\alpha$, $W$, by $n$ bisections; $M$ where $C \geq N$", CHE,
        entries="C", STEPS="n", MOST_REQUESTS="M", **KEEPING,
    ),
    "hit_share": formula(
        r"$\sum_k n_k p_k (1 - e^{-x p_k})$ with $p_k = r_k^{-\alpha} / W$, over the ranks $1$ to $N$", CHE,
        requests="x", **KEEPING,
    ),
    "kept_requests": formula(
        r"$\min(T, c v)$", CHE + "; the time-to-live is ours",
        calls_per_week="c", weeks_valid="v", characteristic="T",
    ),
    "prefix_hit": formula(
        r"$1 - e^{-c m / 10080}$", "Poisson calls; 10,080 minutes a week", calls_per_week="c", minutes_kept="m",
    ),
    "prefix_factor": formula(
        r"$1 - i s h (1 - p)$", "D-LEV-1; parameters.csv cached_input_price_factor",
        input_share="i", prefix_share="s", prefix_price="p", hit="h",
    ),
}  # fmt: skip

COSTS = {
    "inference_factor": formula(
        r"$h k + (1 - h) (s \min(q, u) + (1 - s) u) m$ with $h = \max(e, g)$", "D-LEV-1 to D-LEV-5; model §3 Levers",
        exact_hit="e", semantic_hit="g", cached_call_cost="k", simple_share="s", small_model_price="q",
        usual_price="u", miss_price="m",
    ),
    "billed_share": formula(r"$1 / (1 - f)$", "D-ECON-6", failed_share="f"),
    "incident_labour_fte": formula(
        r"$(a + b) / H$", "D-ECON-1, D-OPS-1",
        shared_hours_per_week="a", behaviour_hours_per_week="b", hours_per_week="H",
    ),
    "run_cost_eur": formula(
        r"$I + V + w L$", "D-ECON-1",
        inference_eur="I", fixed_vendor_eur="V", labour_fte="w", labour_cost_eur="L",
    ),
    "assumed_cost_eur": formula(
        r"$I (1 - d) + o / n$", "D-ECON-3; model §5",
        inference_eur="I", promotion_share="d", overhead_eur="o", planned_workloads="n",
    ),
    "capped_share": formula(
        r"$K / B$ where $B > K$, else $1$", "D-SERV-8", bill_eur_per_year="B", cap_eur_per_year="K",
    ),
    "lever_pays": formula(r"$S > A$", "D-LEV-5", saved_eur_per_year="S", added_eur_per_year="A"),
}  # fmt: skip

DEMAND = {
    "idea_rate_per_week": formula(
        r"$m \frac{Y}{W} (1 + g n)$", "D-PILOT-6",
        ideas_per_month="m", growth_per_live="g", live="n", MONTHS_PER_YEAR="Y", WEEKS_PER_YEAR="W",
    ),
    "potential_value_eur": formula(
        r"$V (1 - d)^r z$", "D-FUND-1, D-FUND-2; model §3 Opportunities",
        top_value_eur="V", decay_per_rank="d", rank="r", noise="z",
    ),
    "share_between": formula(
        r"$m + \frac{1}{2} \min(m, 1 - m) (2 u - 1)$", "assumption: uniform around the mean", mean="m", u="u",
    ),
    "mean_messiness": formula(
        r"$\max(a, \min(M, a + b r))$", "D-PILOT-2", first="a", per_rank="b", rank="r", MESSIEST="M",
    ),
    "risk_tier": formula(
        r"high where $u \geq 1 - h$, else low where $u < l$, else middle", "model §3 Opportunities",
        u="u", low_share="l", high_share="h",
    ),
}  # fmt: skip

GATE = {
    "budget_eur": formula(
        r"$\max(B, s v)$", "D-CASE-1; model §5", annual_budget_eur="B", value_share="s", believed_value_eur="v",
    ),
    "decide": formula(
        r"approve where $R \leq B$, else cut where $R \leq \tau B$, else terminate where $R > f \tau B$ or $a$, "
        "else freeze",
        "D-CASE-3; model §5",
        run_rate_eur="R", budget="B", tolerance=r"\tau", terminate_factor="f", above_last_time="a",
    ),
    "affordable_workloads": formula(
        r"$\lfloor (B - R) / c \rfloor$, at least $0$ and at most $M$", "D-CASE-3; model §5",
        live_run_rate_eur="R", budget="B", next_cost_eur="c", MOST_WORKLOADS="M",
    ),
    "clears_hurdle": formula(
        r"$v \geq h c$", "D-ECON-1, D-FUND-2; model §5", value_eur="v", marginal_cost_eur="c", hurdle="h",
    ),
    "surprise": formula(r"$c / a$, and $0$ where $a \leq 0$", "D-ECON-3", true_cost_eur="c", assumed_eur="a"),
    "platform_line_stands": formula(
        r"$T \geq P$ with $T > 0$, or $R + L \leq b$", "D-FUND-1, D-FUND-3; model §5",
        collected_eur="T", platform_eur="P", run_rate_eur="R", line_eur="L", bearable_eur="b",
    ),
}  # fmt: skip

MONEY = {
    "discount_factor": formula(r"$(1 + r)^{-w / 52}$", "model §2", week="w", discount_per_year="r"),
    "to_cents": formula(r"$\lfloor 100 x + \frac{1}{2} \rfloor$", "model §1.5", amount_eur="x"),
    "left_after_end": formula(r"$\max(0, 1 - t / T)$", "model §2", weeks_since="t", wind_down_weeks="T"),
}  # fmt: skip

ON_CALL = {
    "handling_hours": formula(
        r"$n h$ where $k$, else $n h m$", "D-OPS-2; parameters.csv incident_handling_hours",
        incidents="n", hours_each="h", mismatch="m", knows="k",
    ),
    "burnout_after": formula(
        r"$\max(0, B + \frac{x / s - 1}{K} t)$; at $b$ an engineer leaves and $B$ falls to $a$",
        "D-OPS-2; model §3 On-call",
        stock="B", load_hours="x", sustainable_hours="s", burnout_weeks="K", weeks="t", BURNT_OUT="b", AFTER_A_LOSS="a",
    ),
}  # fmt: skip

OVERSIGHT = {
    "review_effort": formula(
        r"$b (1 + c n) \max(q, (1 - s)^k)$", "D-PILOT-5",
        base="b", coordination_per_live="c", live="n", saving_per_review="s", least_share="q", reviews_before="k",
    ),
    "next_meeting": formula(
        r"$e \lceil w / e \rceil$; $w$ where $e \leq 0$", "model §3 Governance", week="w", every_weeks="e",
    ),
    "shared_factor": formula(r"$1 - s c$", "D-SEQ-5", saving="s", shared="c"),
}  # fmt: skip

PATIENCE = {
    "goes_around": formula(r"$v > b$", "D-SEQ-4; the comparison is ours", value_eur="v", bill_eur="b"),
    "shadow_share": formula(r"$s / (s + n)$, and $0$ where $s = 0$", "model §2", shadow="s", governed="n"),
    "reorganisation_rate_per_week": formula(
        r"$\frac{b}{52} (s + q)$", "D-SEQ-4; model §2", base_per_year="b", shadow_share_now="s", wait_over_patience="q",
    ),
    "restored": formula(
        r"$\min(M, p + g)$", "D-PILOT-6; model §3 Sponsor", patience_weeks="p", gained_weeks="g", most_weeks="M",
    ),
}  # fmt: skip

PLATFORM = {
    "platform_effort": formula(
        r"$(F - (F - E) \min(s, X) / X) (1 + p \max(0, s - X))$", "D-SEQ-1, D-SEQ-2, D-SEQ-3",
        from_scratch="F", extracted="E", per_further_stack="p", stacks="s", EXTRACTION_EXERCISES="X",
    ),
    "flexible_effort": formula(
        r"$E (1 + f c)$", "D-SEQ-6", effort="E", flexibility="f", flexibility_effort="c",
    ),
    "assumed_share": formula(
        r"$\max(0, q - d)$ where $q \geq H$, else $\min(1, q + d)$", "D-SEQ-1; model §3 Platform",
        true_share="q", distance="d", EVEN="H",
    ),
    "designed_share": formula(
        r"$(w a + k) / (w + n)$", "model §3 Platform: posterior mean of a Dirichlet with two classes",
        assumed="a", prior_weight="w", seen_with="k", seen="n",
    ),
    "misfit": formula(
        r"$\frac{1}{3} (\vert a_1 - q_1 \vert + \vert a_2 - q_2 \vert + \vert a_3 - q_3 \vert)$",
        "D-SEQ-1; model §3 Platform",
        designed_1="a_1", true_1="q_1", designed_2="a_2", true_2="q_2", designed_3="a_3", true_3="q_3",
    ),
    "aged": formula(
        r"$\min(1, z + \frac{a}{52} (1 - k))$", "D-PILOT-7", staleness="z", ageing_per_year="a", kept_share="k",
    ),
    "build_effort_factor": formula(
        r"$1 - r (1 - m) + f (1 - x) m$", "D-SEQ-1, D-SEQ-6; model §3 Platform",
        reuse_share="r", friction="f", flexibility="x", misfit_share="m",
    ),
    "saving_factor": formula(r"$1 - s (1 - m)$", "model §3 Platform", saving_share="s", misfit_share="m"),
    "leaving_effort": formula(r"$E (1 + l n)$", "D-SEQ-9", refactor_effort="E", lock_in="l", workloads="n"),
}  # fmt: skip

PRICES = {
    "list_price_share": formula(
        r"$1 - d$ while $t < T$, then $1$", "D-ECON-3; model §3 Prices",
        contract_weeks="t", promotion_share="d", promotion_weeks="T",
    ),
    "launch_price_factor": formula(
        r"$((1 + g) (1 - d))^{w / 52}$", "model §3 Prices",
        week="w", list_decline_per_year="d", token_growth_per_year="g",
    ),
    "migrated_price_factor": formula(
        r"$(1 - q)^{t / 52}$", "model §3 Prices", weeks_on_model="t", quality_decline_per_year="q",
    ),
}  # fmt: skip

SCALE_GATE = {
    "cooling": formula(r"$\min(M, 1 + c r)$", "D-PILOT-2", per_rank="c", rank="r", COOLEST="M"),
    "verdict": formula(
        r"shelved where $u < \min(1, a k)$, stalls where $u < \min(1, a k) + b k$, else passes",
        "D-PILOT-1, D-PILOT-2",
        u="u", shelve_share="a", stall_share="b", cooler="k",
    ),
}  # fmt: skip

TRAFFIC = {
    "adoption": formula(
        r"$\frac{L(t) - L(0)}{1 - L(0)}$ with $L(t) = \frac{1}{1 + e^{k (1 - t / m)}}$", "model §3 Traffic (S-curve)",
        age_weeks="t", midpoint_weeks="m", STEEPNESS="k",
    ),
    "growth": formula(
        r"$\min(M, e^{\min(l, \ln(1 + g) t / 52)})$", "D-CASE-2",
        age_weeks="t", growth_per_year="g", MOST_GROWTH="M", LONGEST_GROWTH="l",
    ),
    "season_factor": formula(r"$1 - s \cos(2 \pi w / 52)$", "model §3 Traffic", week="w", swing="s"),
    "next_noise": formula(
        r"$\rho x + \sqrt{1 - \rho^2} z$", "model §3 Traffic (autocorrelated noise)",
        previous="x", memory=r"\rho", shock="z",
    ),
    "noise_factor": formula(r"$e^{\sigma x - \sigma^2 / 2}$", "model §3 Traffic", noise="x", log_sd=r"\sigma"),
    "bloat": formula(
        r"$\min(M, e^{\min(l, \ln(1 + b) t / 52)})$", "D-SERV-7",
        weeks="t", bloat_per_year="b", MOST_BLOAT="M", LONGEST_GROWTH="l",
    ),
    "turned_volume": formula(
        r"$a$ where $u < f$, else $b$ where $u \geq 1 - j$, else $1$", "D-ECON-7, D-PILOT-2; model §3 Traffic",
        u="u", fade_share="f", fade_left="a", jump_share="j", jump_times="b",
    ),
}  # fmt: skip

VALUE = {
    "automation_at": formula(
        r"$a + (b - a) \min(1, t / T)$ where $d$, else $a$", "D-PILOT-3; model §3 Value",
        age_weeks="t", unchanged="a", changed="b", change_weeks="T", redesigned="d",
    ),
    "next_trust": formula(
        r"$\max(0, q + r (1 - q) - l)$", "D-SERV-7; model §3 Value", trust="q", recovery="r", lost="l",
    ),
    "trusted_share": formula(
        r"$(q - f) / (1 - f)$ where $q > f$, else $0$", "D-PILOT-2; model §3 Value", trust="q", floor="f",
    ),
    "next_drift": formula(
        r"$\min(1, \max(0, x + d (1 - p) - r p x))$", "D-SERV-7",
        drift="x", drift_per_week="d", repair_per_week="r", paid_share="p",
    ),
}  # fmt: skip

WORK = {
    "useful_share": formula(
        r"$(1 - c)^{\max(0, n - 1)} (1 - a)^k$", "D-SEQ-8; model §3 Teams",
        coordination_loss="c", engineers="n", application_loss="a", applications="k",
    ),
    "productive": formula(
        r"$n - k (1 - p)$", "parameters.csv ramp_up", engineers="n", newcomers="k", newcomer_share="p",
    ),
    "package_limit": formula(
        r"$\max(1, \lfloor p n + \frac{1}{2} \rfloor)$", "model §3 Teams", packages_per_engineer="p", engineers="n",
    ),
    "fill_rates": formula(
        r"$r_i = \min(c_i, \lambda)$ with $\lambda$ such that $\sum_i r_i = \min(C, \sum_i c_i)$",
        "processor sharing with a cap for each package; model §3 Teams",
        capacity="C", caps="c_i", rates="r_i",
    ),
    "weekly_payroll_eur": formula(r"$n c / 52$", "model §1.5", engineer_cost_eur="c", engineers="n"),
    "learning_factor": formula(
        r"$(1 - l)^{\log_2(1 + a + s b)}$", "Wright's learning curve; D-PILOT-9",
        own="a", others="b", transfer_share="s", less_per_doubling="l",
    ),
}  # fmt: skip

FORMULAS: dict[str, dict[str, Formula]] = {
    "arrivals": ARRIVALS,
    "caching": CACHING,
    "costs": COSTS,
    "demand": DEMAND,
    "gate": GATE,
    "money": MONEY,
    "on_call": ON_CALL,
    "oversight": OVERSIGHT,
    "patience": PATIENCE,
    "platform": PLATFORM,
    "prices": PRICES,
    "scale_gate": SCALE_GATE,
    "traffic": TRAFFIC,
    "value": VALUE,
    "work": WORK,
}
