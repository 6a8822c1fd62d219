"""The studies of the field's claims. `python -m experiments` runs them all and writes their pages."""
