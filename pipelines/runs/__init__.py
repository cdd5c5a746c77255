"""The use cases, callable from Python; the command line only parses, calls and prints.

from pipelines.runs import pipeline

result = pipeline(objects=["charge"])
"""

from pipelines.runs.export import export
from pipelines.runs.report import report
from pipelines.runs.results import Outcome, RunResult
from pipelines.runs.run import join, land, land_files, pipeline, promote, reconcile, replay

__all__ = [
    "Outcome",
    "RunResult",
    "export",
    "join",
    "land",
    "land_files",
    "pipeline",
    "promote",
    "reconcile",
    "replay",
    "report",
]
