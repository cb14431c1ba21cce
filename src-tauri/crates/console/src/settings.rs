//! What staff chose for the whole app.

use crate::{
    Desk,
    problem::{internal, named, of_store},
    view::{Problem, SettingsPatch, SettingsView, Topic},
    watch,
};
use kaibo_domain::hotkey::{ChordFault, LiveKeys};
use kaibo_store::{Connection, StoreError, settings};

/// Names of the settings, and their values.
const LANGUAGE: &str = "language";
const APPEARANCE: &str = "appearance";
/// [`TextSize`] by name.
const TEXT_SIZE: &str = "text.size";
/// [`LiveKeys`] as JSON.
const LIVE_KEYS: &str = "live.keys";
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
const APPEARANCES: [&str; 3] = ["system", "light", "dark"];

/// What is chosen for the whole installation: carried into the data of whichever shop is opened next.
pub(crate) const CARRIED: [&str; 8] = [
    LANGUAGE,
    APPEARANCE,
    TEXT_SIZE,
    LIVE_KEYS,
    watch::NOTICES,
    watch::QUIET_HOURS,
    crate::diagnostics::LOG_LEVEL,
    crate::desk::REMINDED,
];

/// Those settings as they are.
pub(crate) fn carried_from(db: &Connection) -> Result<Vec<(&'static str, Option<String>)>, StoreError> {
    CARRIED.into_iter().map(|name| Ok((name, settings::get(db, name)?))).collect()
}

impl Desk {
    /// The settings.
    pub async fn settings(&self) -> Result<SettingsView, Problem> {
        let (practice_address, key_kind) = self.facts();
        let (mut chosen, mut notices) = ([None, None, None, None], (true, None));
        if let Some(store) = self.store() {
            let read = |db: &Connection| {
                let chosen = [LANGUAGE, APPEARANCE, TEXT_SIZE, LIVE_KEYS].map(|name| settings::get(db, name));
                let [language, appearance, size, keys] = chosen;
                Ok(([language?, appearance?, size?, keys?], watch::chosen(db)?))
            };
            (chosen, notices) = store.read(read).await.map_err(|error| of_store(&error))?;
        }
        let [language, appearance, text_size, live_keys] = chosen;
        Ok(SettingsView {
            language: language.unwrap_or_else(|| LANGUAGES[0].to_owned()),
            appearance: appearance.unwrap_or_else(|| APPEARANCES[0].to_owned()),
            // What another version wrote and this one cannot read is as if nothing had been chosen.
            text_size: text_size.and_then(|name| serde_json::from_value(name.into()).ok()).unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema_version: kaibo_store::SCHEMA_VERSION,
            data_folder: self.data_dir().display().to_string(),
            key_kind: key_kind.to_owned(),
            practice_address,
            notices: notices.0,
            quiet_hours: notices.1,
            live_keys: live_keys.and_then(|keys| serde_json::from_str(&keys).ok()).unwrap_or_default(),
        })
    }

    /// Changes settings; absent and unknown values stay as they are. Refused where keys cannot be had, next to what they
    /// were wanted for.
    pub async fn set_settings(&self, patch: SettingsPatch) -> Result<SettingsView, Problem> {
        let live_keys = patch.live_keys.as_ref().map(written).transpose()?;
        if let Some(store) = self.store() {
            let language = patch.language.filter(|language| LANGUAGES.contains(&language.as_str()));
            let appearance = patch.appearance.filter(|appearance| APPEARANCES.contains(&appearance.as_str()));
            let text_size = patch.text_size.map(|size| named(&size));
            let write = store.write(move |tx| {
                language.iter().try_for_each(|value| settings::set(tx, LANGUAGE, value))?;
                appearance.iter().try_for_each(|value| settings::set(tx, APPEARANCE, value))?;
                text_size.iter().try_for_each(|value| settings::set(tx, TEXT_SIZE, value))?;
                live_keys.iter().try_for_each(|value| settings::set(tx, LIVE_KEYS, value))?;
                watch::choose(tx, patch.notices, patch.quiet_hours)
            });
            write.await.map_err(|error| of_store(&error))?;
            self.changed(Topic::Settings);
        }
        self.settings().await
    }
}

/// Whether staff chose English.
pub(crate) fn is_english(db: &kaibo_store::Connection) -> Result<bool, kaibo_store::StoreError> {
    Ok(settings::get(db, LANGUAGE)?.as_deref() == Some("en"))
}

/// The shortcuts as they are kept.
fn written(keys: &LiveKeys) -> Result<String, Problem> {
    let Some((action, fault)) = keys.fault() else {
        return serde_json::to_string(keys).map_err(|_| internal("live keys"));
    };
    let code = match fault {
        ChordFault::NotAKey => "shortcut.not-a-key",
        ChordFault::TooPlain => "shortcut.too-plain",
        ChordFault::Taken => "shortcut.taken",
    };
    Err(Problem::new(code).at_field(&named(&action)))
}
