//! Which backups stay, and what goes with those that do not.

use super::{BackupError, BackupId, BackupKind, Backups, Pieces, remove_if_there};
use crate::backup;
use kaibo_domain::retention;
use std::collections::HashSet;

impl Backups {
    /// Takes away the backups whose time is over, and the pieces that no other one has.
    pub(crate) fn let_go(&self) -> Result<(), BackupError> {
        let all = self.list()?;
        let of = |kind| all.iter().filter(move |backup| backup.kind == kind);
        let rolling: Vec<_> = of(BackupKind::Rolling).filter_map(|one| Some((one, one.facts.as_ref().ok()?))).collect();
        let taken: Vec<i64> = rolling.iter().map(|(_, facts)| facts.taken_ms).collect();
        let (stay, go): (Vec<_>, Vec<_>) = rolling.iter().zip(retention::kept(&taken)).partition(|(_, stays)| *stays);
        for ((backup, _), _) in go {
            remove_if_there(&self.list_of(&backup.id))?;
        }
        let stay: Vec<&BackupId> = stay.into_iter().map(|((backup, _), _)| &backup.id).collect();
        let migrations: Vec<_> =
            of(BackupKind::Migration).filter_map(|one| backup::file_of(&self.folder(), &one.id)).collect();
        let newest = migrations.iter().map(|(_, versions)| versions.1).max();
        for (file, versions) in &migrations {
            if Some(versions.1) != newest {
                remove_if_there(file)?;
            }
        }
        // What is not ours may hold pieces that cannot be taken away: letting go of ours would give no room.
        if all.iter().all(|backup| matches!(backup.facts, Ok(_) | Err(BackupError::Damaged))) {
            self.make_fit(&stay)?;
        }
        self.sweep()
    }

    /// Lets go of the oldest of these, the newest first, where all take too much of the disk.
    fn make_fit(&self, ids: &[&BackupId]) -> Result<(), BackupError> {
        let copies = self.list()?.into_iter().filter(|one| one.kind == BackupKind::Migration);
        let copies: u64 = copies.filter_map(|copy| Some(copy.facts.ok()?.bytes)).sum();
        let (mut known, mut bytes, mut taken, mut database) = (HashSet::new(), copies, Vec::new(), 0);
        for id in ids {
            let list = self.manifest(id)?;
            if taken.is_empty() {
                database = list.bytes;
            }
            bytes +=
                list.sizes().filter(|(name, _)| known.insert((*name).to_owned())).map(|(_, size)| size).sum::<u64>();
            taken.push(bytes);
        }
        let fit = retention::fitting(&taken, database);
        for id in ids.iter().skip(fit) {
            tracing::info!(%id, "a backup goes early: all take more than they may");
            remove_if_there(&self.list_of(id))?;
        }
        Ok(())
    }

    fn sweep(&self) -> Result<(), BackupError> {
        // Somebody else's list, or of a disk that may read it another time: its pieces are not ours to take away.
        let Some(lists) = self.manifests()? else { return Ok(()) };
        Ok(Pieces(&self.pieces()).sweep(&lists.into_iter().flat_map(|list| list.pieces).collect())?)
    }
}
