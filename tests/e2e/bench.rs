//! How fast it is: `cargo xtask bench`. Real wheel and pointer events on a release build, medians in milliseconds.
//! Frames are the intervals between animation frames while something moves; compare within one run only.

use std::io::Write;

use alignment_canvas::exchange::{link_text, parse, to_fragment};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::harness::{Browser, Canvas, Outcome, Point, World, story};

const SIZES: [usize; 3] = [100, 1_000, 5_000];

/// A map of `n` cards in seven lanes with one and a half times as many links between near cards. The same every time.
fn scene(n: usize) -> String {
    const KINDS: [&str; 7] =
        ["priority", "challenge", "outcome", "performance", "barrier", "initiative", "commitment"];
    // Which kinds may be linked, by number: from, to, how.
    const LINKS: [(usize, usize, &str); 8] = [
        (2, 0, "advances"),
        (3, 2, "moves"),
        (5, 3, "enables"),
        (4, 3, "blocks"),
        (1, 0, "threatens"),
        (6, 5, "commits_to"),
        (5, 4, "removes"),
        (1, 2, "threatens"),
    ];
    let columns = (n / 7).div_ceil(40).max(1);
    let card = |i: usize| {
        let (lane, k) = (i % 7, i / 7);
        json!({ "id": format!("c{i}"), "kind": KINDS[lane],
            "title": format!("Card {i} says in about fifty letters what should change"),
            "position": { "x": 20 + 240 * (k % columns), "y": 20 + 136 * (k / columns) } })
    };
    let mut seed = 0x2545_f491_u32;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed as usize % below
    };
    let rows = n / 7;
    let link = |i: usize| {
        let (from, to, kind) = LINKS[random(LINKS.len())];
        let row = random(rows);
        let near = (row + random(5)).saturating_sub(2).min(rows - 1);
        json!({ "id": format!("l{i}"), "kind": kind, "from": format!("c{}", row * 7 + from), "to": format!("c{}", near * 7 + to) })
    };
    let cards: Vec<_> = (0..n).map(card).collect();
    let links: Vec<_> = (0..n * 3 / 2).map(link).collect();
    json!({ "format": "alignment-map", "version": 1, "id": "bench", "title": "Bench", "cards": cards, "links": links })
        .to_string()
}

/// The frames that were drawn while `run` went on: median, 95th percentile and worst interval.
async fn frames(browser: &Browser, name: &str, run: impl AsyncFnOnce() -> Outcome) -> Outcome {
    let watch = "window.frames_seen = []; window.watching = true; let last = 0;
        const look = (now) => { if (last) window.frames_seen.push(now - last); last = now;
          if (window.watching) requestAnimationFrame(look); }; requestAnimationFrame(look);";
    browser.read(watch, vec![]).await?;
    run().await?;
    let seen = browser.read("window.watching = false; return window.frames_seen", vec![]).await?;
    let mut seen: Vec<f64> = serde_json::from_value(seen)?;
    seen.sort_by(f64::total_cmp);
    let at =
        |share: f64| seen.get((seen.len() as f64 * share) as usize).copied().unwrap_or_default();
    let worst = seen.last().copied().unwrap_or_default();
    println!("  {name:<18} p50 {:>6.1}  p95 {:>6.1}  worst {worst:>6.1}", at(0.5), at(0.95));
    Ok(())
}

async fn camera(browser: &Browser, x: f64, y: f64, zoom: f64) -> Outcome {
    let call = "document.querySelector('alignment-canvas').setCamera(args[0]).then(() => new Promise((done) => setTimeout(done, 300)))";
    browser.promised(call, vec![json!({ "x": x, "y": y, "zoom": zoom })]).await?;
    Ok(())
}

async fn wheel(browser: &Browser, modifier: Option<&str>) -> Outcome {
    let middle = Point { x: 700.0, y: 480.0 };
    for i in 0..60 {
        let turn = if i < 30 { 1 } else { -1 };
        let (dx, dy) = if modifier.is_some() { (0, -20 * turn) } else { (30 * turn, 24 * turn) };
        browser.wheel(middle, dx, dy, modifier).await?;
    }
    Ok(())
}

async fn timed(browser: &Browser, name: &str, expression: &str, args: Vec<Value>) -> Outcome {
    let call = format!(
        "(async () => {{ const canvas = document.querySelector('alignment-canvas'); const t = performance.now();
          await ({expression}); const done = performance.now() - t;
          await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
          return [done, performance.now() - t]; }})()"
    );
    let took = browser.promised(&call, args).await?;
    println!(
        "  {name:<18} {:>6.1} ms, shown after {:>6.1} ms",
        took[0].as_f64().unwrap_or_default(),
        took[1].as_f64().unwrap_or_default()
    );
    Ok(())
}

/// What the questions cost of the time until a press is answered: what is left when what a press costs where nothing has
/// changed is taken from it. The middle of several.
async fn questions(browser: &Browser, press: &str) -> Outcome {
    const TIMES: u32 = 15;
    let call = format!(
        "(async () => {{ const canvas = document.querySelector('alignment-canvas');
          const rest = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 60)));
          const pressed = () => {{ const t = performance.now(); {press}; return performance.now() - t; }};
          const middle = (all) => all.sort((a, b) => a - b)[all.length >> 1];
          const [again, edited, anew] = [[], [], []];
          for (let i = 0; i < {TIMES}; i += 1) {{
            again.push(pressed()); await rest(); pressed(); await rest();
            await canvas.updateCard('c7', {{ title: 'Other words than before ' + i }}); await rest();
            edited.push(pressed()); await rest(); pressed(); await rest();
          }}
          const map = await canvas.exportJson();
          for (let i = 0; i < 3; i += 1) {{
            await canvas.importJson(map); await rest();
            anew.push(pressed()); await rest(); pressed(); await rest();
          }}
          return [middle(again), middle(edited), middle(anew)]; }})()"
    );
    let took = browser.promised(&call, vec![]).await?;
    let [again, edited, anew] = [0, 1, 2].map(|at| took[at].as_f64().unwrap_or(f64::NAN));
    println!("  all questions      {:>6.1} ms of {anew:.1}", anew - again);
    println!("  after one edit     {:>6.1} ms of {edited:.1}", edited - again);
    Ok(())
}

async fn measure(browser: &Browser, canvas: &Canvas<'_>, n: usize) -> Outcome {
    println!("\n{n} cards, {} links", n * 3 / 2);
    timed(browser, "open", "canvas.importJson(args[0])", vec![json!(scene(n))]).await?;
    camera(browser, 300.0, 300.0, 1.0).await?;
    frames(browser, "pan at 100 %", async || wheel(browser, None).await).await?;
    frames(browser, "zoom from 100 %", async || wheel(browser, Some("Control")).await).await?;
    timed(browser, "show everything", "canvas.zoomToFit()", vec![]).await?;
    frames(browser, "pan at fit-all", async || wheel(browser, None).await).await?;
    frames(browser, "zoom from fit-all", async || wheel(browser, Some("Control")).await).await?;
    camera(browser, 0.0, -80.0, 1.0).await?;
    let card = browser
        .promised("document.querySelector('alignment-canvas').getCardRect('c7')", vec![])
        .await?;
    let side = |key: &str| card[key].as_f64().unwrap_or_default();
    let stage = browser.read("const r = document.querySelector('alignment-canvas').shadowRoot.querySelector('.stage').getBoundingClientRect(); return [r.x, r.y]", vec![]).await?;
    let (x, y) = (
        side("x") + 60.0 + stage[0].as_f64().unwrap_or_default(),
        side("y") + 80.0 + 60.0 + stage[1].as_f64().unwrap_or_default(),
    );
    let from = Point { x, y };
    frames(browser, "drag a card", async || {
        browser.take_hold(from, Point { x: x + 10.0, y: y + 10.0 }).await?;
        for i in 0..40 {
            browser
                .hover(Point { x: x + 10.0 + f64::from(i) * 4.0, y: y + 10.0 + f64::from(i) * 3.0 })
                .await?;
        }
        browser.let_go().await
    })
    .await?;
    timed(browser, "export", "canvas.exportJson()", vec![]).await?;
    // The key is handled before the event comes back, so the first figure is the analysis and its order alone.
    let press = "canvas.shadowRoot.querySelector('.app').dispatchEvent(new KeyboardEvent('keydown', { key: 'q', bubbles: true }))";
    timed(browser, "questions", press, vec![]).await?;
    timed(browser, "close them", press, vec![]).await?;
    questions(browser, press).await?;
    canvas.browser.read("if (window.gc) gc()", vec![]).await?;
    let metrics = browser.devtools("Performance.getMetrics", json!({})).await?;
    let heap =
        metrics["metrics"].as_array().into_iter().flatten().find(|m| m["name"] == "JSHeapUsedSize");
    let heap = heap.and_then(|m| m["value"].as_f64()).unwrap_or_default();
    let memory = "return programs[0].memory.buffer.byteLength";
    let wasm = browser.read(memory, vec![]).await?.as_f64().ok_or("the program has no memory")?;
    println!("  heap               {:>6.1} MB JavaScript, {:.1} MB Wasm", heap / 1e6, wasm / 1e6);
    Ok(())
}

#[test]
#[ignore = "a measurement: `cargo xtask bench`"]
fn bench_of_the_canvas() {
    story(async |world: World| {
        let browser = world.browser().await?;
        browser.devtools("Performance.enable", json!({})).await?;
        browser.driver.watch_programs().await?;
        let canvas = browser.open_app().await?;
        let painted = browser
            .read(
                "return performance.getEntriesByType('paint').map((p) => [p.name, p.startTime])",
                vec![],
            )
            .await?;
        println!("first load: {painted}");
        for n in SIZES {
            measure(&browser, &canvas, n).await?;
        }
        drop(browser.quit().await?);
        Ok(())
    });
}

/// Letters behind the `#`. Browsers compress with the same library and level.
fn link_letters(text: &str) -> usize {
    let map = parse(text).expect("a map").map;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(link_text(&map).as_bytes()).expect("memory takes everything");
    to_fragment(&zlib.finish().expect("memory takes everything")).len()
}

/// A map as people make it: ids of 128 random bits, and titles of six words that people used in the examples.
pub fn written(cards: usize) -> String {
    let used = include_str!("../../examples/structured-shadowing.json").to_owned()
        + include_str!("../../examples/retailer-safety-videos.json");
    let words: Vec<&str> = used
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 3 && !word.contains(':'))
        .collect();
    let mut map: Value = serde_json::from_str(&scene(cards)).expect("our own");
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let id = |random: &mut dyn FnMut() -> usize| -> String {
        (0..22).map(|_| char::from(LETTERS[random() % 64])).collect()
    };
    let mut renamed = std::collections::BTreeMap::new();
    for card in map["cards"].as_array_mut().into_iter().flatten() {
        let new = id(&mut random);
        renamed.insert(card["id"].as_str().unwrap_or_default().to_owned(), new.clone());
        let title: Vec<&str> = (0..6).map(|_| words[random() % words.len()]).collect();
        card["id"] = json!(new);
        card["title"] = json!(title.join(" "));
    }
    for link in map["links"].as_array_mut().into_iter().flatten() {
        link["id"] = json!(id(&mut random));
        for end in ["from", "to"] {
            link[end] = json!(renamed[link[end].as_str().unwrap_or_default()]);
        }
    }
    map.to_string()
}

#[test]
#[ignore = "a measurement: `cargo xtask bench`"]
fn bench_of_links() {
    println!("letters of a link to");
    for (name, text) in [
        ("structured shadowing", include_str!("../../examples/structured-shadowing.json")),
        ("retailer safety videos", include_str!("../../examples/retailer-safety-videos.json")),
        ("sixty stores", include_str!("../../examples/sixty-stores.json")),
    ] {
        println!("  {name:<24} {:>7}", link_letters(text));
    }
    for cards in [50, 200, 1_000] {
        println!(
            "  {:<24} {:>7}",
            format!("{cards} cards, written anew"),
            link_letters(&written(cards))
        );
    }
}
