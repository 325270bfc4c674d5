//! Puts the texts of a store under the keys that are right for them, once: those of a store from before there were keys, and those of
//! one that was made anew and did not know whom they concern.

use super::*;

/// The file in the folder of texts that says that none lies in the clear, and that each lies under the key that is right for it.
pub const SETTLED: &str = "sealed";

impl FileBlobs {
    pub(super) fn try_settle(
        &self,
        concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>,
    ) -> Result<(), StoreFault> {
        let settled = self.folder.join(SETTLED);
        if settled.try_exists().map_err(StoreFault::io(&settled))? {
            return Ok(());
        }
        let concerned = concerned();
        let mut changed = 0_u64;
        for (folder, named) in
            [("statements", TextRef::Statement as fn(Commitment) -> TextRef), ("vault", TextRef::Vault)]
        {
            let folder = self.folder.join(folder);
            for path in files::list(&folder)? {
                let Some(commitment) = named_after(&path) else { continue };
                changed += u64::from(self.settle_one(&named(commitment), concerned.get(&commitment))?);
            }
            files::sync_folder(&folder)?;
        }
        if changed > 0 {
            tracing::info!(texts = changed, "texts were put under the keys of those whom they concern");
        }
        files::write_whole(&settled, &settled.with_extension(UNFINISHED.trim_start_matches('.')), &[b"1\n"])
    }

    /// One that is damaged, or whose key is lost, stays as it is: it is named whenever it is read.
    fn settle_one(&self, reference: &TextRef, concerns: Option<&MemberId>) -> Result<bool, StoreFault> {
        let gone = self.writing();
        match self.assign_holding(reference, concerns, &gone) {
            Err(
                fault @ (StoreFault::File { .. } | StoreFault::KeyMissing { .. } | StoreFault::Gone { .. }),
            ) => {
                tracing::error!(%fault, "a text is not put under a key");
                Ok(false)
            }
            settled => settled,
        }
    }
}

fn named_after(path: &Path) -> Option<Commitment> {
    path.file_name()?.to_str()?.parse().ok()
}
