"""Books that our program makes itself: one with an erased member, one with a rotated log key, and a registry with pins.

    live_books.py BIN FOLDER

The first holds more than 1,024 entries and is exported in tiles as well. All keys are made here and mean nothing.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from forge import Key, checkpoint_text
from verifier import tree
from verifier.note import Checkpoint

COMMENTS = 703
PATIENCE_SECONDS = 120


@dataclass
class Program:
    """Our program, run in a folder."""

    binary: str
    folder: Path

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        ran = subprocess.run([self.binary, *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        if ran.returncode not in codes:
            raise RuntimeError(f"{' '.join(arguments)} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def told(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> Any:
        return json.loads(self.run(*arguments, "--json", codes=codes))

    def found(self, name: str, charter: str) -> dict[str, str]:
        """A book of its own; its origin and vkey."""
        return self.told(
            "init", "--data", name, "--name", "社区", "--slug", name, "--operator-domain", "example.org", "--charter", charter
        )  # fmt: skip

    def export(self, data: str, out: str, *more: str) -> str:
        return self.told("export", "--data", data, "--out", out, *more)["vkey"]


class Served:
    """A book while it is served."""

    def __init__(self, program: Program, name: str) -> None:
        self.program, self.name, self.steps = program, name, 0
        command = [program.binary, "serve", "--data", name, "--public-log", "--listen", "127.0.0.1:0", "--json"]
        self._process = subprocess.Popen(command, cwd=program.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        said = json.loads(self._process.stdout.readline())
        self.graphql, self.origin = said["graphql"], said["origin"]
        self.base = self.graphql.removesuffix("/graphql")

    def __enter__(self) -> Served:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()

    def entries(self) -> list[bytes]:
        """The first of them, as many as are given out at once."""
        with urllib.request.urlopen(f"{self.base}/books/{self.origin}/entries") as answer:
            return answer.read().splitlines()

    def size(self) -> int:
        with urllib.request.urlopen(f"{self.base}/checkpoint") as answer:
            return Checkpoint.parse(answer.read()).size

    def submit(self, registrar: int, command: dict[str, Any]) -> int:
        """A registrar hands a command in; the index of its entry."""
        self.steps += 1
        (self.program.folder / "command.json").write_text(json.dumps(command), "utf-8")
        key, receipt = f"{self.name}.keys/registrar-{registrar}.key", f"{self.name}-{self.steps}.receipt"
        told = self.program.told("submit", "--url", self.graphql, "--key", key, "--out", receipt, "command.json")
        return int(told["index"])

    def agreed(self, act: dict[str, Any]) -> None:
        """Two registrars do it."""
        request = self.submit(1, {"kind": "request_registrar_act", "act": act})
        self.submit(2, {"kind": "endorse_registrar_act", "request": f"request_{request}"})


def erased(program: Program) -> None:
    """One member said more than an entry can withhold, another one something; the first is erased, in two parts."""
    source = program.folder / "polis"
    source.mkdir()
    rows = [[1_472_403_087_787 + at, "", at, 8 if at == 0 else 7, 0, 0, 0, f"第{at}盏路灯不亮"] for at in range(COMMENTS)]
    rows[0][4] = 1
    _write(source / "comments.csv", "timestamp datetime comment-id author-id agrees disagrees moderated comment-body", rows)
    _write(source / "votes.csv", "timestamp datetime comment-id voter-id vote", [[1_472_503_087_787, "", 0, 9, 1]])
    program.run("import", "submissions", "polis", "--data", "erased")
    program.export("erased", "erased.before")
    author = _author_of_most(program.folder / "erased.before")
    with Served(program, "erased") as book:
        act = {"act": "erase_member", "member": author, "ground": "个人信息保护法第四十七条"}
        request = book.submit(1, {"kind": "request_registrar_act", "act": act})
        last = time.monotonic() + PATIENCE_SECONDS
        while book.size() < request + 2:
            if time.monotonic() > last:
                raise RuntimeError("the erasure does not go on")
            time.sleep(0.2)
    vkey = program.export("erased", "erased.bundle")
    program.export("erased", "erased.tiles", "--tiles")
    (program.folder / "erased.vkey").write_text(vkey, "ascii")


def _write(path: Path, head: str, rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(), *rows])


def _author_of_most(bundle: Path) -> str:
    """The second submission's; the first is of somebody else."""
    entries = map(json.loads, (bundle / "book.jsonl").read_text("utf-8").splitlines())
    authors = [event["author"] for entry in entries for event in entry["events"] if event["kind"] == "submission_received"]
    return authors[1]


def rotated_and_registry(program: Program) -> None:
    """A book and its registry, which pins it; the book's key is rotated, which the registry records; then a contradiction."""
    lane, registry = program.found("lane", "minimal"), program.found("registry", "registry")
    with Served(program, "registry") as pins:
        with Served(program, "lane") as book:
            pins.agreed(_registration(lane, book.entries()[0]))
            _pin(program, pins, book.base)
        program.export("lane", "rotated.before")
        rotation = program.told("key", "rotate-log", "--data", "lane", "--overlap", "1")
        with Served(program, "lane") as book:
            book.agreed(rotation["command"]["act"])
            size = book.size()
            pins.agreed(
                {
                    "act": "rotate_registered_key", "origin": lane["origin"], "log_vkey": rotation["vkey"],
                    "from_size": size, "until_size": size + 1,
                }
            )  # fmt: skip
            for _ in range(3):
                book.submit(1, {"kind": "request_registrar_act", "act": _doubt(program)})
            _pin(program, pins, book.base)
        program.export("lane", "rotated.bundle")
        program.export("lane", "rotated.tiles", "--tiles")
        _forge(program, lane["origin"], "log-2.key")
        _pin(program, pins, "forged", code=1)
    program.export("registry", "registry.bundle")
    (program.folder / "rotated.vkey").write_text(rotation["vkey"], "ascii")
    (program.folder / "rotated.before.vkey").write_text(lane["vkey"], "ascii")
    (program.folder / "registry.vkey").write_text(registry["vkey"], "ascii")


def _registration(made: dict[str, str], first: bytes) -> dict[str, Any]:
    return {
        "act": "register_book", "origin": made["origin"], "log_vkey": made["vkey"], "first_leaf": tree.leaf_hash(first).hex(),
        "engine_key": json.loads(first)["events"][0]["engine_key"],
    }  # fmt: skip


def _pin(program: Program, pins: Served, book: str, code: int = 0) -> None:
    key = "registry.keys/registrar-1.key"
    program.told("registry", "pin", "--registry", pins.graphql, "--key", key, "--book", book, codes=(code,))


def _doubt(program: Program) -> dict[str, Any]:
    """An act that changes nothing until others endorse it, so that entries come in."""
    third = json.loads((program.folder / "lane.keys/registrar-3.key").read_text("utf-8"))
    return {"act": "remove_registrar", "member": third["member"], "reason": "left the town"}


def _forge(program: Program, origin: str, key_file: str) -> None:
    """The same book with another second entry, under its own log key."""
    secret = json.loads((program.folder / "lane.keys" / key_file).read_text("utf-8"))["secret"]
    log = Key.of_seed(bytes.fromhex(secret))
    lines = (program.folder / "rotated.bundle/book.jsonl").read_bytes().splitlines()
    lines[1] = lines[1].replace(b'"index":1', b'"index":7')
    text = checkpoint_text(origin, lines)
    forged = program.folder / "forged"
    forged.mkdir()
    (forged / "book.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (forged / "checkpoint").write_bytes(text + b"\n" + log.line(origin, text))


def make(binary: str, folder: Path) -> None:
    """Makes all books; their bundles lie in the folder as NAME.bundle and NAME.tiles, the log's key as NAME.vkey."""
    program = Program(str(Path(binary).resolve()), folder)
    erased(program)
    rotated_and_registry(program)


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
