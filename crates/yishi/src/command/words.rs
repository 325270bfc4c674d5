//! The language that is asked for on the command line.

use clap::ValueEnum;
use yishi_tally::Language;

/// A language.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Words {
    /// English
    En,
    /// 中文
    Zh,
}

impl From<Words> for Language {
    fn from(words: Words) -> Self {
        match words {
            Words::En => Self::English,
            Words::Zh => Self::Chinese,
        }
    }
}
