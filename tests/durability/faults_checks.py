"""One trial: one fault at one call, and what must hold of the book afterwards.

What a fault may never do: be answered with a success that does not stand; leave a book that does not open, verify and replay; take
anything that was acknowledged, or leave half of what was not; keep the next command out. While the server lives it must say what
befell it: a typed answer to the client, the cause in the log, and no more commands where the store or the anchor failed.
"""

import json
import re

from faults_book import Server
from faults_trace import Fault, attach, detach, place_of, pool_of, send, some_of, stop_traced

# sled's writes go to a free thread of several, so that a call is not met at the first try. Four in five are within ten.
TRIES = 60
ANY_LINE = re.compile(r"^(\d+)\s+(?:<\.\.\. )?([a-z0-9_]+)(?: resumed>|\()(.*)$")
# As the system's words and as sled's.
SAID = {Fault.EIO: "os error 5|code: 5,", Fault.EIO_STAYS: "os error 5|code: 5,", Fault.ENOSPC: "os error 28|code: 28,"}
ANSWER = "writev"
# A server that hangs over a fault answers too, in the end: with a time-out, which says nothing.
TYPED = {"READ_ONLY", "INTERNAL"}


class Trial:
    """One fault at one call of one phase."""

    def __init__(self, template, phase, call, fault):
        self.template, self.phase, self.call, self.fault = template, phase, call, fault
        self.log = template.folder / "trial.strace"
        self.acknowledged = False
        self.noted = []

    def run(self):
        """Tries until the very call was hit; answers what happened, in words."""
        for _ in range(TRIES):
            self.template.restore()
            self.acknowledged, self.noted = False, []
            try:
                {"append": self.append, "stop": self.stop, "start": self.start}[self.phase]()
                stood = self.look_afterwards()
            except AssertionError as broken:
                where = f"{self.phase}: {self.fault.words} at {self.call.words() if self.call else ANSWER}"
                raise AssertionError(f"{where}: {broken} (so far: {self.noted})") from None
            if self.was_hit():
                return ", ".join([*self.noted, "the entry stands" if stood else "no entry"])
        raise AssertionError(f"{self.phase}: {self.call.words()} was never hit by {self.fault.words} alone")

    # What is done.

    def append(self):
        """A command is sent to a server that meets the fault."""
        server = Server(self.template)
        tracer = attach(server, self.arguments(), self.log, self.threads(server))
        sent = send(self.template, server)
        self.acknowledged = sent.returncode == 0
        if self.fault is Fault.KILL:
            self.killed(server, sent)
            detach(tracer)
            return
        hit = bool(self.hits())
        if hit:
            self.told(server, sent)
        if self.fault is not Fault.EIO_STAYS:
            detach(tracer)
        if hit:
            self.goes_on_or_not(server)
        code = server.stop()
        detach(tracer)
        assert code == 0, f"the server ended with {code}: {server.said()}"

    def stop(self):
        """A server stops in order, and meets the fault on its way."""
        server = Server(self.template)
        tracer = attach(server, self.arguments(), self.log, self.threads(server))
        code = server.stop()
        detach(tracer)
        self.noted.append(f"ended with {code}")
        if self.fault is Fault.KILL:
            assert code in (-9, 0), f"the server ended with {code}"
        else:
            assert code in (0, 3), f"the server ended with {code}: {server.said()}"

    def start(self):
        """A server meets the fault while it opens the book."""
        self.log.unlink(missing_ok=True)
        server = Server(self.template, ["strace", "-f", "-y", "-o", self.log, *self.arguments()])
        if server.url is None:
            code = server.wait()
            self.noted.append(f"did not open, {code}")
            if self.fault is not Fault.KILL:
                assert code == 3, f"the server ended with {code}: {server.said()}"
                assert re.search(SAID[self.fault], server.said()), f"the cause is not said: {server.said()}"
            return
        self.noted.append("opened")
        sent = send(self.template, server)
        self.acknowledged = sent.returncode == 0
        self.noted.append("acknowledged" if self.acknowledged else self.code_of(sent))
        stop_traced(server)

    def arguments(self):
        """What strace is told."""
        if self.call is None:
            return ["-e", f"trace={ANSWER}", "-e", self.fault.inject(ANSWER, 1)]
        call = self.call
        paths = [word for path in self.paths() for word in ("-P", path)]
        return [*paths, "-e", f"trace={call.name}", "-e", self.fault.inject(call.name, 1 if call.in_pool else call.ordinal)]

    def paths(self):
        """The file of the call; of a text, which is written under another number each time, where the fault stays the next ones too."""
        numbered = re.fullmatch(r"(.*\.)(\d+)(\.unfinished)", self.call.path)
        if numbered is None or self.fault is not Fault.EIO_STAYS:
            return [self.call.path]
        before, number, after = numbered.groups()
        return [f"{before}{int(number) + more}{after}" for more in range(4)]

    def threads(self, server):
        """Whom strace follows: all, or a part of sled's threads where one of several calls is meant."""
        if self.call is None or not self.call.in_pool or self.fault is Fault.EIO_STAYS:
            return None
        return some_of(pool_of(server))

    # What the server must do about it.

    def killed(self, server, sent):
        """A server that was killed has answered nothing that was not already so."""
        hit = self.was_hit()
        if hit:
            assert server.wait() == -9, "the server lives"
            assert not self.acknowledged, f"the server was killed before it could answer: {sent.stdout}"
            self.noted.append("no answer")
        else:
            server.stop()

    def told(self, server, sent):
        """The client has a typed failure, the operator the cause."""
        assert not self.acknowledged, f"a success over a failed call: {sent.stdout}"
        self.noted.append(self.code_of(sent))
        assert re.search(SAID[self.fault], server.said()), f"the cause is not in the log: {server.said()}"

    def goes_on_or_not(self, server):
        """After a text failed the same command may come again; after store or anchor failed nothing is taken."""
        assert server.published() == self.template.size, "entries were published that failed"
        status, body = server.ask("/readyz")
        again = send(self.template, server)
        if "/texts/" in self.call.path or self.call.path.startswith(f"{self.template.persons}"):
            assert json.loads(body)["ready"], f"one text failed, and the book takes nothing: {body}"
            assert (again.returncode == 0) != (self.fault is Fault.EIO_STAYS), f"sent again: {again.stdout}"
            self.acknowledged = again.returncode == 0
            self.noted.append("sent again: " + ("acknowledged" if self.acknowledged else self.code_of(again)))
        else:
            assert status == 503 and not json.loads(body)["ready"], f"ready, after the store failed: {status} {body}"
            assert self.code_of(again) == "READ_ONLY", f"sent again: {again.stdout}"
            self.noted.append("read-only")

    def code_of(self, sent):
        """The code of a failure, as the client got it."""
        found = re.search(r'"code\\?":\\?"([A-Z_]+)', sent.stdout)
        assert found and sent.returncode == 3, f"not a typed failure: {sent.returncode} {sent.stdout}{sent.stderr}"
        assert found[1] in TYPED, f"the failure is not said, but {found[1]}"
        return found[1]

    # What was hit.

    def hits(self):
        """The calls that met the fault, by their place."""
        begun, hit = {}, []
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        for found in filter(None, map(ANY_LINE.match, text.splitlines())):
            thread, name, rest = found.groups()
            if "resumed>" not in found[0]:
                begun[thread] = place_of(name, rest)
            if "(INJECTED)" in rest or (self.fault is Fault.KILL and rest.endswith("= ?")):
                hit.append(begun.pop(thread, ""))
            elif "<unfinished" not in rest:
                begun.pop(thread, None)
        return hit + (list(begun.values()) if self.fault is Fault.KILL else [])

    def was_hit(self):
        """Whether the very call met the fault, and no other did."""
        hits = self.hits()
        if self.call is None or self.fault is Fault.EIO_STAYS or not self.call.in_pool:
            return bool(hits)
        return hits == [self.call.place]

    # What must hold of the book.

    def look_afterwards(self):
        """Opens, exports, verifies, replays, counts, and goes on; answers whether the entry stood."""
        template = self.template
        lines = template.export()
        assert lines[: template.size] == template.lines, "an older entry is gone or changed"
        more = len(lines) - template.size
        assert more in (0, 1), f"{more} entries for one command"
        assert more or not self.acknowledged, "an acknowledged entry is lost"
        if more:
            self.stands_wholly(lines[-1])
        left = [*template.data.rglob("*.unfinished"), *template.folder.glob("*.unfinished"), *template.data.rglob("*.generating")]
        assert not left, f"left half-written: {left}"
        self.takes_the_next(len(lines), bool(more))
        return bool(more)

    def stands_wholly(self, line):
        """The entry names its text, and the text is exported with it."""
        assert self.template.text in line.decode(), "another entry stands in its place"
        assert (self.template.folder / "bundle" / "statements" / self.template.text).exists(), "its text is gone"

    def takes_the_next(self, size, stood):
        """The same command has the same entry or gets one; another is taken after it."""
        template = self.template
        server = Server(template)
        again = send(template, server, "again")
        assert again.returncode == 0, f"the same command sent again: {again.stdout}{again.stderr}"
        answer = json.loads(again.stdout)
        index = size - 1 if stood else size
        assert (answer["replayed"], int(answer["index"])) == (stood, index), f"sent again: {answer}"
        following = template.submit(server, "following", "a.key", template.submission(1))
        assert int(following["index"]) == index + 1, f"the next command: {following}"
        assert server.stop() == 0, "the server does not stop in order"
        assert len(template.export()) == index + 2, "entries are missing in the end"
