//! What a paper must say and how long it must be valid, as the pack says it; and the facts that demands depend on.

use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// One thing that a demand asks of what is handed in. What cannot be seen in what staff typed is asked of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Must {
    /// Not over.
    NotExpired,
    /// Of the merchant.
    EntityEquals,
    /// Valid for so many days more.
    RemainingDaysAtLeast {
        /// Days.
        days: i32,
    },
    /// Valid for more than so many months.
    RemainingMonthsMoreThan {
        /// Months.
        months: i32,
    },
    /// An authorisation of that level at most; 0 is the owner.
    AuthorisationLevelAtMost {
        /// Levels.
        level: usize,
    },
    /// The chain ends at the merchant.
    ChainUnbrokenTo,
    /// The authorisation names the platform.
    StatesPlatform,
    /// A text is one of those.
    ValueIn {
        /// The texts.
        values: Vec<String>,
    },
    /// The mark is of one of those classes.
    TrademarkClassIn {
        /// The classes.
        values: Vec<u32>,
        /// Others in one category.
        or_when: Option<OtherClasses>,
    },
    /// So much capital at least.
    RegisteredCapitalAtLeast {
        /// Yuan.
        cny: i64,
    },
    /// Issued within so many days.
    IssuedWithinDays {
        /// Days.
        days: u32,
    },
    /// The scope of the permit says the word.
    ScopeContains {
        /// The word.
        text: String,
    },
    /// So many years old at least.
    CompanyAgeYearsAtLeast {
        /// Years.
        years: u32,
    },
    /// So many at least.
    CountAtLeast {
        /// How many.
        n: u32,
    },
    /// The company's seal is on it.
    SealPresent,
    /// Somebody has signed it.
    Signed,
    /// The seal, or the legal representative's signature.
    SealOrLegalSignature,
    /// A photo of the paper itself.
    NotScreenshotOrRephotograph,
    /// As in the register of trademarks.
    MatchesRegistry,
    /// The mark's class is that of the goods.
    ClassCoversCategory,
    /// The scope of the licence covers the goods.
    ScopeCoversCategory,
    /// The shop is of the type that is authorised.
    ShopTypeMatches,
    /// Not on the list of abnormal businesses.
    NotOnAbnormalList,
    /// The certificate is of the very product.
    ModelMatchesProduct,
    /// The brand is in the platform's library.
    BrandInLibrary,
    /// Nobody has published what is taken.
    FormatAndSizeUnknown,
}

/// Classes of one category of the second level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OtherClasses {
    /// The category.
    pub l2_category: String,
    /// Its classes.
    pub values: Vec<u32>,
}

/// What is known of shop, brand and goods, in the pack's words (`brand_relation` = `owner`); what is not there is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Facts(pub BTreeMap<String, String>);

impl Facts {
    /// What is known of that.
    pub fn get(&self, fact: &str) -> Option<&str> {
        self.0.get(fact).map(String::as_str).filter(|known| !known.is_empty())
    }
}
