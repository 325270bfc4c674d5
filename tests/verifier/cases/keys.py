"""Books in which somebody signs who may not, or signs in a way that a lax check of Ed25519 would accept."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from cases import Case, key, pinned, small_book
from forge import Book, Value, challenge
from verifier import canonical, ed25519
from verifier.keys import POSSESSION_TYPE

AT = 7  # signed by the secretary, whose key entry 5 enrols
ENROLS, TAKES_EFFECT, ENGINE_AT = 4, 5, 23


def public_of(book: Book, index: int) -> str:
    return book.entries[index]["command"]["key"]


def _wrong_signature(change: Callable[[bytes], bytes], at: int) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        signer = book.keys[public_of(book, at)]
        book.signatures[at] = lambda payload: (signer.hex, change(signer.sign(payload)))

    return edit


def s_beyond_order(signature: bytes) -> bytes:
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ed25519.ORDER).to_bytes(32, "little")


def _small_order_r(book: Book) -> None:
    """R is the identity: the equation without cofactor holds, and only the check of R's order refuses it."""
    signer = book.keys[public_of(book, AT)]
    point = ed25519.encode(ed25519.IDENTITY)

    def sign(payload: bytes) -> tuple[str, bytes]:
        scalar = challenge(point, signer.public, payload) * signer.scalar() % ed25519.ORDER
        return signer.hex, point + scalar.to_bytes(32, "little")

    book.signatures[AT] = sign


BASE = ed25519.decode(bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666"))
TORSION = next(
    point for point in map(ed25519.decode, sorted(ed25519.SMALL_ORDER)) if point and not ed25519.is_identity(ed25519.times(4, point))
)


def mixed_signature(signer_scalar: int, public: bytes, message: bytes) -> bytes:
    """A signature under a key with a torsion component that holds without the cofactor: tried until the challenge is a multiple of 8."""
    for nonce in range(1, 10_000):
        point = ed25519.encode(ed25519.times(nonce, BASE))
        number = challenge(point, public, message)
        if number % 8 == 0:
            return point + ((nonce + number * signer_scalar) % ed25519.ORDER).to_bytes(32, "little")
    raise AssertionError("one in eight fits")


def _enrol_instead(book: Book, public: str, possess: Callable[[bytes], bytes]) -> None:
    """Puts another key in the place of the first that is enrolled, with a proof of possession made by `possess`."""
    row = book.entries[ENROLS]["command"]["command"]["act"]["keys"][0]
    claim = canonical.spell({"key": public, "member": row["member"], "origin": book.origin})
    old, row["key"] = row["key"], public
    row["possession"] = possess(ed25519.pre_authentication(POSSESSION_TYPE, claim)).hex()
    for event in book.entries[TAKES_EFFECT]["events"]:
        for enrolled in event.get("keys", []):
            enrolled["key"] = public if enrolled["key"] == old else enrolled["key"]
    book.keep_possessions = True


def _key_with_torsion(book: Book) -> None:
    signer = key("torsion")
    public = ed25519.encode(ed25519.add(ed25519.times(signer.scalar(), BASE), TORSION))
    _enrol_instead(book, public.hex(), lambda message: mixed_signature(signer.scalar() % ed25519.ORDER, public, message))


def _key_of_small_order(book: Book) -> None:
    identity = ed25519.encode(ed25519.IDENTITY)
    point = ed25519.encode(ed25519.times(5, BASE))
    _enrol_instead(book, identity.hex(), lambda _: point + (5).to_bytes(32, "little"))


def _key_not_canonical(book: Book) -> None:
    """The identity again, written as y = p + 1."""
    public = (ed25519.PRIME + 1).to_bytes(32, "little")
    point = ed25519.encode(ed25519.times(5, BASE))
    _enrol_instead(book, public.hex(), lambda _: point + (5).to_bytes(32, "little"))


def _no_point(book: Book) -> None:
    _enrol_instead(book, "02" + "00" * 31, lambda _: bytes(64))


def _other_origin(book: Book) -> None:
    row = book.entries[ENROLS]["command"]["command"]["act"]["keys"][0]
    signer = book.keys[row["key"]]
    row["possession"] = book.possession(signer, row["member"], row["key"], "test.example/other-0a1b2c3d")
    book.keep_possessions = True


def _other_member(book: Book) -> None:
    row = book.entries[ENROLS]["command"]["command"]["act"]["keys"][0]
    row["possession"] = book.possession(book.keys[row["key"]], "somebody", row["key"])
    book.keep_possessions = True


def _swapped_possessions(book: Book) -> None:
    rows = book.entries[ENROLS]["command"]["command"]["act"]["keys"]
    rows[0]["possession"], rows[1]["possession"] = rows[1]["possession"], rows[0]["possession"]
    book.keep_possessions = True


def _possession(text: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.entries[ENROLS]["command"]["command"]["act"]["keys"][0]["possession"] = text
        book.keep_possessions = True

    return edit


def _founder_possession(book: Book) -> None:
    rows = book.entries[0]["command"]["command"]["registrars"]
    rows[1]["possession"] = rows[2]["possession"]
    book.keep_possessions = True


def _signed_by(index: int, signer: str) -> Callable[[Book], None]:
    """The entry at `index` is signed by a key, and says so."""

    def edit(book: Book) -> None:
        fresh = key("stranger")
        book.keys[fresh.hex] = fresh
        known = {"stranger": fresh.hex, "engine": public_of(book, ENGINE_AT), "log": book.log.hex}
        public = known.get(signer) or public_of(book, int(signer))
        book.keys[book.log.hex] = book.log
        book.entries[index]["command"]["key"] = public

    return edit


def _signed_by_another_than_named(book: Book) -> None:
    signer = book.keys[public_of(book, 0)]
    book.signatures[AT] = lambda payload: (signer.hex, signer.sign(payload))


def _named_but_not_signed(book: Book) -> None:
    signer = book.keys[public_of(book, 0)]
    named = public_of(book, AT)
    book.signatures[AT] = lambda payload: (named, signer.sign(payload))


def _event(index: int, event: Value) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        filled = {name: (public_of(book, value) if name == "key" else value) for name, value in event.items()}
        book.entries[index]["events"].append(filled)

    return edit


def _revoked(index: int, whose: int) -> Callable[[Book], None]:
    return _event(index, {"kind": "key_revoked", "request": "request_4", "key": whose, "reason": "lost"})


def _enrolled_again(index: int, whose: int, member: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        row = {"custody": "own", "key": public_of(book, whose), "member": member}
        book.entries[index]["events"].append({"kind": "keys_enrolled", "request": "request_4", "keys": [row]})

    return edit


def _both(*edits: Callable[[Book], None]) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for one in edits:
            one(book)

    return edit


def _without_enrolment(book: Book) -> None:
    events = book.entries[TAKES_EFFECT]["events"]
    book.entries[TAKES_EFFECT]["events"] = [event for event in events if event["kind"] != "keys_enrolled"]


def _before_enrolment(book: Book) -> None:
    """The secretary signs the entry in which the key is enrolled: it counts from the next one on."""
    book.entries[TAKES_EFFECT]["command"].update(actor={"id": "secretary", "party": "member"}, key=public_of(book, AT))


def _actor(index: int, actor: Value) -> Callable[[Book], None]:
    return lambda book: book.entries[index]["command"].update(actor=actor)


def _enrols_itself(book: Book) -> None:
    """The first entry founds no book, and its event enrols whoever signs it."""
    row = {"custody": "own", "key": public_of(book, 0), "member": "registrar_1"}
    book.entries[0]["command"]["command"] = book.entries[AT]["command"]["command"]
    book.entries[0]["events"] = [{"kind": "keys_enrolled", "request": "request_4", "keys": [row]}]


def _founded_twice(book: Book) -> None:
    book.entries[AT]["events"].append(copy.deepcopy(book.entries[0]["events"][0]))


def _other_event_than_command(book: Book) -> None:
    """The first event names other registrars than the command, which nobody proved to hold."""
    fresh = key("smuggled")
    book.keys[fresh.hex] = fresh
    book.entries[0]["events"][0]["registrars"].append({"custody": "own", "key": fresh.hex, "member": "smuggler"})
    book.entries[AT]["command"].update(actor={"id": "smuggler", "party": "member"}, key=fresh.hex)


MEMBER = {"id": "secretary", "party": "member"}
EDITS: dict[str, Callable[[Book], None]] = {
    "S beyond the group order": _wrong_signature(s_beyond_order, AT),
    "R of small order": _small_order_r,
    "signature of zeros": _wrong_signature(lambda _: bytes(64), AT),
    "signature of ones": _wrong_signature(lambda _: b"\xff" * 64, AT),
    "signature with its halves swapped": _wrong_signature(lambda value: value[32:] + value[:32], AT),
    "signature of the first entry wrong": _wrong_signature(lambda value: bytes(64), 0),
    "enrolled key with a torsion component": _key_with_torsion,
    "enrolled key of small order": _key_of_small_order,
    "enrolled key not canonical": _key_not_canonical,
    "enrolled key that is no point": _no_point,
    "possession for another book": _other_origin,
    "possession for another member": _other_member,
    "possessions swapped": _swapped_possessions,
    "possession empty": _possession(""),
    "possession short": _possession("00"),
    "possession upper case": _possession("AB" * 64),
    "possession no hex": _possession("zz" * 64),
    "possession of a founder wrong": _founder_possession,
    "signed by a stranger": _signed_by(AT, "stranger"),
    "signed by the log": _signed_by(AT, "log"),
    "signed by another member": _signed_by(AT, "0"),
    "signed by the engine for a member": _signed_by(AT, "engine"),
    "signed by a member for the engine": _signed_by(ENGINE_AT, str(AT)),
    "first entry by a stranger": _signed_by(0, "stranger"),
    "first entry by another founder": _signed_by(0, "5"),
    "first entry by the engine": _both(_signed_by(0, "engine"), _actor(0, {"party": "engine"})),
    "member's key, actor engine": _actor(AT, {"party": "engine"}),
    "engine's key, actor member": _actor(ENGINE_AT, MEMBER),
    "actor another member": _actor(AT, {"id": "resident_0", "party": "member"}),
    "actor nobody": _actor(AT, {"id": "nobody", "party": "member"}),
    "signed by another than named": _signed_by_another_than_named,
    "named but not signed": _named_but_not_signed,
    "revoked before": _revoked(6, AT),
    "revoked in the same entry": _revoked(AT, AT),
    "revoked and enrolled again": _both(_revoked(6, AT), _enrolled_again(8, AT, "secretary")),
    "revoked and enrolled in one entry": _both(_revoked(6, AT), _enrolled_again(6, AT, "secretary")),
    "enrolled and revoked in one entry": _both(_enrolled_again(6, AT, "secretary"), _revoked(6, AT)),
    "enrolled again for another": _enrolled_again(6, AT, "somebody"),
    "engine's key revoked": _revoked(6, ENGINE_AT),
    "engine's key enrolled for a member": _enrolled_again(6, ENGINE_AT, "somebody"),
    "a stranger's key revoked": _both(_revoked(6, AT), lambda book: book.entries[6]["events"][-1].update(key="00" * 32)),
    "not enrolled": _without_enrolment,
    "signs the entry that enrols it": _before_enrolment,
    "first entry enrols whoever signs it": _enrols_itself,
    "founded twice": _founded_twice,
    "event names other keys than the command": _other_event_than_command,
}


def cases() -> Iterator[Case]:
    for name, edit in EDITS.items():
        book = small_book()
        edit(book)
        yield Case(f"key: {name}", book.seal(), pinned(book))
