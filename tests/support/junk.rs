//! A server that answers every request alike: what a broken or hostile address may send.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

/// The server; it goes on until the test ends.
pub struct Junk {
    address: String,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Junk {
    /// Answers with nothing at first.
    pub fn start() -> Junk {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let answer = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::clone(&answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let _ = stream.read(&mut [0; 16 * 1024]);
                let bytes = said.lock().expect("nobody panics with it").clone();
                // Whoever has read enough hangs up.
                let _ = stream.write_all(&bytes);
            }
        });
        Junk { address, answer }
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on it answers so: a status line with headers, and a body.
    pub fn say(&self, head: &str, body: &[u8]) {
        let length = body.len();
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        *self.answer.lock().expect("nobody panics with it") = [head.as_bytes(), body].concat();
    }
}
