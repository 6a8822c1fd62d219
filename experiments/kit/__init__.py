"""What the studies share: arms in the same futures, claims as checks with bounds, verdicts, maps, pages."""
