"""Processes of tests that die or share their work, forked from one that has imported all they need.

A process of tests has one such server: what it imports is said once, and here, or the last module that says it wins.
"""

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.landing.sharing", "tests.torture.dying"])
