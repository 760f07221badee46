//! Files that are no maps, or not quite: what the person is told, and that the open map is as it was.

use serde_json::{Value, json};

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Outcome, World, story_alone};

const OPEN: &str = r#"{"format":"alignment-map","version":1,"id":"open","title":"The open map","links":[],
    "cards":[{"id":"a","kind":"priority","title":"Never lost"}]}"#;

fn map(cards: &Value) -> String {
    json!({ "format": "alignment-map", "version": 1, "id": "m", "title": "Odd", "cards": cards, "links": [] })
        .to_string()
}

/// Files that cannot be opened, and words of the sentence that says why.
fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let huge = vec![b' '; 50 * 1024 * 1024];
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    vec![
        ("huge.json", huge, "larger than 16 MB"),
        ("deep.json", deep.into_bytes(), "could not be opened"),
        ("cut.json", br#"{"format":"alignment-map","ca"#.to_vec(), "breaks off"),
        ("drawing.json", br#"{"type":"excalidraw","elements":[]}"#.to_vec(), "Excalidraw"),
        ("page.json", b"<!doctype html><script>window.ran = true</script>".to_vec(), "web page"),
        ("photo.json", vec![0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a], "not a text file"),
        ("empty.json", Vec::new(), "nothing in this file"),
    ]
}

/// Files that are opened with a word about what could not be taken over.
fn odd() -> Vec<(&'static str, String, &'static str)> {
    let title = "<img src=x onerror=\"window.ran = true\">\u{202e}\u{7}<b>bold</b>";
    let cards = |n: usize| {
        (0..n).map(|i| json!({ "id": format!("c{i}"), "kind": "insight", "title": "x" })).collect()
    };
    let wrong = json!([{ "id": 3, "kind": "outcome", "title": ["x"], "notes": 1, "position": "here", "due": 7, "readings": {} },
        { "id": "ok", "kind": "outcome", "title": "Still here" }]);
    let newer = OPEN.replace("\"version\":1", "\"version\":7").replace("\"open\"", "\"newer\"");
    vec![
        ("many.json", map(&Value::Array(cards(100_000))), "10,000|10000"),
        ("wrong.json", map(&wrong), "could not be taken over"),
        (
            "twice.json",
            map(
                &json!([{ "id": "a", "kind": "outcome", "title": "One" }, { "id": "a", "kind": "outcome", "title": "Two" }]),
            ),
            "could not be taken over",
        ),
        (
            "kind.json",
            map(&json!([{ "id": "a", "kind": "wish", "title": "A wish" }])),
            "could not be taken over",
        ),
        (
            "html.json",
            map(&json!([{ "id": "a", "kind": "outcome", "title": title }])),
            "could not be taken over",
        ),
        ("newer.json", newer, "newer"),
    ]
}

/// As large as a file may be, and as many cards as a map may have, each with notes. Nothing is wrong with it.
fn largest() -> String {
    let notes = "Was wir früher taten, und warum. ".repeat(44);
    let card = |i: usize| {
        let at = json!({ "x": i % 100 * 260, "y": i / 100 * 120 });
        json!({ "id": format!("c{i}"), "kind": "insight", "title": format!("Insight {i}"), "notes": notes, "position": at })
    };
    as_large_as_may_be(map(&(0..10_000).map(card).collect()))
}

/// As many cards with titles as long as may be, and as many links as a map may have, from lane to lane.
fn most_linked() -> String {
    const CHAIN: [(&str, &str); 4] = [
        ("initiative", "enables"),
        ("performance", "moves"),
        ("outcome", "advances"),
        ("priority", ""),
    ];
    const EACH: usize = 2_500;
    let title = "Was wir früher taten, und warum ".repeat(31);
    let card = |i: usize| {
        let (at, (kind, _)) = (i / CHAIN.len(), CHAIN[i % CHAIN.len()]);
        let at = json!({ "x": at % 25 * 260, "y": at / 25 * 120 });
        let title = format!("{i} {}", title.trim_end());
        json!({ "id": format!("c{i}"), "kind": kind, "title": title, "notes": "Und so weiter. ".repeat(20), "position": at })
    };
    let link = |i: usize| {
        let (step, of_step) = (i % 3, i / 3);
        let (from, to) = (of_step % EACH, (of_step * 37 + of_step / EACH * 11) % EACH);
        let [from, to] =
            [(from, step), (to, step + 1)].map(|(at, step)| format!("c{}", at * 4 + step));
        json!({ "id": format!("l{i}"), "kind": CHAIN[step].1, "from": from, "to": to })
    };
    let (cards, links): (Value, Value) =
        ((0..10_000).map(card).collect(), (0..30_000).map(link).collect());
    let map = json!({ "format": "alignment-map", "version": 1, "id": "m", "title": "Odd", "cards": cards, "links": links });
    as_large_as_may_be(map.to_string())
}

fn as_large_as_may_be(text: String) -> String {
    assert!((15_500_000..16 * 1024 * 1024).contains(&text.len()), "{} bytes", text.len());
    text
}

/// The longest time in which the page drew nothing, in milliseconds, while `run` went on.
async fn longest_pause(browser: &Browser, run: impl AsyncFnOnce() -> Outcome) -> Outcome<f64> {
    let watch = "window.pause = 0; let last = performance.now(); window.watching = true;
        const look = () => { const now = performance.now(); window.pause = Math.max(window.pause, now - last); last = now;
          if (window.watching) requestAnimationFrame(look); }; requestAnimationFrame(look);";
    browser.read(watch, vec![]).await?;
    run().await?;
    Ok(browser
        .read("window.watching = false; return window.pause", vec![])
        .await?
        .as_f64()
        .unwrap_or(0.0))
}

async fn notice(canvas: &Canvas<'_>, words: &str) -> Outcome {
    crate::harness::soon(&format!("the screen to say {words:?}"), async || {
        let said = canvas.words().await?;
        Ok(words.split('|').any(|words| said.contains(words)))
    })
    .await
}

#[test]
fn bad_files_are_refused_in_plain_words_or_read_as_far_as_they_go_and_the_open_map_survives() {
    story_alone(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        let open = browser.profile().file("open.json", OPEN.as_bytes())?;
        browser.drop_file(&open).await?;
        canvas.card("Priority: Never lost").await?;
        let before = canvas.text().await?;
        for (name, bytes, words) in refused() {
            let file = browser.profile().file(name, &bytes)?;
            let pause = longest_pause(&browser, async || {
                browser.drop_file(&file).await?;
                notice(&canvas, words).await
            })
            .await?;
            println!("{name}: longest pause {pause:.0} ms");
            assert!(pause < 1_000.0, "{name} froze the page for {pause} ms");
            assert_eq!(canvas.text().await?, before, "{name} changed the open map");
        }
        both_themes(&browser, "what was refused").await?;
        for (name, text, words) in odd() {
            let file = browser.profile().file(name, text.as_bytes())?;
            let pause = longest_pause(&browser, async || {
                browser.drop_file(&file).await?;
                notice(&canvas, words).await?;
                assert_eq!(canvas.text().await?, before, "{name} is only asked about");
                canvas.click("button", "Open as a new map").await?;
                canvas.find("button", "Back to the map before").await.map(drop)
            })
            .await?;
            println!("{name}: longest pause {pause:.0} ms");
            assert!(pause < 1_000.0, "{name} froze the page for {pause} ms");
            notice(&canvas, words).await?;
            canvas.click("button", "Back to the map before").await?;
            canvas.card("Priority: Never lost").await?;
            assert_eq!(canvas.text().await?, before, "the way back from {name}");
        }
        for (name, text) in [("largest.json", largest()), ("most_linked.json", most_linked())] {
            let file = browser.profile().file(name, text.as_bytes())?;
            let pause = longest_pause(&browser, async || {
                browser.drop_file(&file).await?;
                canvas.click("button", "Open as a new map").await?;
                canvas.find("button", "Back to the map before").await?;
                canvas.says_saved("Saved in this browser").await
            })
            .await?;
            println!("{name}: longest pause {pause:.0} ms");
            assert!(pause < 1_000.0, "{name} froze the page for {pause} ms");
            canvas.click("button", "Back to the map before").await?;
            canvas.card("Priority: Never lost").await?;
            assert_eq!(canvas.text().await?, before, "the way back from {name}");
        }
        assert_eq!(
            browser.read("return window.ran ?? null", vec![]).await?,
            Value::Null,
            "something ran"
        );
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
