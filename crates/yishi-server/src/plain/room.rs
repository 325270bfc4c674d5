//! Room in memory for answers that are large: taken before they are made, and kept until the client has read them.

use super::reply::Denied;
use axum::body::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The unit in which room is counted, 64 KiB.
const UNIT: usize = 64 * 1024;

/// All the room there is.
pub(crate) struct Room {
    units: Arc<Semaphore>,
    /// How long somebody waits for it.
    patience: Duration,
}

/// Room that was taken.
pub(super) struct Taken(OwnedSemaphorePermit);

impl Room {
    /// Room for so many bytes.
    pub(crate) fn new(bytes: usize, patience: Duration) -> Self {
        Self { units: Arc::new(Semaphore::new(bytes / UNIT)), patience }
    }

    /// Takes room for so many bytes, in the order of asking.
    ///
    /// # Errors
    /// [`Denied::Busy`] when none has become free in time.
    pub(super) async fn take(&self, bytes: usize) -> Result<Taken, Denied> {
        let taken =
            tokio::time::timeout(self.patience, self.units.clone().acquire_many_owned(units(bytes))).await;
        taken.map_err(|_| Denied::Busy)?.map(Taken).map_err(|_| Denied::Internal)
    }
}

impl Taken {
    /// Gives back what the bytes do not need, and the rest when nobody holds them any more.
    pub(super) fn hold(mut self, bytes: Vec<u8>) -> Bytes {
        // More than was taken cannot be held for; then all of it is.
        let needed = usize::try_from(units(bytes.len())).unwrap_or(usize::MAX);
        let held = self.0.split(needed.min(self.0.num_permits()));
        Bytes::from_owner(Held { bytes, _room: held })
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

struct Held {
    bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn room_is_kept_until_the_bytes_are_gone() {
        let room = Room::new(4 * UNIT, Duration::from_millis(20));
        let made = room.take(4 * UNIT).await.unwrap().hold(vec![7; UNIT + 1]);
        // What was not needed is free at once.
        let second = room.take(2 * UNIT).await.unwrap();
        assert_eq!(room.take(1).await.err(), Some(Denied::Busy));
        drop(second);
        let part = made.slice(1..3);
        drop(made);
        assert_eq!(room.take(3 * UNIT).await.err(), Some(Denied::Busy), "a part of the bytes is still held");
        assert_eq!(part.as_ref(), [7, 7]);
        drop(part);
        assert!(room.take(4 * UNIT).await.is_ok());
    }
}
