//! How large everything in the window is drawn.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How large everything in the window is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// 标准.
    #[default]
    Standard,
    /// 大.
    Large,
    /// 特大.
    Largest,
}

impl TextSize {
    /// How many times the usual size that is.
    pub fn factor(self) -> f64 {
        match self {
            TextSize::Standard => 1.0,
            TextSize::Large => 1.15,
            TextSize::Largest => 1.3,
        }
    }
}
