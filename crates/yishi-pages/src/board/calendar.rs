//! Calendars (RFC 5545): hearings, closing votes and deadlines of a council, and of one member.

use super::{Board, Moment, shortened};
use yishi_core::{
    ActionStatus, CouncilId, Hearing, HearingStatus, MatterId, MatterStage, MemberId, Notice, Obligation,
    Poll, PollStatus, TimeMs,
};

/// Most deadlines of one kind in a calendar: nobody reads ten thousand.
const MOST: usize = 200;
/// A line of a calendar has at most so many bytes; the rest goes on after a break and a space.
const LINE: usize = 75;

/// Something that happens at a moment.
struct Event {
    id: String,
    at_ms: TimeMs,
    what: String,
    page: String,
}

impl Board<'_> {
    /// The calendar of a council; nothing if the charter in force has none of this name.
    pub fn council_calendar(&self, council: &CouncilId) -> Option<String> {
        self.state.charter()?.charter.council(council)?;
        let mut events: Vec<Event> =
            self.to_come(council).into_iter().map(|hearing| self.begins(hearing)).collect();
        let running = self.due(council);
        events.extend(running.polls.into_iter().take(MOST).map(|poll| self.closes(poll)));
        events.extend(running.notices.into_iter().take(MOST).map(|notice| self.notice_ends(notice)));
        events.extend(self.decisions_due(council).take(MOST));
        Some(self.written(&self.council_name(council), events))
    }

    /// The calendar of a member, for nobody else: hearings of their councils, votes that they may take part in, their own work.
    /// Nothing if they are not on the roll.
    pub fn member_calendar(&self, member: &MemberId) -> Option<String> {
        let found = self.state.roll.members.get(member)?;
        let hearings = [HearingStatus::Open, HearingStatus::Called]
            .map(|status| self.state.listings.hearings.ids(None, Some(status)).unwrap_or_default());
        let hearings = hearings.iter().flatten().filter_map(|id| self.state.hearings.get(id));
        let concerned =
            |council: &CouncilId| self.state.member_in_area(found, council) || self.sits_in(member, council);
        let mut events: Vec<Event> = hearings
            .filter(|hearing| concerned(&hearing.council))
            .map(|hearing| self.begins(hearing))
            .collect();
        events.extend(self.state.obligations.iter().filter_map(|(_, due)| self.own(member, *due)).take(MOST));
        Some(self.written(self.pick("My councils", "我的议事日程"), events))
    }

    fn sits_in(&self, member: &MemberId, council: &CouncilId) -> bool {
        let charter = self.state.charter().map(|version| &version.charter);
        let mut seats = charter.into_iter().flat_map(|charter| charter.seats_of(council));
        seats.any(|seat| self.state.holders(council, &seat.id).any(|holder| holder == member))
    }

    fn own(&self, member: &MemberId, due: Obligation) -> Option<Event> {
        match due {
            Obligation::PollCloses { poll } => {
                let poll = self.state.polls.get(&poll).filter(|poll| poll.status == PollStatus::Open)?;
                poll.roll
                    .rights
                    .values()
                    .any(|right| right.holders.contains(member))
                    .then(|| self.closes(poll))
            }
            Obligation::Action { action } => {
                let action = self.state.actions.get(&action).filter(|action| action.assignee == *member)?;
                (action.status == ActionStatus::Assigned).then(|| {
                    let what =
                        format!("{}{}", self.pick("Action due: ", "落实期限:"), self.line(&action.document));
                    self.event(
                        action.id.to_string(),
                        action.due_at_ms,
                        what,
                        format!("matters/{}", action.matter),
                    )
                })
            }
            Obligation::Shift { shift } => {
                let shift = self.state.posts.shifts.get(&shift).filter(|shift| shift.member == *member)?;
                let council = &self.state.posts.postings.get(&shift.posting)?.held.council;
                let what = format!("{}{}", self.pick("On duty: ", "值班:"), self.council_name(council));
                Some(self.event(shift.id.to_string(), shift.from_ms, what, format!("councils/{council}")))
            }
            _ => None,
        }
    }

    fn begins(&self, hearing: &Hearing) -> Event {
        let what = format!("{}{}", self.pick("Hearing: ", "协商会:"), self.title_of(hearing.matter));
        self.event(hearing.id.to_string(), hearing.starts_at_ms, what, format!("hearings/{}", hearing.id))
    }

    fn closes(&self, poll: &Poll) -> Event {
        let what = format!("{}{}", self.pick("Vote closes: ", "表决截止:"), self.title_of(poll.matter));
        self.event(poll.id.to_string(), poll.closes_at_ms, what, format!("matters/{}", poll.matter))
    }

    fn notice_ends(&self, notice: &Notice) -> Event {
        let what = format!("{}{}", self.pick("Notice ends: ", "公示截止:"), self.line(&notice.document));
        self.event(notice.id.to_string(), notice.due_at_ms, what, format!("notices/{}", notice.id))
    }

    fn decisions_due(&self, council: &CouncilId) -> impl Iterator<Item = Event> {
        let deliberating = Some(MatterStage::Deliberating);
        let ids = self.state.listings.matters.ids(Some(council), deliberating).unwrap_or_default();
        let mut due: Vec<_> = ids.iter().filter_map(|id| self.state.matters.get(id)).collect();
        // A deadline that was missed at the highest council is no date to come.
        due.retain(|found| !found.overdue);
        due.sort_by_key(|found| (found.decide_by_ms, found.id));
        due.into_iter().map(|found| {
            let matter = found.id;
            let what = format!("{}{}", self.pick("To decide by: ", "决定期限:"), self.line(&found.title));
            self.event(format!("deadline_{matter}"), found.decide_by_ms, what, format!("matters/{matter}"))
        })
    }

    fn title_of(&self, matter: MatterId) -> String {
        self.state.matters.get(&matter).map_or_else(|| matter.to_string(), |found| self.line(&found.title))
    }

    fn event(&self, id: String, at_ms: TimeMs, what: String, page: String) -> Event {
        let page = self.address.base.as_ref().map(|base| format!("{base}{page}.html")).unwrap_or_default();
        Event { id, at_ms, what, page }
    }

    fn written(&self, name: &str, events: Vec<Event>) -> String {
        let stamp = Moment::of(self.position.recorded_at_ms).basic();
        let mut text = String::new();
        let mut line = |key: &str, value: &str| fold(&mut text, &format!("{key}:{value}"));
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//Yishi//Notice board//EN");
        line("X-WR-CALNAME", &escaped(&shortened(name, 120)));
        for event in events {
            line("BEGIN", "VEVENT");
            line("UID", &escaped(&format!("{}@{}", event.id, self.position.origin)));
            line("DTSTAMP", &stamp);
            line("DTSTART", &Moment::of(event.at_ms).basic());
            line("SUMMARY", &escaped(&event.what));
            if !event.page.is_empty() {
                line("URL", &event.page);
            }
            line("END", "VEVENT");
        }
        line("END", "VCALENDAR");
        text
    }
}

/// A text value (RFC 5545, section 3.3.11).
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace('\r', "").replace('\n', "\\n")
}

/// A content line in pieces of at most 75 bytes (section 3.1), never within a character.
fn fold(text: &mut String, line: &str) {
    let mut taken = 0_usize;
    for letter in line.chars() {
        if taken.saturating_add(letter.len_utf8()) > LINE {
            text.push_str("\r\n ");
            taken = 1;
        }
        text.push(letter);
        taken = taken.saturating_add(letter.len_utf8());
    }
    text.push_str("\r\n");
}
