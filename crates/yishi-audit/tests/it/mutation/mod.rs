//! The mutation harness: whatever a book, and everything beside it, could be changed in; each change is found by the check that answers for
//! it, at the entry that it is about, and nothing else is reported. What no book can show is listed as not checked.
//!
//! The sum of it stands as a table in `docs/trust.md`: `YISHI_WRITE_TABLES=1` writes it anew. Some 5,500 bytes of a book of 20,000 entries are
//! changed by `examples/large_book`.

mod across;
mod bench;
mod books;
mod bytes;
mod cosigned;
mod entries;
mod files;
mod forged;
mod forks;
mod ground;
mod json;
mod keys;
mod operator;
mod order;
mod receipts;
mod stores;
mod structure;
mod tiles;
mod timers;

use crate::fixture::{Story, choosing_under, fork_under, long_story_under, other_story_under, story_under};
use crate::{stories, voting};
use bench::Bench;
use books::{NEWER_RULES, RULES};
use ground::{EVERYTHING, Ground};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is done on one thread.
type Work<'a> = Box<dyn Fn() -> Bench + Send + Sync + 'a>;

const DOCUMENT: &str = "../../docs/trust.md";
const BEGIN: &str = "<!-- mutations: begin -->\n";
const END: &str = "<!-- mutations: end -->";

fn ground(story: Story) -> Ground {
    let ground = Ground::of(story);
    assert_eq!(ground.audit(&EVERYTHING).findings, vec![], "the honest book is good");
    ground
}

/// All parts, on as many threads as there are processors; their sums in the order of the parts.
fn all(works: &[Work<'_>]) -> Bench {
    let next = AtomicUsize::new(0);
    let done: Vec<OnceLock<Bench>> = works.iter().map(|_| OnceLock::new()).collect();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(work) = works.get(at) else { return };
                    done[at].set(work()).unwrap();
                }
            });
        }
    });
    let mut sum = Bench::default();
    done.into_iter().for_each(|done| sum.take(done.into_inner().expect("no audit panics")));
    sum
}

/// A book beside a second history of it.
fn forked() -> Ground {
    ground(story_under(RULES)).beside(fork_under(RULES))
}

/// Stories in which timers fire, of each kind at least one.
fn with_timers() -> Vec<Story> {
    let [handing_over, taking_over] = stories::hand_over(NEWER_RULES);
    vec![
        story_under(RULES),
        choosing_under(RULES),
        books::after_the_close(),
        books::small(),
        books::newest(),
        voting::sealed_ballots(RULES),
        voting::every_channel(RULES),
        voting::together(RULES),
        voting::reviews(RULES),
        stories::registry(NEWER_RULES),
        stories::overdue(NEWER_RULES),
        handing_over,
        taking_over,
    ]
}

fn every_timer() -> Bench {
    let mut bench = Bench::default();
    with_timers().into_iter().for_each(|story| bench.take(timers::every_timer(&ground(story))));
    bench
}

#[test]
fn timers_of_these_kinds_are_tried() {
    let fired = with_timers().into_iter().flat_map(|story| timers::kinds_in(&story.leaves));
    assert_eq!(fired.collect::<BTreeSet<_>>(), timers::KINDS.map(str::to_owned).into());
}

fn tried() -> Bench {
    let foreign = other_story_under(RULES).leaves;
    let short: Vec<Work<'_>> = vec![
        Box::new(|| entries::every_byte(&ground(books::small()), 0, 2)),
        Box::new(|| entries::every_byte(&ground(books::small()), 1, 2)),
        Box::new(|| entries::every_byte_once(&ground(books::newest()))),
        Box::new(|| structure::lines_moved(&ground(story_under(RULES)), &foreign)),
        Box::new(|| forks::by_lines(&forked())),
        Box::new(|| structure::torn(&ground(books::small()))),
        Box::new(|| files::every_byte(&ground(books::small()))),
        Box::new(|| files::every_byte(&ground(books::newest()))),
        Box::new(|| files::blobs(&ground(story_under(RULES)))),
        Box::new(|| tiles::every_byte(&ground(books::small()))),
        Box::new(|| tiles::every_hash(&ground(long_story_under(RULES)))),
        Box::new(|| tiles::every_tile(&Ground::of_form(books::tall(65_836)))),
        Box::new(|| receipts::every_byte(&ground(books::small()), 5)),
        Box::new(|| receipts::of_others(&ground(books::small()))),
        Box::new(|| cosigned::every_byte(&ground(books::small()), 5)),
        Box::new(cosigned::every_byte_of_two_keys),
        Box::new(|| keys::of_checkpoints(&ground(story_under(RULES)))),
        Box::new(|| keys::of_witnesses(&ground(story_under(RULES)))),
        Box::new(|| keys::of_whole_books(&ground(story_under(RULES)))),
        Box::new(|| forged::every_forger(&ground(story_under(RULES)))),
        Box::new(|| keys::of_commands(&ground(story_under(RULES)))),
        Box::new(|| keys::of_another_time(&ground(story_under(RULES)), &foreign)),
        Box::new(|| keys::revoked(&ground(books::revoking()))),
        Box::new(|| operator::commands(&ground(books::small()))),
        Box::new(|| operator::commands(&ground(books::newest()))),
        Box::new(|| operator::events(&ground(story_under(RULES)))),
        Box::new(|| operator::events(&ground(books::newest()))),
        Box::new(|| operator::fields(&ground(story_under(RULES)))),
        Box::new(|| operator::clock(&ground(story_under(RULES)))),
        Box::new(|| operator::places(&ground(story_under(RULES)), &foreign)),
        Box::new(|| order::every_order(&ground(story_under(RULES)), 0, 2)),
        Box::new(|| order::every_order(&ground(story_under(RULES)), 1, 2)),
        Box::new(|| forks::signed_anew(&forked())),
        Box::new(every_timer),
        Box::new(|| operator::rolled_back(&ground(story_under(RULES)))),
        Box::new(across::citations),
        Box::new(|| across::split_views(&ground(story_under(RULES)))),
        Box::new(|| stores::every_byte(&ground(books::small()))),
        Box::new(|| stores::moved(&ground(story_under(RULES)), &foreign)),
    ];
    all(&short)
}

#[test]
fn every_mutation_is_found_by_its_check_at_its_entry_and_the_table_says_so() {
    let bench = tried();
    let wrong = bench.wrong();
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {} went otherwise:\n{shown}", wrong.len(), bench.tried());
    let table = bench.table();
    println!("{table}\n{} mutations", bench.tried());
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let text = std::fs::read_to_string(&document).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("docs/trust.md has the table's beginning");
    let (stands, after) = rest.split_once(END).expect("docs/trust.md has the table's end");
    if std::env::var_os("YISHI_WRITE_TABLES").is_some() {
        std::fs::write(&document, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(stands, table, "docs/trust.md: YISHI_WRITE_TABLES=1 writes the table anew");
    }
}
