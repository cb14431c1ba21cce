//! A keychain in memory, for tests.

use super::{Keychain, NoKeychain};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use zeroize::Zeroizing;

#[derive(Clone, Default)]
pub(crate) struct Memory {
    pub entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    pub silent: bool,
    pub forgetful: bool,
}

impl Memory {
    pub fn silent() -> Self {
        Memory { silent: true, ..Default::default() }
    }

    fn answer(&self) -> Result<(), NoKeychain> {
        if self.silent { Err(NoKeychain("no session bus".into())) } else { Ok(()) }
    }
}

impl Keychain for Memory {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        self.answer()?;
        Ok(self.entries.lock().unwrap().get(id).cloned().map(Zeroizing::new))
    }

    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        self.answer()?;
        if !self.forgetful {
            self.entries.lock().unwrap().insert(id.to_owned(), secret.to_owned());
        }
        Ok(())
    }
}
