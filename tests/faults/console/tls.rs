//! A platform behind TLS with certificates of the test's own, of which one is right. Part of check B2 of the scorecard.
//!
//! What a program trusts is for its operating system to say. Here a child is told by OpenSSL's own `SSL_CERT_FILE`, so
//! that each certificate has one fault and no other.

use crate::support::{
    child::{self, Child, Role},
    shop::Shop,
};
use openssl::{
    asn1::Asn1Time,
    bn::{BigNum, MsbOption},
    ec::{EcGroup, EcKey},
    hash::MessageDigest,
    nid::Nid,
    pkey::{PKey, Private},
    x509::{
        X509, X509Builder, X509Name, X509NameBuilder,
        extension::{BasicConstraints, SubjectAlternativeName},
    },
};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_native_tls::{
    TlsAcceptor,
    native_tls::{self, Identity},
};

const DAY_S: i64 = 24 * 3600;

/// Who signs certificates.
struct Issuer {
    certificate: X509,
    key: PKey<Private>,
}

impl Issuer {
    fn new(name: &str) -> Issuer {
        let key = new_key();
        let mut draft = draft(name, &key, 30 * DAY_S);
        draft.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        draft.set_issuer_name(&named(name)).unwrap();
        draft.sign(&key, MessageDigest::sha256()).unwrap();
        Issuer { certificate: draft.build(), key }
    }

    /// A certificate for a host that ends in so many seconds.
    fn issue(&self, host: &str, ends_in_s: i64) -> Identity {
        let key = new_key();
        let mut draft = draft(host, &key, ends_in_s);
        draft.set_issuer_name(self.certificate.subject_name()).unwrap();
        let names = SubjectAlternativeName::new().dns(host).build(&draft.x509v3_context(Some(&self.certificate), None));
        draft.append_extension(names.unwrap()).unwrap();
        draft.sign(&self.key, MessageDigest::sha256()).unwrap();
        let key = key.private_key_to_pem_pkcs8().unwrap();
        Identity::from_pkcs8(&draft.build().to_pem().unwrap(), &key).unwrap()
    }
}

fn new_key() -> PKey<Private> {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap()
}

fn named(name: &str) -> X509Name {
    let mut names = X509NameBuilder::new().unwrap();
    names.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
    names.build()
}

/// A certificate without issuer and signature.
fn draft(name: &str, key: &PKey<Private>, ends_in_s: i64) -> X509Builder {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let mut serial = BigNum::new().unwrap();
    serial.rand(120, MsbOption::MAYBE_ZERO, false).unwrap();
    let mut draft = X509Builder::new().unwrap();
    draft.set_version(2).unwrap();
    draft.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    draft.set_subject_name(&named(name)).unwrap();
    draft.set_pubkey(key).unwrap();
    draft.set_not_before(&Asn1Time::from_unix(now - 30 * DAY_S).unwrap()).unwrap();
    draft.set_not_after(&Asn1Time::from_unix(now + ends_in_s).unwrap()).unwrap();
    draft
}

/// The platform behind TLS: its address, and how often somebody tried to shake hands.
async fn behind_tls(platform: &str, identity: Identity) -> (String, Arc<AtomicUsize>) {
    let upstream = platform.trim_start_matches("http://").to_owned();
    let acceptor = TlsAcceptor::from(native_tls::TlsAcceptor::new(identity).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let tried = Arc::new(AtomicUsize::new(0));
    let counting = tried.clone();
    tokio::spawn(async move {
        while let Ok((caller, _)) = listener.accept().await {
            counting.fetch_add(1, Ordering::SeqCst);
            let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
            tokio::spawn(async move {
                if let Ok(mut caller) = acceptor.accept(caller).await {
                    let mut platform = TcpStream::connect(upstream).await.unwrap();
                    // Either side may hang up.
                    let _ = tokio::io::copy_bidirectional(&mut caller, &mut platform).await;
                }
            });
        }
    });
    (address, tried)
}

/// No certificate with a fault lets a call through; what was submitted waits, and goes out under the right one. How many
/// were refused.
pub async fn refuse_certificates() -> usize {
    let (ours, strangers) = (Issuer::new("known"), Issuer::new("unknown"));
    let shop = Shop::with(3).await;
    let trusted = shop.beside("trusted.pem");
    fs::write(&trusted, ours.certificate.to_pem().unwrap()).unwrap();
    let start = |address: &str| {
        let mut command = child::command(Role::Submit, &shop.folder(), address, 0);
        let child = Child::run({
            command.env("SSL_CERT_FILE", &trusted);
            command
        });
        assert_eq!(child.line(), "ready");
        child
    };
    let faulty = [
        ("expired", ours.issue("localhost", -DAY_S)),
        ("of another host", ours.issue("api.weixin.qq.com", 30 * DAY_S)),
        ("of an unknown issuer", strangers.issue("localhost", 30 * DAY_S)),
    ];
    let cases = faulty.len();
    for (case, identity) in faulty {
        let (address, tried) = behind_tls(shop.platform.base_url(), identity).await;
        let child = start(&address);
        // Twice: the first refusal has been taken note of by then.
        let deadline = Instant::now() + Duration::from_secs(30);
        while tried.load(Ordering::SeqCst) < 2 {
            assert!(Instant::now() < deadline, "{case}: it is not tried again");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        child.kill();
        assert!(shop.platform.counts().received.is_empty(), "{case}: a call went through");
        let waiting = shop.count("SELECT count(*) FROM submissions WHERE state IN ('queued', 'waiting')");
        assert_eq!(waiting, 3, "{case}: submissions that wait for the line");
    }
    let (address, _) = behind_tls(shop.platform.base_url(), ours.issue("localhost", 30 * DAY_S)).await;
    let child = start(&address);
    child.until("settled");
    child.kill();
    shop.judge("the right certificate");
    cases
}
