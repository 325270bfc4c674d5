//! A book as it is shown: by a service over HTTP, tile by tile, or as an exported folder.

use crate::failure::Failure;
use crate::http::{agent, explained, is_address};
use anyhow::{Context, anyhow};
use std::path::PathBuf;
use std::time::Duration;
use yishi_audit::bundle::{Bundle, CHECKPOINT, tree_of};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tile::{TilePath, decode_hashes};
use yishi_log::tree::{FromTiles, ProofError, TiledTree, Tree, TreeHash};

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Longest checkpoint or tile that is read: a full tile has 8 KiB.
const MAX_BYTES: u64 = 64 * 1024;

/// Where a book is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The address of a service, without a slash at its end.
    Served(String),
    /// An exported folder or tar file.
    Exported(PathBuf),
}

impl Place {
    /// Tells an address from a path.
    pub fn parse(text: &str) -> Self {
        if !is_address(text) {
            return Self::Exported(PathBuf::from(text));
        }
        let base = text.trim_end_matches('/');
        Self::Served(base.strip_suffix("/graphql").unwrap_or(base).to_owned())
    }
}

/// A book as it is shown, with its newest checkpoint.
pub struct ShownBook {
    /// The signed note.
    pub note: String,
    /// What it says; nobody's signature was verified.
    pub checkpoint: Checkpoint,
    tree: Source,
}

enum Source {
    Whole(Tree),
    Tiles { tree: TiledTree, from: Fetch },
}

struct Fetch {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
}

impl ShownBook {
    /// Reads checkpoint and, of an exported book, its tree.
    ///
    /// # Errors
    /// When the place does not answer, or shows no checkpoint.
    pub fn open(place: &Place, token: Option<&str>) -> Result<Self, Failure> {
        match place {
            Place::Served(base) => {
                let from = Fetch::new(base, token);
                let note = String::from_utf8(from.get("checkpoint")?)
                    .map_err(|_| Failure::Refused(format!("{base}/checkpoint is no text")))?;
                let checkpoint = read(&note, base)?;
                let tree = TiledTree::new(checkpoint.size);
                Ok(Self { note, checkpoint, tree: Source::Tiles { tree, from } })
            }
            Place::Exported(path) => {
                let bundle = Bundle::open(path).map_err(anyhow::Error::from)?;
                let bytes = bundle.read(CHECKPOINT).map_err(anyhow::Error::from)?;
                let missing = || Failure::Refused(format!("{} has no checkpoint", path.display()));
                let note = String::from_utf8(bytes.ok_or_else(missing)?).map_err(|_| missing())?;
                let checkpoint = read(&note, &path.display().to_string())?;
                let tree = tree_of(&bundle).map_err(anyhow::Error::from)?;
                Ok(Self { note, checkpoint, tree: Source::Whole(tree) })
            }
        }
    }

    /// The root over its first entries.
    ///
    /// # Errors
    /// When it has fewer, or a tile cannot be had.
    pub fn root_at(&mut self, size: u64) -> Result<TreeHash, Failure> {
        match &mut self.tree {
            Source::Whole(tree) => tree.root_at(size).map_err(|error| too_few(&error)),
            Source::Tiles { tree, from } => from.made(tree, |tree| tree.root_at(size)),
        }
    }

    /// The proof that its first entries are the beginning of all that the checkpoint covers.
    ///
    /// # Errors
    /// As [`Self::root_at`].
    pub fn consistency(&mut self, from_size: u64) -> Result<Vec<TreeHash>, Failure> {
        let size = self.checkpoint.size;
        match &mut self.tree {
            Source::Whole(tree) => tree.consistency(from_size, size).map_err(|error| too_few(&error)),
            Source::Tiles { tree, from } => from.made(tree, |tree| tree.consistency(from_size, size)),
        }
    }
}

fn read(note: &str, place: &str) -> Result<Checkpoint, Failure> {
    Checkpoint::parse_unverified(note.as_bytes())
        .map_err(|error| Failure::Refused(format!("{place}: {error}")))
}

fn too_few(error: &ProofError) -> Failure {
    Failure::Refused(format!("the book that is shown does not hold what its checkpoint covers: {error}"))
}

impl Fetch {
    fn new(base: &str, token: Option<&str>) -> Self {
        Self { agent: agent(TIMEOUT), base: base.to_owned(), token: token.map(str::to_owned) }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let url = format!("{}/{path}", self.base);
        let request = self.agent.get(&url);
        let request = match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        let mut response =
            request.call().map_err(explained).with_context(|| format!("{url} does not answer"))?;
        match response.status().as_u16() {
            200 => {
                let body = response.body_mut().with_config().limit(MAX_BYTES);
                Ok(body.read_to_vec().with_context(|| format!("{url} cannot be read"))?)
            }
            401 | 403 => Err(Failure::Refused(format!(
                "{url} is for those who may read the book: give --token, or pin from an exported folder"
            ))),
            status => Err(Failure::Io(anyhow!("{url} answers with {status}"))),
        }
    }

    /// Asks the tree again and again, fetching the tiles that it needs: a few for each proof.
    fn made<T>(
        &self,
        tree: &mut TiledTree,
        ask: impl Fn(&TiledTree) -> Result<FromTiles<T>, ProofError>,
    ) -> Result<T, Failure> {
        loop {
            match ask(tree).map_err(|error| too_few(&error))? {
                FromTiles::Made(answer) => return Ok(answer),
                FromTiles::Needs(path) => self.bring(tree, &path)?,
            }
        }
    }

    fn bring(&self, tree: &mut TiledTree, path: &TilePath) -> Result<(), Failure> {
        let bytes = self.get(&path.to_string())?;
        let hashes = decode_hashes(path.width(), &bytes)
            .map_err(|error| Failure::Refused(format!("{}/{path}: {error}", self.base)))?;
        tree.bring(path, &hashes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_path() {
        let served = |text: &str| Place::parse(text) == Place::Served("http://a.example:8080".into());
        assert!(served("http://a.example:8080") && served("http://a.example:8080/"));
        assert!(served("http://a.example:8080/graphql"));
        assert_eq!(Place::parse("./bundle"), Place::Exported("./bundle".into()));
        assert_eq!(Place::parse("https://a.example/graphql"), Place::Served("https://a.example".into()));
    }
}
