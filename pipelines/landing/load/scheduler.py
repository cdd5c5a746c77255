"""What the workers of one process do next: windows and objects, leased as they are needed."""

from collections import Counter, deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter

from pipelines.landing.load.load import Load
from pipelines.landing.plan.windows import CHANGES, Window
from pipelines.stripe_api.events import Change

OBJECTS_AT_ONCE = 50  # of each type

Task = Window | Change


class Scheduler:
    """Tasks that are to be done, and how many are under way. ``stock`` is how many windows to hold, about."""

    def __init__(self, stock: int) -> None:
        """Nothing is to be done yet."""
        self.stock = stock
        self._tasks: deque[Task] = deque()
        self._at: Counter[str] = Counter()  # how many threads are at each type
        self._reading_changes = 0  # windows of events that threads are at
        self._fetches = False
        self._is_dry = False  # no more windows were to be had

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be begun."""
        return not self._tasks

    @property
    def windows(self) -> list[Window]:
        """The windows that wait to be begun."""
        return [task for task in self._tasks if isinstance(task, Window)]

    def begin(self, load: Load, readable: AbstractSet[str]) -> Task | None:
        """What to read into ``load`` now, of the types ``readable``; None when nothing is left that nobody reads.

        Events come first, and what they tell is fetched after the last of them was read. Of the types that there is
        work for, the one that the fewest threads are at: Stripe limits each list by itself.
        """
        if not self._tasks or (len(self._tasks) < self.stock and not self._is_dry):
            self._acquire(load, readable)
        while self._tasks:
            task = min(self._tasks, key=lambda one: self._at[one.object])
            self._tasks.remove(task)
            if task.object in readable:
                self._at[task.object] += 1
                self._reading_changes += _tells_changes(task)
                return task
            if isinstance(task, Window) and task.id is None:
                load.done.left.append(task)
        return None

    def end(self, task: Task) -> None:
        """A task that was begun is over."""
        self._at[task.object] -= 1
        self._reading_changes -= _tells_changes(task)

    def go_on_with(self, windows: Sequence[Window]) -> None:
        """Read these next."""
        self._tasks.extendleft(reversed(windows))

    def keep(self, windows: Sequence[Window], most: int | None) -> None:
        """Have these windows alone to do, or ``most`` of them, of all types."""
        self._tasks = deque(_of_all_types(windows)[:most])

    def share(self) -> list[Window]:
        """The windows beyond the stock that no other process knows of yet; they are not to be done here any more."""
        given = [window for window in _of_all_types(self.windows)[self.stock :] if window.id is None]
        self._tasks = deque(task for task in self._tasks if task not in given)
        return given

    def look_again(self) -> None:
        """There is more to lease: a load was settled, or windows were shared."""
        self._is_dry = False

    def _acquire(self, load: Load, readable: AbstractSet[str]) -> None:
        """Take more of what is planned.

        Noting changes waits for whoever fetches the same objects. So events are not read beside fetching.
        """
        windows = load.leases.acquire_windows(readable, self.stock, changes=not self._fetches)
        self._tasks += windows
        self._is_dry = len(windows) < self.stock
        if not (self._tasks or self._reading_changes):
            self._tasks += load.leases.acquire_objects(readable, OBJECTS_AT_ONCE)
            self._fetches = True


def _tells_changes(task: Task) -> bool:
    return isinstance(task, Window) and task.purpose == CHANGES


def _of_all_types(windows: Sequence[Window]) -> list[Window]:
    """The first of each type, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    ranked = []
    for window in windows:
        ranked.append((seen[window.object], window))
        seen[window.object] += 1
    return [window for _, window in sorted(ranked, key=itemgetter(0))]
