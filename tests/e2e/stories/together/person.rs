//! Somebody in the room, who writes, moves and throws away at random, reloads, and whose browser is killed.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::dice::Dice;
use super::log::{Log, now_ms};
use super::mishaps::Mishap;
use super::scraps::Fate;
use super::tokens::{is_between, places_between, token, tokens_in};
use crate::harness::{Browser, Canvas, Options, Outcome, Point, World, soon};

/// Between two looks at a screen: eight of them at every moment would be all that the machine does.
pub const GLANCE: Duration = Duration::from_millis(15);
const WATCH: &str = include_str!("watch.js");
pub const LANES: [&str; 7] = [
    "Priorities",
    "People and pressures",
    "Business outcomes",
    "On the job",
    "What’s in the way",
    "Our support",
    "Commitments and proof",
];

/// Milliseconds from key to key in a title and from one thing done to the next: at least, and at most so many more.
#[derive(Clone, Copy)]
pub struct Pace {
    keys: (u64, usize),
    pauses: (u64, usize),
    /// One after the other, as people speak.
    turns: bool,
}

impl Pace {
    /// As fast as a driver can.
    pub const RANDOM: Self = Self { keys: (15, 30), pauses: (50, 700), turns: false };
    /// As people who type well, each waiting for the others to finish.
    pub const TURNS: Self = Self { keys: (90, 120), pauses: (100, 200), turns: true };
}

pub struct Person {
    pub number: usize,
    pub world: Rc<World>,
    pub log: Rc<Log>,
    /// Where the app with the relay is.
    pub page: String,
    /// Under which title this browser keeps the map.
    pub title: String,
    pub dice: Dice,
    pace: Pace,
    /// What befalls this person, the next last.
    pub mishaps: Vec<(Instant, Mishap)>,
    pub browser: Option<Browser>,
    tokens: usize,
    /// Titles of cards that nobody else touches.
    pub scraps: Vec<String>,
    /// What was done to those since the screen called all saved, and when.
    pub unsaved: Vec<(f64, String, Fate)>,
    /// Since when they are away or not connected.
    pub apart: Option<f64>,
}

/// A small window shows less, and eight of them share one machine.
pub fn window() -> Options {
    Options { size: (1280, 800), ..Options::default() }
}

pub async fn watch(browser: &Browser) -> Outcome {
    let early = serde_json::json!({ "source": WATCH });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", early).await?;
    Ok(())
}

impl Person {
    pub fn new(
        number: usize,
        world: Rc<World>,
        log: Rc<Log>,
        page: &str,
        title: &str,
        (seed, pace): (u64, Pace),
        browser: Browser,
    ) -> Self {
        Self {
            number,
            world,
            log,
            page: page.to_owned(),
            title: title.to_owned(),
            dice: Dice::new(seed ^ (number as u64 + 1) << 32),
            pace,
            mishaps: Vec::new(),
            browser: Some(browser),
            tokens: 0,
            scraps: Vec::new(),
            unsaved: Vec::new(),
            apart: None,
        }
    }

    pub fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("there is one between two mishaps")
    }

    pub fn canvas(&self) -> Canvas<'_> {
        self.browser().canvas()
    }

    pub fn into_browser(mut self) -> Browser {
        self.browser.take().expect("there is one between two mishaps")
    }

    /// Acts until the time is over, then waits to be connected again.
    pub async fn live(&mut self) -> Outcome {
        // Something to move and to remove later.
        self.write_a_scrap().await?;
        while Instant::now() < self.log.ends.get() && !self.log.broken.get() {
            if self.mishaps.last().is_some_and(|(at, _)| *at <= Instant::now()) {
                let (_, mishap) = self.mishaps.pop().expect("one was there");
                self.suffer(mishap).await?;
            }
            let turn = self.log.turn.clone();
            let turn = if self.pace.turns { Some(turn.lock().await) } else { None };
            self.act().await?;
            drop(turn);
            self.gather().await?;
            self.notice_connection().await?;
            let (least, more) = self.pace.pauses;
            let pause = least + self.dice.below(more) as u64;
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        // What a slow machine had no time for comes now.
        while !self.log.broken.get()
            && let Some((_, mishap)) = self.mishaps.pop()
        {
            self.suffer(mishap).await?;
        }
        self.browser().press("Escape").await?;
        soon("the room after all that", async || {
            self.notice_connection().await?;
            Ok(self.apart.is_none())
        })
        .await?;
        self.gather().await?;
        self.saved_until(f64::INFINITY);
        Ok(())
    }

    async fn act(&mut self) -> Outcome {
        match self.dice.below(100) {
            0..52 => self.write_into_a_card().await.map(drop),
            52..65 => self.write_a_card().await,
            65..75 => self.drag_a_card().await,
            _ => self.scrap().await,
        }
    }

    pub fn next_token(&mut self) -> String {
        let token = token(self.number, self.tokens);
        self.tokens += 1;
        token
    }

    /// A card that can be met with the pointer now. Others may move it in the next moment.
    async fn any_card(&mut self) -> Outcome<Option<Point>> {
        let region = self.canvas().within("region", "Canvas");
        let mut cards = region.in_reach("group").await?;
        // The map's own first card says something with everybody's letters.
        cards.retain(|(name, _)| name.contains(": "));
        cards.retain(|(name, _)| !name.contains("SCRAP") && !name.contains("Safe stores"));
        // A drag begins with a few pixels aside, which has to be on the page.
        cards.retain(|(_, at)| (12.0..1_260.0).contains(&at.x));
        let at = self.dice.below(cards.len());
        Ok(cards.get(at).map(|(_, at)| *at))
    }

    /// Gives the word that was written, once it is on the own screen.
    pub async fn write_into_a_card(&mut self) -> Outcome<Option<String>> {
        let Some(at) = self.any_card().await? else { return Ok(None) };
        self.browser().click_at(at).await?;
        self.browser().press("Enter").await?;
        let Some(said) = self.open_box().await? else {
            self.log.count("titles missed");
            return Ok(None);
        };
        // Somebody's scrap came under the pointer: it may go any moment.
        if said.contains("SCRAP") || said.contains("Safe stores") {
            return self.browser().press("Escape").await.map(|()| None);
        }
        self.go_somewhere(&said).await?;
        let token = self.next_token();
        self.log.typed(&token);
        let (least, more) = self.pace.keys;
        let pause = least + self.dice.below(more) as u64;
        self.browser().types_slowly(&token, pause).await?;
        self.log.count("titles");
        self.sees(&token).await?;
        let key = self.browser().read("return watch.key", vec![]).await?;
        self.log.last_key(&token, key.as_f64().unwrap_or_default());
        if !self.dice.one_in(4) {
            self.browser().press("Escape").await?;
        }
        Ok(Some(token))
    }

    /// To the end, the beginning or into the middle of a title, but not into a token of one's own.
    async fn go_somewhere(&mut self, said: &str) -> Outcome {
        if self.dice.one_in(2) {
            return self.browser().press("Control+End").await;
        }
        let places = places_between(self.number, said);
        self.browser().press("Control+Home").await?;
        for _ in 0..*self.dice.pick(&places) {
            self.browser().press("Right").await?;
        }
        // Meanwhile others may have written before it.
        let script =
            "const { value, selectionStart } = watch.box(); return value.slice(0, selectionStart)";
        let before = self.browser().read(script, vec![]).await?;
        let before = before.as_str().unwrap_or_default();
        match is_between(self.number, before) {
            true => Ok(()),
            false => self.browser().press("Control+End").await,
        }
    }

    /// What is in the title's box that has the keyboard.
    async fn open_box(&self) -> Outcome<Option<String>> {
        self.keyboard_in("Title").await
    }

    /// What is in the box of this name, once it has the keyboard.
    async fn keyboard_in(&self, name: &str) -> Outcome<Option<String>> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(2) {
            let found = self.browser().read("return watch.named(arguments[0])", vec![name.into()]);
            if let Some(value) = found.await?.as_str() {
                return Ok(Some(value.to_owned()));
            }
            tokio::time::sleep(GLANCE).await;
        }
        Ok(None)
    }

    /// Puts the keyboard into the box at the end of some lane. False where none is in view, or it has just moved.
    pub async fn open_lane(&mut self) -> Outcome<bool> {
        let region = self.canvas().within("region", "Canvas");
        let mut boxes = region.in_reach("textbox").await?;
        boxes.retain(|(name, _)| name.starts_with("Write a card into"));
        let at = self.dice.below(boxes.len());
        let Some((name, at)) = boxes.get(at) else { return Ok(false) };
        self.browser().click_at(*at).await?;
        let found = self.keyboard_in(name).await?.is_some();
        if !found {
            self.log.count("boxes missed");
        }
        Ok(found)
    }

    async fn write_a_card(&mut self) -> Outcome {
        if !self.open_lane().await? {
            return Ok(());
        }
        let token = self.next_token();
        self.log.typed(&token);
        self.browser().types_slowly(&token, 10).await?;
        self.browser().press("Enter").await?;
        self.log.count("cards");
        self.has(&token).await
    }

    async fn drag_a_card(&mut self) -> Outcome {
        let Some(at) = self.any_card().await? else { return Ok(()) };
        // A hand cannot take hold at the very edge of the window.
        if !(10.0..1_270.0).contains(&at.x) {
            return Ok(());
        }
        self.drag_from(at).await?;
        self.log.count("drags");
        self.notice_scraps("").await
    }

    /// Drags what lies there somewhere near.
    pub async fn drag_from(&mut self, at: Point) -> Outcome {
        let mut aside = || self.dice.below(240) as f64 - 120.0;
        let to = Point {
            x: (at.x + aside()).clamp(120.0, 1_160.0),
            y: (at.y + aside()).clamp(180.0, 600.0),
        };
        self.browser().drag(at, to).await
    }

    /// What was just written is on the own screen.
    async fn sees(&mut self, token: &str) -> Outcome {
        let begun = Instant::now();
        loop {
            if self.gather_until(Some(token)).await? {
                return Ok(());
            }
            tokio::time::sleep(GLANCE).await;
            if begun.elapsed() > Duration::from_secs(10) {
                let boxes = self.canvas().list("textbox", "Title").await?;
                let boxes: Vec<_> = boxes.into_iter().map(|found| found.value).collect();
                let number = self.number;
                return Err(
                    format!("P{number} typed {token} and does not see it: {boxes:?}").into()
                );
            }
        }
    }

    /// What was just written is in the own map; it may lie out of view.
    async fn has(&self, token: &str) -> Outcome {
        soon(&format!("{token}, just written, in the own map"), async || {
            Ok(tokens_in(&self.canvas().map().await?).contains(token))
        })
        .await
    }

    /// Notes what the screen showed since the last time.
    pub async fn gather(&mut self) -> Outcome {
        self.gather_until(None).await.map(drop)
    }

    /// True when it showed this token.
    async fn gather_until(&mut self, wanted: Option<&str>) -> Outcome<bool> {
        let script = "const { seen, saved, safe } = watch; watch.seen = []; watch.saved = []; return [seen, saved, safe]";
        let told = self.browser().read(script, vec![]).await?;
        let (seen, saved, safe): (Vec<(String, f64, bool)>, Vec<String>, f64) =
            serde_json::from_value(told)?;
        let found = seen.iter().any(|(token, ..)| Some(token.as_str()) == wanted);
        for (token, at, timed) in seen {
            self.log.seen(self.number, token, at, timed);
        }
        self.log.saved(saved);
        self.saved_until(safe);
        Ok(found)
    }

    async fn is_connected(&self) -> Outcome<bool> {
        let connected = self.browser().read("return watch.connected()", vec![]).await?;
        Ok(connected.as_bool().unwrap_or_default())
    }

    async fn notice_connection(&mut self) -> Outcome {
        let gone = self.log.relay_gone.get();
        if self.apart.is_none() {
            self.apart = gone;
        }
        if gone.is_none() {
            let connected = self.is_connected().await?;
            match self.apart {
                Some(since) if connected => {
                    self.log.apart(self.number, since);
                    self.apart = None;
                }
                None if !connected => self.apart = Some(now_ms() - 1_000.0),
                _ => {}
            }
        }
        Ok(())
    }
}
