//! What staff chose for the whole app.

use crate::{
    Desk,
    problem::of_store,
    view::{Problem, SettingsPatch, SettingsView, Topic},
    watch,
};
use kaibo_store::{Connection, settings};

/// Names of the settings, and their values.
const LANGUAGE: &str = "language";
const APPEARANCE: &str = "appearance";
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
const APPEARANCES: [&str; 3] = ["system", "light", "dark"];

impl Desk {
    /// The settings.
    pub async fn settings(&self) -> Result<SettingsView, Problem> {
        let (practice_address, key_kind) = self.facts();
        let (mut language, mut appearance, mut notices) = (None, None, (true, None));
        if let Some(store) = self.store() {
            let read = |db: &Connection| {
                Ok((settings::get(db, LANGUAGE)?, settings::get(db, APPEARANCE)?, watch::chosen(db)?))
            };
            (language, appearance, notices) = store.read(read).await.map_err(|error| of_store(&error))?;
        }
        Ok(SettingsView {
            language: language.unwrap_or_else(|| LANGUAGES[0].to_owned()),
            appearance: appearance.unwrap_or_else(|| APPEARANCES[0].to_owned()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: self.data_dir().display().to_string(),
            key_kind: key_kind.to_owned(),
            practice_address,
            notices: notices.0,
            quiet_hours: notices.1,
        })
    }

    /// Changes settings; absent and unknown values stay as they are.
    pub async fn set_settings(&self, patch: SettingsPatch) -> Result<SettingsView, Problem> {
        if let Some(store) = self.store() {
            let language = patch.language.filter(|language| LANGUAGES.contains(&language.as_str()));
            let appearance = patch.appearance.filter(|appearance| APPEARANCES.contains(&appearance.as_str()));
            let write = store.write(move |tx| {
                language.iter().try_for_each(|value| settings::set(tx, LANGUAGE, value))?;
                appearance.iter().try_for_each(|value| settings::set(tx, APPEARANCE, value))?;
                watch::choose(tx, patch.notices, patch.quiet_hours)
            });
            write.await.map_err(|error| of_store(&error))?;
            self.changed(Topic::Settings);
        }
        self.settings().await
    }
}
