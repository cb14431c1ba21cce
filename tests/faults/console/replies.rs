//! Answers that are too large, and answers that are nearly right. Part of check B3 of the scorecard.

use crate::support::{campaign::Campaign, random::Random};
#[cfg(target_os = "linux")]
use crate::support::{
    child::{Child, Role},
    fault_proxy::{FaultProxy, Play, reply},
    shop::Shop,
};
#[cfg(target_os = "linux")]
use kaibo_domain::platform::endpoint;
use kaibo_wechat::{
    ApiQuota, AssistantList, Done, FollowerPage, GoodsPage, LiveInfoPage, LiveReplayPage, MediaUploaded, MemberPage,
    MessagePushed, Outcome, Reply, RoomCreated, SharedCode, code, goods, read, room, shelf, shop, token,
};
use serde_json::{Value, json};
use std::{fs, panic, path::Path};

/// What memory may grow by while an answer comes and is refused.
#[cfg(target_os = "linux")]
const GROWTH_MAX_MIB: u64 = 32;

/// Has a child call, and answers with too much. By how many MiB its memory grew at most.
#[cfg(target_os = "linux")]
pub async fn swallow_large_ones() -> u64 {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        std::io::Write::write_all(&mut zipped, &vec![b' '; 1 << 20]).unwrap();
    }
    let zipped = zipped.finish().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", zipped.len());
    let bomb = [head.as_bytes(), &zipped].concat();
    let large = vec![
        ("1 GiB, announced", Play::Flood { megabytes: 1024, announced: true }),
        ("1 GiB, not announced", Play::Flood { megabytes: 1024, announced: false }),
        ("64 MiB in 64 KiB of gzip", Play::Answer(bomb)),
        ("lists in lists", Play::Answer(reply(&vec![b'['; 7 << 20]))),
        ("objects in objects", Play::Answer(reply(&b"{\"a\":".repeat(1 << 20)))),
        ("one text", Play::Answer(reply(&[&b"{\"errmsg\":\""[..], &vec![b'a'; 7 << 20]].concat()))),
    ];
    let kinds: Vec<_> = large.iter().map(|(kind, _)| *kind).collect();
    let mut plays = large.into_iter().map(|(_, play)| play);
    let shop = Shop::with(0).await;
    let line = FaultProxy::to(shop.platform.base_url(), move |asked| match asked.path {
        path if path == endpoint::LIVE_INFO.path => plays.next().unwrap_or(Play::Forward),
        _ => Play::Forward,
    })
    .await;
    let child = Child::start(Role::Swallow, &shop.folder(), line.address(), 0);
    let mut most = 0;
    for kind in kinds {
        let grown = child.line().parse::<u64>().unwrap() / 1024;
        assert!(grown <= GROWTH_MAX_MIB, "{kind}: memory grew by {grown} MiB");
        most = grown.max(most);
    }
    most
}

type Parser = fn(&[u8]) -> bool;

fn reads<T: Reply>(body: &[u8]) -> bool {
    read::<T>(Outcome::Answered { status: 200, body }).is_ok()
}

/// Recorded answers, by the names of their files, with what reads them.
const RECORDED: [(&str, Parser); 21] = [
    ("api_quota", reads::<ApiQuota>),
    ("assistant_list", reads::<AssistantList>),
    ("done", reads::<Done>),
    ("followers", reads::<FollowerPage>),
    ("generate_scheme", reads::<code::SchemeLink>),
    ("generate_urllink", reads::<code::UrlLink>),
    ("goods_add", reads::<goods::GoodsAdded>),
    ("goods_approved", reads::<GoodsPage>),
    ("goods_audit", reads::<goods::AuditBegun>),
    ("goods_get_key", reads::<goods::GoodsKeys>),
    ("goods_video", reads::<shelf::GoodsVideo>),
    ("goods_warehouse", reads::<GoodsPage>),
    ("live_info", reads::<LiveInfoPage>),
    ("live_replay", reads::<LiveReplayPage>),
    ("media_upload", reads::<MediaUploaded>),
    ("push_message", reads::<MessagePushed>),
    ("role_list", reads::<MemberPage>),
    ("room_create", reads::<RoomCreated>),
    ("room_push_url", reads::<room::PushAddress>),
    ("room_shared_code", reads::<SharedCode>),
    ("stable_token", reads::<token::TokenReply>),
];

/// Reads answers that were damaged a little; nothing of it may panic. How many were still read as answers.
pub fn misread(campaign: &Campaign, inputs: usize) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wechat/tests/samples");
    let recorded = |(name, parser): (&str, Parser)| {
        let bytes = fs::read(folder.join(format!("{name}.json"))).unwrap();
        (name.to_owned(), bytes, parser)
    };
    let tree = json!({ "errcode": 0, "cats": null, "cats_v2": [{ "cat_and_qua": [{
        "cat": { "cat_id": "6091", "name": "连衣裙", "f_cat_id": "10000113", "level": 3, "leaf": true },
        "qua": { "qua_id": 9216, "tips": "1、…", "mandatory": 1, "cert_group_list": [{
            "license_group_id": "9001", "is_necessary": true, "busi_license_desc": "营业执照", "license_list": [{
                "id": 9101, "name": "营业执照", "is_necessary": true, "license_field_list": [
                    { "field_key": "code", "field_name": "统一社会信用代码", "info": "[0-9A-Z]{18}", "is_necessary": true }
                ]
            }]
        }] },
        "brand_qua": { "qua_id": null, "tips": null }, "product_qua_list": null
    }] }] });
    let mut targets: Vec<(String, Vec<u8>, Parser)> = RECORDED.into_iter().map(recorded).collect();
    targets.push(("categories".to_owned(), tree.to_string().into_bytes(), reads::<shop::CategoryAll>));
    for (name, bytes, parser) in &targets {
        assert!(parser(bytes), "{name} is not read as recorded");
    }
    let mut still_read = 0;
    for number in 0..inputs {
        let mut random = campaign.round(number);
        let (name, bytes, parser) = random.pick(&targets);
        let mut input = bytes.clone();
        for _ in 0..random.below(4) + 1 {
            input = if random.chance(50) { other_bytes(input, &mut random) } else { other_values(input, &mut random) };
        }
        let read = panic::catch_unwind(|| parser(&input));
        still_read += usize::from(read.unwrap_or_else(|_| panic!("{name}, input {number}: {}", input.escape_ascii())));
    }
    assert!((1..inputs).contains(&still_read), "{still_read} of {inputs} are still read: nothing was damaged, or all");
    still_read
}

/// Another byte, a piece less, a piece twice, or something that means something.
fn other_bytes(mut input: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let at = random.below(input.len() + 1);
    let to = (at + random.below(9)).min(input.len());
    let piece = input[at..to].to_vec();
    let words: [&[u8]; 8] = [b"null", b"-", b"1e999", b"\"", b"{", b"]", b"\\ud800", b"\xff"];
    let instead = match random.below(4) {
        0 => vec![random.number() as u8; piece.len()],
        1 => Vec::new(),
        2 => piece.repeat(2),
        _ => random.pick(&words).to_vec(),
    };
    input.splice(at..to, instead);
    input
}

/// One value of it replaced; what is no JSON any more stays as it is.
fn other_values(input: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let Ok(mut whole) = serde_json::from_slice::<Value>(&input) else { return input };
    let strange = [
        Value::Null,
        json!(true),
        json!(""),
        json!("  7 "),
        json!("二"),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(1e300),
        json!([]),
        json!({}),
        json!([[null]]),
    ];
    *a_value(&mut whole, random) = random.pick(&strange).clone();
    whole.to_string().into_bytes()
}

/// One value of those in it, at any depth.
fn a_value<'a>(value: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let inner = match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    if inner == 0 || random.chance(25) {
        return value;
    }
    let one = random.below(inner);
    match value {
        Value::Array(items) => a_value(&mut items[one], random),
        Value::Object(fields) => a_value(fields.values_mut().nth(one).unwrap(), random),
        leaf => leaf,
    }
}
