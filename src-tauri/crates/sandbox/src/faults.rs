//! Faults on demand: armed for an endpoint, for a number of calls or for a share of all.
//!
//! Invariant: faults change what the caller sees, never what an executed call does. Shares are drawn by a generator with
//! a seed of its own: the same seed and the same calls meet the same faults.

use crate::{api, random::Random};
use kaibo_domain::platform::endpoint::Endpoint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    str::FromStr,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The call waits that many milliseconds before it is executed; combines with another fault.
    LatencyMs(u64),
    /// Not executed; the connection is closed without a reply.
    DropBefore,
    /// Executed; the connection is closed without a reply.
    DropAfter,
    /// Executed; the reply says -1 all the same.
    MinusOneAfter,
    /// Not executed; HTTP 503 with a page, as in an outage.
    #[serde(rename = "http_503", alias = "http503")]
    Http503,
    /// Not executed; that HTTP status with a page.
    HttpStatus(u16),
    /// Executed; HTTP 502 with a page all the same, as from a gateway that lost the reply.
    #[serde(rename = "http_502_after")]
    Http502After,
    /// Executed; the connection is closed in the middle of the reply's body.
    Truncated,
    /// Executed; the reply is a page, not JSON.
    Malformed,
    /// Executed; the reply is JSON whose fields have other types than they should.
    WrongType,
    /// Executed; the reply is blown up to more than 8 MiB of white space, without a length.
    Huge,
    /// Executed; the reply comes byte by byte, with that many milliseconds before each.
    TrickleMs(u64),
    /// Not executed; every token given so far is retired and the reply says 40001.
    TokenInvalid,
    /// Not executed; 45009.
    QuotaDaily,
    /// Not executed; 45011.
    QuotaMinute,
    /// Not executed; 40164 with the caller's address.
    IpRefused,
    /// Not executed; that errcode, with the platform's text where it is known.
    Errcode(i64),
}

impl FaultKind {
    /// The kind of that name, with its number where it has one (milliseconds, HTTP status, errcode).
    ///
    /// # Errors
    /// The name is unknown, or the number is missing, too much or out of range.
    pub fn named(name: &str, number: Option<i64>) -> Result<Self, String> {
        let form = number.map_or_else(|| Value::from(name), |number| json!({ name: number }));
        let kind = serde_json::from_value(form);
        let kind =
            kind.map_err(|_| format!("{name}: unknown kind, or its number is missing, too much or too large"))?;
        match kind {
            FaultKind::HttpStatus(status) if !(400..=599).contains(&status) => {
                Err(format!("http_status: 400 to 599, not {status}"))
            }
            kind => Ok(kind),
        }
    }
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Often {
    /// For that many calls still.
    Times(u32),
    /// For that share of all calls, 0 to 1, until disarmed.
    Share(f64),
}

/// A fault armed for an endpoint. As text: `PATH=KIND[@NUMBER][:TIMES|:SHARE%]`, once when nothing is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The endpoint's path, or `*` for every endpoint.
    pub endpoint: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How often.
    #[serde(flatten)]
    pub often: Often,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (endpoint, rest) = text.split_once('=').ok_or("PATH=KIND is missing its =")?;
        if endpoint != "*" && api::find(endpoint).is_none() {
            return Err(format!("{endpoint}: no such endpoint"));
        }
        let (kind, often) = match rest.split_once(':') {
            None => (rest, Often::Times(1)),
            Some((kind, often)) => (kind, read_often(often).ok_or_else(|| format!("{often}: how often is that?"))?),
        };
        let (name, number) = match kind.split_once('@') {
            None => (kind, None),
            Some((name, number)) => (name, Some(number.parse().map_err(|_| format!("{number}: not a number"))?)),
        };
        Ok(Self { endpoint: endpoint.to_owned(), kind: FaultKind::named(name, number)?, often })
    }
}

/// `3`, or `2.5%`.
fn read_often(text: &str) -> Option<Often> {
    match text.strip_suffix('%') {
        None => text.parse().ok().map(Often::Times),
        Some(percent) => {
            let percent: f64 = percent.parse().ok()?;
            (0.0..=100.0).contains(&percent).then_some(Often::Share(percent / 100.0))
        }
    }
}

/// All armed faults of one sandbox.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Armed>);

#[derive(Debug)]
struct Armed {
    faults: Vec<Fault>,
    dice: Random,
}

impl Default for Armed {
    fn default() -> Self {
        Self { faults: Vec::new(), dice: Random::seeded(0) }
    }
}

/// The faults of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Milliseconds to wait first.
    pub(crate) latency_ms: u64,
    /// What else goes wrong.
    pub(crate) kind: Option<FaultKind>,
}

impl Faults {
    /// Arms `kind` for the next `times` calls of `endpoint` (a path, or `*`).
    pub fn arm(&self, endpoint: &str, kind: FaultKind, times: u32) {
        self.add(Fault { endpoint: endpoint.to_owned(), kind, often: Often::Times(times) });
    }

    /// Arms `kind` for that share (0 to 1) of all calls of `endpoint` (a path, or `*`).
    pub fn arm_share(&self, endpoint: &str, kind: FaultKind, share: f64) {
        self.add(Fault { endpoint: endpoint.to_owned(), kind, often: Often::Share(share) });
    }

    /// Arms a fault.
    pub fn add(&self, fault: Fault) {
        self.locked().faults.push(fault);
    }

    /// Draws shares from now on by that seed; without it, by 0.
    pub fn seed(&self, seed: u64) {
        self.locked().dice = Random::seeded(seed);
    }

    /// Disarms everything.
    pub fn clear(&self) {
        self.locked().faults.clear();
    }

    /// What is still armed.
    pub fn armed(&self) -> Vec<Fault> {
        self.locked().faults.clone()
    }

    /// Uses up the faults of one call: the first latency and the first of any other kind.
    pub(crate) fn take(&self, endpoint: &Endpoint) -> Taken {
        let mut armed = self.locked();
        let Armed { faults, dice } = &mut *armed;
        let mut taken = Taken::default();
        for fault in faults.iter_mut().filter(|fault| fault.endpoint == "*" || endpoint.has_path(&fault.endpoint)) {
            let is_wanted = match fault.kind {
                FaultKind::LatencyMs(_) => taken.latency_ms == 0,
                _ => taken.kind.is_none(),
            };
            // A share is drawn for every call, wanted or not, so that one fault does not shift another's draws.
            let is_due = match &mut fault.often {
                Often::Share(share) => dice.share() < *share && is_wanted,
                Often::Times(times) if is_wanted => {
                    *times = times.saturating_sub(1);
                    true
                }
                Often::Times(_) => false,
            };
            match fault.kind {
                _ if !is_due => {}
                FaultKind::LatencyMs(ms) => taken.latency_ms = ms,
                kind => taken.kind = Some(kind),
            }
        }
        faults.retain(|fault| fault.often != Often::Times(0));
        taken
    }

    fn locked(&self) -> MutexGuard<'_, Armed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
