//! A web server for this computer only, which rebuilds and reloads while people work.

mod files;
mod open;
mod reload;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Request, Server};

use crate::Profile;
use crate::build::{self, Wanted};
use crate::project::Project;
use reload::Reload;

/// The port that is tried first.
const PORT: u16 = 8080;

/// Requests answered at the same time. One that waits for a reload holds none of them.
const WORKERS: usize = 4;

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
    let listener = listen(options.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let reload = Arc::new(Reload::new());
    start(listener, project.dist(), &reload)?;
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

fn listen(port: Option<u16>) -> Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Some(port) => bind(port).with_context(|| format!("port {port} is taken")),
        None => bind(PORT).or_else(|_| bind(0)).context("no free port"),
    }
}

fn start(listener: TcpListener, dist: PathBuf, reload: &Arc<Reload>) -> Result<()> {
    let server = Server::from_listener(listener, None).map_err(|error| anyhow!(error))?;
    let server = Arc::new(server);
    let dist = Arc::new(dist);
    for _ in 0..WORKERS {
        let (server, dist, reload) = (server.clone(), dist.clone(), reload.clone());
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                answer(request, &dist, &reload);
            }
        });
    }
    Ok(())
}

fn answer(request: Request, dist: &std::path::Path, reload: &Reload) {
    if request.url().starts_with(reload::PREFIX) {
        reload.answer(request);
        return;
    }
    let response = files::respond(dist, &request, reload.script_tag());
    // The browser may have gone away, which is its right.
    let _ = request.respond(response);
}
