"""The frozen books, the frozen commands and events, and the tables of texts against docs/format-kinds.md."""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path

from verifier import kinds, texts
from verifier.bundle import Bundle
from verifier.verify import Trust, verify

ROOT = Path(__file__).parents[2]
BOOKS = [ROOT / "tests/fixtures/book-v1-ruleset-1", *sorted((ROOT / "tests/fixtures").glob("books-v1-ruleset-*/*"))]
KINDS = ROOT / "crates/yishi-core/tests/fixtures"

# Fields that name a text which other commands bring in, or which nobody exports.
CITES = {
    "accept_amendments.base", "cast_ballot.document", "cast_marks.document", "cast_sealed_ballot.document", "certify_resolution.document",
    "declare_effects.document", "enter_paper_ballot.document", "open_poll.document", "open_second_round.document", "propose_amendment.base",
    "redact_text.commitment", "sign_settlement.text", "support_proposal.document", "take_stance.text",
}  # fmt: skip
VAULT = {
    "complete_action.evidence", "enter_paper_ballot.mandate", "enter_paper_ballot.scan", "enter_tally_sheet.evidence",
    "perform_duty.evidence", "propose_settlement.text", "correct_payment.evidence", "record_booking.evidence", "record_payment.receipt", "record_service.evidence",
    "reverse_booking.evidence",
}  # fmt: skip


class Books(unittest.TestCase):
    def test_frozen_books_are_good_with_all_their_joints(self) -> None:
        for path in BOOKS:
            with self.subTest(path.name):
                report = verify(Bundle.read(path), Trust(None, unpinned=True), joints=True)
                self.assertEqual([str(found) for found in report.findings], [])

    def test_a_book_without_a_pin_is_a_finding(self) -> None:
        report = verify(Bundle.read(BOOKS[0]), Trust())
        self.assertEqual([found.check for found in report.findings], ["pin"])


class Tables(unittest.TestCase):
    def test_every_frozen_command_and_event_has_its_documented_form(self) -> None:
        for name, fault in (("commands-v1.jsonl", kinds.fault_of_command), ("events-v1.jsonl", kinds.fault_of_event)):
            for line in (KINDS / name).read_text("utf-8").splitlines():
                value = json.loads(line)
                for one in value if isinstance(value, list) else [value]:
                    with self.subTest(one["kind"]):
                        self.assertIsNone(fault(one))

    def test_every_text_of_a_command_is_brought_in_cited_or_kept_in_the_vault(self) -> None:
        known = {
            f"{kind}.{path}" for table in (texts.DOCUMENTS, texts.STATEMENTS) for kind, paths in table.items() for path in paths
        }
        for kind, fields in self._documented():
            for name in fields:
                with self.subTest(f"{kind}.{name}"):
                    self.assertIn(f"{kind}.{name}", known | CITES | VAULT)

    def _documented(self) -> list[tuple[str, list[str]]]:
        commands = kinds.DOCUMENT.read_text("utf-8").split("## Commands")[1].split("\n## Events")[0]
        row = re.compile(r"^\| `(\w+)` \| 64 hex digits, a (?:document|commitment|statement|vault text)", re.MULTILINE)
        return [(section.split("`")[0], row.findall(section)) for section in commands.split("### `")[1:]]


if __name__ == "__main__":
    unittest.main()
