//! How a real shop reaches the platform: typed, tried step by step, and kept.
//!
//! Invariants: no secret leaves towards the interface; what is tried does not touch what is kept; a connection that is
//! replaced loses nothing of what waits to be sent.

use crate::{
    Console,
    problem::{addressed, internal, of_call, of_errcode, of_line},
    view::{CaChoice, ConnectionRequest, ConnectionStep, ConnectionView, Problem, StepKind, StepState, Topic},
};
use kaibo_domain::{
    platform::{endpoint::GOODS_ADD, errcode::API_UNAUTHORIZED, shop::errcode::is_address_refused},
    time::CLOCK_TOLERANCE_MS,
};
use kaibo_store::{
    connections::{self, ConnectionRow},
    settings, shops,
};
use kaibo_wechat::{
    CallError, Client, ClientConfig, ConfigError, NotSentCause, PLATFORM_BASE_URL, Route, Secret, Timeouts,
    UnknownCause, proxy_shown, proxy_with_login,
};
use std::{collections::BTreeMap, sync::Arc};
use zeroize::Zeroizing;

/// No file of certificates is larger.
const CA_MAX_BYTES: u64 = 256 * 1024;

/// Told each step as it begins and ends.
pub type StepTold = Arc<dyn Fn(ConnectionStep) + Send + Sync>;

/// What was typed into the form. Prints nothing.
pub struct Typed {
    /// What is not secret.
    pub request: ConnectionRequest,
    /// AppSecret; `None` where the kept one stays.
    pub secret: Option<Secret>,
    /// User and password of the proxy; `None` where the kept ones stay.
    pub proxy_login: Option<(String, Secret)>,
}

impl Typed {
    /// As it comes from the form; absent secrets stay.
    pub fn new(request: ConnectionRequest, secret: Option<String>, login: (Option<String>, Option<String>)) -> Self {
        let proxy_login = match login {
            (None, None) => None,
            (user, password) => Some((user.unwrap_or_default(), Secret::new(password.unwrap_or_default()))),
        };
        Self { request, secret: secret.map(Secret::new), proxy_login }
    }
}

impl Console {
    /// The shop's connection.
    pub async fn connection(&self) -> Result<ConnectionView, Problem> {
        let app_id = self.profile().app_id;
        Ok(match self.connection_row().await? {
            None => ConnectionView { app_id, ..ConnectionView::default() },
            Some(row) => {
                let (proxy, proxy_login_set) =
                    row.proxy.as_ref().map(|proxy| proxy_shown(&secret(proxy))).unwrap_or_default();
                ConnectionView {
                    app_id,
                    secret_set: true,
                    secret_set_ms: Some(row.secret_set_ms),
                    base_url: row.base_url.unwrap_or_default(),
                    proxy,
                    proxy_login_set,
                    ca_set: row.extra_ca.is_some(),
                }
            }
        })
    }

    /// Keeps what was typed, and goes on with it at once: what waited for a connection is sent.
    ///
    /// # Errors
    /// What is wrong, at its field; `connection.other-account` where the shop has the data of another account.
    pub async fn connection_save(&self, typed: Typed) -> Result<ConnectionView, Problem> {
        if self.is_practice() {
            return Err(internal("connection of the practice shop"));
        }
        let before = self.profile().app_id;
        let (row, app_id) = self.read_typed(typed).await?;
        let (client, address) = self.client_of(&row, &app_id)?;
        if !before.is_empty() && before != app_id && self.has_read_platform().await? {
            return Err(Problem::new("connection.other-account").with("appId", before).at_field("appId"));
        }
        let (shop, kept) = (self.inner.shop.id, app_id.clone());
        self.write(move |tx| {
            shops::set_app_id(tx, shop, &kept)?;
            connections::put(tx, &row)
        })
        .await?;
        self.inner.profile.lock().unwrap_or_else(std::sync::PoisonError::into_inner).app_id = app_id;
        self.inner.link.take(client, &address);
        // The line is tried at once; what waits for it goes on when it answers.
        let now = self.now();
        self.inner.gate.try_line_at(now, now);
        self.inner.wake.notify_one();
        self.inner.wake_sync.notify_one();
        self.changed(Topic::Shops, Vec::new());
        self.changed(Topic::App, Vec::new());
        self.connection().await
    }

    /// Tries what was typed, step by step; what is kept stays as it is.
    pub async fn connection_test(&self, typed: Typed, told: StepTold) -> Result<Vec<ConnectionStep>, Problem> {
        let (row, app_id) = self.read_typed(typed).await?;
        let (client, _) = self.client_of(&row, &app_id)?;
        let mut test = Test { client, told, now_ms: self.now(), steps: Vec::new() };
        test.run().await;
        Ok(test.steps)
    }

    /// Has the line of a real shop that was connected before.
    pub(crate) async fn connect_real(&self) -> Result<(), Problem> {
        let Some(row) = self.connection_row().await? else { return Ok(()) };
        let (client, address) = self.client_of(&row, &self.profile().app_id)?;
        self.inner.link.take(client, &address);
        Ok(())
    }

    async fn connection_row(&self) -> Result<Option<ConnectionRow>, Problem> {
        let shop = self.inner.shop.id;
        self.read(move |db| connections::get(db, shop)).await
    }

    /// Whether the data hold what an account of the platform has.
    async fn has_read_platform(&self) -> Result<bool, Problem> {
        let setting = format!("{}{}", crate::sync::LAST_SETTING, self.inner.shop.id);
        Ok(self.read(move |db| settings::get(db, &setting)).await?.is_some())
    }

    async fn read_typed(&self, typed: Typed) -> Result<(ConnectionRow, String), Problem> {
        let Typed { request, secret: typed_secret, proxy_login } = typed;
        let (kept, now) = (self.connection_row().await?, self.now());
        let app_id = request.app_id.trim().to_owned();
        let is_app_id = app_id.starts_with("wx") && (10..=32).contains(&app_id.len());
        if !is_app_id || !app_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Problem::new("connection.app-id").at_field("appId"));
        }
        let typed_secret = typed_secret.map(|secret| Zeroizing::new(secret.expose().trim().to_owned()));
        let (secret_text, secret_set_ms) = match (typed_secret, &kept) {
            (Some(typed), _) if !typed.is_empty() => (typed, now),
            // The kept secret belongs to the account it was typed for.
            (_, Some(_)) if self.profile().app_id != app_id => {
                return Err(Problem::new("connection.secret-again").at_field("secret"));
            }
            (_, Some(kept)) => (kept.secret.clone(), kept.secret_set_ms),
            (_, None) => return Err(Problem::new("connection.secret-missing").at_field("secret")),
        };
        if !secret_text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::new("connection.secret-form").at_field("secret"));
        }
        let kept_proxy = kept.as_ref().and_then(|kept| kept.proxy.as_ref()).map(secret);
        let row = ConnectionRow {
            shop_id: self.inner.shop.id,
            secret: secret_text,
            secret_set_ms,
            base_url: Some(request.base_url.trim().trim_end_matches('/').to_owned()).filter(|url| !url.is_empty()),
            proxy: proxy_typed(request.proxy.trim(), proxy_login, kept_proxy)?,
            extra_ca: match request.ca {
                CaChoice::Keep => kept.and_then(|kept| kept.extra_ca),
                CaChoice::Remove => None,
                CaChoice::File { path } => Some(read_ca(path).await?),
            },
            saved_ms: now,
        };
        Ok((row, app_id))
    }

    fn client_of(&self, row: &ConnectionRow, app_id: &str) -> Result<(Client, String), Problem> {
        let address = row.base_url.clone().unwrap_or_else(|| PLATFORM_BASE_URL.to_owned());
        let config = ClientConfig {
            base_url: address.clone(),
            app_id: app_id.to_owned(),
            app_secret: secret(&row.secret),
            timeouts: Timeouts::default(),
            route: Route { proxy: row.proxy.as_ref().map(secret), extra_ca: row.extra_ca.clone() },
        };
        let clock = self.inner.clock.clone();
        let client = Client::new(config, Arc::new(move || clock.now_ms())).map_err(of_config)?;
        Ok((client, address))
    }
}

fn secret(text: &Zeroizing<String>) -> Secret {
    Secret::new(text.as_str())
}

fn of_config(error: ConfigError) -> Problem {
    match error {
        ConfigError::BaseUrl => Problem::new("connection.base-url").at_field("baseUrl"),
        ConfigError::Insecure => Problem::new("connection.insecure").at_field("baseUrl"),
        ConfigError::Credentials => Problem::new("connection.secret-missing").at_field("secret"),
        ConfigError::Proxy => Problem::new("connection.proxy").at_field("proxy"),
        ConfigError::Certificates => Problem::new("connection.ca").at_field("ca"),
        ConfigError::Tls => internal("tls"),
    }
}

fn proxy_typed(
    address: &str,
    login: Option<(String, Secret)>,
    kept: Option<Secret>,
) -> Result<Option<Zeroizing<String>>, Problem> {
    if address.is_empty() {
        return Ok(None);
    }
    let proxy = match (login, kept) {
        (None, Some(kept)) if proxy_shown(&kept).0 == address => kept,
        (login, _) => {
            let (user, password) = login.unwrap_or_else(|| (String::new(), Secret::new("")));
            proxy_with_login(address, user.trim(), &password).map_err(of_config)?
        }
    };
    Ok(Some(Zeroizing::new(proxy.expose().to_owned())))
}

async fn read_ca(path: String) -> Result<String, Problem> {
    let unusable = || Problem::new("connection.ca").at_field("ca");
    let about = tokio::fs::metadata(&path).await.map_err(|_| unusable())?;
    if !about.is_file() || about.len() > CA_MAX_BYTES {
        return Err(unusable());
    }
    tokio::fs::read_to_string(&path).await.map_err(|_| unusable())
}

/// One run through the steps.
struct Test {
    client: Client,
    told: StepTold,
    now_ms: i64,
    steps: Vec<ConnectionStep>,
}

impl Test {
    async fn run(&mut self) {
        self.begin(StepKind::Reach);
        let token = self.client.check_credentials().await;
        if let Some(error) = token.as_ref().err().filter(|error| !is_answer(error)) {
            self.end(StepKind::Reach, StepState::Failed, Some(of_line(error, self.now_ms)), []);
            return self.skip(&[StepKind::Clock, StepKind::Token, StepKind::Live, StepKind::Shop, StepKind::Quota]);
        }
        self.end(StepKind::Reach, StepState::Ok, None, []);
        self.clock();
        if let Err(error) = token {
            self.end(StepKind::Token, StepState::Failed, Some(of_line(&error, self.now_ms)), []);
            return self.skip(&[StepKind::Live, StepKind::Shop, StepKind::Quota]);
        }
        self.end(StepKind::Token, StepState::Ok, None, []);
        let has_live = self.live().await;
        self.shop().await;
        if has_live { self.quota().await } else { self.skip(&[StepKind::Quota]) }
    }

    fn clock(&mut self) {
        match self.client.clock_ahead_ms() {
            None => self.skip(&[StepKind::Clock]),
            Some(ahead) if ahead.saturating_abs() > CLOCK_TOLERANCE_MS => {
                let problem = Problem::new("line.clock").with("minutes", ahead.saturating_abs() / 60_000);
                self.end(StepKind::Clock, StepState::Warning, Some(problem), []);
            }
            Some(_) => self.end(StepKind::Clock, StepState::Ok, None, []),
        }
    }

    async fn live(&mut self) -> bool {
        self.begin(StepKind::Live);
        match self.client.live_info(0, 1).await {
            Ok(page) => self.end(StepKind::Live, StepState::Ok, None, [("rooms", page.total.to_string())]),
            Err(error) => {
                self.refused(StepKind::Live, &error).await;
                return false;
            }
        }
        true
    }

    async fn shop(&mut self) {
        self.begin(StepKind::Shop);
        match self.client.shop_info().await {
            Ok(info) => self.end(StepKind::Shop, StepState::Ok, None, [("name", info.nickname)]),
            Err(error) if error.errcode() == Some(API_UNAUTHORIZED.errcode) => {
                self.end(StepKind::Shop, StepState::Absent, Some(Problem::new("connection.no-shop")), []);
            }
            Err(error) => self.refused(StepKind::Shop, &error).await,
        }
    }

    async fn quota(&mut self) {
        self.begin(StepKind::Quota);
        match self.client.api_quota(GOODS_ADD).await {
            Ok(answer) => {
                let (remain, limit) = (answer.quota.remain.to_string(), answer.quota.daily_limit.to_string());
                self.end(StepKind::Quota, StepState::Ok, None, [("remain", remain), ("limit", limit)]);
            }
            // Nothing depends on it.
            Err(error) => {
                let problem = of_call(&error, self.now_ms);
                self.end(StepKind::Quota, StepState::Skipped, Some(problem), []);
            }
        }
    }

    async fn refused(&mut self, kind: StepKind, error: &CallError) {
        let (state, problem) = match error {
            CallError::Rejected { errcode, errmsg, .. } if *errcode == API_UNAUTHORIZED.errcode => {
                (StepState::Absent, of_errcode(*errcode, errmsg, self.now_ms))
            }
            CallError::Rejected { errcode, errmsg, rid, .. } if is_address_refused(*errcode) => {
                let problem = addressed(of_errcode(*errcode, errmsg, self.now_ms), errmsg);
                (StepState::Failed, self.with_address(problem, rid.as_deref()).await)
            }
            CallError::Rejected { errcode, errmsg, .. } => {
                (StepState::Failed, of_errcode(*errcode, errmsg, self.now_ms))
            }
            error => (StepState::Failed, of_line(error, self.now_ms)),
        };
        self.end(kind, state, Some(problem), []);
    }

    /// The shop's refusal does not say which address the platform saw; what it kept of the call does.
    async fn with_address(&self, problem: Problem, rid: Option<&str>) -> Problem {
        let Some(rid) = rid.filter(|_| !problem.params.contains_key("ip")) else { return problem };
        match self.client.rid_info(rid).await {
            Ok(call) if !call.client_ip.is_empty() => addressed(problem, &call.client_ip),
            _ => problem,
        }
    }

    fn begin(&self, kind: StepKind) {
        (self.told)(ConnectionStep { kind, state: StepState::Running, problem: None, facts: BTreeMap::new() });
    }

    fn end<const N: usize>(
        &mut self,
        kind: StepKind,
        state: StepState,
        problem: Option<Problem>,
        facts: [(&str, String); N],
    ) {
        let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect();
        let step = ConnectionStep { kind, state, problem, facts };
        (self.told)(step.clone());
        self.steps.push(step);
    }

    fn skip(&mut self, kinds: &[StepKind]) {
        for kind in kinds {
            self.end(*kind, StepState::Skipped, None, []);
        }
    }
}

/// Whether the platform itself answered, be it with a no.
fn is_answer(error: &CallError) -> bool {
    matches!(
        error,
        CallError::NotSent {
            cause: NotSentCause::TokenRefused { .. } | NotSentCause::TokenUnavailable(UnknownCause::Errcode { .. })
        }
    )
}
