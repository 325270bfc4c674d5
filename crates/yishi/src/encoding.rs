//! Text files as spreadsheets write them: UTF-8 with or without byte order mark, and GB18030 (which holds GBK and GB2312).

use crate::failure::{InputFault, position};
use clap::ValueEnum;
use encoding_rs::{DecoderResult, GB18030};

/// How a text file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Encoding {
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-8 that says so with a byte order mark, for Excel
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// GB18030, as Excel and WPS write CSV on Chinese Windows
    Gb18030,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Encoding {
    /// The bytes of a text.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8Bom => format!("{BYTE_ORDER_MARK}{text}").into_bytes(),
            // Every character has its bytes in GB18030.
            Self::Gb18030 => GB18030.encode(text).0.into_owned(),
        }
    }
}

/// The text of a file without its byte order mark: in the encoding that is said, else in UTF-8, else in GB18030.
///
/// # Errors
/// The place from which on it is neither.
pub fn decode(bytes: &[u8], said: Option<Encoding>) -> Result<String, InputFault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0) {
        return Err(fault("", "the file is UTF-16, or no text at all"));
    }
    let text = match said {
        Some(Encoding::Utf8 | Encoding::Utf8Bom) => utf_8(bytes),
        Some(Encoding::Gb18030) => gb18030(bytes),
        None => utf_8(bytes).or_else(|fault| gb18030(bytes).map_err(|_| fault)),
    }?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text))
}

fn utf_8(bytes: &[u8]) -> Result<String, InputFault> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).map(String::from_utf8_lossy).unwrap_or_default();
        fault(&good, "the file is not UTF-8 from here on")
    })
}

fn gb18030(bytes: &[u8]) -> Result<String, InputFault> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(most.unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true).0 {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::OutputFull | DecoderResult::Malformed(..) => {
            Err(fault(&text, "the file is not GB18030 from here on"))
        }
    }
}

fn fault(good: &str, reason: &str) -> InputFault {
    let (line, column) = position(good, good.len());
    let remedy = "save it as UTF-8 (in Excel and WPS: “CSV UTF-8”), as GB18030, or as XLSX".to_owned();
    InputFault { line, column, reason: reason.to_owned(), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "居民,㐀𠀀\n"; // The last two are beyond GBK: four bytes each.

    #[test]
    fn every_encoding_is_read_back_and_found_without_being_told() {
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gb18030] {
            let bytes = encoding.encode(WORDS);
            assert_eq!(decode(&bytes, None).unwrap(), WORDS, "{encoding:?}");
            assert_eq!(decode(&bytes, Some(encoding)).unwrap(), WORDS, "{encoding:?}");
        }
        assert_eq!(decode(b"\xbe\xd3\xc3\xf1", None).unwrap(), "居民", "GBK is a part of GB18030");
    }

    #[test]
    fn what_is_neither_is_refused_where_it_stops_being_text() {
        let place = |bytes: &[u8], said| decode(bytes, said).map_err(|fault| (fault.line, fault.column));
        assert_eq!(place(b"kind\nab\xff\xff", None), Err((2, 3)));
        assert_eq!(place(b"kind\n\xbe\xd3\xff", Some(Encoding::Gb18030)), Err((2, 2)));
        assert_eq!(place(b"kind\n\xbe\xd3", Some(Encoding::Utf8)), Err((2, 1)));
        assert_eq!(place(b"\xff\xfek\0", None), Err((1, 1)));
    }
}
