//! Where the storefront is published: a folder, S3-compatible storage, or a server of the shop's own. Secrets are apart.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which target is published to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// A folder: a disk, a share, what a web server serves.
    #[default]
    Folder,
    /// S3-compatible storage: COS, OSS, MinIO ...
    S3,
    /// The shop's own server, which takes signed requests.
    Server,
}

impl TargetKind {
    /// Its name where it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::S3 => "s3",
            Self::Server => "server",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Folder, Self::S3, Self::Server].into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a bucket's name stands in addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum BucketStyle {
    /// Before the host: what COS and OSS ask for.
    #[default]
    Host,
    /// In the path: MinIO, and whatever is reached by a number.
    Path,
}

/// A bucket and the way to it; the secret key is kept apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct S3Settings {
    /// The service's address, without the bucket: `https://cos.ap-shanghai.myqcloud.com`.
    pub endpoint: String,
    /// Its region: `ap-shanghai`.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Where the bucket's name stands.
    pub style: BucketStyle,
    /// What stands before all keys, as a folder; may be empty.
    pub prefix: String,
    /// The access key's id, which is no secret.
    pub access_key: String,
    /// Where buyers read what is published; may be empty.
    pub public_url: String,
}

/// A server of the shop's own; the secret is kept apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerSettings {
    /// Where it takes what is published.
    pub address: String,
    /// Where buyers read it; may be empty.
    pub public_url: String,
}

/// What is missing before a target can be published to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TargetField {
    /// The folder.
    Folder,
    /// The storage's address.
    Endpoint,
    /// The region.
    Region,
    /// The bucket.
    Bucket,
    /// The access key's id.
    AccessKey,
    /// The secret key of the storage.
    S3Secret,
    /// The server's address.
    Address,
    /// The secret shared with the server.
    ServerSecret,
}

impl S3Settings {
    /// What is still empty, the secret aside.
    pub fn missing(&self) -> Option<TargetField> {
        let fields = [
            (TargetField::Endpoint, &self.endpoint),
            (TargetField::Region, &self.region),
            (TargetField::Bucket, &self.bucket),
            (TargetField::AccessKey, &self.access_key),
        ];
        fields.into_iter().find(|(_, text)| text.trim().is_empty()).map(|(field, _)| field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_named_in_the_order_of_the_form() {
        let mut settings = S3Settings::default();
        assert_eq!(settings.missing(), Some(TargetField::Endpoint));
        settings = S3Settings { endpoint: "https://a.example".into(), region: "r".into(), ..settings };
        assert_eq!(settings.missing(), Some(TargetField::Bucket));
        settings = S3Settings { bucket: "b".into(), access_key: " ".into(), ..settings };
        assert_eq!(settings.missing(), Some(TargetField::AccessKey));
        assert_eq!(S3Settings { access_key: "k".into(), ..settings }.missing(), None);
    }

    #[test]
    fn names_read_back() {
        for kind in [TargetKind::Folder, TargetKind::S3, TargetKind::Server] {
            assert_eq!(TargetKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(TargetKind::from_name("ftp"), None);
    }
}
