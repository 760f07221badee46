//! A server of one story's own, for a folder that the story fills: it can be stopped, ask people to sign in, and tells
//! what it was asked for.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::site::{asked_of, page, send};
use super::story::Outcome;

/// How it meets whoever comes.
#[derive(Clone, Copy, PartialEq)]
pub enum Meets {
    Openly,
    /// Leads everybody to another page first, as where a sign-in has run out.
    WithSignIn,
    /// Not at all: it has stopped.
    Nobody,
}

struct Shared {
    meets: Mutex<Meets>,
    asked: Mutex<Vec<String>>,
    folder: PathBuf,
}

pub struct Server {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Server {
    pub fn start(folder: &Path) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            meets: Mutex::new(Meets::Openly),
            asked: Mutex::default(),
            folder: folder.to_owned(),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if *serving.meets.lock().expect("nobody panics with it") == Meets::Nobody {
                    // The listener goes with this thread: from now on nobody is let in.
                    return;
                }
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || drop(answer(stream, &serving)));
            }
        });
        Ok(Self { port, shared })
    }

    pub fn app(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    pub fn meets(&self, how: Meets) {
        *self.shared.meets.lock().expect("nobody panics with it") = how;
        if how == Meets::Nobody {
            // Wakes whoever waits for the next one.
            drop(TcpStream::connect(("127.0.0.1", self.port)));
        }
    }

    /// Was a file whose name holds this asked for since the last time?
    pub fn was_asked(&self, part: &str) -> bool {
        let mut asked = self.shared.asked.lock().expect("nobody panics with it");
        let was = asked.iter().any(|path| path.contains(part));
        if was {
            asked.clear();
        }
        was
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.meets(Meets::Nobody);
    }
}

fn answer(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let path = asked_of(&stream)?;
    let path = path.as_str();
    shared.asked.lock().expect("nobody panics with it").push(path.to_owned());
    let meets = *shared.meets.lock().expect("nobody panics with it");
    if meets == Meets::WithSignIn && path != "/sign-in" {
        return send(stream, "302 Found\r\nLocation: /sign-in", "text/plain", "no-store", b"");
    }
    match page(path, &shared.folder) {
        _ if path == "/sign-in" => {
            send(stream, "200 OK", "text/html", "no-store", b"<title>Sign in</title>")
        }
        Some((kind, body)) => send(stream, "200 OK", kind, "no-store", &body),
        None => send(stream, "404 Not Found", "text/plain", "no-store", b"not here"),
    }
}
