//! Any command by its kind.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use crate::fault::Fault;
use crate::scalar::{Base64, Hash};
use crate::write::frame::TextClass;
use crate::write::problem::Problem;
use async_graphql::{Context, InputObject};
use serde_json::Value;
use yishi_core::Command;
use yishi_engine::Text;

/// A command of any kind.
#[derive(InputObject)]
pub(crate) struct PrepareCommandInput {
    /// Who signs.
    signing: SigningInput,
    /// Its kind, e.g. `assign_seat`.
    kind: String,
    /// Its fields as a JSON object, e.g. `{"council":"grid-1","seat":"leader","member":"member_0011223344556677"}`.
    fields: String,
    /// Texts to be framed and sent along; their hashes have to stand in the fields.
    #[graphql(default)]
    texts: Vec<TextInput>,
}

/// A text to be framed.
#[derive(InputObject)]
pub(crate) struct TextInput {
    /// Its class.
    text_class: TextClass,
    /// Its bytes.
    data: Base64,
    /// 32 random bytes, made by you; for statements and vault texts.
    salt: Option<Hash>,
}

/// Prepares a command of any kind.
pub(super) fn command(ctx: &Context<'_>, input: PrepareCommandInput) -> Result<PreparePayload, Fault> {
    let signing = match Signing::read(ctx, &input.signing)? {
        Ok(signing) => signing,
        Err(problem) => return Ok(PreparePayload::Problem(problem)),
    };
    match (read(ctx, &input.kind, &input.fields), texts(ctx, input.texts)) {
        (Ok(command), Ok(texts)) => signing.prepare(ctx, command, &texts),
        (Err(problem), _) | (_, Err(problem)) => Ok(PreparePayload::Problem(problem)),
    }
}

fn read(ctx: &Context<'_>, kind: &str, fields: &str) -> Result<Command, Problem> {
    if !Command::KINDS.contains(&kind) {
        let kinds = Command::KINDS.join(", ");
        let english = format!("there is no command `{kind}`; there are: {kinds}");
        let chinese = format!("没有“{kind}”这种指令，可用的有：{kinds}");
        return Err(Problem::invalid(ctx, "unknown_kind", &english, &chinese));
    }
    let invalid = |reason: &str| {
        let english = format!("the fields do not make a command `{kind}`: {reason}");
        let chinese = format!("字段不构成指令“{kind}”：{reason}");
        Problem::invalid(ctx, "malformed_fields", &english, &chinese)
    };
    let mut fields: Value = serde_json::from_str(fields).map_err(|error| invalid(&error.to_string()))?;
    let Some(object) = fields.as_object_mut() else { return Err(invalid("write a JSON object")) };
    object.insert("kind".to_owned(), Value::String(kind.to_owned()));
    serde_json::from_value(fields).map_err(|error| invalid(&error.to_string()))
}

fn texts(ctx: &Context<'_>, texts: Vec<TextInput>) -> Result<Vec<Text>, Problem> {
    let salted = |text: &TextInput| {
        text.salt.map(|salt| salt.0).ok_or_else(|| {
            Problem::invalid(
                ctx,
                "salt_missing",
                "a statement or a vault text needs a `salt` of 32 random bytes",
                "言论与保密文本须附 32 个随机字节的盐",
            )
        })
    };
    let read = |text: TextInput| {
        Ok(match text.text_class {
            TextClass::Document => Text::Document(text.data.0),
            TextClass::Statement => Text::Statement { salt: salted(&text)?, data: text.data.0 },
            TextClass::Vault => Text::Vault { salt: salted(&text)?, data: text.data.0 },
        })
    };
    texts.into_iter().map(read).collect()
}
