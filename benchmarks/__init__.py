"""Benchmarks: figures beside peers, in the same run on the same pages. `make bench` prints them all."""
