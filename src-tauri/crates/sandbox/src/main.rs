//! The practice platform as a program of its own, for developers who build against it.

use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::{
    io::{self, Write},
    process::ExitCode,
};

const USAGE: &str = "\
kaibo-sandbox: the practice platform, WeChat mini-program live on 127.0.0.1

  --port N        port to listen on (default 0: any free one)
  --state FILE    keep the state in FILE (default: in memory)
  --audit-ms N    how long a goods audit takes (default 4000)
  --app-id ID     AppID that is answered (default wxpractice0000001)
  --secret TEXT   its AppSecret (default practice-secret)
  --help          this text
";

/// What the command line asks for.
enum Wish {
    Help,
    Run(SandboxConfig),
}

#[tokio::main]
async fn main() -> ExitCode {
    let config = match read_arguments(std::env::args().skip(1)) {
        Ok(Wish::Run(config)) => config,
        Ok(Wish::Help) => return say(&mut io::stdout(), USAGE, ExitCode::SUCCESS),
        Err(why) => return say(&mut io::stderr(), &format!("kaibo-sandbox: {why}\n\n{USAGE}"), ExitCode::from(2)),
    };
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(&mut io::stderr(), &format!("kaibo-sandbox: {error}\n"), ExitCode::FAILURE),
    }
}

async fn serve(config: SandboxConfig) -> io::Result<()> {
    let port = config.port;
    let sandbox = Sandbox::start(config).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => io::Error::new(error.kind(), format!("port {port} is taken by another program")),
        _ => error,
    })?;
    let mut out = io::stdout();
    writeln!(out, "{}", sandbox.base_url())?;
    out.flush()?;
    wait_for_the_end().await?;
    sandbox.shutdown().await
}

#[cfg(unix)]
async fn wait_for_the_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut config = SandboxConfig::default();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(Wish::Help);
        }
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if !matches!(name, "--port" | "--state" | "--audit-ms" | "--app-id" | "--secret") {
            return Err(format!("unknown argument {argument:?}"));
        }
        let value = inline.or_else(|| arguments.next()).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("{name} needs a value"))?;
        match name {
            "--port" => {
                config.port =
                    value.parse().map_err(|_| format!("--port takes a number from 0 to 65535, not {value:?}"))?;
            }
            "--audit-ms" => {
                config.audit_ms = value.parse().map_err(|_| format!("--audit-ms takes milliseconds, not {value:?}"))?;
            }
            "--state" => config.state_file = Some(value.into()),
            "--app-id" => config.app_id = value,
            _ => config.secret = value,
        }
    }
    Ok(Wish::Run(config))
}

/// Writes `text`; when even that fails there is nobody to tell.
fn say(out: &mut impl Write, text: &str, code: ExitCode) -> ExitCode {
    drop(out.write_all(text.as_bytes()));
    code
}
