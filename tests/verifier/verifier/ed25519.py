"""Ed25519 as docs/format.md, section 5, wants it: strictly.

The package's own verification (OpenSSL) refuses S at or above the group order, checks the equation without the cofactor, and compares
the bytes of R, so that R is canonical. It is laxer than the format in three things, which are checked here on the curve:
a key that is not the canonical encoding of its point, a key outside of the prime-order subgroup, and an R of small order.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)


def add(left: Point, right: Point) -> Point:
    (x1, y1, z1, t1), (x2, y2, z2, t2) = left, right
    a = (y1 - x1) * (y2 - x2) % PRIME
    b = (y1 + x1) * (y2 + x2) % PRIME
    c = 2 * D * t1 * t2 % PRIME
    d = 2 * z1 * z2 % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(scalar: int, point: Point) -> Point:
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def is_identity(point: Point) -> bool:
    x, y, z, _ = point
    return x % PRIME == 0 and (y - z) % PRIME == 0


def decode(data: bytes) -> Point | None:
    """The point whose canonical encoding (RFC 8032, section 5.1.3) is `data`."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if len(data) != 32 or y >= PRIME:
        return None
    u, v = (y * y - 1) % PRIME, (D * y * y + 1) % PRIME
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if v * x * x % PRIME == -u % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if v * x * x % PRIME != u or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, PRIME)
    x, y = x * inverse % PRIME, y * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _small_order() -> frozenset[bytes]:
    """The encodings of the eight points whose order divides the cofactor: multiples of ORDER times a point that has all of it."""
    for y in range(2, 100):
        point = decode(y.to_bytes(32, "little"))
        torsion = times(ORDER, point) if point else IDENTITY
        if not is_identity(times(4, torsion)):
            return frozenset(encode(times(factor, torsion)) for factor in range(8))
    raise AssertionError("half of all points have full torsion")


SMALL_ORDER = _small_order()


@lru_cache(maxsize=100_000)
def accepts_key(key: bytes) -> bool:
    """Whether `key` is the canonical encoding of a point of the prime-order subgroup other than the identity."""
    point = decode(key)
    return point is not None and not is_identity(point) and is_identity(times(ORDER, point))


@lru_cache(maxsize=200_000)
def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is one of `message` under `key`, strictly."""
    if len(signature) != 64 or not accepts_key(key) or signature[:32] in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """DSSE's encoding of what is signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
