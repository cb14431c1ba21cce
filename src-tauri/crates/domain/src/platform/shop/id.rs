//! The shop's ids as types. They are uint64, which a script's numbers do not hold: the platform writes them as text in
//! older replies and as numbers in newer tables. Read here from either; written as text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, num::ParseIntError, str::FromStr};

struct AnyForm;

impl de::Visitor<'_> for AnyForm {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: a whole number or its digits as text")
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<u64, E> {
        Ok(id)
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<u64, E> {
        u64::try_from(id).map_err(|_| E::custom("an id below zero"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        text.trim().parse().map_err(|_| E::custom("not an id"))
    }
}

macro_rules! shop_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);

        impl $name {
            /// Writes it as a number, for the few requests whose pages ask for one (`#[serde(serialize_with)]`).
            pub fn number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_u64(self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.trim().parse().map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any(AnyForm).map(Self)
            }
        }
    )+};
}

shop_id! {
    /// `cat_id` of a category, of either tree.
    CatId,
    /// `qua_id` of a qualification; 0 where a category asks for none.
    QuaId,
    /// `license_group_id`: licences of which one is picked.
    LicenseGroupId,
    /// `id` of a licence.
    LicenseId,
    /// `audit_id` of a category's or a brand's application.
    ShopAuditId,
    /// `brand_id` of the platform's library of brands.
    BrandId,
    /// `product_id`.
    ProductId,
    /// `sku_id`.
    SkuId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, I64Deserializer, StrDeserializer, U64Deserializer};

    #[test]
    fn both_forms_are_read() {
        let number: U64Deserializer<Error> = u64::MAX.into_deserializer();
        assert_eq!(CatId::deserialize(number), Ok(CatId(u64::MAX)));
        let text: StrDeserializer<'_, Error> = " 10000531 ".into_deserializer();
        assert_eq!(BrandId::deserialize(text), Ok(BrandId(10_000_531)));
    }

    #[rstest]
    #[case("")]
    #[case("-1")]
    #[case("1.5")]
    #[case("id")]
    fn other_texts_are_not(#[case] text: &str) {
        let text: StrDeserializer<'_, Error> = text.into_deserializer();
        assert!(ProductId::deserialize(text).is_err());
        let below: I64Deserializer<Error> = (-1_i64).into_deserializer();
        assert!(SkuId::deserialize(below).is_err());
    }
}
