"""The book that faults are tried on: founded by the program's own commands, kept as a template, copied for each trial."""

import json
import re
import shutil
import signal
import subprocess
import urllib.error
import urllib.request

SECONDS = 60
ROLL = """kind,ref,council,household,building,area_m2,owners
member,a,grid-1,h1,,,
member,b,grid-1,h1,,,
unit,,grid-1,,building-3,89.35,a;b
"""


class Server:
    """A node over one data folder."""

    running = []

    def __init__(self, template, under=()):
        self.log = template.folder / "server.log"
        command = [*under, template.yishi, "serve", "--data", template.data, "--listen", "127.0.0.1:0"]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=template.folder)
        Server.running.append(self.process)
        # The first line stands once the book is open; none comes if it does not open.
        line = self.process.stdout.readline()
        self.url = line.removeprefix("graphql: ").strip() if line.startswith("graphql: ") else None

    def said(self):
        """What stands in its log."""
        return self.log.read_text(errors="replace")

    def ask(self, path):
        """Status and body of one of its plain pages."""
        try:
            with urllib.request.urlopen(self.url.replace("/graphql", path), timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def published(self):
        """How many entries its checkpoint covers."""
        return int(self.ask("/checkpoint")[1].splitlines()[1])

    def stop(self):
        """Ends it in order; answers its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self):
        """Its exit code; a server that does not end is a fault of its own."""
        try:
            return self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server does not end") from None
        finally:
            self.process.stdout.close()


class Template:
    """A founded book with one signed command that nobody has sent yet."""

    def __init__(self, yishi, folder):
        self.yishi, self.folder = yishi, folder
        self.data, self.anchor, self.kept = folder / "book", folder / "book.anchor", folder / "kept"
        self.persons = folder / "book.persons"
        self.lines, self.size, self.text = [], 0, ""

    @classmethod
    def found(cls, yishi, folder):
        """Founds the book and enrols one resident."""
        template = cls(yishi, folder)
        made = template.json("init", "--data", "book", "--name", "试验", "--slug", "trial", "--operator-domain", "example.org",
                             "--charter", "weiyang", "--json")
        template.origin, template.vkey = made["origin"], made["vkey"]
        template.enrol()
        return template

    def run(self, *arguments):
        """One command of the program."""
        return subprocess.run([self.yishi, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=SECONDS)

    def json(self, *arguments):
        """What a command that must succeed prints."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, f"{arguments}: {ran.stdout}{ran.stderr}"
        return json.loads(ran.stdout)

    def enrol(self):
        """Two registrars enrol the key of the resident who will hand something in."""
        (self.folder / "roll.csv").write_text(ROLL)
        self.json("import", "roll", "roll.csv", "--data", "book", "--json")
        ids = (self.folder / "roll.csv.ids.csv").read_text()
        member = re.search(r'member,"?a"?,(member_[0-9a-f]+)', ids)[1]
        row = self.json("key", "new", "--origin", self.origin, "--member", member, "--out", "a.key", "--json")["row"]
        act = {"act": "enrol_keys", "keys": [row]}
        server = Server(self)
        asked = self.submit(server, "asked", "book.keys/registrar-1.key", {"kind": "request_registrar_act", "act": act})
        request = f"request_{asked['index']}"
        self.submit(server, "agreed", "book.keys/registrar-2.key", {"kind": "endorse_registrar_act", "request": request})
        assert server.stop() == 0

    def submit(self, server, name, key, command):
        """Hands a command in that must be taken."""
        (self.folder / f"{name}.json").write_text(json.dumps(command))
        return self.json("submit", "--url", server.url, "--key", key, "--out", f"{name}.receipt", "--vkey", self.vkey, "--json",
                         f"{name}.json")

    def submission(self, number):
        """A resident's submission; its words in a file of their own."""
        words = self.folder / f"words-{number}.txt"
        words.write_text(f"路灯不亮 {number}\n" * (1 + number % 5))
        return {"kind": "submit", "council": "grid-1", "text": f"@statement:{words.name}"}

    def sign_the_next(self):
        """The command of all trials: signed once, so that each trial writes the same bytes to the same names."""
        server = Server(self)
        (self.folder / "checkpoint").write_text(server.ask("/checkpoint")[1])
        server.stop()
        (self.folder / "next.json").write_text(json.dumps(self.submission(0)))
        signed = self.json("sign", "--key", "a.key", "--checkpoint", "checkpoint", "next.json")
        self.text = signed["envelope"]["command"]["text"]
        pending = {"origin": self.origin, **{name: signed[name] for name in ("command", "signature", "texts")}}
        (self.folder / "next.pending").write_text(json.dumps(pending))

    def keep(self):
        """What trials start from; and what it holds, by its own export."""
        shutil.rmtree(self.kept, ignore_errors=True)
        self.kept.mkdir()
        self.lines = self.export()
        self.size = len(self.lines)
        for folder in (self.data, self.persons):
            shutil.copytree(folder, self.kept / folder.name)
        shutil.copy(self.anchor, self.kept / "book.anchor")

    def restore(self):
        """A fresh copy, at the same place."""
        for folder in (self.data, self.persons):
            shutil.rmtree(folder)
            shutil.copytree(self.kept / folder.name, folder)
        shutil.copy(self.kept / "book.anchor", self.anchor)
        for left in self.folder.glob("*.receipt*"):
            left.unlink()

    def export(self):
        """The entries of a bundle that verifies and replays under the published key."""
        bundle = self.folder / "bundle"
        shutil.rmtree(bundle, ignore_errors=True)
        for words in (("export", "--data", "book", "--out", "bundle"), ("audit", "verify", "bundle", "--vkey", self.vkey),
                      ("audit", "replay", "bundle", "--vkey", self.vkey)):
            ran = self.run(*words)
            assert ran.returncode == 0, f"{' '.join(words)}: {ran.stdout}{ran.stderr}"
        return (bundle / "book.jsonl").read_bytes().splitlines()


def grow(template, more):
    """Adds entries, one after the other, and makes the book the template."""
    server = Server(template)
    for number in range(more):
        template.submit(server, f"more-{template.size}-{number}", "a.key", template.submission(number))
    assert server.stop() == 0
    template.sign_the_next()
    template.keep()
