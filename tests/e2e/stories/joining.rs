//! How long it takes to be in a room: from the opening of its link to knowing the last of a thousand cards.

use serde_json::json;

use super::room::open_here;
use crate::bench::written;
use crate::harness::{Browser, Outcome, World, soon, story_alone, wait_for};

const CARDS: usize = 1_000;
const TIMES: usize = 5;
/// In milliseconds, the median of these joins: what the page's own thread works for it, whatever else the machine does; and
/// all that a person waits. The goal is a second; it was 1.65 s, with 0.75 s of work, where six programs shared two cores.
const WORK: f64 = 1_000.0;
const WAIT: f64 = 3_000.0;

struct Join {
    /// Until the page asks who comes.
    asks: f64,
    /// From the answer to the last card.
    knows: f64,
    /// Of the page's main thread, in both.
    work: f64,
}

/// The page looks itself, so that nothing of the looking is in the figures: when it asks for a name, when the answer was
/// pressed, and when it knew all cards. All in milliseconds since the link was opened.
const WATCH: &str = "window.marks = {};
  const canvas = () => document.querySelector('alignment-canvas');
  const look = () => {
    const buttons = [...(canvas()?.shadowRoot?.querySelectorAll('button') ?? [])];
    if (buttons.some((it) => it.textContent.trim() === 'Go in')) window.marks.asked = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  addEventListener('click', (event) => { window.marks.pressed ??= event.timeStamp; }, true);
  addEventListener('map-change', () => {
    const { pressed, known } = window.marks;
    if (pressed && !known && canvas().map.cards.length === CARDS) window.marks.known = performance.now();
  });";

/// How long the page's main thread has been at work so far.
async fn worked(browser: &Browser) -> Outcome<f64> {
    let told = browser.devtools("Performance.getMetrics", json!({})).await?;
    let mut metrics = told["metrics"].as_array().into_iter().flatten();
    let task = metrics.find(|metric| metric["name"] == "TaskDuration");
    let seconds = task.and_then(|metric| metric["value"].as_f64());
    Ok(seconds.ok_or("Chromium does not say how long it worked")? * 1_000.0)
}

/// Opens the link in a browser that has been on the page before, as everybody has whose browser keeps files.
async fn join(browser: &Browser, page: &str, link: &str) -> Outcome<Join> {
    let is_ready = "document.querySelector('alignment-canvas').ready.then(() => 1)";
    browser.driver.goto(page).await?;
    browser.canvas().is_up().await?;
    browser.promised(is_ready, vec![]).await?;
    browser.driver.goto(browser.site.empty()).await?;
    browser.driver.before_each_page(&WATCH.replace("CARDS", &CARDS.to_string())).await?;
    let ticks = json!({ "timeDomain": "threadTicks" });
    browser.devtools("Performance.enable", ticks).await?;
    let before = worked(browser).await?;
    browser.driver.goto(link).await?;
    browser.canvas().click("button", "Go in").await?;
    let marks = wait_for("all cards", async || {
        let marks = browser.read("return window.marks", vec![]).await?;
        Ok(marks["known"].is_number().then_some(marks))
    })
    .await?;
    let mark = |name: &str| marks[name].as_f64().ok_or_else(|| format!("no {name} in {marks}"));
    let work = worked(browser).await? - before;
    Ok(Join { asks: mark("asked")?, knows: mark("known")? - mark("pressed")?, work })
}

#[test]
fn whoever_opens_the_link_to_a_map_of_a_thousand_cards_soon_knows_them_all() {
    story_alone(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        desk.driver.goto(&page).await?;
        let fay = desk.canvas();
        fay.is_up().await?;
        let open = "document.querySelector('alignment-canvas').importJson(args[0])";
        desk.promised(open, vec![json!(written(CARDS))]).await?;
        let link = open_here(&fay).await?;
        desk.press("Escape").await?;
        fay.says_saved("Saved in this browser").await?;

        let (mut waits, mut works) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let browser = world.browser().await?;
            let Join { asks, knows, work } = join(&browser, &page, &link).await?;
            println!(
                "  asks who comes after {asks:.0} ms, all cards {knows:.0} ms after the answer; {work:.0} ms of work"
            );
            waits.push(asks + knows);
            works.push(work);
            soon("equal maps", async || Ok(browser.canvas().text().await? == fay.text().await?))
                .await?;
            browser.quit().await?;
        }
        let median = |all: &mut Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all[TIMES / 2]
        };
        let (wait, work) = (median(&mut waits), median(&mut works));
        println!(
            "  {CARDS} cards: {wait:.0} ms from the link to the last card, {work:.0} ms of work"
        );
        assert!(work < WORK, "{works:?}");
        assert!(wait < WAIT, "{waits:?}");
        desk.quit().await?;
        Ok(())
    });
}
