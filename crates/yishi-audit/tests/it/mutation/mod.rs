//! The mutation harness: whatever a book, and everything beside it, could be changed in; each change is found by the check that answers for
//! it, at the entry that it is about, and nothing else is reported. What no book can show is listed as not checked.
//!
//! The sum of it stands as a table in `docs/trust.md`: `YISHI_WRITE_TABLES=1` writes it anew. 5,000 bytes of a book of 20,000 entries are
//! changed by `examples/large_book.rs`.

mod across;
mod bench;
mod books;
mod bytes;
mod entries;
mod files;
mod ground;
mod json;
mod keys;
mod operator;
mod receipts;
mod stores;
mod structure;
mod tiles;

use crate::fixture::{Story, long_story_under, other_story_under, story_under};
use bench::Bench;
use books::RULES;
use ground::{EVERYTHING, Ground};
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

fn tried() -> Bench {
    let foreign = other_story_under(RULES).leaves;
    let short: Vec<Work<'_>> = vec![
        Box::new(|| entries::every_byte(&ground(books::small()), 0, 2)),
        Box::new(|| entries::every_byte(&ground(books::small()), 1, 2)),
        Box::new(|| structure::lines_moved(&ground(story_under(RULES)), &foreign)),
        Box::new(|| structure::torn(&ground(books::small()))),
        Box::new(|| files::every_byte(&ground(books::small()))),
        Box::new(|| files::blobs(&ground(story_under(RULES)))),
        Box::new(|| tiles::every_byte(&ground(books::small()))),
        Box::new(|| tiles::every_hash(&ground(long_story_under(RULES)))),
        Box::new(|| tiles::every_tile(&Ground::of_form(books::tall(65_836)))),
        Box::new(|| receipts::every_byte(&ground(books::small()), 5)),
        Box::new(|| receipts::of_others(&ground(books::small()))),
        Box::new(|| keys::of_checkpoints(&ground(story_under(RULES)))),
        Box::new(|| keys::of_witnesses(&ground(story_under(RULES)))),
        Box::new(|| keys::of_whole_books(&ground(story_under(RULES)))),
        Box::new(|| keys::of_commands(&ground(story_under(RULES)))),
        Box::new(|| keys::of_another_time(&ground(story_under(RULES)), &foreign)),
        Box::new(|| keys::revoked(&ground(books::revoking()))),
        Box::new(|| operator::commands(&ground(books::small()))),
        Box::new(|| operator::events(&ground(story_under(RULES)))),
        Box::new(|| operator::fields(&ground(story_under(RULES)))),
        Box::new(|| operator::clock(&ground(story_under(RULES)))),
        Box::new(|| operator::places(&ground(story_under(RULES)), &foreign)),
        Box::new(|| operator::timers(&ground(story_under(RULES)))),
        Box::new(|| operator::timers(&ground(books::after_the_close()))),
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
