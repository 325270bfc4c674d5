//! Cursor connections: pages that stay stable while the book grows, because a cursor names an item and not a place.

use crate::fault::{Code, Fallible, Fault};
use crate::scalar::count;
use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, Object, OutputType};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use imbl::{OrdMap, OrdSet};
use std::fmt::Display;
use std::ops::Bound;
use std::str::FromStr;
use std::sync::Arc;

const DEFAULT_PAGE: usize = 20;
const LARGEST_PAGE: usize = 100;

/// A page of a list, or why there is none.
pub(crate) type Page<N> = Fallible<Connection<String, N, Total>>;

/// How many there are in all; counted only when asked for.
pub(crate) struct Total(Box<dyn Fn() -> usize + Send + Sync>);

#[Object]
impl Total {
    /// How many items the whole list has.
    async fn total_count(&self) -> i32 {
        count((self.0)())
    }
}

/// The arguments of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageArgs {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// The arguments of a connection, from the four arguments of a field.
pub(crate) fn args(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}

/// What part of a list is wanted.
struct Window<K> {
    after: Option<K>,
    before: Option<K>,
    limit: usize,
    backwards: bool,
}

impl PageArgs {
    fn window<K: FromStr>(&self) -> Result<Window<K>, Code> {
        let (limit, backwards) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Code::BadPage),
            (None, None) => (DEFAULT_PAGE, false),
            (Some(first), None) => (size(first)?, false),
            (None, Some(last)) => (size(last)?, true),
        };
        let (after, before) = (key(self.after.as_deref())?, key(self.before.as_deref())?);
        Ok(Window { after, before, limit, backwards })
    }
}

fn size(asked: i32) -> Result<usize, Code> {
    usize::try_from(asked).ok().filter(|size| *size <= LARGEST_PAGE).ok_or(Code::BadPage)
}

fn key<K: FromStr>(cursor: Option<&str>) -> Result<Option<K>, Code> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Code::BadCursor)?;
    let text = String::from_utf8(bytes).map_err(|_| Code::BadCursor)?;
    text.parse().map(Some).map_err(|_| Code::BadCursor)
}

/// The cursor of an item.
pub(crate) fn cursor(key: &impl Display) -> String {
    URL_SAFE_NO_PAD.encode(key.to_string())
}

/// A page of a list in the order of its keys.
///
/// `range` gives the items between two keys, `total` counts all of them, `node` makes the object of one.
pub(crate) fn page<'a, K, V, N, I>(
    ctx: &Context<'_>,
    args: &PageArgs,
    range: impl FnOnce((Bound<K>, Bound<K>)) -> I,
    total: impl Fn() -> usize + Send + Sync + 'static,
    node: impl Fn(&K, V) -> N,
) -> Page<N>
where
    K: FromStr + Display + Ord + Clone,
    V: 'a,
    N: OutputType,
    I: DoubleEndedIterator<Item = (K, V)> + 'a,
{
    let window = match args.window::<K>() {
        Ok(window) => window,
        Err(code) => return Some(Err(Fault::new(ctx, code))),
    };
    let (after, before) = (window.after.is_some(), window.before.is_some());
    let (items, more) = select(window.limit, window.backwards, range, window.after, window.before);
    let (previous, next) = if window.backwards { (more, before) } else { (after, more) };
    let mut connection = Connection::with_additional_fields(previous, next, Total(Box::new(total)));
    connection.edges.extend(items.into_iter().map(|(key, value)| {
        let node = node(&key, value);
        Edge::new(cursor(&key), node)
    }));
    Some(Ok(connection))
}

/// A page of things in the order of their ids: those that are listed, or all. Neither the page nor the count scans.
pub(crate) fn page_of_listed<K, V, N>(
    ctx: &Context<'_>,
    args: &PageArgs,
    all: &OrdMap<K, Arc<V>>,
    listed: Option<OrdSet<K>>,
    node: impl Fn(&Arc<V>) -> N,
) -> Page<N>
where
    K: FromStr + Display + Ord + Copy,
    N: OutputType,
{
    match listed {
        None => {
            let total = all.len();
            let range = |bounds: (_, _)| all.range::<_, K>(bounds).map(|(id, value)| (*id, value));
            page(ctx, args, range, move || total, |_, value| node(value))
        }
        Some(listed) => {
            let total = listed.len();
            let range = |bounds: (_, _)| {
                listed.range::<_, K>(bounds).filter_map(|id| all.get(id).map(|value| (*id, value)))
            };
            page(ctx, args, range, move || total, |_, value| node(value))
        }
    }
}

fn select<K: Ord, V, I: DoubleEndedIterator<Item = (K, V)>>(
    limit: usize,
    backwards: bool,
    range: impl FnOnce((Bound<K>, Bound<K>)) -> I,
    after: Option<K>,
    before: Option<K>,
) -> (Vec<(K, V)>, bool) {
    // A range whose ends have crossed is empty; ordered maps would panic over it.
    if let (Some(after), Some(before)) = (&after, &before)
        && after >= before
    {
        return (Vec::new(), false);
    }
    let bounds =
        (after.map_or(Bound::Unbounded, Bound::Excluded), before.map_or(Bound::Unbounded, Bound::Excluded));
    let items = range(bounds);
    let mut items: Vec<_> =
        if backwards { items.rev().take(limit + 1).collect() } else { items.take(limit + 1).collect() };
    let more = items.len() > limit;
    items.truncate(limit);
    if backwards {
        items.reverse();
    }
    (items, more)
}

/// A page of a list that only grows at its end: the cursor is the place.
pub(crate) fn page_of_list<T: Clone, N: OutputType>(
    ctx: &Context<'_>,
    args: &PageArgs,
    list: &[T],
    node: impl Fn(T) -> N,
) -> Page<N> {
    let length = list.len();
    let items = |(from, to): (Bound<usize>, Bound<usize>)| {
        let items: Vec<_> = list.get((from, to)).unwrap_or_default().to_vec();
        let start = if let Bound::Excluded(after) = from { after + 1 } else { 0 };
        items
            .into_iter()
            .enumerate()
            .map(move |(at, item)| (start + at, item))
            .collect::<Vec<_>>()
            .into_iter()
    };
    page(ctx, args, items, move || length, |_, item| node(item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn pick(list: &BTreeMap<u64, u64>, args: PageArgs) -> Result<(Vec<u64>, bool), Code> {
        let window = args.window::<u64>()?;
        let range =
            |bounds| list.range::<u64, _>(bounds).map(|(k, v)| (*k, *v)).collect::<Vec<_>>().into_iter();
        let (items, more) = select(window.limit, window.backwards, range, window.after, window.before);
        Ok((items.into_iter().map(|(key, _)| key).collect(), more))
    }

    fn list(length: u64) -> BTreeMap<u64, u64> {
        (0..length).map(|n| (n, n)).collect()
    }

    #[test]
    fn pages_taken_while_the_list_grows_have_neither_gap_nor_repeat() {
        let (mut seen, mut after) = (Vec::new(), None);
        for length in [25, 31, 64] {
            let (items, _) = pick(&list(length), PageArgs { after, ..PageArgs::default() }).unwrap();
            after = items.last().map(cursor);
            seen.extend(items);
        }
        assert_eq!(seen, (0..60).collect::<Vec<_>>()[..seen.len()]);
        assert_eq!(seen.len(), 20 + 11 + 20);
    }

    #[test]
    fn the_last_page_is_in_order_and_says_whether_more_come_before() {
        let args = PageArgs { last: Some(3), ..PageArgs::default() };
        assert_eq!(pick(&list(5), args.clone()), Ok((vec![2, 3, 4], true)));
        assert_eq!(pick(&list(3), args), Ok((vec![0, 1, 2], false)));
    }

    #[test]
    fn a_page_has_at_most_100_items() {
        let first = |n| PageArgs { first: Some(n), ..PageArgs::default() };
        assert_eq!(pick(&list(200), first(100)).unwrap().0.len(), 100);
        assert_eq!(pick(&list(200), first(101)), Err(Code::BadPage));
        assert_eq!(pick(&list(200), first(-1)), Err(Code::BadPage));
        let both = PageArgs { first: Some(1), last: Some(1), ..PageArgs::default() };
        assert_eq!(pick(&list(200), both), Err(Code::BadPage));
    }

    #[test]
    fn a_cursor_that_is_none_is_refused_and_crossed_ones_give_nothing() {
        for text in ["!", "eA", "-"] {
            let args = PageArgs { after: Some(text.into()), ..PageArgs::default() };
            assert_eq!(pick(&list(5), args), Err(Code::BadCursor), "{text}");
        }
        let crossed = PageArgs { after: Some(cursor(&3)), before: Some(cursor(&2)), ..PageArgs::default() };
        assert_eq!(pick(&list(5), crossed), Ok((vec![], false)));
    }
}
