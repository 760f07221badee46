//! What befalls people: a reload, or their browser is killed, right after the last key or once the screen calls that saved.

use std::time::{Duration, Instant};

use super::log::now_ms;
use super::person::{GLANCE, Person, watch, window};
use crate::harness::{Outcome, kill_the_browser_of, wait_for};

/// So long somebody waits for the screen to call the last word saved, before their browser is killed.
const SAVED: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mishap {
    Reload,
    Kill,
    /// In the moment in which the screen calls the last word saved.
    KillOnceSaved,
}

impl Person {
    pub async fn suffer(&mut self, mishap: Mishap) -> Outcome {
        self.apart.get_or_insert(now_ms());
        match mishap {
            Mishap::Reload => {
                self.log.count("reloads");
                self.write_one_more().await?;
                self.browser().driver.refresh().await?;
            }
            Mishap::Kill => {
                let token = self.write_one_more().await?;
                self.is_killed_after(token).await?;
            }
            Mishap::KillOnceSaved => {
                let token = self.write_until_saved().await?;
                self.is_killed_after(token).await?;
            }
        }
        self.canvas().find("region", "Canvas").await.map(drop)
    }

    /// Whatever befalls the browser does so right after the last key.
    async fn write_one_more(&mut self) -> Outcome<Option<String>> {
        if !self.open_lane().await? {
            return Ok(None);
        }
        let token = self.next_token();
        self.gather().await?;
        self.log.typed(&token);
        self.browser().types_slowly(&token, 5).await?;
        self.browser().press("Enter").await?;
        Ok(Some(token))
    }

    /// Writes into a card that is in view, and looks on until the screen calls it saved.
    async fn write_until_saved(&mut self) -> Outcome<Option<String>> {
        let begun = Instant::now();
        let mut token = None;
        while token.is_none() && begun.elapsed() < SAVED {
            token = self.write_into_a_card().await?;
        }
        let begun = Instant::now();
        while token.as_ref().is_some_and(|token| !self.log.is_saved(token))
            && begun.elapsed() < SAVED
        {
            tokio::time::sleep(GLANCE).await;
            self.gather().await?;
        }
        Ok(token)
    }

    /// The browser dies, and another one opens what it has kept.
    async fn is_killed_after(&mut self, token: Option<String>) -> Outcome {
        self.log.count("kills");
        // What the screen called saved until now is excused by nothing.
        self.gather().await?;
        if let Some(token) = token {
            self.log.at_risk(&token);
            if self.log.is_saved(&token) {
                self.log.count("last words called saved before a kill");
            }
        }
        let killed = kill_the_browser_of(self.browser().profile());
        assert!(killed > 2, "only {killed} processes of the browser were found");
        self.unsaved.clear();
        let profile = self.browser.take().expect("it was just killed").bury().await?;
        let browser = self.world.browser_again_with(profile, window()).await?;
        watch(&browser).await?;
        browser.driver.goto(&self.page).await?;
        self.browser = Some(browser);
        let start = self.canvas().within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", &self.title).await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await
    }
}
