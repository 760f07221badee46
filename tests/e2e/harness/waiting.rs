//! Waiting for a condition. Nothing here waits for a fixed time.

use std::time::{Duration, Instant};

use super::story::Outcome;

const LONGEST: Duration = Duration::from_secs(15);
/// Between two looks: what is soon there is soon seen, and what takes its time is not held up by many looks.
const PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// Looks until there is something, and gives it back. `what` says what was waited for when there never is.
pub async fn wait_for<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let begun = Instant::now();
    loop {
        let seen = look().await;
        match seen {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if begun.elapsed() > LONGEST => {
                return Err(format!("waited in vain: {what}").into());
            }
            Err(why) if begun.elapsed() > LONGEST => {
                return Err(format!("waited in vain: {what}; the last look failed: {why}").into());
            }
            Ok(None) | Err(_) => {
                let pause = (begun.elapsed() / 8).clamp(PAUSE, LONGEST_PAUSE);
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// As [`wait_for`], for something that becomes true.
pub async fn soon(what: &str, mut is_so: impl AsyncFnMut() -> Outcome<bool>) -> Outcome {
    wait_for(what, async || Ok(is_so().await?.then_some(()))).await
}
