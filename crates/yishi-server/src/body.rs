//! Reads bodies up to a limit, within a time.

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use std::time::Duration;

/// Longest time that a client may take to send a body.
const LONGEST: Duration = Duration::from_secs(20);

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// Larger than the limit.
    TooLarge,
    /// Not sent in time.
    TooSlow,
    /// The connection broke.
    Broken,
}

/// Reads a body of at most `limit` bytes; stops reading as soon as it is larger.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, BodyError> {
    tokio::time::timeout(LONGEST, collect(body, limit)).await.map_err(|_| BodyError::TooSlow)?
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, BodyError> {
    let mut stream = body.into_data_stream();
    let mut whole: Vec<u8> = Vec::new();
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| BodyError::Broken)?;
        if part.len() > limit.saturating_sub(whole.len()) {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole.into())
}
