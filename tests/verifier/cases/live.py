"""Books that our program has made (live_books.py): a member erased in two parts, a rotated log key, a registry with pins; good and broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cases import Case
from cases.flips import flipped
from forge import Book, Files, entries_of
from verifier.bundle import Bundle

FLIP_EVERY = {"quick": 397, "full": 7}


def files_of(live: Path, name: str) -> Files:
    return Bundle.read(live / name).files


def pin_of(live: Path, name: str) -> list[str]:
    return ["--vkey", (live / f"{name}.vkey").read_text("ascii")]


def good_cases(live: Path) -> Iterator[Case]:
    for path in sorted(live.glob("*.bundle")) + sorted(live.glob("*.tiles")):
        files, pin = files_of(live, path.name), pin_of(live, path.stem)
        yield Case(f"live: {path.name}", files, pin, joints=True)
        yield Case(f"live: {path.name}, unpinned", files, ["--unpinned"])
    for name in ("rotated.bundle", "rotated.tiles"):
        yield Case(f"live: {name}, the key before pinned", files_of(live, name), pin_of(live, "rotated.before"))
    before = files_of(live, "rotated.before")
    for pinned in ("rotated", "rotated.before"):
        yield Case(f"live: rotated.before, {pinned} pinned", before, pin_of(live, pinned))
        earlier = files_of(live, "rotated.bundle") | {"checkpoint": before["checkpoint"]}
        yield Case(f"live: rotated.bundle under the checkpoint before, {pinned} pinned", earlier, pin_of(live, pinned))
    yield Case("live: registry.bundle, the key of the pinned book pinned", files_of(live, "registry.bundle"), pin_of(live, "rotated"))


def erased_cases(live: Path) -> Iterator[Case]:
    """What was withheld comes back or was never said to be, and what was not is gone."""
    pin = pin_of(live, "erased")
    before = files_of(live, "erased.before")
    for form in ("bundle", "tiles"):
        files = files_of(live, f"erased.{form}")
        gone = sorted(name for name in before.keys() - files.keys() if name.startswith("statements/"))
        kept = next(name for name in files if name.startswith("statements/"))
        for name in (gone[0], gone[-1]):
            yield Case(f"live: erased.{form}: {name[:15]} is back", files | {name: before[name]}, pin)
            yield Case(f"live: erased.{form}: {name[:15]} is back and changed", files | {name: flipped(before[name], 40, 1)}, pin)
        yield Case(f"live: erased.{form}: all are back", files | {name: before[name] for name in gone}, pin)
        less = {name: data for name, data in files.items() if name != kept}
        yield Case(f"live: erased.{form}: {kept[:15]} of somebody else is gone", less, pin)
    files = files_of(live, "erased.bundle")
    evidence = next(entry["command"]["assistance"]["evidence"] for entry in entries_of(files) if "assistance" in entry["command"])
    yield Case("live: erased.bundle: a vault text is there", files | {f"statements/{evidence}": bytes(40)}, pin)
    yield from _forged_erasures(files, kept.removeprefix("statements/"))


def _forged_erasures(files: Files, kept: str) -> Iterator[Case]:
    """The two entries that erase say something else, and everything is signed anew."""
    for part in (1, 2):
        for how in ("as it is", "first left out", "last left out", "none", "somebody else's too", "no erasure", "redacted twice"):
            book = Book.rekeyed(files, "erased")
            event = next(
                event for entry in book.entries for event in entry["events"] if event["kind"] == "member_erased" and event["part"] == part
            )
            _change(book, event, how, kept)
            yield Case(f"live: erasure, part {part}: {how}", book.seal(), ["--vkey", book.vkey])


def _change(book: Book, event: dict[str, object], how: str, kept: str) -> None:
    texts = event["texts"]
    assert isinstance(texts, list)
    match how:
        case "first left out":
            del texts[0]
        case "last left out":
            del texts[-1]
        case "none":
            texts.clear()
        case "somebody else's too":
            texts.append(kept)
        case "redacted twice":
            texts.append(texts[0])
        case "no erasure":
            for entry in book.entries:
                entry["events"] = [other for other in entry["events"] if other is not event]


def flip_cases(live: Path, step: int) -> Iterator[Case]:
    for name in ("registry", "rotated"):
        files, pin = files_of(live, f"{name}.bundle"), pin_of(live, name)
        data = files["book.jsonl"]
        for at in range(0, len(data), step):
            yield Case(f"live: flip {name} {at}", files | {"book.jsonl": flipped(data, at, at * 5 % 8)}, pin)


def cases(mode: str, live: Path) -> Iterator[Case]:
    yield from good_cases(live)
    yield from erased_cases(live)
    yield from flip_cases(live, FLIP_EVERY[mode])
