//! A real S3 server for the tests: s3s-fs over a folder, which checks signatures, with one bucket that anybody may read.

use async_trait::async_trait;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use kaibo_domain::storefront::{BucketStyle, S3Settings};
use s3s::{
    S3Result,
    access::{S3Access, S3AccessContext},
    auth::SimpleAuth,
    s3_error,
    service::S3ServiceBuilder,
};
use std::path::PathBuf;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::AbortHandle};

pub const ACCESS_KEY: &str = "AKIDKAIBO";
pub const SECRET: &str = "canary-s3-secret-key";
pub const BUCKET: &str = "live-1250000000";

/// A running server; stops when dropped.
pub struct S3Server {
    pub address: String,
    folder: TempDir,
    task: AbortHandle,
}

/// What a bucket that is 'public read' permits.
struct PublicRead;

#[async_trait]
impl S3Access for PublicRead {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        match context.credentials() {
            Some(_) => Ok(()),
            None if context.s3_op().name() == "GetObject" => Ok(()),
            None => Err(s3_error!(AccessDenied)),
        }
    }
}

impl S3Server {
    /// Starts one on loopback.
    pub async fn start() -> S3Server {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET));
        builder.set_access(PublicRead);
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serve = async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new());
                    // A client that is killed is no fault of the server.
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        };
        S3Server { address, folder, task: tokio::spawn(serve).abort_handle() }
    }

    /// What staff type to publish there.
    pub fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint: self.address.clone(),
            region: "ap-shanghai".into(),
            bucket: BUCKET.into(),
            style: BucketStyle::Path,
            prefix: "shop/live".into(),
            access_key: ACCESS_KEY.into(),
            public_url: self.public_url(),
        }
    }

    /// Where anybody reads what is published.
    pub fn public_url(&self) -> String {
        format!("{}/{BUCKET}/shop/live", self.address)
    }

    /// Where the server keeps an object.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join("shop/live").join(path)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
