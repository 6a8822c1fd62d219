"""From what a client or a log says to values of a scenario, with the evidence for each."""
