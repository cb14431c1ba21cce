//! Whether an account meets what 小程序直播 asked for when it was still opened: a self-check on data.
//!
//! The platform takes no new openings (268489001), so nothing here promises one. What is not known stays unknown: the
//! evaluation is three-valued, and names the questions that are still open.

mod answers;
mod category;
mod evaluate;
mod pack;

pub use answers::{EligibilityAnswers, EligibilityField, Happened};
pub use category::{CategoryMatch, MatchedBy};
pub use evaluate::{ConditionFinding, Eligibility, Evaluation, evaluate};
pub use pack::{
    Alias, Certificate, Condition, ConditionId, Delay, EligibilityPack, EntityOption, Group, Logic, ServiceCategory,
    Test, Unit,
};
