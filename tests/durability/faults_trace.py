"""What strace sees of one append, stop or start, and how one call of it is picked out again.

`when=K` counts each thread for itself, from the moment strace is attached and only calls on the paths given (`-P`). A call is
therefore named by its system call, its file and its place among the same calls on that file; after a trial the log says whether
that very call was hit. sled hands its writes to whichever of its threads is free: there strace follows only a part of the
threads, another one each time, until exactly the wanted call is hit.
"""

import enum
import random
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from faults_book import SECONDS, Server

SYSCALLS = ("write writev pwrite64 pwritev pwritev2 fsync fdatasync sync_file_range rename renameat renameat2 ftruncate truncate "
            "openat open creat unlink unlinkat mkdir mkdirat fallocate copy_file_range sendfile link linkat symlink").split()
ENTRY = re.compile(r"^(\d+)\s+([a-z0-9_]+)\((.*)$")
POOL = "sled-io-"


class Fault(enum.Enum):
    """What is done to a call."""

    EIO = ("EIO", "error=EIO", "")
    EIO_STAYS = ("EIO stays", "error=EIO", "+")
    ENOSPC = ("ENOSPC", "error=ENOSPC", "")
    KILL = ("SIGKILL", "signal=SIGKILL", "")

    def __init__(self, words, action, more):
        self.words, self.action, self.more = words, action, more

    def inject(self, name, when):
        """The argument that makes strace do it."""
        return f"inject={name}:{self.action}:when={when}{self.more}"


@dataclass(frozen=True)
class Call:
    """One call that writes."""

    name: str
    path: str
    ordinal: int
    place: str
    in_pool: bool
    shown: str

    def words(self):
        """For people."""
        return f"{self.name} {self.shown}" + (f" #{self.ordinal}" if self.ordinal > 1 else "")


def place_of(name, arguments):
    """Tells two calls on one file apart: the position, where the call has one."""
    words = arguments.split(" = ")[0].split("<unfinished")[0].rstrip(") ").split(", ")
    if name.startswith("pwrite"):
        return words[-1]
    return words[1] if name == "sync_file_range" else ""


def path_of(name, arguments):
    """The file that a line of the trace is about; as `-y` shows it, or as the call names it."""
    if name in ("openat", "open", "creat"):
        if name == "openat" and "O_CREAT" not in arguments:
            return None
        return quoted(arguments)
    if name.startswith(("rename", "unlink", "mkdir", "link", "symlink", "truncate")):
        return quoted(arguments)
    shown = re.match(r"\d+<([^>]*)>", arguments)
    return shown[1] if shown else None


def quoted(arguments):
    """The first string of a call's arguments."""
    found = re.search(r'"([^"]*)"', arguments)
    return found[1] if found else None


def lines_of(log):
    """The calls of a log as (thread, name, arguments), in the order in which they began."""
    text = Path(log).read_text(errors="replace") if Path(log).exists() else ""
    return [found.groups() for found in map(ENTRY.match, text.splitlines()) if found]


def calls_of(template, log, pool):
    """The calls of a log that write below the book's folder, to a person's key or to the anchor."""
    counts, calls = {}, []
    places = (f"{template.data}/", f"{template.persons}/", str(template.anchor))
    for thread, name, arguments in lines_of(log):
        path = path_of(name, arguments)
        if path is None or not path.startswith(places):
            continue
        counts[name, path] = counts.get((name, path), 0) + 1
        shown = re.sub(r"[0-9a-f]{64}", "…", str(Path(path).relative_to(template.folder)))
        calls.append(Call(name, path, counts[name, path], place_of(name, arguments), thread in pool, shown))
    return calls


def pool_of(server):
    """The threads to which sled hands its writes."""
    tasks = Path(f"/proc/{server.process.pid}/task")
    return {task.name for task in tasks.iterdir() if (task / "comm").read_text().startswith(POOL)}


def attach(server, arguments, log, threads=None):
    """strace on a running server, or on some of its threads; returns once every one is held."""
    log.unlink(missing_ok=True)
    targets = [word for thread in threads for word in ("-p", thread)] if threads else ["-f", "-p", str(server.process.pid)]
    command = ["strace", "-y", "-o", log, *arguments, *targets]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    expected = threads or [task.name for task in Path(f"/proc/{server.process.pid}/task").iterdir()]
    for _ in range(SECONDS * 100):
        if all(traced(server, thread) for thread in expected):
            return tracer
        assert tracer.poll() is None, f"strace: {tracer.stderr.read()}"
        time.sleep(0.01)
    raise AssertionError("strace does not attach")


def traced(server, thread):
    """Whether a thread is held by a tracer."""
    status = Path(f"/proc/{server.process.pid}/task/{thread}/status")
    return not status.exists() or "TracerPid:\t0\n" not in status.read_text()


def detach(tracer):
    """Lets go without ending the server."""
    if tracer.poll() is None:
        tracer.send_signal(signal.SIGINT)
    tracer.wait(SECONDS)
    tracer.stderr.close()


def trace_of(template, phase):
    """The calls of a phase that goes well."""
    template.restore()
    log = template.folder / "reference.strace"
    watching = ["-e", "trace=" + ",".join(SYSCALLS)]
    if phase == "start":
        log.unlink(missing_ok=True)
        server = Server(template, ["strace", "-f", "-y", "-o", log, *watching])
        time.sleep(0.2)
        calls = calls_of(template, log, pool_of_log(log))
        stop_traced(server)
        return calls
    server = Server(template)
    pool = pool_of(server)
    tracer = attach(server, watching, log)
    if phase == "append":
        sent = send(template, server)
        assert sent.returncode == 0, f"without a fault: {sent.stdout}{sent.stderr}"
        detach(tracer)
        server.stop()
    else:
        server.stop()
        detach(tracer)
    return calls_of(template, log, pool)


def pool_of_log(_log):
    """At a start no thread can be told by its name any more."""
    return set()


def stop_traced(server):
    """Ends a server that runs under strace: the signal goes to the server, not to strace."""
    for child in children(server.process.pid):
        subprocess.run(["kill", "-TERM", child], check=False)
    server.wait()


def children(pid):
    """Processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return found.read_text().split() if found.exists() else []


def send(template, server, name="next"):
    """Sends the command of the trials once more, by the program's own client."""
    pending = template.folder / f"{name}.receipt.pending"
    pending.write_text((template.folder / "next.pending").read_text())
    return template.run("submit", "--url", server.url, "--key", "a.key", "--out", f"{name}.receipt", "--vkey", template.vkey,
                        "--attempts", "1", "--json", "next.json")


def some_of(pool):
    """A part of sled's threads, neither none nor all."""
    threads = sorted(pool)
    return random.sample(threads, random.randint(1, max(1, len(threads) - 1)))
