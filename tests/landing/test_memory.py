"""Threads that read share the memory that C's allocator keeps."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

ARENAS = """
import ctypes, sys, threading
from pipelines import memory
if sys.argv[2] == "shared":
    memory.share_arenas()
together = threading.Barrier(12)
def allocate():
    kept = [bytearray(2_000) for _ in range(100)]
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
@pytest.mark.parametrize(("how", "arenas"), [("shared", 2), ("not", 3)])
def test_arenas_of_threads(tmp_path: Path, how: str, arenas: int) -> None:
    told = tmp_path / "malloc.xml"
    subprocess.run([sys.executable, "-c", ARENAS, str(told), how], check=True, timeout=60)
    found = len(re.findall("<heap nr=", told.read_text()))
    assert found <= arenas if how == "shared" else found >= arenas
