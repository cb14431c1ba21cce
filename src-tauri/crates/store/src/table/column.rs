//! How values of the domain stand in columns.

use kaibo_domain::{Edit, Fill, Focus};
use rusqlite::{
    Row, ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{error::Error, fmt::Display, str::FromStr};

/// One page of a list that is paged by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T, K> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Cuts `rows`, which hold one more than `limit` if there is a next page.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = limit as usize;
        let next = if rows.len() > limit { limit.checked_sub(1).map(|last| key(&rows[last])) } else { None };
        rows.truncate(limit);
        Page { rows, next }
    }
}

/// A value that stands in its column as text: ids.
pub(crate) struct Text<T>(pub T);

impl<T: Display> ToSql for Text<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Text).map_err(FromSqlError::other)
    }
}

/// A value that stands in its column as JSON.
pub(crate) struct Json<T>(pub T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let failed = |error| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
        Ok(serde_json::to_string(&self.0).map_err(failed)?.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Json).map_err(FromSqlError::other)
    }
}

/// An id column.
pub(crate) fn id<T: FromStr<Err: Error + Send + Sync + 'static>>(row: &Row, column: &str) -> rusqlite::Result<T> {
    row.get::<_, Text<T>>(column).map(|text| text.0)
}

/// An id column that may be empty.
pub(crate) fn id_or_null<T: FromStr<Err: Error + Send + Sync + 'static>>(
    row: &Row,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<Text<T>>>(column).map(|text| text.map(|text| text.0))
}

/// A column with a number of the platform's.
pub(crate) fn wire<T>(row: &Row, column: &str, read: impl Fn(i64) -> Option<T>) -> rusqlite::Result<T> {
    wire_or_null(row, column, read)?.ok_or_else(|| unknown(row, column))
}

/// A column with a number of the platform's, or nothing.
pub(crate) fn wire_or_null<T>(row: &Row, column: &str, read: impl Fn(i64) -> Option<T>) -> rusqlite::Result<Option<T>> {
    match row.get::<_, Option<i64>>(column)? {
        None => Ok(None),
        Some(number) => read(number).map(Some).ok_or_else(|| unknown(row, column)),
    }
}

fn unknown(row: &Row, column: &str) -> rusqlite::Error {
    let index = row.as_ref().column_index(column).unwrap_or_default();
    let fault = format!("`{column}` holds a value that has no meaning");
    rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Integer, fault.into())
}

/// The columns with what is done to a picture; a fill that a later version knows counts as none.
pub(crate) fn edit(row: &Row) -> rusqlite::Result<Edit> {
    let fill: String = row.get("picture_fill")?;
    Ok(Edit {
        turn: row.get("picture_turn")?,
        fill: Fill::from_name(&fill).unwrap_or_default(),
        sharpen: row.get("picture_sharpen")?,
    })
}

/// A pair of columns with a focus.
pub(crate) fn focus(row: &Row, x: &str, y: &str) -> rusqlite::Result<Focus> {
    Ok(Focus { x: row.get(x)?, y: row.get(y)? })
}

/// An enum whose columns hold names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The name in the database.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.name().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::from_name(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use named;

named! {
    /// Where a good or a room was made.
    Origin {
        /// In Kaibo: the API may change it.
        App = "app",
        /// In the platform's console: shown, but the API cannot change it.
        Console = "console",
    }
}
