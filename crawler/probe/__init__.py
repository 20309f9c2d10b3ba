"""Probing: looking at one address or one site with a dozen requests, and saying what a crawl of it would get.

A probe is a crawl like any other (``spider``): robots.txt, pace, TLS and hosts are judged by the same middlewares, on a
page index and an archive that are thrown away. What it sees becomes `Findings`; ``verdict`` judges them, ``site_file``
makes a site file of them, ``showing`` prints them.
"""
