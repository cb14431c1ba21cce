//! The command line of `kaibo-sandbox`.

use kaibo_domain::time::parse_beijing;
use kaibo_sandbox::{Clock, SandboxConfig};
use std::str::FromStr;

/// What `--help` says.
pub(crate) const USAGE: &str = "\
kaibo-sandbox: the practice platform, WeChat mini-program live on 127.0.0.1

  --port N          port to listen on (default 0: any free one)
  --state FILE      keep the state in FILE (default: in memory)
  --audit-ms N      how long a goods audit takes (default 4000)
  --clock TIME      start the clock at TIME, 2026-11-22T20:00 in Beijing (default: now)
  --app-id ID       AppID that is answered (default wxpractice0000001)
  --secret TEXT     its AppSecret (default practice-secret)
  --fault FAULT     arm a fault; may be given several times
  --fault-seed N    draw shares of calls by N (default 0)
  --help            this text

FAULT is PATH=KIND[@NUMBER][:TIMES|:SHARE%], once when nothing is said; PATH * means all calls.
  not executed:       drop_before http_503 http_status@500 token_invalid quota_daily quota_minute ip_refused
                      errcode@300027
  executed, reply lost or spoilt:
                      drop_after truncated http_502_after minus_one_after malformed wrong_type huge trickle_ms@200
  before executing:   latency_ms@500
  for example:        --fault /wxaapi/broadcast/room/create=drop_after --fault '*=http_503:2.5%'
";

/// What the command line asks for.
pub(crate) enum Wish {
    /// The text above.
    Help,
    /// The platform.
    Run(Box<SandboxConfig>),
}

/// Reads the arguments; the error says what is wrong with them.
pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut config = SandboxConfig::default();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(Wish::Help);
        }
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        if !NAMES.contains(&name) {
            return Err(format!("unknown argument {argument:?}"));
        }
        let value = inline.or_else(|| arguments.next()).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("{name} needs a value"))?;
        match name {
            "--port" => config.port = number(name, &value, "a number from 0 to 65535")?,
            "--audit-ms" => config.audit_ms = number(name, &value, "milliseconds")?,
            "--fault-seed" => config.fault_seed = number(name, &value, "a whole number")?,
            "--state" => config.state_file = Some(value.into()),
            "--app-id" => config.app_id = value,
            "--clock" => {
                let moment = parse_beijing(&value);
                let moment =
                    moment.ok_or_else(|| format!("--clock takes a time such as 2026-11-22T20:00, not {value:?}"))?;
                config.clock = Clock::starting_at(moment);
            }
            "--fault" => config.faults.push(value.parse().map_err(|why| format!("--fault {value}: {why}"))?),
            _ => config.secret = value,
        }
    }
    Ok(Wish::Run(Box::new(config)))
}

const NAMES: [&str; 8] =
    ["--port", "--state", "--audit-ms", "--clock", "--app-id", "--secret", "--fault", "--fault-seed"];

fn number<T: FromStr>(name: &str, value: &str, what: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} takes {what}, not {value:?}"))
}
