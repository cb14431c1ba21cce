//! Trying a target out before anything is published: one step after the other, each with its own reason why not.

use crate::{
    Fault, Patience, Target,
    line::{self, Line},
    server::nonce,
    site::read_pointer,
};
use std::sync::Arc;

/// What is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialStep {
    /// It is reached, and what stands there is ours or nothing.
    Reach,
    /// An object can be written.
    Write,
    /// It reads back the same.
    Read,
    /// Buyers' own address serves it.
    Public,
    /// It can be removed.
    Remove,
}

/// The step that failed, and why.
#[derive(Debug)]
pub struct TrialFault {
    /// The step.
    pub step: TrialStep,
    /// Why.
    pub fault: Fault,
}

/// Tries a target; says which steps were taken. An object that was written is removed, whatever fails between.
pub async fn try_out(
    target: &Target,
    public_url: Option<&str>,
    patience: Patience,
) -> (Vec<TrialStep>, Option<TrialFault>) {
    let mut taken = Vec::new();
    let failed = steps(target, public_url, patience, &mut taken).await.err();
    (taken, failed)
}

async fn steps(
    target: &Target,
    public_url: Option<&str>,
    patience: Patience,
    taken: &mut Vec<TrialStep>,
) -> Result<(), TrialFault> {
    let at = |step| move |fault| TrialFault { step, fault };
    target.versions().await.map_err(at(TrialStep::Reach))?;
    read_pointer(target).await.map_err(at(TrialStep::Reach))?;
    taken.push(TrialStep::Reach);
    let nonce = nonce().map_err(at(TrialStep::Write))?;
    let path = format!("probe-{nonce}.txt");
    let bytes = Arc::new(nonce.into_bytes());
    target.put(&path, &bytes).await.map_err(at(TrialStep::Write))?;
    taken.push(TrialStep::Write);
    let between = look(target, public_url, patience, &path, &bytes, taken).await;
    let removed = target.remove(&path).await.map_err(at(TrialStep::Remove));
    between?;
    removed?;
    taken.push(TrialStep::Remove);
    Ok(())
}

async fn look(
    target: &Target,
    public_url: Option<&str>,
    patience: Patience,
    path: &str,
    bytes: &[u8],
    taken: &mut Vec<TrialStep>,
) -> Result<(), TrialFault> {
    let at = |step| move |fault| TrialFault { step, fault };
    let read = target.read(path, bytes.len()).await.map_err(at(TrialStep::Read))?;
    if read.as_deref() != Some(bytes) {
        return Err(at(TrialStep::Read)(Fault::NotAnAnswer));
    }
    taken.push(TrialStep::Read);
    if let Some(base) = public_url {
        let served = fetch(base, path, bytes.len(), patience).await.map_err(at(TrialStep::Public))?;
        if served != bytes {
            return Err(at(TrialStep::Public)(Fault::NotAnAnswer));
        }
        taken.push(TrialStep::Public);
    }
    Ok(())
}

/// Fetches as a mini program would.
async fn fetch(base: &str, path: &str, max: usize, patience: Patience) -> Result<Vec<u8>, Fault> {
    let base = line::address(base)?;
    let url = base.join(path).map_err(|_| Fault::Address)?;
    let line = Line::new(&base, patience)?;
    let answer = line.send(line.client().get(url), max).await.map_err(|fault| match fault {
        // Longer than what was written: something else is served there.
        Fault::TooLarge => Fault::NotAnAnswer,
        fault => fault,
    })?;
    match answer.status {
        200 => Ok(answer.body),
        _ => Err(answer.refusal("")),
    }
}
