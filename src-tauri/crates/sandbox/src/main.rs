//! The practice platform as a program of its own, for developers who build against it.

mod arguments;

use arguments::Wish;
use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::{
    io::{self, Write},
    process::ExitCode,
};

#[tokio::main]
async fn main() -> ExitCode {
    let config = match arguments::read(std::env::args().skip(1)) {
        Ok(Wish::Run(config)) => *config,
        Ok(Wish::Help) => return say(&mut io::stdout(), arguments::USAGE, ExitCode::SUCCESS),
        Err(why) => {
            let text = format!("kaibo-sandbox: {why}\n\n{}", arguments::USAGE);
            return say(&mut io::stderr(), &text, ExitCode::from(2));
        }
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

/// Writes `text`; when even that fails there is nobody to tell.
fn say(out: &mut impl Write, text: &str, code: ExitCode) -> ExitCode {
    drop(out.write_all(text.as_bytes()));
    code
}
