"""The twins are first asked for by several threads at once."""

import subprocess
import sys

ASK = """
from threading import Barrier, Thread
from pipelines.transformers import transformer_of

def ask(name):
    together.wait()
    transformer_of(name)({"id": "x", "object": name})
    done.append(name)

names, done = ["product", "price", "customer", "charge", "invoice", "subscription"], []
together = Barrier(len(names))
threads = [Thread(target=ask, args=[name]) for name in names]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert sorted(done) == sorted(names), done
"""


def test_threads_that_need_the_models_first_at_the_same_time_all_get_them() -> None:
    subprocess.run([sys.executable, "-c", ASK], check=True)
