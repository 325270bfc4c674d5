//! The argument that says in which language a report speaks.

use clap::{Args, ValueEnum};
use yishi_tally::Language;

/// In which language a report for people speaks.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct WordsArgs {
    /// The language of the report
    #[arg(long, value_enum, default_value_t = Words::En)]
    pub language: Words,
}

/// A language.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Words {
    /// English
    #[default]
    En,
    /// 中文
    Zh,
}

impl From<WordsArgs> for Language {
    fn from(args: WordsArgs) -> Self {
        match args.language {
            Words::En => Self::English,
            Words::Zh => Self::Chinese,
        }
    }
}
