//! The states of the shop's audits, rights, brands and products, with their numbers on the wire.

use serde::{Deserialize, Serialize};

macro_rules! wire_states {
    ($($(#[$doc:meta])* $name:ident { $($(#[$state_doc:meta])* $state:ident = $wire:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$state_doc])* $state,)+
        }

        impl $name {
            /// All states.
            pub const ALL: &[$name] = &[$($name::$state),+];

            /// The number on the wire.
            pub const fn wire(self) -> i64 {
                match self {
                    $($name::$state => $wire,)+
                }
            }

            /// The state of that number; `None` for one we do not know.
            pub fn from_wire(number: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.wire() == number)
            }
        }
    )+};
}

wire_states! {
    /// `status` of a category's application (getbizcatflowlist, getbizcatflowdetail).
    FlowStatus {
        /// Under audit.
        Auditing = 1,
        /// Rejected; the application says why.
        Rejected = 2,
        /// Approved.
        Approved = 3,
        /// Withdrawn by the merchant.
        Cancelled = 4,
    }
    /// `status` of the shop's right to a category (get_category_relation_list).
    RelationStatus {
        /// In force.
        InForce = 1,
        /// No longer in force, for instance because the tree was cut anew.
        Lapsed = 2,
    }
    /// `status` of a brand's application (brand/get).
    BrandStatus {
        /// Under audit.
        Auditing = 1,
        /// Rejected.
        Rejected = 2,
        /// In force.
        InForce = 3,
        /// Withdrawn.
        Cancelled = 4,
        /// In force, but not for long.
        Expiring = 5,
        /// Expired: its products are delisted.
        Expired = 6,
    }
    /// `status` of a product: what buyers see.
    ProductStatus {
        /// Never listed.
        Initial = 0,
        /// On sale.
        Listed = 5,
        /// In the recycle bin.
        Recycled = 6,
        /// Deleted for good.
        Deleted = 9,
        /// Taken off by the merchant.
        Delisted = 11,
        /// Taken off because it is sold out.
        SoldOut = 12,
        /// Taken off for a violation.
        Violation = 13,
        /// Taken off because the deposit is too low.
        DepositShort = 14,
        /// Taken off because the brand's approval ended.
        BrandExpired = 15,
        /// Banned.
        Banned = 20,
    }
    /// `edit_status` of a product: its draft.
    EditStatus {
        /// Nothing yet.
        Initial = 0,
        /// Being edited: not submitted, or withdrawn.
        Editing = 1,
        /// Under audit.
        Auditing = 2,
        /// Rejected.
        Rejected = 3,
        /// Approved.
        Approved = 4,
        /// Being written.
        Writing = 5,
        /// Being uploaded; listing answers 10020067.
        Uploading = 7,
        /// The upload failed.
        UploadFailed = 8,
        /// Not submitted: the quota of submissions was used up.
        NoQuota = 72,
    }
}

impl EditStatus {
    /// Whether the platform is at work on it: it takes no change until that has ended (10020049, 10020067).
    pub const fn is_processing(self) -> bool {
        matches!(self, EditStatus::Auditing | EditStatus::Writing | EditStatus::Uploading)
    }
}

impl FlowStatus {
    /// The number in the deprecated audit/get and in the event `product_category_audit`, where a withdrawn application
    /// is 12.
    pub const fn old_wire(self) -> i64 {
        match self {
            FlowStatus::Cancelled => 12,
            other => other.wire(),
        }
    }

    /// The state of that number, from either call.
    pub fn from_any_wire(number: i64) -> Option<Self> {
        Self::from_wire(number).or((number == 12).then_some(FlowStatus::Cancelled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_states_stand_for_each_other() {
        for state in ProductStatus::ALL {
            assert_eq!(ProductStatus::from_wire(state.wire()), Some(*state));
        }
        for state in EditStatus::ALL {
            assert_eq!(EditStatus::from_wire(state.wire()), Some(*state));
        }
        assert_eq!(BrandStatus::from_wire(0), None);
        assert_eq!(RelationStatus::from_wire(2), Some(RelationStatus::Lapsed));
    }

    #[test]
    fn a_withdrawn_application_has_two_numbers() {
        assert_eq!((FlowStatus::Cancelled.wire(), FlowStatus::Cancelled.old_wire()), (4, 12));
        assert_eq!(FlowStatus::from_any_wire(12), Some(FlowStatus::Cancelled));
        assert_eq!(FlowStatus::from_any_wire(3), Some(FlowStatus::Approved));
        assert_eq!(FlowStatus::from_any_wire(9), None);
    }
}
