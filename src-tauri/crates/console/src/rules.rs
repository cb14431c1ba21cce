//! Which rules are in force: those that are shipped, or a pack that staff took in from a file. A pack is read, never executed,
//! and says nothing that the platform does not outrank.
//!
//! Invariant: a pack stands in the database as it was in the file whose hash staff saw, or not at all.

use crate::{
    Console,
    problem::internal,
    view::{ImportedPack, PackLook, Problem, RulesView, Topic},
};
use kaibo_domain::rule_pack::{PACK_BYTES_MAX, PackError, RulePack};
use kaibo_store::settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// Where a pack that was taken in stands among the settings.
const SETTING: &str = "rules.pack";

/// A pack that was taken in, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    file: String,
    sha256: String,
    imported_ms: i64,
    text: String,
}

/// What is in force.
struct InForce {
    pack: Arc<RulePack>,
    imported: Option<ImportedPack>,
    /// A pack was taken in that this program cannot read any more.
    is_unreadable: bool,
}

/// What is in force, once somebody has asked.
#[derive(Default)]
pub(crate) struct Rules(Mutex<Option<Arc<InForce>>>);

impl Rules {
    fn known(&self) -> Option<Arc<InForce>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, known: Option<Arc<InForce>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

impl Console {
    /// The rules in force.
    pub(crate) async fn rules(&self) -> Result<Arc<RulePack>, Problem> {
        Ok(Arc::clone(&self.in_force().await?.pack))
    }

    /// Which rules are in force.
    pub async fn rules_view(&self) -> Result<RulesView, Problem> {
        let now = self.in_force().await?;
        Ok(RulesView {
            version: now.pack.pack.version.clone(),
            shipped_version: shipped()?.pack.version.clone(),
            imported: now.imported.clone(),
            unreadable: now.is_unreadable,
        })
    }

    /// Looks at a file before it is taken in.
    pub async fn rules_look(&self, path: PathBuf) -> Result<PackLook, Problem> {
        let (pack, kept) = read(path.clone(), self.now()).await?;
        let now = self.in_force().await?;
        let (groups, demands) = pack.size();
        Ok(PackLook {
            path,
            is_same: *now.pack == pack,
            replaces: now.pack.pack.version.clone(),
            version: pack.pack.version,
            disclaimer: pack.pack.disclaimer,
            file: kept.file,
            sha256: kept.sha256,
            // Far fewer than fit.
            groups: groups as u32,
            demands: demands as u32,
        })
    }

    /// Takes the pack in whose hash staff saw; applications are looked at by it from now on.
    pub async fn rules_import(&self, path: PathBuf, sha256: String) -> Result<RulesView, Problem> {
        let (_, kept) = read(path, self.now()).await?;
        if kept.sha256 != sha256 {
            return Err(Problem::new("rules.changed"));
        }
        let kept = serde_json::to_string(&kept).map_err(|_| internal("rules"))?;
        self.write(move |tx| settings::set(tx, SETTING, &kept)).await?;
        self.rules_changed().await
    }

    /// Goes back to the rules that are shipped.
    pub async fn rules_reset(&self) -> Result<RulesView, Problem> {
        self.write(|tx| settings::remove(tx, SETTING)).await?;
        self.rules_changed().await
    }

    async fn rules_changed(&self) -> Result<RulesView, Problem> {
        self.inner.rules.set(None);
        for topic in [Topic::Categories, Topic::Applications, Topic::Settings] {
            self.changed(topic, Vec::new());
        }
        self.rules_view().await
    }

    async fn in_force(&self) -> Result<Arc<InForce>, Problem> {
        if let Some(known) = self.inner.rules.known() {
            return Ok(known);
        }
        let kept = self.read(|db| settings::get(db, SETTING)).await?;
        let read = kept.as_deref().map(|kept| {
            let kept: Kept = serde_json::from_str(kept).ok()?;
            let pack = Arc::new(RulePack::read(kept.text.as_bytes()).ok()?);
            let Kept { file, sha256, imported_ms, .. } = kept;
            Some((pack, ImportedPack { file, sha256, imported_ms }))
        });
        let now = match read {
            Some(Some((pack, imported))) => InForce { pack, imported: Some(imported), is_unreadable: false },
            none => InForce { pack: shipped()?, imported: None, is_unreadable: none.is_some() },
        };
        let now = Arc::new(now);
        self.inner.rules.set(Some(Arc::clone(&now)));
        Ok(now)
    }
}

/// The rules that are shipped.
fn shipped() -> Result<Arc<RulePack>, Problem> {
    static SHIPPED: LazyLock<Result<Arc<RulePack>, PackError>> =
        LazyLock::new(|| RulePack::read(include_bytes!("../../../../assets/rules/qualification.json")).map(Arc::new));
    SHIPPED.clone().map_err(|_| internal("rules"))
}

/// The pack in a file, and how it will be kept.
async fn read(path: PathBuf, now_ms: i64) -> Result<(RulePack, Kept), Problem> {
    let work = move || -> Result<_, Problem> {
        let bytes = bytes_of(&path)?;
        let pack = RulePack::read(&bytes).map_err(|error| refused(&error))?;
        let kept = Kept {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: hex::encode(Sha256::digest(&bytes)),
            imported_ms: now_ms,
            // JSON is UTF-8, or it would not have been read.
            text: String::from_utf8_lossy(&bytes).into_owned(),
        };
        Ok((pack, kept))
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("rules"))?
}

/// One byte more than a pack may have is enough to refuse it.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |_| Problem::new("rules.unreadable");
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(PACK_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Why a pack is none, with the place.
pub(crate) fn refused(error: &PackError) -> Problem {
    match error {
        PackError::TooLarge(_) => Problem::new("rules.too-large").with("megabytes", PACK_BYTES_MAX / 1_048_576),
        PackError::NotJson { line, column } => Problem::new("rules.not-json").with("line", line).with("column", column),
        PackError::Form { place, said } => Problem::new("rules.form").with("place", place).with("said", said),
        PackError::Unsound(id) => Problem::new("rules.unsound").with("id", id),
    }
}
