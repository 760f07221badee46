//! The program that steers browsers: started with the first story that runs, ended with the last.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::time::Duration;

use super::story::Outcome;

static SHARED: Mutex<Weak<Driver>> = Mutex::new(Weak::new());
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Driver {
    process: Child,
    pub address: String,
}

impl Driver {
    pub fn shared() -> Outcome<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(driver) = shared.upgrade() {
            return Ok(driver);
        }
        let driver = Arc::new(Self::start()?);
        *shared = Arc::downgrade(&driver);
        Ok(driver)
    }

    fn start() -> Outcome<Self> {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut command = Command::new(&program);
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|why| {
            format!("there is no ChromeDriver at {program:?} ({why}): `cargo xtask test` brings one, or set CHROMEDRIVER")
        })?;
        let output = process.stdout.take().ok_or("the driver has no output")?;
        let (tell, told) = mpsc::channel();
        // Read to the end: a driver whose output nobody reads stops when the pipe is full.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let port = line
                    .split_once("successfully on port ")
                    .map(|(_, rest)| rest.trim_end_matches('.'));
                if let Some(port) = port.and_then(|port| port.parse::<u16>().ok()) {
                    let _ = tell.send(port);
                }
            }
        });
        match told.recv_timeout(PATIENCE) {
            Ok(port) => {
                let address = format!("http://127.0.0.1:{port}");
                Ok(Self { process, address })
            }
            Err(_) => {
                let _ = process.kill();
                Err(format!("{program:?} was started but named no port").into())
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
