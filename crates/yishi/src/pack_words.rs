//! What stands in a rule pack in words, 中文 first: values, articles, times.

use yishi_core::{PackFigure, Period, Source, SourceRead, Validity};

/// A value of a pack.
pub fn figure(figure: &PackFigure) -> String {
    match figure {
        PackFigure::Share(threshold) => threshold.to_string(),
        PackFigure::Period(length) => period(*length),
        PackFigure::Periods { least, most } => format!("{} – {}", period(*least), period(*most)),
        PackFigure::Number(number) => number.to_string(),
        PackFigure::Numbers { least, most } => {
            let word = |number: &Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
            format!("{} – {}", word(least), word(most)).trim().to_owned()
        }
        PackFigure::Says(words) => format!("{} / {}", words.zh, words.en),
    }
}

fn period(period: Period) -> String {
    match period {
        Period::Hours(hours) => format!("{hours} 小时 hours"),
        Period::Days(days) => format!("{days} 日 days"),
        Period::WorkingDays(days) => format!("{days} 个工作日 working days"),
        Period::Months(months) => format!("{months} 个月 months"),
    }
}

/// Where something comes from, and how that was come by.
pub fn source(source: &Source) -> String {
    let read = match source.read {
        SourceRead::Statute => "已核对法条 read in the statute",
        SourceRead::Excerpt => "摘录 read in an excerpt",
        SourceRead::NotVerified => "未核对 not verified",
    };
    format!("依据 source: {} ({read})", source.article)
}

/// From when until when something is in force.
pub fn validity(validity: Validity) -> String {
    match validity.until {
        Some(until) => {
            format!(", {} 起至 {until} 前 in force from {} until {until}", validity.from, validity.from)
        }
        None => format!(", {} 起 in force from {}", validity.from, validity.from),
    }
}
