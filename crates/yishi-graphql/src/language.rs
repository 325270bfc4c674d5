//! The language in which messages and summaries are given. Codes never change with it.

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese 简体中文.
    Chinese,
}

impl Language {
    /// Chooses by an `Accept-Language` header (RFC 9110, section 12.5.4); English when nothing offered is known.
    pub fn negotiate(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .filter_map(weighted)
            // Of equal weights the first one named wins.
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map_or_else(Self::default, |(language, _)| language)
    }

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The same language for counts.
    pub const fn of_counts(self) -> yishi_tally::Language {
        match self {
            Self::English => yishi_tally::Language::English,
            Self::Chinese => yishi_tally::Language::Chinese,
        }
    }

    /// Picks one of two texts.
    pub(crate) const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// A range with its weight in thousandths; nothing for weight zero and languages without a catalogue.
fn weighted(range: &str) -> Option<(Language, u32)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let language = match tag.trim().split('-').next()?.to_ascii_lowercase().as_str() {
        "en" | "*" => Language::English,
        "zh" => Language::Chinese,
        _ => return None,
    };
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => thousandths(weight)?,
        None => 1000,
    };
    (weight > 0).then_some((language, weight))
}

fn thousandths(weight: &str) -> Option<u32> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<3}").parse().ok()?;
    let value = whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(fraction)?;
    (value <= 1000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_wins_and_the_first_of_equals() {
        assert_eq!(Language::negotiate("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(Language::negotiate("zh;q=0.5, en;q=0.501"), Language::English);
        assert_eq!(Language::negotiate("en, zh"), Language::English);
        assert_eq!(Language::negotiate("bo, zh-Hans;q=0.7"), Language::Chinese);
    }

    #[test]
    fn unknown_refused_and_malformed_languages_fall_back_to_english() {
        for header in ["", "fr", "zh;q=0", "zh;q=x", "zh;q=1.001", ";;;,,,"] {
            assert_eq!(Language::negotiate(header), Language::English, "{header}");
        }
    }
}
