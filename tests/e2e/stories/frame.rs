//! The canvas in a frame of somebody else's page, which speaks with it in messages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Browser, Outcome, World, soon, story};

const MAP: &str = r#"{"format":"alignment-map","version":1,"id":"framed","title":"Framed","cards":[
{"id":"p1","kind":"priority","title":"Safe stores","position":{"x":20,"y":20}}],"links":[]}"#;

/// Asks the canvas in the frame, as the page does.
async fn ask(browser: &Browser, call: &str, args: Vec<Value>) -> Outcome<Value> {
    browser.promised(&format!("canvas.{call}"), args).await
}

async fn titles(browser: &Browser) -> Outcome<BTreeSet<String>> {
    let text = ask(browser, "exportJson()", vec![]).await?;
    let map: Value = serde_json::from_str(text.as_str().unwrap_or_default())?;
    let cards = map["cards"].as_array().cloned().unwrap_or_default();
    let titles = cards.iter().filter_map(|card| Some(card["title"].as_str()?.to_owned()));
    Ok(titles.collect())
}

/// Sends a message to the frame by itself, and gives the answer to its id.
async fn answer(browser: &Browser, message: Value, id: Value) -> Outcome<Value> {
    let send = "document.querySelector('iframe').contentWindow.postMessage(arguments[0], '*')";
    browser.read(send, vec![message]).await?;
    let find = "return heard.findLast((data) => !data.event && data.id === arguments[0]) ?? null";
    let mut found = Value::Null;
    soon("an answer", async || {
        found = browser.read(find, vec![id.clone()]).await?;
        Ok(!found.is_null())
    })
    .await?;
    browser.read("heard.length = 0", vec![]).await?;
    Ok(found)
}

/// What a person does in the frame: a card, and the map as a file.
async fn works_inside(browser: &Browser, keeps: &str) -> Outcome {
    browser.enter_frame().await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types("Written inside").await?;
    browser.press("Enter").await?;
    canvas.card("Priority: Written inside").await?;
    canvas.says_saved(keeps).await?;
    canvas.click("button", "Export as JSON").await?;
    browser.leave_frame().await?;
    Ok(())
}

async fn file_comes(browser: &Browser) -> Outcome {
    soon("the file to be handed over", async || {
        let file = "told.find(({ name }) => name === 'export')?.detail.file.text() ?? ''";
        let text = browser.promised(&format!("Promise.resolve({file})"), vec![]).await?;
        Ok(text.as_str().is_some_and(|text| text.contains("Written inside")))
    })
    .await
}

pub async fn locked_into_a_frame(browser: &Browser) -> Outcome {
    browser.driver.goto(browser.site.frame("/embed.html", Some("allow-scripts"))).await?;
    let ready = ask(browser, "ready", vec![]).await?;
    assert_eq!((&ready["version"], &ready["keeps"]), (&json!(1), &json!(false)), "{ready}");
    let opened = ask(browser, "importJson(args[0])", vec![json!(MAP)]).await?;
    assert_eq!(opened, json!({ "warnings": [] }));
    works_inside(browser, "Not kept in this browser").await?;
    file_comes(browser).await?;
    let wanted = ["Safe stores", "Written inside"].map(str::to_owned);
    assert_eq!(titles(browser).await?, BTreeSet::from(wanted));
    soon("the event", async || {
        let told = "return told.some(({ name, detail }) => name === 'map-change' && detail.origin === 'local')";
        Ok(browser.read(told, vec![]).await? == true)
    })
    .await?;
    ask(browser, "setAttribute('readonly', true)", vec![]).await?;
    browser.enter_frame().await?;
    browser.canvas().is_gone("textbox", "Write a card into Priorities").await?;
    browser.leave_frame().await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_canvas_locked_into_a_frame_is_asked_in_messages_and_hands_its_files_over() {
    story(async |world: World| {
        let browser = world.browser().await?;
        locked_into_a_frame(&browser).await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_frame_keeps_maps_where_it_may_and_takes_no_messages_from_strangers() {
    story(async |world: World| {
        let browser = world.browser().await?;
        browser.driver.goto(world.site.frame("/embed.html", None)).await?;
        let ready = ask(&browser, "ready", vec![]).await?;
        assert_eq!(ready["keeps"], true);
        ask(&browser, "importJson(args[0])", vec![json!(MAP)]).await?;
        works_inside(&browser, "Saved in this browser").await?;
        file_comes(&browser).await?;

        // The same frame in a page of another origin: that page is told that it is not heard, and nothing else.
        let elsewhere = world.site.origin.replace("localhost", "127.0.0.1");
        let strange = format!("{elsewhere}/embed.html");
        browser.driver.goto(world.site.frame(&strange, None)).await?;
        let refused = ask(&browser, "exportJson()", vec![]).await;
        let why = refused.err().ok_or("a stranger was heard")?.to_string();
        assert!(why.contains(&format!("no messages from {}", world.site.origin)), "{why}");
        let call = json!({ "canvas": 1, "id": 7, "call": "exportJson" });
        let told = answer(&browser, call, json!(7)).await?;
        assert_eq!((&told["error"]["code"], told.get("result")), (&json!("origin"), None));
        // And where a locked frame is for one page alone, any other is a stranger, too.
        let alone = "/embed.html%3Fhost=https%3A%2F%2Fintranet.example";
        browser.driver.goto(world.site.frame(alone, Some("allow-scripts"))).await?;
        assert!(ask(&browser, "ready", vec![]).await.is_err());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn messages_that_make_no_sense_are_answered_with_an_error_and_change_nothing() {
    story(async |world: World| {
        let browser = world.browser().await?;
        browser.driver.goto(world.site.frame("/embed.html", Some("allow-scripts"))).await?;
        ask(&browser, "importJson(args[0])", vec![json!(MAP)]).await?;
        let before = ask(&browser, "exportJson()", vec![]).await?;
        let message = |call: Value, args: Value| json!({ "canvas": 1, "id": "m", "call": call, "args": args });
        for (message, code) in [
            (json!({ "canvas": 2, "id": "m", "call": "exportJson" }), "version"),
            (json!({ "canvas": "1", "id": "m", "call": "exportJson" }), "version"),
            (json!({ "canvas": 1, "id": "m" }), "call"),
            (message(json!("exportJson"), json!("all")), "args"),
            (message(json!("eval"), json!(["1"])), "call"),
            (message(json!("constructor"), json!([])), "call"),
            (message(json!("remove"), json!([])), "call"),
            (message(json!(["exportJson"]), json!([])), "call"),
            (message(json!("importJson"), json!(["<p>"])), "refused"),
            (message(json!("addCard"), json!([{ "kind": "dragon" }])), "refused"),
            (message(json!("updateCard"), json!(["p1", { "nonsense": 1 }])), "refused"),
            (message(json!("removeCard"), json!([null])), "refused"),
            (message(json!("select"), json!([7])), "refused"),
            (message(json!("setCamera"), json!([])), "refused"),
            (
                message(json!("setAttribute"), json!(["src", "https://elsewhere.example"])),
                "attribute",
            ),
            (message(json!("setAttribute"), json!(["onclick", "alert(1)"])), "attribute"),
        ] {
            let told = answer(&browser, message.clone(), json!("m")).await?;
            assert_eq!(told["error"]["code"], code, "{message}: {told}");
            assert!(told["error"]["message"].as_str().is_some_and(|words| !words.is_empty()));
        }
        // Without an id the answer has none either.
        let nameless = json!({ "canvas": 1, "id": { "a": 1 }, "call": "exportJson" });
        assert_eq!(answer(&browser, nameless, Value::Null).await?["error"]["code"], "id");
        // Messages at random: nothing that is not a call in its right form comes through.
        let storm = "(async (seed) => {
            const frame = document.querySelector('iframe').contentWindow;
            const dice = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
            const one = (of) => of[Math.floor(dice() * of.length)];
            const odd = [null, undefined, 0, -1, NaN, '', 'p1', [], {}, [[]], 'x'.repeat(9999), new Date(), new Map([[1, 2]]), true, 2n ** 70n];
            const calls = ['removeCard', 'updateCard', 'connect', 'importJson', 'openlink', '__proto__', 'toString', 'map', 'fall', ...odd];
            for (let n = 0; n < 300; n++) {
                const args = dice() < 0.3 ? one(odd) : [one(odd.filter((it) => it !== 'p1')), one(odd)];
                frame.postMessage(dice() < 0.1 ? one(odd) : { canvas: dice() < 0.9 ? 1 : one(odd), id: `storm ${n}`, call: one(calls), args }, '*');
            }
        })(args[0])";
        for seed in [1, 20_261_122] {
            browser
                .promised(storm, vec![json!(seed)])
                .await
                .map_err(|why| format!("seed {seed}: {why}"))?;
            // It answers in order, so that all of the storm is over once this is here.
            assert_eq!(ask(&browser, "exportJson()", vec![]).await?, before, "seed {seed}");
        }
        browser.quit().await?;
        Ok(())
    });
}
