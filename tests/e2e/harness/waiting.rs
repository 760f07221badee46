//! Waiting for a condition. Nothing here waits for a fixed time.

use std::time::{Duration, Instant};

use super::story::Outcome;

const LONGEST: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);

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
            Ok(None) | Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// As [`wait_for`], for something that becomes true.
pub async fn soon(what: &str, mut is_so: impl AsyncFnMut() -> Outcome<bool>) -> Outcome {
    wait_for(what, async || Ok(is_so().await?.then_some(()))).await
}
