//! The anchor's phone, played over HTTP from the address in the start code, as a browser would.

/// A phone that has scanned a code.
pub struct Phone {
    http: reqwest::Client,
    base: String,
    room: String,
    session: String,
}

/// Opens the address in the code of somebody who is not verified, and confirms its page.
pub async fn verify_real_name(address: &str) {
    let http = reqwest::Client::builder().build().expect("an HTTP client");
    let page = http.get(address).send().await.expect("the page opens");
    assert!(page.status().is_success(), "the page answered {}", page.status());
    let (page, wechat) = address.split_once('?').expect("whom it is for");
    let request = http.post(page).header("content-type", "application/x-www-form-urlencoded");
    let reply = request.body(wechat.to_owned()).send().await.expect("the page answers");
    assert!(reply.status().is_success(), "it answered {}", reply.status());
}

impl Phone {
    /// Opens the address in the code and scans in with a WeChat id; the page must take it.
    pub async fn scan(address: &str, wechat: &str) -> Phone {
        let http = reqwest::Client::builder().build().expect("an HTTP client");
        let page = http.get(address).send().await.expect("the phone page opens");
        assert!(page.status().is_success(), "the phone page answered {}", page.status());
        let (base, room) = address.split_once("/phone?room=").expect("a start address");
        let form = format!("room={room}&wechat={wechat}");
        let mut phone = Phone { http, base: base.to_owned(), room: room.to_owned(), session: String::new() };
        let landed = phone.post("scan", form).await;
        let session = landed.split("session=").nth(1).expect("a session after the scan");
        phone.session = session.split('&').next().unwrap_or(session).to_owned();
        phone
    }

    /// Presses one of the page's buttons: `verify`, `start`, `leave`, `back`, `end`.
    pub async fn press(&self, action: &str) {
        self.post(action, format!("session={}", self.session)).await;
    }

    /// Posts a form and gives the address where it ended.
    async fn post(&self, action: &str, form: String) -> String {
        let request = self.http.post(format!("{}/phone/{action}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let reply = request.send().await.expect("the phone page answers");
        assert!(reply.status().is_success(), "{action} in room {} answered {}", self.room, reply.status());
        reply.url().to_string()
    }
}
