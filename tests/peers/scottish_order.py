"""The count of the Scottish Local Government Elections Order 2011, rules 46 to 53, written down from its text.

No package that can be installed counts by these rules, so this stands in for one. Votes are whole numbers of 0.00001.
"""

UNIT = 100_000


class Tie(Exception):
    """The order asks for a lot."""


def count(candidates, seats, ballots):
    """`ballots` are pairs of how many there are and the candidates in order; answers the elected and their votes."""
    ballots = [(number, [c for c in order if c in candidates]) for number, order in ballots]
    ballots = [(number, order) for number, order in ballots if order]
    # Rule 47: the valid ballot papers divided by one more than the seats, decimals ignored, and one.
    quota = (sum(number for number, _ in ballots) // (seats + 1) + 1) * UNIT
    continuing, elected = set(candidates), []
    # A paper lies with a candidate at a value; rule 46: with the first preference at one vote.
    papers = {candidate: [] for candidate in candidates}
    for number, order in ballots:
        papers[order[0]].append((number, order, UNIT))
    votes = {c: sum(number * value for number, _, value in papers[c]) for c in candidates}
    stages = []

    def earlier(tied, wanted):
        """Rules 50 (2) and 52 (2): the most recent stage at which their votes were not equal, else a lot."""
        for stage in reversed(stages):
            best = wanted(stage[c] for c in tied)
            tied = [c for c in tied if stage[c] == best]
        if len(tied) > 1:
            raise Tie(tied)
        return tied[0]

    def transfer(candidate, value_of):
        for number, order, value in papers.pop(candidate):
            nexts = [c for c in order if c in continuing]
            if nexts:
                papers[nexts[0]].append((number, order, value_of(value)))
                votes[nexts[0]] += number * value_of(value)

    while True:
        # Rule 48: whoever has the quota is deemed to be elected; rule 53: continuing candidates fill the last vacancies.
        reached = sorted((c for c in continuing if votes[c] >= quota), key=lambda c: -votes[c])
        elected += reached
        continuing -= set(reached)
        if len(continuing) <= seats - len(elected):
            return elected + sorted(continuing, key=lambda c: -votes[c]), votes
        if len(elected) >= seats:
            return elected, votes
        surpluses = {c: votes[c] - quota for c in elected if votes[c] > quota}
        if surpluses:
            # Rule 50 (1): the highest surplus first. Rule 49 (3): surplus by value by total, five decimals.
            most = max(surpluses.values())
            tied = [c for c in surpluses if surpluses[c] == most]
            one = tied[0] if len(tied) == 1 else earlier(tied, max)
            stages.append(dict(votes))
            surplus, total = surpluses[one], votes[one]
            transfer(one, lambda value: surplus * value // total)
            votes[one] = quota
        else:
            # Rule 51: the lowest is excluded, and papers pass on at the value at which they came.
            least = min(votes[c] for c in continuing)
            tied = [c for c in continuing if votes[c] == least]
            one = tied[0] if len(tied) == 1 else earlier(tied, min)
            stages.append(dict(votes))
            continuing.remove(one)
            transfer(one, lambda value: value)
            votes[one] = 0
