"""Every euro is one entry; every measure is a sum over categories (model §5)."""

from __future__ import annotations

from enum import IntEnum

from sim.rules import money


class Category(IntEnum):
    """What money is spent on."""

    INFERENCE = 0
    OVERHEAD = 1
    HOSTING = 2
    UPKEEP = 3
    INCIDENTS = 4
    GOVERNANCE = 5
    BUILD = 6
    DATA = 7
    REVIEW = 8
    RETROFIT = 9
    PLATFORM = 10
    LEVERS = 11
    MIGRATION = 12
    CHANGE = 13
    HIRING = 14
    BENCH = 15
    SHADOW_UNSEEN = 16
    SHADOW_SURFACED = 17


THRESHOLD = frozenset(Category) - {Category.BENCH, Category.SHADOW_UNSEEN}
WHOLE_PROGRAMME = -1
WEEKS_PER_QUARTER = 13

Entry = tuple[float, int, str, int]


class Ledger:
    """Entries in whole cents by use case, category and quarter, so that sums are exact in any order."""

    def __init__(self, horizon_weeks: int, discount_per_year: float, *, keep_entries: bool) -> None:
        self._quarters = (horizon_weeks + WEEKS_PER_QUARTER - 1) // WEEKS_PER_QUARTER
        self._horizon = horizon_weeks
        self._discount_per_year = discount_per_year
        self._cells: dict[int, list[int]] = {}
        self._counted = [category in THRESHOLD for category in Category]
        self._quarter = 0
        self._open = True
        self._factor = 1.0
        self.week = 0.0
        self.spend_cents = 0
        self.cost_cents = 0
        self.cost_seen_cents = 0
        self.value_cents = 0
        self.value_seen_cents = 0
        self.discounted_cost_eur = 0.0
        self.discounted_value_eur = 0.0
        self.entries: list[Entry] | None = [] if keep_entries else None
        self._owed: list[tuple[int, Category, float]] = []

    def begin_week(self, week: float) -> None:
        """Book what follows to the week that ends now; nothing is booked beyond the horizon."""
        self.week = week
        self._open = week <= self._horizon
        self._quarter = max(0, int(week - 1.0) // WEEKS_PER_QUARTER)
        self._factor = money.discount_factor(week, self._discount_per_year)
        for use_case, category, amount_eur in self._owed:
            self.pay(use_case, category, amount_eur)
        self._owed.clear()

    def owe(self, use_case: int, category: Category, amount_eur: float) -> None:
        """Book one cost that falls due now to the week that is running."""
        self._owed.append((use_case, category, amount_eur))

    def pay(self, use_case: int, category: Category, amount_eur: float) -> int:
        """Book one cost and return it in cents."""
        cents = money.to_cents(amount_eur)
        if cents:
            self.pay_cents(use_case, category, cents)
        return cents

    def pay_cents(self, use_case: int, category: Category, cents: int) -> None:
        """Book one cost that is known in cents."""
        if cents == 0 or not self._open:
            return
        row = self._cells.get(use_case)
        if row is None:
            row = self._cells[use_case] = [0] * (len(Category) * self._quarters)
        row[category * self._quarters + self._quarter] += cents
        self.cost_cents += cents
        self.discounted_cost_eur += cents * 0.01 * self._factor
        if category is not Category.SHADOW_UNSEEN:
            self.cost_seen_cents += cents
        if self._counted[category]:
            self.spend_cents += cents
        if self.entries is not None:
            self.entries.append((self.week, use_case, category.name.lower(), cents))

    def earn(self, amount_eur: float, *, seen: bool = True) -> None:
        """Book realised value; that of shadow AI is nobody's to show."""
        if self._open:
            cents = money.to_cents(amount_eur)
            self.value_cents += cents
            if seen:
                self.value_seen_cents += cents
            self.discounted_value_eur += cents * 0.01 * self._factor

    @property
    def spend_eur(self) -> float:
        """Cumulative spend by the threshold measure."""
        return self.spend_cents / 100.0

    @property
    def payoff_eur(self) -> float:
        """Realised value minus all cost, discounted."""
        return self.discounted_value_eur - self.discounted_cost_eur

    def total_cents(self, use_case: int, *categories: Category) -> int:
        """What a use case has cost so far in some categories."""
        row = self._cells.get(use_case, [])
        quarters = self._quarters
        return sum(sum(row[category * quarters : (category + 1) * quarters]) for category in categories)

    def sum_cents(self, *categories: Category) -> int:
        """What all use cases together have cost so far in some categories."""
        return sum(self.total_cents(use_case, *categories) for use_case in self._cells)

    def rows(self, replication: int) -> list[tuple[object, ...]]:
        """The ledger by use case, category and quarter; empty cells are left out."""
        found: list[tuple[object, ...]] = []
        for use_case in sorted(self._cells):
            row = self._cells[use_case]
            for category in Category:
                for quarter in range(self._quarters):
                    cents = row[category * self._quarters + quarter]
                    if cents:
                        found.append((replication, use_case, category.name.lower(), quarter, cents))
        return found
