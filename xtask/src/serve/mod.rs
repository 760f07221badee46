//! A web server for this computer only, which rebuilds and reloads while people work.

mod files;
mod open;
mod reload;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::Profile;
use crate::build::{self, Wanted};
use crate::http::{self, Body, Request};
use crate::project::Project;
use reload::Reload;

/// The port that is tried first.
const PORT: u16 = 8080;

pub struct Options {
    pub profile: Profile,
    /// `None`: the usual port, or any free one.
    pub port: Option<u16>,
    pub open: bool,
    /// The relays that the page may connect to.
    pub relays: Vec<String>,
}

/// Builds, serves and watches until the process is stopped.
pub fn serve(project: &Project, options: &Options) -> Result<()> {
    // A mistake in the sources is no reason to stop: the next save may mend it.
    let wanted = Wanted {
        profile: options.profile,
        by_crate: false,
        relays: &options.relays,
        webrtc: true,
        // Whoever works on the program wants to see what is in its files, not what a worker keeps.
        watched: false,
        offline: options.profile == Profile::Release,
    };
    let rebuild = || match build::build(project, wanted) {
        Ok(()) => true,
        Err(error) => {
            eprintln!("error: {error:#}\nwaiting for a change");
            false
        }
    };
    // Watching begins before the build, so that a change made meanwhile is not lost.
    let changes = watch::watch(&project.root)?;
    rebuild();
    let reload = Arc::new(Reload::new());
    let address = format!("http://127.0.0.1:{}/", start(options.port, project.dist(), &reload)?);
    println!("\nserving {address} (stop with Ctrl+C)");
    if options.open {
        open::open(&address);
    }
    while changes.wait() {
        println!("\nrebuilding");
        if rebuild() {
            reload.now();
            println!("serving {address}");
        }
    }
    Ok(())
}

fn start(port: Option<u16>, dist: PathBuf, reload: &Arc<Reload>) -> Result<u16> {
    let reload = reload.clone();
    let answer = Arc::new(move |request: &mut Request<Body>| {
        reload
            .answer(request.uri())
            .unwrap_or_else(|| files::respond(&dist, request, &reload.script_tag()))
    });
    let listen = |port| {
        let answer = answer.clone();
        http::listen(port, move |request| answer(request))
    };
    match port {
        Some(port) => listen(Some(port)),
        None => listen(Some(PORT)).or_else(|_| listen(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::thread;
    use std::time::Duration;

    /// The answer to a page that keeps its connection, as browsers do.
    fn ask(connection: &mut TcpStream, path: &str, end: &str) -> String {
        write!(connection, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&answer).ends_with(end) {
            let count = connection.read(&mut piece).expect("an answer in time");
            assert!(count > 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend(&piece[..count]);
        }
        String::from_utf8(answer).expect("text")
    }

    #[test]
    fn many_connections_that_stay_open_are_all_answered_and_those_who_wait_hear_of_a_build() {
        let dist = std::env::temp_dir().join(format!("serve-{}", std::process::id()));
        std::fs::create_dir_all(&dist).expect("a folder");
        std::fs::write(dist.join("index.html"), "<head></head>it").expect("a page");
        let reload = Arc::new(Reload::new());
        let port = start(None, dist.clone(), &reload).expect("a port");
        let open = || {
            let connection = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
            connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
            connection
        };
        // Connected all at once, and none of them ever ends.
        let mut connections: Vec<_> = (0..12).map(|_| open()).collect();
        let page = ask(&mut connections[11], "/", "it");
        for connection in &mut connections {
            ask(connection, "/", "it");
        }
        let since = page.split_once("data-since=\"").and_then(|(_, rest)| rest.split_once('"'));
        let news = format!("{}news.js?{}", reload::PREFIX, since.expect("a build").0);
        let mut waits = open();
        let waiting = thread::spawn(move || ask(&mut waits, &news, "reload();"));
        ask(&mut connections[0], "/", "it");
        assert!(!waiting.is_finished(), "nothing has changed yet");
        reload.now();
        waiting.join().expect("the page loads again");
        std::fs::remove_dir_all(dist).expect("gone");
    }
}
