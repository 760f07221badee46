//! A real Mosquitto on free ports of this machine, configured as `docs/relay.md` says. It ends when this is dropped.
//! The build tool reads this file too, for the Wasm tests; so it knows nothing but the standard library.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const DOCUMENT: &str = include_str!("../../../docs/relay.md");
const PATIENCE: Duration = Duration::from_secs(10);
static COUNT: AtomicU32 = AtomicU32::new(0);

/// What the document lets everybody do who signed in.
pub const RULE: &str = "pattern readwrite alignment-canvas/+";

/// Whom it lets in.
#[derive(Clone, Copy, PartialEq)]
pub enum Door {
    Open,
    /// The user `workshop` with the password `secret`, who may do what this rule says.
    Locked {
        rule: &'static str,
    },
}

pub struct Broker {
    program: PathBuf,
    folder: PathBuf,
    /// Of the WebSocket listener.
    pub port: u16,
    /// Of the listener for programs that are no browsers.
    pub plain: u16,
    process: Mutex<Option<Child>>,
}

impl Broker {
    pub fn start(program: &Path, door: Door) -> Result<Self, String> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("alignment-canvas-relay-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        let (plain, port) = (free_port()?, free_port()?);
        let process = Mutex::new(None);
        let broker = Self { program: program.to_owned(), folder, port, plain, process };
        if let Door::Locked { rule } = door {
            broker.lock(rule)?;
        }
        let config = broker.configuration(door)?;
        broker.write("relay.conf", &config)?;
        broker.resume()?;
        Ok(broker)
    }

    /// The document's own lines, save for the ports, the one open address and the folder of the files.
    fn configuration(&self, door: Door) -> Result<String, String> {
        let blocks: Vec<_> = DOCUMENT.split("```conf\n").skip(1).collect();
        let [open, room, more] = blocks[..] else {
            return Err(format!("docs/relay.md has {} configurations, not 3", blocks.len()));
        };
        let lines = |block: &str| block.split("```").next().unwrap_or_default().to_owned();
        let mut changed = match door {
            Door::Open => lines(open),
            Door::Locked { .. } => {
                let room = lines(room).replace("listener 8083\n", "listener 8083 127.0.0.1\n");
                [room, lines(more)].concat()
            }
        };
        for (written, here) in [
            ("listener 1883 127.0.0.1", format!("listener {} 127.0.0.1", self.plain)),
            ("listener 8083 127.0.0.1", format!("listener {} 127.0.0.1", self.port)),
        ] {
            if !changed.contains(written) {
                return Err(format!("docs/relay.md no longer says {written:?}"));
            }
            changed = changed.replace(written, &here);
        }
        Ok(changed.replace("/etc/mosquitto", &self.folder.display().to_string()))
    }

    fn lock(&self, rule: &str) -> Result<(), String> {
        if !DOCUMENT.contains(&format!("echo '{RULE}' >")) {
            return Err(format!("docs/relay.md no longer says {RULE:?}"));
        }
        self.write("rooms.acl", &format!("{rule}\n"))?;
        let mut command = Command::new("mosquitto_passwd");
        command
            .args(["-b", "-c"])
            .arg(self.folder.join("rooms.passwd"))
            .args(["workshop", "secret"]);
        let made = command.output().map_err(|why| format!("mosquitto_passwd: {why}"))?;
        if !made.status.success() {
            return Err(format!("mosquitto_passwd: {}", String::from_utf8_lossy(&made.stderr)));
        }
        // Started by root, the broker reads it as a user of its own.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let readable = fs::Permissions::from_mode(0o644);
            fs::set_permissions(self.folder.join("rooms.passwd"), readable)
                .map_err(|why| format!("rooms.passwd: {why}"))?;
        }
        Ok(())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        fs::write(self.folder.join(name), text).map_err(|why| format!("{name}: {why}"))
    }

    /// Ends it as a power cut would.
    pub fn stop(&self) {
        let process = self.process.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        if let Some(mut process) = process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts it, again and on the same port, and waits until it can be reached.
    pub fn resume(&self) -> Result<(), String> {
        self.stop();
        let log = fs::File::create(self.folder.join("log")).map_err(|why| why.to_string())?;
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(self.folder.join("relay.conf"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut process =
            command.spawn().map_err(|why| format!("{}: {why}", self.program.display()))?;
        let begun = Instant::now();
        let reached = loop {
            // One that ended is not reached, whoever else may listen there by now.
            if process.try_wait().is_ok_and(|ended| ended.is_some()) {
                break false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                break true;
            }
            if begun.elapsed() > PATIENCE {
                break false;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        *self.process.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(process);
        if reached {
            return Ok(());
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("Mosquitto was started but cannot be reached: {log}"))
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// One that nobody listens on, a moment ago.
fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|why| why.to_string())?;
    Ok(listener.local_addr().map_err(|why| why.to_string())?.port())
}
