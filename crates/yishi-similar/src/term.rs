//! From a text to the terms by which it is found.

use jieba_rs::Jieba;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use unicode_normalization::UnicodeNormalization;

/// A word of a text, or two neighbouring characters of a word that the dictionary does not know.
pub type Term = Arc<str>;

/// Words that stand in any text and say nothing about what it is about.
const EMPTY_WORDS: [&str; 75] = [
    "的", "了", "着", "过", "是", "在", "我", "你", "他", "她", "它", "们", "我们", "你们", "他们", "这",
    "那", "这个", "那个", "这里", "那里", "和", "与", "及", "以及", "或", "也", "就", "都", "还", "又", "而",
    "但", "但是", "因为", "所以", "如果", "把", "被", "给", "对", "从", "到", "向", "于", "之", "其", "吗",
    "吧", "呢", "啊", "请", "很", "一个", "the", "a", "an", "of", "to", "in", "on", "at", "is", "are", "was",
    "and", "or", "it", "we", "i", "you", "this", "that", "for", "with",
];

/// Loading takes a moment and some tens of megabytes, once, when the first text is read.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The words of a text one after the other, with everything between them: joined they are the text again.
pub(crate) fn words(text: &str) -> Vec<&str> {
    DICTIONARY.cut(text, false).into_iter().map(|token| token.word).collect()
}

/// The different terms of a text, in the order in which it first uses them.
///
/// Full and half width, compatibility forms and upper and lower case are one (NFKC, then lower case). Terms are all words of the
/// dictionary that stand in the text, also where they overlap: to choose one way of reading 路灯不亮 would hide 路灯 behind 灯不亮.
/// Characters that belong to no such word are taken in pairs, a lonely one by itself. Punctuation and words that say nothing are
/// left out, and no pair reaches across them.
pub fn terms(text: &str) -> Vec<Term> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut found = Found::default();
    plain.split(|char: char| !char.is_alphanumeric()).for_each(|phrase| found.read(phrase));
    found.terms
}

#[derive(Default)]
struct Found {
    terms: Vec<Term>,
    known: BTreeSet<Term>,
}

impl Found {
    /// Takes a stretch of letters and digits without a stop.
    fn read(&mut self, phrase: &str) {
        let chars: Vec<char> = phrase.chars().collect();
        // What no pair may reach into: words of the dictionary, and characters that say nothing.
        let mut taken: Vec<bool> = chars.iter().map(|char| is_empty(char.encode_utf8(&mut [0; 4]))).collect();
        let words = DICTIONARY.cut_all(phrase).into_iter();
        for word in words.filter(|word| word.end.saturating_sub(word.start) > 1) {
            taken.iter_mut().take(word.end).skip(word.start).for_each(|taken| *taken = true);
            self.add(word.word);
        }
        let neighbours: Vec<(char, bool)> = chars.into_iter().zip(taken).collect();
        for run in neighbours.split(|(_, taken)| *taken) {
            self.add_pairs(run);
        }
    }

    fn add_pairs(&mut self, run: &[(char, bool)]) {
        if let [(lonely, _)] = run {
            self.add(lonely.encode_utf8(&mut [0; 4]));
        }
        for pair in run.windows(2) {
            self.add(&pair.iter().map(|(char, _)| char).collect::<String>());
        }
    }

    fn add(&mut self, word: &str) {
        if is_empty(word) {
            return;
        }
        let term = Term::from(word);
        if self.known.insert(Term::clone(&term)) {
            self.terms.push(term);
        }
    }
}

fn is_empty(word: &str) -> bool {
    EMPTY_WORDS.contains(&word)
}
