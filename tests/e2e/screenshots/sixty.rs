//! Pictures of a room of sixty, most of whom are programs, and what it costs the page and those who listen to it.

use alignment_canvas::geometry::{MapPoint, MapRect};
use alignment_canvas::store::{About, Action, Doing, RoomStep, State, Whereabouts};
use serde_json::{Value, json};

use super::{Album, EXAMPLE, dressed};
use crate::harness::{
    Browser, Canvas, Comer, Crowd, Options, Outcome, World, story_alone, wait_for,
};
use crate::stories::everyone::fine;
use crate::stories::room::{join, link_for};

/// With whoever leads, and somebody with a phone, sixty.
const OTHERS: usize = 58;
/// Some of them are shy, some have long names, and not all write from left to right.
const NAMES: [&str; 20] = [
    "Bo",
    "Maximiliane von Hohenstein-Wallersdorf",
    "Ana María",
    "עמית לוי",
    "Cy",
    "李小龙",
    "",
    "Dr. Oyelaran Adébáyò",
    "jo",
    "Vi",
    "Priyanka Chandrasekharan",
    "Sam (finance)",
    "محمد الفاسي",
    "Kim",
    "Lars-Erik Ångström",
    "Zoë",
    "Table by the door",
    "Ivo",
    "Anonymous Badger",
    "Maximilian Hohenstein",
];

fn name(who: usize) -> String {
    match NAMES[who % NAMES.len()] {
        "" => String::new(),
        name if who < NAMES.len() => name.to_owned(),
        name => format!("{name} {}", who / NAMES.len() + 1),
    }
}

/// What they are: a table of four here and there, and some who look on unseen.
fn about(who: usize, turn: u64) -> Option<Action> {
    let about = About {
        people: if who % 20 == 16 { 4 } else { 1 },
        hidden: who % 10 == 9,
        hand: who == 3,
        ..About::default()
    };
    (turn % 40 == 1 && about != About::default()).then_some(Action::Room(RoomStep::About(about)))
}

/// Everybody walks about; some have a card in hand, write in one, or carry one.
fn walk(who: usize, turn: u64, state: &State) -> Vec<Action> {
    let (round, far) = ((turn as f64 / 15.0) + who as f64, 60.0 + 9.0 * who as f64);
    let at = MapPoint { x: 700.0 + 1.4 * far * round.cos(), y: 500.0 + far * (round * 0.7).sin() };
    let cards: Vec<_> = state.map().cards.keys().collect();
    let nth = |n: usize| cards.get(n % cards.len().max(1)).map(|id| (*id).clone());
    let (doing, card) = match who % 6 {
        0 => (Doing::Selecting, nth(who / 6)),
        1 => (Doing::Editing, nth(3)),
        2 if who < 12 => (Doing::Dragging, nth(who)),
        _ => (Doing::Looking, None),
    };
    let view = Some(MapRect { x: 0.0, y: 0.0, width: 1400.0, height: 900.0 });
    let here = Whereabouts { at: Some(at), card, doing, view };
    about(who, turn).into_iter().chain([Action::Room(RoomStep::Here(here))]).collect()
}

/// A room on the example, and everybody in it.
async fn gathered<'a>(
    browser: &'a Browser,
    page: &str,
    port: u16,
) -> Outcome<(Canvas<'a>, Crowd, String)> {
    browser.driver.goto(page).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.find("button", "Show the whole map").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Work together live").await?;
    canvas.click("button", "Open a room").await?;
    let looking = link_for(&canvas, "only look").await?;
    let link = link_for(&canvas, "change the map").await?;
    browser.press("Escape").await?;
    let comer = |who: usize| {
        let link = if who.is_multiple_of(3) { &looking } else { &link };
        Comer { link: link.clone(), name: name(who) }
    };
    let crowd = Crowd::comes(port, (0..OTHERS).map(comer).collect())?;
    crowd.does(walk);
    all_here(&canvas).await?;
    Ok((canvas, crowd, link))
}

/// Programs in one thread, all of which look at who comes, take their time where the machine does much else.
async fn all_here(canvas: &Canvas<'_>) -> Outcome {
    let is_so = async || {
        wait_for("sixty people", async || {
            let chips = canvas.containing("button", "others here").await?;
            let chip = chips.first().map(|chip| chip.name.clone()).unwrap_or_default();
            let n: usize = chip.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default();
            Ok((n >= OTHERS).then_some(()))
        })
        .await
    };
    for _ in 0..3 {
        if is_so().await.is_ok() {
            return Ok(());
        }
    }
    is_so().await
}

async fn pictures(album: &Album<'_>, canvas: &Canvas<'_>) -> Outcome {
    if album.browser.touch {
        canvas.click("button", "Canvas").await?;
    }
    album.keep("sixty-1-canvas").await?;
    let chip = canvas.containing("button", "others here").await?;
    canvas.click("button", &chip.first().ok_or("a chip")?.name).await?;
    album.keep("sixty-2-people").await?;
    fine(album.browser, &format!("a list of sixty people, {}", album.name)).await?;
    album.browser.press("Escape").await?;
    canvas.click("button", "Outline").await?;
    album.keep("sixty-3-outline").await?;
    canvas.click("button", "Canvas").await
}

/// What is counted in the page: the frames, how long the page was busy, and each time that something is said to those who listen.
const WATCH: &str = "new Promise((done) => {
  const root = document.querySelector('alignment-canvas').shadowRoot, frames = [], said = [], busy = [];
  let last = performance.now();
  const begun = last, end = last + 10_000;
  const speaks = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[role=status], [role=alert], [aria-live]');
  const ear = new MutationObserver((all) => {
    for (const region of new Set(all.map((it) => speaks(it.target)).filter(Boolean))) said.push(region.textContent);
  });
  ear.observe(root, { subtree: true, childList: true, characterData: true });
  const long = new PerformanceObserver((list) => { for (const it of list.getEntries()) busy.push(it.duration); });
  long.observe({ type: 'longtask' });
  const look = (now) => {
    frames.push(now - last); last = now;
    if (now < end) return requestAnimationFrame(look);
    ear.disconnect(); long.disconnect();
    frames.sort((a, b) => a - b);
    const at = (share) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))].toFixed(1);
    done({ seconds: ((now - begun) / 1000).toFixed(1), frames: frames.length, p50: at(.5), p95: at(.95), worst: at(1), busy: busy.length,
      longest: Math.max(0, ...busy), marks: root.querySelectorAll('.other').length, said });
  };
  requestAnimationFrame(look);
})";

async fn measured(browser: &Browser) -> Outcome<Value> {
    let before = worked(browser).await?;
    let mut seen = browser.promised(WATCH, vec![]).await?;
    seen["work"] = json!(worked(browser).await? - before);
    Ok(seen)
}

/// How many milliseconds the page's main thread has been at work so far.
async fn worked(browser: &Browser) -> Outcome<f64> {
    let ticks = json!({ "timeDomain": "threadTicks" });
    browser.devtools("Performance.enable", ticks).await?;
    let told = browser.devtools("Performance.getMetrics", json!({})).await?;
    let mut metrics = told["metrics"].as_array().into_iter().flatten();
    let task = metrics.find(|metric| metric["name"] == "TaskDuration");
    Ok(task.and_then(|metric| metric["value"].as_f64()).unwrap_or_default() * 1_000.0)
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_sixty_people() {
    story_alone(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, crowd, link) = gathered(&desk, &page, relay.plain).await?;
        let phone = world.browser_with(Options::phone()).await?;
        let hand = join(&phone, &link, "Ida").await?;
        all_here(&hand).await?;
        for theme in ["light", "dark"] {
            for (browser, canvas, size) in [(&desk, &fay, 1440), (&phone, &hand, 390)] {
                dressed(browser, theme).await?;
                let album = Album { browser, name: format!("{size}-{theme}") };
                pictures(&album, canvas).await?;
            }
        }
        drop(phone.quit().await?);
        crowd.does(|_, _, _| Vec::new());
        // What was said last, and that somebody has left, is told by then.
        measured(&desk).await?;
        println!("  nobody moves: {}", measured(&desk).await?);
        crowd.does(walk);
        println!("  all move:     {}", measured(&desk).await?);
        drop(crowd);
        drop(desk.quit().await?);
        Ok(())
    });
}
