//! The program and its state file: restart, kill, damage, arguments.

use crate::desk::{Desk, client, code, credentials, png, value};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

fn config(file: &Path) -> SandboxConfig {
    SandboxConfig { state_file: Some(file.to_owned()), ..SandboxConfig::default() }
}

#[tokio::test]
async fn a_restart_finds_everything_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = Desk::at(Sandbox::start(config(&file)).await.unwrap()).await;
    let good = desk.approved_good("雪纺连衣裙").await;
    let room = desk.add_room().await;
    desk.post("/wxaapi/broadcast/room/addgoods", json!({ "ids": [good], "roomId": room })).await;
    let (log, token) = (desk.sandbox.accept_log(), desk.token.clone());
    desk.sandbox.shutdown().await.unwrap();

    let again = Desk { sandbox: Sandbox::start(config(&file)).await.unwrap(), http: client(), token };
    assert_eq!(again.sandbox.accept_log(), log);
    let list = again.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await;
    assert_eq!(list["room_info"][0]["goods"][0]["goods_id"], good);
    let cover = list["room_info"][0]["cover_img"].as_str().unwrap();
    assert!(cover.starts_with(again.sandbox.base_url()));
    assert_eq!(again.http.get(cover).send().await.unwrap().bytes().await.unwrap(), png(800, 640, 0));
    assert_eq!(again.add_room().await, room + 1);
}

#[rstest]
#[case("")]
#[case("{")]
#[case("{}")]
#[case(r#"{"version":1}"#)]
#[case(r#"{"version":99}"#)]
#[tokio::test]
async fn a_damaged_state_file_is_refused_and_left_alone(#[case] content: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    std::fs::write(&file, content).unwrap();
    let error = Sandbox::start(config(&file)).await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("not touched"), "{error}");
    let ended = program(&["--state", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8(ended.stderr).unwrap().contains("state.json"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), content);
}

/// A file as version 1 wrote it, before rooms had deputies' phones, assistants and recordings.
#[tokio::test]
async fn a_state_of_version_1_is_read_and_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    std::fs::write(&file, include_str!("state_v1.json")).unwrap();
    let desk = Desk::at(Sandbox::start(config(&file)).await.unwrap()).await;
    assert_eq!((desk.sandbox.counts().rooms, desk.sandbox.counts().goods), (1, 1));
    let body = json!({ "roomId": 33, "username": "kaibo_deputy" });
    assert_eq!(code(&desk.post("/wxaapi/broadcast/room/addsubanchor", body).await), 0);
    assert_eq!(desk.get("/wxaapi/broadcast/role/getrolelist", "").await["total"], 1);
    desk.sandbox.shutdown().await.unwrap();
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(
        (&written["version"], &written["rooms"]["33"]["sub_anchor_wechat"]),
        (&json!(2), &json!("kaibo_deputy"))
    );
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaibo-sandbox"));
    command.args(arguments);
    command
}

/// Starts the program and reads its address.
fn start(arguments: &[&str]) -> (Child, String) {
    let mut child = program(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().to_owned())
}

#[tokio::test]
async fn what_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let arguments = ["--state", file.to_str().unwrap(), "--port", "0", "--audit-ms=100000"];
    let http = client();
    let post =
        async |url: String, body: String| -> Value { value(http.post(url).body(body).send().await.unwrap()).await };
    let mut rooms = Vec::new();
    for _ in 0..5 {
        let (mut child, base) = start(&arguments);
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        let token = post(format!("{base}/cgi-bin/stable_token"), credentials().to_string()).await;
        let query = format!("access_token={}", token["access_token"].as_str().unwrap());
        let part = reqwest::multipart::Part::bytes(png(10, 10, 0)).file_name("a.png");
        let form = reqwest::multipart::Form::new().part("media", part);
        let upload = http.post(format!("{base}/cgi-bin/media/upload?{query}&type=image")).multipart(form);
        let picture = value(upload.send().await.unwrap()).await["media_id"].clone();
        let now_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        let room = json!({
            "name": "演练直播间", "coverImg": picture, "shareImg": picture, "feedsImg": picture,
            "startTime": now_s + 3600, "endTime": now_s + 7200, "anchorName": "小开", "anchorWechat": "kaibo_anchor",
            "type": 0, "closeLike": 0, "closeGoods": 0, "closeComment": 0
        });
        let reply = post(format!("{base}/wxaapi/broadcast/room/create?{query}"), room.to_string()).await;
        assert_eq!(code(&reply), 0, "{reply}");
        rooms.push(reply["roomId"].as_i64().unwrap());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(rooms, [33, 34, 35, 36, 37]);
    let sandbox = Sandbox::start(config(&file)).await.unwrap();
    assert_eq!(sandbox.counts().rooms, 5);
    assert_eq!(sandbox.accept_log().len(), 10);
}

#[rstest]
#[case(&["--port", "x"], "--port takes a number")]
#[case(&["--port", "70000"], "--port takes a number")]
#[case(&["--port"], "--port needs a value")]
#[case(&["--audit-ms", "-1"], "--audit-ms takes milliseconds")]
#[case(&["--clock", "tonight"], "--clock takes a time such as")]
#[case(&["--fault-seed", "x"], "--fault-seed takes a whole number")]
#[case(&["--fault", "*=nonsense"], "--fault *=nonsense: nonsense: unknown kind")]
#[case(&["--fault=/wxa/nothing=drop_after"], "/wxa/nothing: no such endpoint")]
#[case(&["--nonsense"], "unknown argument")]
fn bad_arguments_are_named(#[case] arguments: &[&str], #[case] words: &str) {
    let ended = program(arguments).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let text = String::from_utf8(ended.stderr).unwrap();
    assert!(text.contains(words) && text.contains("--state FILE"), "{text}");
}

#[test]
fn help_is_given_on_request() {
    let ended = program(&["--help"]).output().unwrap();
    assert!(ended.status.success());
    assert!(String::from_utf8(ended.stdout).unwrap().contains("--fault FAULT"));
}

#[tokio::test]
async fn faults_and_clock_can_be_set_on_the_command_line() {
    let clock = ["--clock", "2030-01-01T00:00"];
    let faults = ["--fault", "/cgi-bin/stable_token=errcode@-1:2", "--fault=*=latency_ms@1:50%", "--fault-seed=7"];
    let (mut child, base) = start(&[&clock[..], &faults[..]].concat());
    let post = async || {
        let request = client().post(format!("{base}/cgi-bin/stable_token")).body(credentials().to_string());
        value(request.send().await.unwrap()).await
    };
    assert_eq!((code(&post().await), code(&post().await)), (-1, -1));
    assert_eq!(post().await["expires_in"], 7200);
    let state = value(client().get(format!("{base}/_practice/state")).send().await.unwrap()).await;
    assert_eq!((&state["faults"][0]["share"], state["faults"].as_array().unwrap().len()), (&json!(0.5), 1));
    // 2029-12-31T16:00:00Z, and less than a minute for this test.
    let ahead_ms = state["now_ms"].as_i64().unwrap() - 1_893_427_200_000;
    assert!((0..60_000).contains(&ahead_ms), "{ahead_ms}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn a_taken_port_is_said_so() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let port = sandbox.address().port().to_string();
    let ended = program(&["--port", &port]).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8(ended.stderr).unwrap().contains("is taken"));
}

#[tokio::test]
async fn other_credentials_can_be_set() {
    let own = SandboxConfig { app_id: "wxown".into(), secret: "own".into(), ..SandboxConfig::default() };
    let sandbox = Sandbox::start(own).await.unwrap();
    let url = format!("{}/cgi-bin/stable_token", sandbox.base_url());
    let refused = value(client().post(&url).body(credentials().to_string()).send().await.unwrap()).await;
    assert_eq!(code(&refused), 40013);
    let body = json!({ "grant_type": "client_credential", "appid": "wxown", "secret": "own" });
    let given = value(client().post(&url).body(body.to_string()).send().await.unwrap()).await;
    assert_eq!(given["expires_in"], 7200);
    sandbox.shutdown().await.unwrap();
    assert!(client().post(&url).send().await.unwrap_err().is_connect());
}
