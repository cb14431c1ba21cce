//! Whether the files of a paper are what was kept.

use crate::{
    Console,
    problem::{internal, of_blob},
    view::{DamagedFile, Problem},
};
use kaibo_domain::PaperId;
use kaibo_store::{BlobError, BlobId, paper_recordings, papers};

impl Console {
    /// The files of a paper that are gone or changed on the disk, by their hash. Reads all of them through.
    ///
    /// # Errors
    /// Where nobody can say: the vault is locked, the disk does not do its work.
    pub async fn papers_check(&self, id: PaperId) -> Result<Vec<DamagedFile>, Problem> {
        self.vault_is_open()?;
        let files = self
            .read(move |db| {
                let pages = papers::files(db, id)?.into_iter().map(|page| (page.name, page.blob));
                let recording = paper_recordings::get(db, id)?.map(|recording| (recording.name, recording.blob));
                Ok(pages.chain(recording).collect::<Vec<_>>())
            })
            .await?;
        let vault = self.inner.store.vault().clone();
        let check = move || {
            let mut damaged = Vec::new();
            for (name, blob) in files {
                match vault.check(&blob) {
                    Ok(()) => {}
                    Err(BlobError::Missing) => damaged.push(named(name, blob, true)),
                    Err(BlobError::Damaged) => damaged.push(named(name, blob, false)),
                    Err(error) => return Err(of_blob(&error)),
                }
            }
            Ok(damaged)
        };
        tokio::task::spawn_blocking(check).await.map_err(|_| internal("check"))?
    }
}

fn named(name: String, blob: BlobId, missing: bool) -> DamagedFile {
    DamagedFile { name, hash: blob.to_string(), missing }
}
