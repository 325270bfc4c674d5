"""Books that rotate their log key: which key signs the checkpoint, for which sizes, and which one the auditor has pinned."""

from __future__ import annotations

from collections.abc import Iterator

from cases import Case, key, small_book
from forge import Files, checkpoint_text

AT = 9


def _sealed(from_size: int, until_size: int, signers: str) -> tuple[Files, str, str]:
    """The book with a rotation told by its entry 9, its checkpoint signed by the old key, the new one or both; and both vkeys."""
    book, new = small_book(), key("log/next")
    told = {"kind": "log_key_rotated", "request": "request_7", "log_vkey": new.vkey(book.origin)}
    book.entries[AT]["events"].append(told | {"from_size": from_size, "until_size": until_size})
    files, lines = book.seal(), book.lines()
    text = checkpoint_text(book.origin, lines)
    signing = {"old": [book.log], "new": [new], "both": [book.log, new], "spoilt": [book.log]}[signers]
    spoilt = [new.line(book.origin, text + b"x")] if signers == "spoilt" else []
    note = text + b"\n" + b"".join([signer.line(book.origin, text) for signer in signing] + spoilt)
    return files | {"checkpoint": note}, book.vkey, new.vkey(book.origin)


def cases() -> Iterator[Case]:
    size = len(small_book().entries)
    spans = {
        "long ago": (AT + 1, AT + 3), "in the overlap": (AT + 1, size), "just over": (AT + 1, size - 1),
        "as it begins": (size, size), "not yet": (size + 1, size),
    }  # fmt: skip
    for when, (from_size, until_size) in spans.items():
        for signers in ("old", "new", "both", "spoilt"):
            files, old, new = _sealed(from_size, until_size, signers)
            for pinned, pin in (("old", ["--vkey", old]), ("new", ["--vkey", new]), ("none", ["--unpinned"])):
                yield Case(f"rotation: {when}, signed by {signers}, pinned {pinned}", files, pin)
            names_new = files | {"policy": f"log {new}\nquorum none\n".encode()}
            yield Case(f"rotation: {when}, signed by {signers}, its policy names the new key", names_new, ["--vkey", old])
    files, old, _ = _sealed(AT + 1, size, "both")
    stranger = key("stranger").vkey(old.split("+", maxsplit=1)[0])
    yield Case("rotation: its policy names a stranger", files | {"policy": f"log {stranger}\nquorum none\n".encode()}, ["--vkey", old])
