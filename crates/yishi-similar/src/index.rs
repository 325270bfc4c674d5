//! The index: which texts use a term, kept in step as texts come and go.

use crate::term::{Term, terms};
use crate::weight::weight;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

/// So many points a text needs to be told as a look-alike: fewer are chance, such as one common word.
pub const LEAST_POINTS: u32 = 15;

/// So many different words of a text are looked for, the first ones: enough to know what it is about, and a bound for the work.
pub const MOST_WORDS: usize = 128;

/// A text that says much the same as the one asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike<I> {
    /// Which.
    pub id: I,
    /// How much of what the text asked about says stands there too: [`LEAST_POINTS`] to 100, the sum of the points of the terms.
    pub points: u32,
    /// The terms that both use, those that tell most first.
    pub shared: Vec<Shared>,
}

/// A term that both texts use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The term.
    pub term: Term,
    /// Its part of the points: its weight among the weights of all terms asked about, rounded so that the parts add up.
    pub points: u32,
}

/// An index over texts by their terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index<I> {
    /// The texts that use a term, in their order.
    postings: BTreeMap<Term, Vec<I>>,
    texts: BTreeMap<I, Vec<Term>>,
    /// All texts in their order, to count those before a bound.
    ids: Vec<I>,
}

impl<I> Default for Index<I> {
    fn default() -> Self {
        Self { postings: BTreeMap::new(), texts: BTreeMap::new(), ids: Vec::new() }
    }
}

/// A term asked about.
struct Asked<'a, I> {
    term: Term,
    weight: u64,
    found: &'a [I],
}

impl<I: Copy + Ord> Index<I> {
    /// Takes in a text, in place of what stood under its id.
    pub fn insert(&mut self, id: I, text: &str) {
        self.remove(id);
        let terms = terms(text);
        for term in &terms {
            put(self.postings.entry(Term::clone(term)).or_default(), id);
        }
        put(&mut self.ids, id);
        self.texts.insert(id, terms);
    }

    /// Forgets a text and every trace of its terms.
    pub fn remove(&mut self, id: I) {
        for term in self.texts.remove(&id).unwrap_or_default() {
            let Some(found) = self.postings.get_mut(&term) else { continue };
            take(found, id);
            if found.is_empty() {
                self.postings.remove(&term);
            }
        }
        take(&mut self.ids, id);
    }

    /// The texts held, in their order.
    pub fn ids(&self) -> &[I] {
        &self.ids
    }

    /// The texts before `bound` that look most like the words given, at most `most`, the likest first and of equals the first.
    ///
    /// Texts from `bound` on count nowhere: the answer is that of an index which never held them. Those that are not `wanted` are
    /// left out of the answer but count for how rare a term is.
    pub fn search(&self, text: &str, bound: I, most: usize, wanted: impl Fn(I) -> bool) -> Vec<LookAlike<I>> {
        let asked = self.asked(text, bound);
        let total: u64 = asked.iter().map(|asked| asked.weight).sum();
        let mut found = weigh(&asked);
        found.retain(|(_, weight)| points(*weight, total) >= LEAST_POINTS);
        let likest = |&(id, weight): &(I, u64)| (Reverse(points(weight, total)), id);
        found.sort_unstable_by_key(likest);
        let found = found.into_iter().filter(|(id, _)| wanted(*id)).take(most);
        found
            .map(|(id, weight)| LookAlike {
                id,
                points: points(weight, total),
                shared: shared(&asked, id, total),
            })
            .collect()
    }

    /// The terms of a text with their weights among the texts before a bound, the heaviest first.
    fn asked(&self, text: &str, bound: I) -> Vec<Asked<'_, I>> {
        let texts = before(&self.ids, bound).len();
        let weighed = |term: Term| {
            let found = before(self.postings.get(&term).map_or(&[][..], Vec::as_slice), bound);
            Asked { term, weight: weight(texts, found.len()), found }
        };
        let mut asked: Vec<_> = terms(text).into_iter().take(MOST_WORDS).map(weighed).collect();
        asked.sort_by(|one, other| other.weight.cmp(&one.weight).then_with(|| one.term.cmp(&other.term)));
        asked
    }
}

/// Each text that uses one of the terms, with the weight of all that it uses.
fn weigh<I: Copy + Ord>(asked: &[Asked<'_, I>]) -> Vec<(I, u64)> {
    let uses = |asked: &Asked<'_, I>| asked.found.iter().map(|id| (*id, asked.weight)).collect();
    let mut lists: Vec<Vec<(I, u64)>> = asked.iter().map(uses).collect();
    // Two by two, so that each use is looked at as often as the number of terms can be halved.
    while lists.len() > 1 {
        lists = lists
            .chunks(2)
            .map(|pair| match pair {
                [one, other] => merge(one, other),
                _ => pair.concat(),
            })
            .collect();
    }
    lists.pop().unwrap_or_default()
}

/// Two lists in order as one, with the weights of what stands in both added.
fn merge<I: Copy + Ord>(mut one: &[(I, u64)], mut other: &[(I, u64)]) -> Vec<(I, u64)> {
    let mut merged = Vec::with_capacity(one.len().saturating_add(other.len()));
    while let ([first, rest @ ..], [second, more @ ..]) = (one, other) {
        match first.0.cmp(&second.0) {
            Ordering::Less => {
                merged.push(*first);
                one = rest;
            }
            Ordering::Greater => {
                merged.push(*second);
                other = more;
            }
            Ordering::Equal => {
                merged.push((first.0, first.1.saturating_add(second.1)));
                (one, other) = (rest, more);
            }
        }
    }
    merged.extend_from_slice(one);
    merged.extend_from_slice(other);
    merged
}

/// A weight as points of a hundred, rounded down.
fn points(weight: u64, total: u64) -> u32 {
    let points = weight.saturating_mul(100).checked_div(total).unwrap_or_default();
    u32::try_from(points).unwrap_or(100)
}

/// The terms that a text shares. Each gets what it adds to the rounded sum, so that the parts add up to the whole.
fn shared<I: Copy + Ord>(asked: &[Asked<'_, I>], id: I, total: u64) -> Vec<Shared> {
    let mut sum = 0_u64;
    let both = asked.iter().filter(|asked| asked.found.binary_search(&id).is_ok());
    both.map(|asked| {
        let before = points(sum, total);
        sum = sum.saturating_add(asked.weight);
        Shared { term: Term::clone(&asked.term), points: points(sum, total).saturating_sub(before) }
    })
    .collect()
}

fn before<I: Ord>(ids: &[I], bound: I) -> &[I] {
    ids.get(..ids.partition_point(|id| *id < bound)).unwrap_or_default()
}

fn put<I: Copy + Ord>(ids: &mut Vec<I>, id: I) {
    if let Err(place) = ids.binary_search(&id) {
        ids.insert(place, id);
    }
}

fn take<I: Ord>(ids: &mut Vec<I>, id: I) {
    if let Ok(place) = ids.binary_search(&id) {
        ids.remove(place);
    }
}
