//! Runs one story: waits for its turn, gives it a world, and ends it when it takes too long.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::broker::{Broker, Door, RULE};
use super::browser::{Browser, Options};
use super::driver::Driver;
use super::profile::Profile;
use super::site::Site;
use super::steering::Steering;

pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// More browsers at once than this only wait for each other on a small machine.
const AT_ONCE: usize = 2;
/// Only a story that hangs takes as long as this, even where the machine does much else.
const LONGEST: Duration = Duration::from_secs(300);

static RUNNING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

struct Turn(usize);

impl Turn {
    /// Waits until so many more browsers may run.
    fn wait(needs: usize) -> Self {
        let running = RUNNING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let full = |running: &mut usize| *running + needs > AT_ONCE;
        let mut running =
            ENDED.wait_while(running, full).unwrap_or_else(|poisoned| poisoned.into_inner());
        *running += needs;
        Self(needs)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) -= self.0;
        ENDED.notify_all();
    }
}

/// A browser, and its profile: as long as the one is looked at, the other must not go.
type Started = (Steering, Arc<Profile>);

/// What a story finds: the built app on a server, and browsers for the asking.
pub struct World {
    pub site: &'static Site,
    driver: Arc<Driver>,
    /// Every browser that was started: where a story fails, what they show is worth a picture.
    started: Arc<Mutex<Vec<Started>>>,
}

impl World {
    /// A browser in which there is nothing of what somebody did before.
    pub async fn browser(&self) -> Outcome<Browser> {
        self.browser_with(Options::default()).await
    }

    pub async fn browser_with(&self, options: Options) -> Outcome<Browser> {
        self.start(None, options).await
    }

    /// A browser that goes on where another one ended.
    pub async fn browser_again(&self, profile: Arc<Profile>) -> Outcome<Browser> {
        self.browser_again_with(profile, Options::default()).await
    }

    pub async fn browser_again_with(
        &self,
        profile: Arc<Profile>,
        options: Options,
    ) -> Outcome<Browser> {
        self.start(Some(profile), options).await
    }

    /// A relay that lets in everybody.
    pub fn relay(&self) -> Outcome<Broker> {
        self.relay_with(Door::Open)
    }

    /// One that asks who comes.
    pub fn locked_relay(&self) -> Outcome<Broker> {
        self.relay_with(Door::Locked { rule: RULE })
    }

    fn relay_with(&self, door: Door) -> Outcome<Broker> {
        let program = std::env::var_os("MOSQUITTO").unwrap_or_else(|| "mosquitto".into());
        let hint = |why| format!("{why} (`cargo xtask test` brings Mosquitto, or set MOSQUITTO)");
        Ok(Broker::start(Path::new(&program), door).map_err(hint)?)
    }

    async fn start(&self, profile: Option<Arc<Profile>>, options: Options) -> Outcome<Browser> {
        let browser = Browser::start(&self.driver, self.site, profile, options).await?;
        let started = (browser.driver.clone(), browser.profile_kept());
        self.started.lock().expect("nobody panics with it").push(started);
        Ok(browser)
    }
}

/// Pictures of what the browsers show, in the folder `SHOTS`, where that is set, and what their pages complained of.
async fn take_pictures(started: &Mutex<Vec<Started>>) {
    let Ok(folder) = std::env::var("SHOTS") else { return };
    let name = std::thread::current().name().unwrap_or("story").replace("::", "-");
    let started = std::mem::take(&mut *started.lock().expect("nobody panics with it"));
    for (number, (driver, _)) in started.iter().enumerate() {
        let path = Path::new(&folder).join(format!("failed-{name}-{number}.png"));
        let drawn = tokio::time::timeout(Duration::from_secs(5), driver.screenshot_as_png()).await;
        if let Ok(Ok(png)) = drawn {
            let _ = std::fs::write(path, png);
        }
        let asked = driver.execute("return [location.href, window.complaints ?? []]", vec![]);
        if let Ok(Ok(said)) = tokio::time::timeout(Duration::from_secs(5), asked).await {
            println!("  browser {number}: {said}");
        }
    }
}

/// How long a story took, in a line of the file `STORY_TIMES`, where that is set.
struct Clock(Instant);

impl Drop for Clock {
    fn drop(&mut self) {
        let Ok(file) = std::env::var("STORY_TIMES") else { return };
        let name = std::thread::current().name().unwrap_or("story").to_owned();
        let line = format!("{:.1} {name}\n", self.0.elapsed().as_secs_f64());
        let times = std::fs::OpenOptions::new().create(true).append(true).open(file);
        // Who only wants to know whether it went well needs no times.
        let _ = times.and_then(|mut times| times.write_all(line.as_bytes()));
    }
}

/// # Panics
/// When the story does not end well.
pub fn story(run: impl AsyncFnOnce(World) -> Outcome) {
    tell(1, LONGEST, run);
}

/// A story in which time is measured: no other browser runs beside it.
///
/// # Panics
/// When the story does not end well.
pub fn story_alone(run: impl AsyncFnOnce(World) -> Outcome) {
    tell(AT_ONCE, LONGEST, run);
}

/// As [`story_alone`], for one that is meant to go on for long.
///
/// # Panics
/// When the story does not end well.
pub fn story_of_minutes(minutes: u64, run: impl AsyncFnOnce(World) -> Outcome) {
    tell(AT_ONCE, Duration::from_secs(60 * minutes), run);
}

fn tell(needs: usize, longest: Duration, run: impl AsyncFnOnce(World) -> Outcome) {
    let site = Site::the().unwrap_or_else(|why| panic!("{why}"));
    // Held while waiting, so that one driver serves all stories.
    let driver = Driver::shared().unwrap_or_else(|why| panic!("{why}"));
    let _turn = Turn::wait(needs);
    let _clock = Clock(Instant::now());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let started = Arc::<Mutex<Vec<Started>>>::default();
        // The driver outlives the world: it takes the pictures.
        let world = World { site, driver: Arc::clone(&driver), started: Arc::clone(&started) };
        let told = tokio::time::timeout(longest, run(world)).await;
        let told = told.unwrap_or_else(|_| Err(format!("it took longer than {longest:?}").into()));
        if let Err(why) = told {
            take_pictures(&started).await;
            panic!("{why}");
        }
    });
}
