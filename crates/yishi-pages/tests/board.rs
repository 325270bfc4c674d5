//! The notice board of a small community: what stands on it, what does not, and how large it gets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::{
    Commitment, DocumentHash, DutyBearer, DutyKind, Hearing, HearingId, HearingStatus, Lasts, Matter,
    MatterId, MatterStage, Period, Recurrence, ResolutionId, SeatAt, StandingDuty, StandingDutyId,
    StandingDutyTerms, State, TimeMs, Withheld, WithheldId,
};
use yishi_engine::Text;
use yishi_pages::{Address, Board, Depth, EntryFacts, Position, Reach, Sources, Turn};
use yishi_tally::{Choice, Language};
use yishi_testkit::{Cast, Order, PaperBook, START, codes_of};

const BOTH: [Language; 2] = [Language::English, Language::Chinese];

/// A book without an engine, with the texts that came with its commands.
struct Kept {
    paper: PaperBook,
    texts: BTreeMap<yishi_core::TextRef, Text>,
}

impl Sources for Kept {
    fn document(&self, hash: &DocumentHash) -> Option<String> {
        match self.texts.get(&yishi_core::TextRef::Document(*hash))? {
            Text::Document(data) => String::from_utf8(data.clone()).ok(),
            Text::Statement { .. } | Text::Vault { .. } => None,
        }
    }
    fn statement(&self, commitment: &Commitment) -> Option<String> {
        match self.texts.get(&yishi_core::TextRef::Statement(*commitment))? {
            Text::Statement { data, .. } => String::from_utf8(data.clone()).ok(),
            Text::Document(_) | Text::Vault { .. } => None,
        }
    }
    fn recorded_at(&self, entry: u64) -> Option<TimeMs> {
        (entry < self.paper.leaves.len() as u64).then_some(START)
    }
    fn entry(&self, index: u64) -> Option<EntryFacts> {
        let recorded_at_ms = self.recorded_at(index)?;
        Some(EntryFacts {
            index,
            recorded_at_ms,
            leaf_hash: "cd".repeat(32),
            receipt: "c2sp.org/tlog-proof@v1".to_owned(),
        })
    }
}

impl Kept {
    fn must(&mut self, order: &Order) {
        self.texts.extend(order.texts.iter().map(|text| (text.reference(), text.clone())));
        self.paper.must_admit(order);
    }

    /// Keeps a document that a test speaks of.
    fn keep(&mut self, words: &str) -> DocumentHash {
        let text = Text::Document(words.as_bytes().to_vec());
        let yishi_core::TextRef::Document(hash) = text.reference() else { unreachable!("a document") };
        self.texts.insert(text.reference(), text);
        hash
    }

    fn state(&self) -> State {
        self.paper.book.state().clone()
    }
}

/// A vote of ten residents on a matter, in which three voted for and one against.
fn voted(closed: bool) -> (Kept, MatterId) {
    let cast = Cast::new(10);
    let desk = cast.desk();
    let paper = PaperBook::founded(&cast);
    let (orders, opened) = cast.poll(&desk, paper.leaves.len() as u64);
    let mut kept = Kept { paper, texts: BTreeMap::new() };
    orders.iter().for_each(|order| kept.must(order));
    let choices = [Choice::For, Choice::For, Choice::For, Choice::Against];
    for (resident, choice) in cast.residents.iter().zip(choices) {
        kept.must(&desk.order(resident, opened.ballot(resident, choice), vec![]));
    }
    if closed {
        kept.paper.now = opened.closes_at_ms;
        kept.paper.fire_due();
    }
    (kept, opened.matter)
}

fn board<'a>(state: &'a State, texts: &'a dyn Sources, language: Language) -> Board<'a> {
    let position = Position {
        origin: "example.org/a-00000000".to_owned(),
        size: 40,
        root: "ab".repeat(32),
        recorded_at_ms: START,
    };
    let address = Address {
        base: Some("https://example.org/books/example.org/a-00000000/board/".to_owned()),
        query: "",
        other_language: "?lang=zh-CN".to_owned(),
        reach: Reach::Served,
    };
    Board { position, state, texts, language, address }
}

fn well_formed(html: &str) {
    assert!(html.len() < 50_000, "{} bytes", html.len());
    assert!(
        !html.contains("<script") && !html.contains("\" onload=") && !html.contains('\u{202e}'),
        "{html}"
    );
    for word in ["src=", "@import", "url(", "<form"] {
        assert!(!html.contains(word), "`{word}` in {html}");
    }
}

#[test]
fn the_overview_shows_the_councils_as_a_tree_with_what_lies_before_each() {
    let (kept, _) = voted(false);
    let state = kept.state();
    let english = board(&state, &kept, Language::English).overview();
    well_formed(&english);
    assert!(english.contains("<a href=\"councils/community.html\">"), "{english}");
    assert!(english.contains("open matters: 1"), "{english}");
    assert!(
        english.contains("<dt>Entries</dt><dd>40</dd>") && english.contains(&"ab".repeat(32)),
        "{english}"
    );
    let chinese = board(&state, &kept, Language::Chinese).overview();
    assert!(chinese.contains("lang=\"zh-CN\"") && chinese.contains("在办事项:1"), "{chinese}");
}

#[test]
fn a_council_shows_its_matters_by_stage_and_the_votes_that_run() {
    let (kept, matter) = voted(false);
    let state = kept.state();
    let board = board(&state, &kept, Language::English);
    let html = board.council(&"community".parse().unwrap(), Turn::First).unwrap();
    well_formed(&html);
    assert!(html.contains("Votes that run") && html.contains("result sheet"), "{html}");
    assert!(
        html.contains(&format!("../matters/{matter}.html")) && html.contains("2026-03-05 09:00"),
        "{html}"
    );
    assert!(board.council(&"nowhere".parse().unwrap(), Turn::First).is_none());
}

#[test]
fn a_matter_shows_its_life_with_entries_its_rule_in_words_and_its_text() {
    let (kept, matter) = voted(false);
    let state = kept.state();
    for language in BOTH {
        let html = board(&state, &kept, language).matter(&matter).unwrap();
        well_formed(&html);
        for step in ["handed in", "opened and routed", "proposal drafted", "vote opened"] {
            assert!(language == Language::Chinese || html.contains(step), "{step}: {html}");
        }
        assert!(html.contains(&format!("../entries/{}.html", matter.entry_index())), "{html}");
        assert!(html.contains("Number the bays and close the lawn"), "{html}");
        let base = "https://example.org/books/example.org/a-00000000/board/entries";
        let entry = format!("{base}/{}.html", matter.entry_index());
        assert!(codes_of(&html).contains(&entry) && html.contains(&entry), "a QR code: {html}");
    }
    let html = board(&state, &kept, Language::English).matter(&matter).unwrap();
    let rule = &state.matters[&matter].route.rule;
    let sentences = yishi_charter::explain_route(&state.charter().unwrap().charter, rule, Language::English);
    assert!(html.contains(&sentences[0]), "{sentences:?}: {html}");
}

#[test]
fn an_address_that_no_code_can_hold_stands_there_in_words() {
    let (kept, matter) = voted(false);
    let state = kept.state();
    let mut board = board(&state, &kept, Language::English);
    let base = format!("https://{}.example/board/", "long".repeat(600));
    board.address.base = Some(base.clone());
    let html = board.matter(&matter).unwrap();
    assert!(codes_of(&html).is_empty() && html.contains(&format!("{base}entries/")), "{html}");
}

#[test]
fn before_the_close_a_matter_tells_nothing_of_the_count_and_afterwards_it_shows_pictures() {
    let (open, matter) = voted(false);
    let html = board(&open.state(), &open, Language::English).matter(&matter).unwrap();
    assert!(!html.contains("class=\"outcome\"") && !html.contains("3 heads"), "{html}");
    let (closed, matter) = voted(true);
    let html = board(&closed.state(), &closed, Language::English).matter(&matter).unwrap();
    assert!(html.contains("<p class=\"outcome\">Passed</p>"), "{html}");
    assert!(
        html.contains("Heads: 3 heads for, 1 head against, 0 heads abstaining, of 10 heads on the roll"),
        "{html}"
    );
}

#[test]
fn nobody_who_handed_in_or_voted_is_named() {
    let (kept, matter) = voted(true);
    let html = board(&kept.state(), &kept, Language::English).matter(&matter).unwrap();
    let cast = Cast::new(10);
    for person in cast.members() {
        assert!(!html.contains(person.id.as_str()), "{} in {html}", person.id);
    }
}

#[test]
fn what_was_withheld_shows_its_rule_and_entry_and_never_its_words() {
    let (kept, matter) = voted(false);
    let mut state = kept.state();
    let submission = state.matters[&matter].submissions[0];
    let commitment = state.submissions[&submission].text;
    let shown = board(&state, &kept, Language::English).matter(&matter).unwrap();
    assert!(shown.contains("Cars stand on the lawn again"), "{shown}");
    let withheld = Withheld {
        commitment,
        brought_at: submission.entry_index(),
        ground: "PIPL art. 47".to_owned(),
        by: Cast::new(3).secretary.id,
        at_ms: START,
    };
    state.redacted.insert(commitment, 39);
    state.withheld.insert(WithheldId::first(39), Arc::new(withheld));
    let html = board(&state, &kept, Language::English).matter(&matter).unwrap();
    assert!(!html.contains("Cars stand on the lawn again"), "{html}");
    assert!(html.contains("PIPL art. 47") && html.contains("../entries/39.html"), "{html}");
}

#[test]
fn what_one_entry_withheld_is_one_line_of_the_overview_with_the_number_of_texts() {
    let (kept, _) = voted(false);
    let mut state = kept.state();
    for (number, entry, ordinal) in [(1, 39, 1), (2, 40, 1), (3, 40, 2), (4, 40, 3)] {
        let withheld = Withheld {
            commitment: Commitment([number; 32]),
            brought_at: 20,
            ground: format!("ground of {entry}"),
            by: Cast::new(3).secretary.id,
            at_ms: START,
        };
        state.withheld.insert(WithheldId::nth(entry, ordinal), Arc::new(withheld));
    }
    let html = board(&state, &kept, Language::English).overview();
    assert_eq!(html.matches("ground of 40").count(), 1, "{html}");
    assert!(html.contains("texts: 3") && !html.contains("texts: 1"), "{html}");
    assert!(html.contains("Withheld under a rule · 4") && !html.contains("Not shown here"), "{html}");
}

/// The same matter with other words for its title, changed further.
fn changed(kept: &mut Kept, matter: MatterId, title: &str, change: impl FnOnce(&mut Matter)) -> State {
    let mut state = kept.state();
    let hash = kept.keep(title);
    let mut found = Matter::clone(&state.matters[&matter]);
    found.title = hash;
    change(&mut found);
    state.matters.insert(matter, Arc::new(found));
    state
}

#[test]
fn hostile_titles_stay_words() {
    let (mut kept, matter) = voted(false);
    let title = "<script>alert(1)</script>\" onload=\"x \u{202e}txt.exe \u{7}";
    let state = changed(&mut kept, matter, title, |_| {});
    for language in BOTH {
        let board = board(&state, &kept, language);
        let council: yishi_core::CouncilId = "community".parse().unwrap();
        for html in [board.matter(&matter).unwrap(), board.council(&council, Turn::First).unwrap()] {
            well_formed(&html);
            assert!(html.contains("&lt;script&gt;"), "{html}");
        }
        let feed = board.feed_of_book().unwrap();
        roxmltree::Document::parse(&feed).unwrap();
        assert!(!feed.contains("<script") && !feed.contains('\u{202e}') && !feed.contains('\u{7}'), "{feed}");
    }
}

#[test]
fn a_page_stays_small_whatever_is_written() {
    let (mut kept, matter) = voted(false);
    let long = "\"<&>议事".repeat(100_000);
    let hash = kept.keep(&long);
    let mut state = changed(&mut kept, matter, &long, |_| {});
    let proposal = state.matters[&matter].proposals[0];
    let mut found = yishi_core::Proposal::clone(&state.proposals[&proposal]);
    found.revisions =
        (1..=500).map(|number| yishi_core::Revision { number, document: hash, index: 30 }).collect();
    state.proposals.insert(proposal, Arc::new(found));
    for language in BOTH {
        well_formed(&board(&state, &kept, language).matter(&matter).unwrap());
    }
}

#[test]
fn a_council_with_ten_thousand_matters_is_read_page_by_page() {
    let (kept, matter) = voted(false);
    let mut state = kept.state();
    let model = Matter::clone(&state.matters[&matter]);
    for number in 1..=10_000 {
        let id = MatterId::first(1_000 + number);
        state.matters.insert(id, Arc::new(Matter { id, overdue: number % 2 == 0, ..model.clone() }));
    }
    state.relist();
    let council = model.council;
    for language in BOTH {
        let board = board(&state, &kept, language);
        well_formed(&board.council(&council, Turn::First).unwrap());
        let stage = MatterStage::Deliberating;
        let newest = board.council(&council, Turn::Stage { stage, before: None }).unwrap();
        well_formed(&newest);
        assert_eq!(newest.matches("<li>").count(), 25);
        assert!(
            newest.contains("matter_11000.html")
                && newest.contains("stage=deliberating&amp;before=matter_10976"),
            "{newest}"
        );
        let last =
            board.council(&council, Turn::Stage { stage, before: Some(MatterId::first(1_001)) }).unwrap();
        assert_eq!(last.matches("<li>").count(), 1, "the one from which the others were made");
    }
    let html = board(&state, &kept, Language::English).council(&council, Turn::First).unwrap();
    assert!(html.contains("Overdue · 5000") && html.contains("Not shown here: 4980"), "{html}");
}

#[test]
fn a_query_that_names_no_stage_or_matter_is_none() {
    assert_eq!(Turn::parse(None, None, None), Some(Turn::First));
    assert!(Turn::parse(Some("closed"), None, Some("matter_7")).is_some());
    assert!(Turn::parse(None, Some("duties"), Some("standing_duty_7")).is_some());
    for (stage, list, before) in [
        (Some("open"), None, None),
        (None, None, Some("matter_7")),
        (Some("closed"), None, Some("\"><b>")),
        (Some("closed"), Some("duties"), None),
        (None, Some("members"), None),
        (None, Some("duties"), Some("matter_7")),
    ] {
        assert_eq!(Turn::parse(stage, list, before), None);
    }
}

/// The state with a hearing to come on the matter.
fn with_hearing(kept: &mut Kept, matter: MatterId) -> (State, HearingId) {
    let mut state = kept.state();
    let id = HearingId::first(38);
    let agenda = kept.keep("Cars; lawn, trees\\paths 议程:草坪停车,活动室");
    let hearing = Hearing {
        id,
        matter,
        round: 1,
        council: "community".parse().unwrap(),
        starts_at_ms: TimeMs(START.0 + 7 * 86_400_000),
        agenda,
        status: HearingStatus::Called,
        present: Cast::new(3).residents.iter().map(|person| person.id.clone()).collect(),
        attendance: Default::default(),
        sessions: vec![],
        items: Default::default(),
        invited_members: Default::default(),
        invited_seats: Default::default(),
        floor: Default::default(),
        questions: vec![],
        statements: vec![],
        minutes: None,
        changed_at: 38,
    };
    state.hearings.insert(id, Arc::new(hearing));
    let matter = Matter { hearings: vec![id], ..Matter::clone(&state.matters[&matter]) };
    state.matters.insert(matter.id, Arc::new(matter));
    state.relist();
    (state, id)
}

#[test]
fn a_hearing_has_a_call_to_print_and_a_record_with_the_range_of_its_entries() {
    let (mut kept, matter) = voted(false);
    let (state, id) = with_hearing(&mut kept, matter);
    let board = board(&state, &kept, Language::English);
    let html = board.hearing(&id).unwrap();
    well_formed(&html);
    assert!(html.contains("2026-03-09 09:00") && html.contains("Cars; lawn, trees"), "{html}");
    let minutes = board.minutes(&id).unwrap();
    let resident = &Cast::new(3).residents[0].id;
    assert!(minutes.contains("<dd>38 – 38</dd>") && minutes.contains(resident.as_str()), "{minutes}");
    assert!(minutes.contains(&"ab".repeat(32)), "the head is in it");
    let json: serde_json::Value = serde_json::from_str(&board.minutes_json(&id).unwrap()).unwrap();
    assert_eq!(json["entries"], serde_json::json!({"from": 38, "to": 38}));
    assert_eq!(json["present"].as_array().unwrap().len(), 3);
    assert_eq!(json["book"]["root"], "ab".repeat(32));
}

#[test]
fn calendars_are_read_by_another_program_with_every_hearing_and_close() {
    let (mut kept, matter) = voted(false);
    let (state, id) = with_hearing(&mut kept, matter);
    let board = board(&state, &kept, Language::Chinese);
    let member = &Cast::new(10).residents[0].id;
    for text in [
        board.council_calendar(&"community".parse().unwrap()).unwrap(),
        board.member_calendar(member).unwrap(),
    ] {
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{text}");
        let calendar: icalendar::Calendar = text.parse().unwrap();
        let events: Vec<_> = calendar.components.iter().filter_map(|found| found.as_event()).collect();
        let starts = |prefix: &str| {
            let found = events.iter().find(|event| {
                icalendar::Component::get_uid(**event).is_some_and(|uid| uid.starts_with(prefix))
            });
            icalendar::Component::property_value(*found.unwrap(), "DTSTART").map(str::to_owned)
        };
        assert_eq!(starts(&id.to_string()).as_deref(), Some("20260309T010000Z"));
        assert_eq!(starts("poll_").as_deref(), Some("20260305T010000Z"));
    }
    assert!(board.member_calendar(&"stranger".parse().unwrap()).is_none());
}

#[test]
fn feeds_hold_what_atom_asks_for() {
    let (kept, _) = voted(true);
    let state = kept.state();
    let board = board(&state, &kept, Language::English);
    let council = board.feed_of_council(&"community".parse().unwrap()).unwrap().unwrap();
    for feed in [board.feed_of_book().unwrap(), council] {
        let document = roxmltree::Document::parse(&feed).unwrap();
        let root = document.root_element();
        assert!(root.has_tag_name(("http://www.w3.org/2005/Atom", "feed")));
        let entries: Vec<_> = root.children().filter(|found| found.tag_name().name() == "entry").collect();
        assert!(entries.len() >= 2, "{feed}");
        let mut ids: Vec<_> = entries
            .iter()
            .map(|entry| {
                for part in ["title", "id", "updated"] {
                    assert_eq!(
                        entry.children().filter(|found| found.tag_name().name() == part).count(),
                        1,
                        "{part}: {feed}"
                    );
                }
                entry
                    .children()
                    .find(|found| found.tag_name().name() == "id")
                    .and_then(|id| id.text())
                    .unwrap()
            })
            .collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    }
    assert!(board.feed_of_council(&"nowhere".parse().unwrap()).unwrap().is_none());
}

#[test]
fn both_languages_say_the_same_things_in_the_same_order() {
    let (mut kept, matter) = voted(true);
    let (state, hearing) = with_hearing(&mut kept, matter);
    let shape = |html: &str| {
        let tags = html.split('<').skip(1).filter_map(|tag| tag.split(['>', ' ']).next());
        tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let pages = |language| {
        let board = board(&state, &kept, language);
        let council = board.council(&"community".parse().unwrap(), Turn::First).unwrap();
        [
            board.overview(),
            council,
            board.matter(&matter).unwrap(),
            board.hearing(&hearing).unwrap(),
            board.minutes(&hearing).unwrap(),
            board.missing(Depth::Below),
        ]
    };
    for (english, chinese) in pages(Language::English).iter().zip(&pages(Language::Chinese)) {
        assert_eq!(shape(english), shape(chinese));
        assert!(chinese.contains("<html lang=\"zh-CN\">") && english.contains("<html lang=\"en\">"));
    }
}

/// A standing duty of the council, missed or not.
fn laid(number: u32, missed: bool) -> StandingDuty {
    let recurs = Recurrence { from: None, every: Period::Months(1), lasts: Lasts::UntilEnded, grace_days: 5 };
    let council: yishi_core::CouncilId = "community".parse().unwrap();
    let supervisor = SeatAt { council: council.clone(), seat: "supervisor".parse().unwrap() };
    let bearer = DutyBearer::Member { member: format!("bearer_{number}").parse().unwrap() };
    StandingDuty {
        id: StandingDutyId::nth(u64::from(number), 1),
        resolution: ResolutionId::first(u64::from(number)),
        council,
        decided_by: "owners".parse().unwrap(),
        terms: StandingDutyTerms {
            does: DutyKind::Report,
            name: format!("report <{number}>"),
            bearer,
            supervisor,
            recurs,
            replaces: None,
        },
        windows: recurs.windows_from(START),
        next: 2,
        next_due_at_ms: Some(TimeMs(START.0 + 86_400_000)),
        occurrences: Default::default(),
        overdue: missed.then_some(1_u32).into_iter().collect(),
        end: None,
        replaces: None,
        succession: None,
        changed_at: u64::from(number),
    }
}

#[test]
fn ten_thousand_standing_duties_are_listed_page_by_page_with_the_missed_ones_first_and_nobody_named() {
    let (kept, _) = voted(false);
    let mut state = kept.state();
    for number in 1..=10_000 {
        let duty = laid(number, number % 4 == 0);
        state.standings.duties.insert(duty.id, Arc::new(duty));
    }
    state.relist();
    let council = "community".parse().unwrap();
    for language in BOTH {
        let board = board(&state, &kept, language);
        let first = board.council(&council, Turn::First).unwrap();
        well_formed(&first);
        assert!(
            first.contains("· 2500") && first.contains("report &lt;10000&gt;") && !first.contains("bearer_"),
            "{first}"
        );
        assert!(first.contains("list=duties"), "{first}");
        let second =
            board.council(&council, Turn::Duties { before: Some(StandingDutyId::first(9_000)) }).unwrap();
        well_formed(&second);
        assert_eq!(second.matches("<li>").count(), 25);
        assert!(second.contains("list=duties&amp;before=standing_duty_8975"), "{second}");
    }
    let feed = board(&state, &kept, Language::English).feed_of_council(&council).unwrap().unwrap();
    roxmltree::Document::parse(&feed).unwrap();
}

#[test]
fn as_files_every_link_leads_to_a_file_that_is_written() {
    let (mut kept, matter) = voted(true);
    let (mut state, _) = with_hearing(&mut kept, matter);
    let model = Matter::clone(&state.matters[&matter]);
    for number in 1..=60 {
        let id = MatterId::first(1_000 + number);
        state.matters.insert(id, Arc::new(Matter { id, stage: MatterStage::Closed, ..model.clone() }));
    }
    let hash = kept.keep("第一条 外来车每次10元。");
    let proposal = model.proposals[0];
    let mut found = yishi_core::Proposal::clone(&state.proposals[&proposal]);
    found.revisions.push(yishi_core::Revision { number: 2, document: hash, index: 30 });
    state.proposals.insert(proposal, Arc::new(found));
    state.relist();
    let mut board = board(&state, &kept, Language::Chinese);
    board.address = Address { reach: Reach::Files, ..Address::default() };
    board.position.size = kept.paper.leaves.len() as u64;
    let places: Vec<_> = board.places().into_iter().chain(board.entry_places()).collect();
    let files: std::collections::BTreeSet<String> = places.iter().map(|place| place.file()).collect();
    assert_eq!(files.len(), places.len(), "no two places share a file");
    assert!(files.contains("councils/community.closed.matter_1036.html"), "{files:?}");
    for place in &places {
        let Some(page) = board.at(place).unwrap() else { panic!("nothing at {place:?}") };
        for link in page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let target = match (place.folder.as_str(), link.strip_prefix("../")) {
                ("", _) => link.to_owned(),
                (_, Some(beside)) if beside.starts_with("../polls/") || beside.starts_with("../texts/") => {
                    continue;
                }
                // What was put into the state speaks of entries that the small book has not.
                (_, Some(other)) if other.starts_with("entries/") => continue,
                (_, Some(other)) => other.to_owned(),
                (folder, None) => format!("{folder}/{link}"),
            };
            assert!(place.file().ends_with(".atom") || files.contains(&target), "{link} in {}", place.file());
        }
        assert!(!page.contains("href=\"?") && !page.contains(".html?"), "no query in {}", place.file());
    }
    let compared = board.revision(&proposal, 2).unwrap();
    well_formed(&compared);
    assert!(
        compared.contains("<ins>第一条 外来车每次10元。</ins>") && compared.contains("<del>"),
        "{compared}"
    );
    assert!(board.revision(&proposal, 1).is_none() && board.revision(&proposal, 3).is_none());
}

#[test]
fn a_revision_of_a_very_long_text_says_what_is_not_shown() {
    let (mut kept, matter) = voted(false);
    let long = |mark: &str| {
        (1..=900).map(|line| format!("{line} {mark} \u{202e}<b>")).collect::<Vec<_>>().join("\n")
    };
    let (before, after) = (kept.keep(&long("a")), kept.keep(&long("b")));
    let mut state = kept.state();
    let proposal = state.matters[&matter].proposals[0];
    let mut found = yishi_core::Proposal::clone(&state.proposals[&proposal]);
    found.revisions = vec![
        yishi_core::Revision { number: 1, document: before, index: 30 },
        yishi_core::Revision { number: 2, document: after, index: 31 },
    ];
    state.proposals.insert(proposal, Arc::new(found));
    let html = board(&state, &kept, Language::English).revision(&proposal, 2).unwrap();
    well_formed(&html);
    assert!(html.contains("Paragraphs not shown here: "), "{html}");
}
