"""Command line. Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something could not be read."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import receipt, tree
from .bundle import Bundle, Unreadable
from .forms import is_hex
from .findings import Report
from .note import Malformed
from .policy import Policy
from .verify import Trust, verify

FINDINGS, USAGE, UNREADABLE = 1, 2, 3


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    try:
        policy = _policy(arguments)
    except Malformed as error:
        parser.error(str(error))
    except OSError as error:
        return _unreadable(error)
    try:
        report = arguments.run(arguments, policy, parser)
    except (OSError, Unreadable) as error:
        return _unreadable(error)
    print(json.dumps(report.as_json(), ensure_ascii=False) if arguments.json else "\n".join(report.lines()))
    return FINDINGS if report.findings else 0


def _unreadable(error: OSError) -> int:
    print(f"error: {error}", file=sys.stderr)
    return UNREADABLE


def _policy(arguments: argparse.Namespace) -> Policy | None:
    if arguments.policy is not None:
        return Policy.parse(arguments.policy.read_bytes())
    return Policy.of_log(arguments.vkey) if arguments.vkey is not None else None


def _verify(arguments: argparse.Namespace, policy: Policy | None, _: argparse.ArgumentParser) -> Report:
    return verify(Bundle.read(arguments.bundle), Trust(policy, arguments.unpinned), arguments.joints)


def _receipt(arguments: argparse.Namespace, policy: Policy | None, parser: argparse.ArgumentParser) -> Report:
    if policy is None:
        parser.error("a receipt wants --policy or --vkey")
    leaf = arguments.leaf and arguments.leaf.read_bytes().removesuffix(b"\n")
    if leaf is not None:
        leaf_hash = tree.leaf_hash(leaf)
    elif is_hex(arguments.leaf_hash, 64):
        leaf_hash = bytes.fromhex(arguments.leaf_hash)
    else:
        parser.error("--leaf-hash wants 64 lower-case hex digits")
    return receipt.check(arguments.file.read_bytes(), policy, leaf_hash, leaf)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verifier", description=__doc__)
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("verify", help="check a bundle: a folder or a tar archive")
    check.add_argument("bundle", type=Path)
    check.add_argument("--joints", action="store_true", help="also nonces, expiry, timers, rulesets, lists of counted ballots")
    check.set_defaults(run=_verify)
    proof = commands.add_parser("receipt", help="check a receipt for an entry")
    proof.add_argument("file", type=Path)
    leaf = proof.add_mutually_exclusive_group(required=True)
    leaf.add_argument("--leaf", type=Path, help="the entry, as one line")
    leaf.add_argument("--leaf-hash", help="its hash in the tree")
    proof.set_defaults(run=_receipt)
    for command in (check, proof):
        trust = command.add_mutually_exclusive_group()
        trust.add_argument("--policy", type=Path, help="policy file that did not come from the operator")
        trust.add_argument("--vkey", help="the log's verifier key")
        trust.add_argument("--unpinned", action="store_true", help="use the key that the book names itself")
        command.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
