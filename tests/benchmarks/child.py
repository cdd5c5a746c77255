"""The process that is measured: `python -m tests.benchmarks.child module.function`.

It imports, says that it is ready, reads the arguments from standard input, does the work, and says what it used.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path


def cpu() -> float:
    """Seconds of CPU of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    module, _, name = sys.argv[1].partition(".")
    work = getattr(import_module(f"tests.benchmarks.{module}"), name)
    said, sys.stdout = sys.stdout, sys.stderr  # what libraries print is not for our parent
    print("ready", file=said, flush=True)
    arguments = json.loads(sys.stdin.readline())
    before = cpu()
    result = work(**arguments)
    print(json.dumps({"cpu": cpu() - before, "peak": peak(), "result": result or {}}), file=said, flush=True)


def peak() -> int:
    """The most memory that this process ever held, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
