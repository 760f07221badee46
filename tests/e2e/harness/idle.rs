//! Browsers that one story is done with, as good as new, for the next one: to start one and to compile the app in it
//! takes longer than most stories. They end with the driver.

use std::sync::{Arc, Mutex};

use super::browser::Options;
use super::profile::Profile;
use super::steering::Steering;
use super::story::Outcome;

/// More are seldom wanted at once, and each takes its memory.
const MOST: usize = 4;

struct Waiting {
    options: Options,
    driver: Steering,
    /// Goes last: a browser that is still there writes into it.
    profile: Arc<Profile>,
}

#[derive(Default)]
pub struct Idle(Mutex<Vec<Waiting>>);

impl Idle {
    /// One that was started like this, if there is any.
    pub fn take(&self, options: &Options) -> Option<(Steering, Arc<Profile>)> {
        let mut waiting = self.0.lock().expect("nobody panics with it");
        let at = waiting.iter().rposition(|it| it.options == *options)?;
        let Waiting { driver, profile, .. } = waiting.remove(at);
        Some((driver, profile))
    }

    /// Takes in one that has forgotten everything. Where there are many, whoever waited longest goes.
    pub async fn put(&self, driver: Steering, profile: Arc<Profile>, options: Options) -> Outcome {
        let oldest = {
            let mut waiting = self.0.lock().expect("nobody panics with it");
            waiting.push(Waiting { options, driver, profile });
            (waiting.len() > MOST).then(|| waiting.remove(0))
        };
        match oldest {
            Some(oldest) => oldest.driver.quit().await,
            None => Ok(()),
        }
    }
}
