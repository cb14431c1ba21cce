//! Why a target cannot be published to, or read: by what is to be done about it.

use std::io::{self, ErrorKind};

/// What went wrong. Nothing in it holds an address or a secret.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The folder is not there: a share that is not connected, a stick that was pulled out.
    #[error("the folder is not there")]
    Gone,
    /// The folder may not be written.
    #[error("the folder may not be written")]
    ReadOnly,
    /// There is no room.
    #[error("there is no room")]
    Full,
    /// The disk does not do its work.
    #[error("the folder cannot be read or written")]
    Io(#[source] io::Error),
    /// The address is none.
    #[error("not an address")]
    Address,
    /// The address is neither encrypted nor within the house.
    #[error("not an encrypted address")]
    Insecure,
    /// The name leads nowhere.
    #[error("the name is not known")]
    Dns,
    /// Nobody answers there.
    #[error("not reached")]
    Unreachable,
    /// Its certificate is not good.
    #[error("no trusted connection")]
    Tls,
    /// It takes too long.
    #[error("no answer in time")]
    Timeout,
    /// The line broke.
    #[error("the line broke")]
    Lost,
    /// It sends elsewhere.
    #[error("sent elsewhere")]
    Redirected,
    /// What answers is something else: an error page, a sign-in page of a network.
    #[error("the answer is of something else")]
    NotAnAnswer,
    /// Something is larger than it can be.
    #[error("too large")]
    TooLarge,
    /// The key or the secret is wrong.
    #[error("key or secret is wrong")]
    Denied,
    /// The key is right and may not do it.
    #[error("not permitted")]
    Forbidden,
    /// There is no such bucket.
    #[error("no such bucket")]
    NoBucket,
    /// The region is another; its name where the service said it.
    #[error("another region")]
    Region(Option<String>),
    /// The clocks differ too much.
    #[error("the clocks differ")]
    Clock,
    /// It said no for another reason.
    #[error("refused with {status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its own word for it, letters and digits only.
        code: String,
    },
    /// Staff stopped it.
    #[error("stopped")]
    Cancelled,
    /// Another program has published meanwhile.
    #[error("version {0} is there already")]
    Taken(u32),
    /// It holds a storefront of a later format.
    #[error("it is of format {0}")]
    Newer(u32),
    /// Its `current.json` is not ours.
    #[error("current.json is something else")]
    Foreign,
    /// A version is not there, or not whole.
    #[error("version {0} is not whole")]
    NotWhole(u32),
}

impl Fault {
    /// Whether it is open if what was asked for was done.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self, Self::Timeout | Self::Lost | Self::NotAnAnswer | Self::Io(_))
            || matches!(self, Self::Refused { status, .. } if *status >= 500)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}
