"""The states of reading into loads, and the only ways from one to another.

A coordinator is in one `State`, which changes in `Coordinator._enter` and nowhere else:

| state     | what is so                                             | until                            | next     |
|-----------|--------------------------------------------------------|----------------------------------|----------|
| BEGUN     | the first load is open, and nothing was found to read  | a first task is given            | READING  |
|           |                                                        | there is none                    | DONE     |
| READING   | a load is open, and all workers have tasks             | no more tasks are found          | HUNGRY   |
|           |                                                        | the load is full                 | FULL     |
|           |                                                        | a failure concerns all types     | STOPPING |
| HUNGRY    | a load is open, and workers are idle                   | all workers have tasks again     | READING  |
|           |                                                        | the load is full                 | FULL     |
|           |                                                        | a failure concerns all types     | STOPPING |
|           |                                                        | no task, no load is under way    | DONE     |
| FULL      | no load is open: tasks under way end, none is given    | a slot is free for another load  | READING  |
|           |                                                        | a failure concerns all types     | STOPPING |
| STOPPING  | no load is open: tasks under way end, none is given    | the last of them has ended       | DONE     |
| DONE      | all was read, and the last loads are waited for        |                                  |          |
| ABANDONED | of loads whose reading has not ended nothing is loaded |                                  |          |

ABANDONED follows any other on Ctrl-C, on a load that failed, and on an error of our own.

A load is in one `Stage`, which the coordinator changes, too: it is OPEN, CLOSED when nothing more is to be read into
it, and READ when the last of its tasks has ended. What becomes of it, its slot's thread says once, in ``Load.settled``:
it is settled when it is READ and loaded; it may fail at any time (a full disk).
"""

from collections.abc import Mapping
from enum import Enum, auto


class State(Enum):
    """What a coordinator is doing."""

    BEGUN = auto()
    READING = auto()
    HUNGRY = auto()
    FULL = auto()
    STOPPING = auto()
    DONE = auto()
    ABANDONED = auto()


class Stage(Enum):
    """How far the reading into a load is."""

    OPEN = auto()
    CLOSED = auto()
    READ = auto()


NEXT: Mapping[State | Stage, frozenset[State | Stage]] = {
    State.BEGUN: frozenset({State.READING, State.DONE, State.ABANDONED}),
    State.READING: frozenset({State.HUNGRY, State.FULL, State.STOPPING, State.ABANDONED}),
    State.HUNGRY: frozenset({State.READING, State.FULL, State.STOPPING, State.DONE, State.ABANDONED}),
    State.FULL: frozenset({State.READING, State.STOPPING, State.ABANDONED}),
    State.STOPPING: frozenset({State.DONE, State.ABANDONED}),
    State.DONE: frozenset({State.ABANDONED}),
    State.ABANDONED: frozenset(),
    Stage.OPEN: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.READ}),
    Stage.READ: frozenset(),
}


def check(before: State | Stage, after: State | Stage) -> None:
    """Raise RuntimeError when no way leads from one to the other: that is a mistake of ours."""
    if after not in NEXT[before]:
        raise RuntimeError(f"A coordinator or load that is {before.name} cannot become {after.name}.")
