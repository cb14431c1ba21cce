//! What is looked at every morning: papers that end, answers of the platform that are overdue, deadlines of onboarding.

use crate::Console;
use kaibo_domain::time::{DAY_MS, HOUR_MS, next_beijing_midnight};

/// When it is looked, hours after midnight in Beijing: somebody is at work.
const LOOKED_AT: i64 = 9;

impl Console {
    /// Looks every morning.
    pub(crate) async fn watch_mornings(&self) {
        loop {
            let morning = next_beijing_midnight(self.now()) - DAY_MS + LOOKED_AT * HOUR_MS;
            self.inner.clock.wait_until(morning).await;
            if self.now() < morning {
                // The clock was turned back.
                continue;
            }
            if let Err(problem) = self.warn_of_papers().await {
                tracing::error!(code = problem.code, "it is not known which papers end");
            }
            if let Err(problem) = self.warn_of_overdue().await {
                tracing::error!(code = problem.code, "it is not known which answers are overdue");
            }
            if let Err(problem) = self.warn_of_onboarding().await {
                tracing::error!(code = problem.code, "it is not known what is due of onboarding");
            }
            self.inner.clock.wait_until(morning + DAY_MS).await;
        }
    }
}
