"""What the replications say: estimates with their intervals, arrays or Arrow tables in, small frozen values out.

An interval from replications covers Monte Carlo error only; what is not known about the parameters is another layer.
"""
