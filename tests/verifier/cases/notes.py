"""Checkpoints in odd forms, under pins and policies: each is signed as if it were right, wherever that is possible."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from cases import Case, key, pinned, small_book
from forge import EM_DASH, Book, Key, challenge, checkpoint_text, entries_of, signature_line
from verifier import ed25519

WITNESSES = {word: key(f"witness/{word}") for word in ("lane", "street", "owner")}
NAMES = {word: f"witness.example/{word}" for word in WITNESSES}


class Forms:
    """The odd forms of one checkpoint."""

    def __init__(self, book: Book, lines: list[bytes]) -> None:
        self.book, self.origin, self.log = book, book.origin, book.log
        self.text = checkpoint_text(book.origin, lines)
        self.size, self.root = len(lines), self.text.split(b"\n")[2].decode()
        self.id = self.log.key_id(self.origin)
        self.line = self.log.line(self.origin, self.text)

    def note(self, text: bytes, *lines: bytes) -> bytes:
        return text + b"\n" + b"".join(lines or [self.log.line(self.origin, text)])

    def of(self, origin: str | None = None, size: str | None = None, root: str | None = None, more: str = "") -> bytes:
        """A checkpoint with other lines, signed by the log."""
        parts = [self.origin if origin is None else origin, str(self.size) if size is None else size, root or self.root]
        return self.note(("\n".join(parts) + "\n" + more).encode())

    def with_lines(self, *lines: bytes) -> bytes:
        return self.note(self.text, *lines)

    def data(self, value: bytes) -> bytes:
        return signature_line(self.origin, value)

    def encoded(self, spelling: str, name: str | None = None) -> bytes:
        return f"{EM_DASH} {name or self.origin} {spelling}\n".encode()

    def texts(self) -> dict[str, bytes]:
        root = self.root
        raw = base64.b64decode(root)
        loose = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        padded = root[:-2] + loose[loose.index(root[-2]) | 1] + "="
        return {
            "root with bits in its padding": self.of(root=padded),
            "root without padding": self.of(root=root.rstrip("=")),
            "root in URL alphabet": self.of(root=base64.urlsafe_b64encode(b"\xfb\xff" * 16).decode()),
            "root with a space": self.of(root=root[:10] + " " + root[10:]),
            "root in hex": self.of(root=raw.hex()),
            "root of 31 bytes": self.of(root=base64.b64encode(raw[:31]).decode()),
            "root of 33 bytes": self.of(root=base64.b64encode(raw + b"\0").decode()),
            "another root": self.of(root=base64.b64encode(bytes(32)).decode()),
            "size with a leading zero": self.of(size=f"0{self.size}"),
            "size with a plus": self.of(size=f"+{self.size}"),
            "size negative": self.of(size="-1"),
            "size minus zero": self.of(size="-0"),
            "size empty": self.of(size=""),
            "size in hex": self.of(size="0x18"),
            "size with a space": self.of(size=f"{self.size} "),
            "size 0": self.of(size="0"),
            "size 00": self.of(size="00"),
            "size one less": self.of(size=str(self.size - 1)),
            "size one more": self.of(size=str(self.size + 1)),
            "size 2^63 - 1": self.of(size=str(2**63 - 1)),
            "size 2^63": self.of(size=str(2**63)),
            "size 2^64": self.of(size=str(2**64)),
            "size of 40 digits": self.of(size="9" * 40),
            "size in other digits": self.of(size="٢٤"),
            "extension line": self.of(more="extension\n"),
            "empty extension line": self.of(more="\n"),
            "two empty lines": self.of(more="\n\n"),
            "other origin": self.of(origin="test.example/other-0a1b2c3d"),
            "origin empty": self.of(origin=""),
            "origin with a space": self.of(origin="test.example/wei yang"),
            "origin with a plus": self.of(origin="test.example/wei+yang"),
            "origin in capitals": self.of(origin=self.origin.upper()),
            "carriage returns in the text": self.note(self.text.replace(b"\n", b"\r\n")),
            "a tab in the text": self.of(size=f"\t{self.size}"),
            "delete character in the text": self.of(origin="test\x7f.example/x-0a1b2c3d"),
            "text of two lines": self.note(f"{self.origin}\n{self.size}\n".encode()),
            "empty text": self.note(b"\n"),
            "root twice": self.of(more=root + "\n"),
        }

    def signatures(self) -> dict[str, bytes]:
        log, line, text = self.log, self.line, self.text
        good = self.id + log.sign(text)
        spelled = base64.b64encode(good).decode()
        stranger = key("stranger")
        identity = ed25519.encode(ed25519.IDENTITY)
        return {
            "good": self.with_lines(line),
            "without signatures": text + b"\n",
            "without blank line": text + line,
            "text alone": text,
            "signature twice": self.with_lines(line, line),
            "signature, then a bad one": self.with_lines(line, self.data(self.id + bytes(64))),
            "a bad one, then the signature": self.with_lines(self.data(self.id + bytes(64)), line),
            "a bad one": self.with_lines(self.data(self.id + bytes(64))),
            "signature over other text": self.with_lines(log.line(self.origin, text + b"\n")),
            "signature over the text without newline": self.with_lines(log.line(self.origin, text[:-1])),
            "S beyond the group order": self.with_lines(self.data(self.id + _beyond(log.sign(text)))),
            "R of small order": self.with_lines(self.data(self.id + identity + _scalar_for(identity, log, text))),
            "stranger's line before": self.with_lines(stranger.line("other.example/log", text), line),
            "stranger's line after": self.with_lines(line, stranger.line("other.example/log", text)),
            "stranger alone": self.with_lines(stranger.line("other.example/log", text)),
            "stranger under the log's name": self.with_lines(stranger.line(self.origin, text)),
            "stranger under the log's name, and the log": self.with_lines(stranger.line(self.origin, text), line),
            "stranger under the log's name and id": self.with_lines(self.data(self.id + stranger.sign(text))),
            "log's key under another name": self.with_lines(log.line("other.example/log", text)),
            "unknown line of one byte": self.with_lines(line, signature_line("other.example/x", b"abcd" + b"e")),
            "unknown line of four bytes": self.with_lines(line, signature_line("other.example/x", b"abcd")),
            "unknown line of three bytes": self.with_lines(line, signature_line("other.example/x", b"abc")),
            "unknown line of no byte": self.with_lines(line, f"{EM_DASH} other.example/x \n".encode()),
            "unknown line of 5,000 bytes": self.with_lines(line, signature_line("other.example/x", b"x" * 5000)),
            "unknown line with bits in its padding": self.with_lines(line, self.encoded("YWJjZGVmZx==", "other.example/x")),
            "unknown line, not base64": self.with_lines(line, self.encoded("!!!!", "other.example/x")),
            "log's line with bits in its padding": self.with_lines(self.encoded(loosened(spelled))),
            "log's line without padding": self.with_lines(self.encoded(spelled.rstrip("="))),
            "log's line of 63 bytes": self.with_lines(self.data(good[:-1])),
            "log's line of 65 bytes": self.with_lines(self.data(good + b"\0")),
            "hyphen for the dash": self.with_lines(line.replace(EM_DASH.encode(), b"-")),
            "en dash for the dash": self.with_lines(line.replace(EM_DASH.encode(), "\u2013".encode())),
            "two spaces": self.with_lines(line.replace(b" ", b"  ", 1)),
            "space at the end": self.with_lines(line[:-1] + b" \n"),
            "no space after the dash": self.with_lines(line.replace(b" ", b"", 1)),
            "name with a no-break space": self.with_lines(line, signature_line("other\u00a0example", b"abcde")),
            "name with an ideographic space": self.with_lines(line, signature_line("other\u3000example", b"abcde")),
            "name with a zero-width space": self.with_lines(line, signature_line("other\u200bexample", b"abcde")),
            "name with a plus": self.with_lines(line, signature_line("other+example", b"abcde")),
            "name empty": self.with_lines(line, signature_line("", b"abcde")),
            "name in Chinese": self.with_lines(line, signature_line("议事.example/x", b"abcde")),
            "blank line between signatures": self.with_lines(line, b"\n", line),
            "blank line at the end": self.with_lines(line, b"\n"),
            "blank line before the text": b"\n" + self.with_lines(line),
            "without the last newline": self.with_lines(line)[:-1],
            "carriage return at the end": self.with_lines(line)[:-1] + b"\r\n",
            "CRLF everywhere": self.with_lines(line).replace(b"\n", b"\r\n"),
            "byte order mark": b"\xef\xbb\xbf" + self.with_lines(line),
            "not UTF-8": self.with_lines(line, line.replace(b"test", b"t\xffst")),
            "zero byte": self.with_lines(line) + b"\0",
            "garbage after": self.with_lines(line) + b"garbage\n",
            "100 lines": self.with_lines(line, *[signature_line(f"x.example/{n}", b"abcde") for n in range(99)]),
            "101 lines": self.with_lines(line, *[signature_line(f"x.example/{n}", b"abcde") for n in range(100)]),
            "1,000,000 bytes": _filled(self.with_lines(line), 1_000_000),
            "1,000,001 bytes": _filled(self.with_lines(line), 1_000_001),
            "two notes": self.with_lines(line) + b"\n" + self.with_lines(line),
            "cosignature type under the log's name": self.with_lines(line, log.cosign(self.origin, text)),
        }

    def all(self) -> dict[str, bytes]:
        return self.texts() | self.signatures()


def loosened(spelled: str) -> str:
    """A base64 text with a bit set that its padding leaves over."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = spelled.rstrip("=")
    return body[:-1] + alphabet[alphabet.index(body[-1]) | 1] + spelled[len(body) :]


def _beyond(signature: bytes) -> bytes:
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ed25519.ORDER).to_bytes(32, "little")


def _scalar_for(point: bytes, log: Key, text: bytes) -> bytes:
    return (challenge(point, log.public, text) * log.scalar() % ed25519.ORDER).to_bytes(32, "little")


def _filled(note: bytes, size: int) -> bytes:
    """The note with one more line, of an unknown key, that brings it to a size exactly."""
    data = (size - len(note) - 100) // 4 * 3
    rest = size - len(note) - len(signature_line("", b"x" * data))
    return note + signature_line("x" * rest, b"x" * data)


def checkpoint_cases() -> Iterator[Case]:
    book = small_book()
    files = book.seal()
    forms = Forms(book, book.lines())
    for name, note in forms.all().items():
        yield Case(f"checkpoint: {name}", files | {"checkpoint": note}, pinned(book))
    for name in ("good", "size one less", "a bad one", "stranger alone"):
        yield Case(f"checkpoint, unpinned: {name}", files | {"checkpoint": forms.all()[name]}, ["--unpinned"])
    shorter = Forms(book, book.lines()[:-3])
    yield Case("checkpoint: an earlier one", files | {"checkpoint": shorter.signatures()["good"]}, pinned(book))
    yield Case("checkpoint: of no entry", files | {"checkpoint": Forms(book, []).signatures()["good"]}, pinned(book))
    changed = book.copy()
    changed.entries.append(changed.copy().entries[-1])
    yield Case("checkpoint: a later one", files | {"checkpoint": Forms(book, changed.lines()).signatures()["good"]}, pinned(book))


def pin_cases() -> Iterator[Case]:
    """Verifier keys that are not quite one."""
    book = small_book()
    files, vkey = book.seal(), book.vkey
    name, number, material = vkey.split("+", 2)
    identity = base64.b64encode(b"\x01" + ed25519.encode(ed25519.IDENTITY)).decode()
    pins = {
        "of another book": key("x").vkey("test.example/other-0a1b2c3d"),
        "of the same name, another key": key("x").vkey(name),
        "id upper case": f"{name}+{number.upper()}+{material}",
        "id short": f"{name}+{number[1:]}+{material}",
        "id of another": f"{name}+00000000+{material}",
        "type 4": book.log.vkey(name, 4),
        "type 2": book.log.vkey(name, 2),
        "name alone": name,
        "empty": "",
        "space at the end": vkey + " ",
        "newline at the end": vkey + "\n",
        "without padding": vkey.rstrip("="),
        "key of small order": f"{name}+{_id(name, identity)}+{identity}",
    }
    for word, pin in pins.items():
        yield Case(f"pin: {word}", files, ["--vkey", pin])


def _id(name: str, material: str) -> str:
    return hashlib.sha256(name.encode() + b"\n" + base64.b64decode(material)).digest()[:4].hex()


def policy_texts(book: Book) -> dict[str, bytes]:
    log = f"log {book.vkey}\n"
    witness = {word: f"witness {word} {WITNESSES[word].vkey(NAMES[word], 4)}\n" for word in WITNESSES}
    three = "".join(witness.values())
    other = f"log {key('x').vkey('test.example/other-0a1b2c3d')}\n"
    two_keys = f"log {key('x').vkey(book.origin)}\n"
    texts = {
        "one log": log + "quorum none\n",
        "log with a URL": log.strip() + " https://log.example/\nquorum none\n",
        "log with two URLs": log.strip() + " https://log.example/ https://b.example/\nquorum none\n",
        "no log": "quorum none\n",
        "other log": other + "quorum none\n",
        "two logs": other + log + "quorum none\n",
        "two keys of one name": two_keys + log + "quorum none\n",
        "two keys of one name, the good one first": log + two_keys + "quorum none\n",
        "log twice": log + log + "quorum none\n",
        "no quorum": log,
        "two quorums": log + "quorum none\nquorum none\n",
        "quorum first": "quorum none\n" + log,
        "quorum not defined": log + "quorum lane\n",
        "quorum defined later": log + "quorum lane\n" + witness["lane"],
        "one witness": log + witness["lane"] + "quorum lane\n",
        "one witness that did not cosign": log + witness["owner"] + "quorum owner\n",
        "witness defined twice": log + witness["lane"] + witness["lane"] + "quorum lane\n",
        "two names for a key": log + witness["lane"] + witness["lane"].replace("witness lane", "witness other", 1) + "quorum lane\n",
        "any": log + three + "group all any lane street owner\nquorum all\n",
        "all": log + three + "group g all lane street owner\nquorum g\n",
        "two of three": log + three + "group g 2 lane street owner\nquorum g\n",
        "three of three": log + three + "group g 3 lane street owner\nquorum g\n",
        "four of three": log + three + "group g 4 lane street owner\nquorum g\n",
        "none of three": log + three + "group g 0 lane street owner\nquorum g\n",
        "02 of three": log + three + "group g 02 lane street owner\nquorum g\n",
        "+2 of three": log + three + "group g +2 lane street owner\nquorum g\n",
        "two of nobody": log + three + "group g 2\nquorum g\n",
        "any of nobody": log + "group g any\nquorum g\n",
        "all of nobody": log + "group g all\nquorum g\n",
        "one name twice in a group": log + three + "group g 1 lane lane\nquorum g\n",
        "one name in two groups": log + three + "group g 1 lane\ngroup h 1 lane street\nquorum g\n",
        "group of groups": log + three + "group g 1 lane\ngroup h 1 street owner\ngroup k all g h\nquorum k\n",
        "group of itself": log + three + "group g 1 g\nquorum g\n",
        "group named none": log + three + "group none any lane\nquorum none\n",
        "witness named none": log + witness["lane"].replace("witness lane", "witness none", 1) + "quorum none\n",
        "none in a group": log + three + "group g any none lane\nquorum g\n",
        "log key as witness": log + f"witness lane {WITNESSES['lane'].vkey(NAMES['lane'], 1)}\nquorum lane\n",
        "witness key as log": f"log {book.log.vkey(book.origin, 4)}\nquorum none\n",
        "comment": "# one log\n\n  # and no witness\n" + log + "quorum none\n",
        "comment at the end of a line": log.strip() + " # log\nquorum none\n",
        "tabs and spaces": "\t log \t " + log[4:].strip() + " \t\n \t \nquorum\tnone \n",
        "no last newline": log + "quorum none",
        "carriage returns": (log + "quorum none\n").replace("\n", "\r\n"),
        "upper case": log.replace("log", "LOG", 1) + "quorum none\n",
        "unknown line": log + "quorum none\nfoo bar\n",
        "no-break space": log.replace(" ", "\u00a0", 1) + "quorum none\n",
        "Chinese names": log + witness["lane"].replace("witness lane", "witness 里弄", 1) + "quorum 里弄\n",
        "byte order mark": "\ufeff" + log + "quorum none\n",
        "delete character": log + "# \x7f\nquorum none\n",
        "zero byte": log + "# \0\nquorum none\n",
        "form feed": log + "# \f\nquorum none\n",
        "empty": "",
    }
    return {name: text.encode() for name, text in texts.items()} | {"not UTF-8": log.encode() + b"# \xff\nquorum none\n"}


def policy_cases() -> Iterator[Case]:
    book = small_book()
    files, lines = book.seal(), book.lines()
    text = checkpoint_text(book.origin, lines)
    cosigned = [WITNESSES[word].cosign(NAMES[word], text) for word in ("lane", "street")]
    note = files["checkpoint"] + b"".join(cosigned)
    for name, policy in policy_texts(book).items():
        yield Case(f"policy: {name}", files | {"checkpoint": note}, policy=policy)
        yield Case(f"own policy: {name}", files | {"policy": policy}, pinned(book))
    lane, street = WITNESSES["lane"], WITNESSES["street"]
    one = policy_texts(book)["one witness"]
    name = NAMES["lane"]
    last_ms = max(entry["recorded_at"] for entry in entries_of(files))
    last = -(-last_ms // 1000)
    lines_of_witness = {
        "good": cosigned[0],
        "twice": cosigned[0] * 2,
        "two times": cosigned[0] + lane.cosign(name, text, 1_772_500_001),
        "time 0": lane.cosign(name, text, 0),
        "time 2^63 - 1": lane.cosign(name, text, 2**63 - 1),
        "an hour before the last entry": lane.cosign(name, text, last - 3600),
        "more than an hour before the last entry": lane.cosign(name, text, (last_ms - 1) // 1000 - 3600),
        "long before the last entry, and after it": lane.cosign(name, text, 1) + lane.cosign(name, text, last),
        "time 2^63": lane.cosign(name, text, 2**63),
        "in the far future": lane.cosign(name, text, 2**40),
        "bad": signature_line(name, lane.key_id(name, 4) + bytes(72)),
        "good and bad": cosigned[0] + signature_line(name, lane.key_id(name, 4) + bytes(72)),
        "bad of another witness": cosigned[0] + signature_line(NAMES["street"], street.key_id(NAMES["street"], 4) + bytes(72)),
        "without time": signature_line(name, lane.key_id(name, 4) + lane.sign(text)),
        "of 73 bytes": signature_line(name, lane.key_id(name, 4) + bytes(73)),
        "as a log signs": lane.line(name, text),
        "under another name": lane.cosign(NAMES["street"], text),
        "over another text": lane.cosign(name, text + b"\n"),
        "S beyond the group order": signature_line(name, _cosign_beyond(lane, name, text)),
        "of another": cosigned[1],
        "none": b"",
    }
    three = policy_texts(book)["two of three"]
    for word, line in lines_of_witness.items():
        yield Case(f"cosignature: {word}", files | {"checkpoint": files["checkpoint"] + line}, policy=one)
        one_line = files | {"checkpoint": files["checkpoint"] + line}
        yield Case(f"cosignature, any of three: {word}", one_line, policy=policy_texts(book)["any"])
        more = files["checkpoint"] + line + cosigned[1] if word != "of another" else files["checkpoint"] + line
        yield Case(f"cosignature, two of three: {word}", files | {"checkpoint": more}, policy=three)


def _cosign_beyond(witness: Key, name: str, text: bytes) -> bytes:
    value = witness.sign(b"cosignature/v1\ntime 7\n" + text)
    return witness.key_id(name, 4) + (7).to_bytes(8, "big") + _beyond(value)


def cases() -> Iterator[Case]:
    yield from checkpoint_cases()
    yield from pin_cases()
    yield from policy_cases()
