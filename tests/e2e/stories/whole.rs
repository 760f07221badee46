//! A whole workshop of 45 minutes through a real relay, from arrival to the file that is left of it: somebody who leads, one
//! at a desk, one on a phone, one who is in no room and hands in. Browsers are killed in the middle of it.

use serde_json::{Value, json};

use super::room::{join, open_room, says_room};
use crate::harness::{
    Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story, wait_for,
};

const THOUGHT: &str = "Your thought";

async fn stage_is(canvas: &Canvas<'_>, words: &str) -> Outcome {
    canvas.within("region", "Workshop").says(words).await
}

/// On to the next stage, with what was heard.
async fn on(canvas: &Canvas<'_>, button: &str, heard: &str) -> Outcome {
    let bar = canvas.within("region", "Workshop");
    bar.click("button", button).await?;
    bar.find("textbox", "Say back what you heard").await?;
    canvas.browser.types(heard).await?;
    canvas.browser.press("Enter").await
}

async fn write(canvas: &Canvas<'_>, lane: &str, title: &str) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    canvas.browser.types(title).await?;
    canvas.browser.press("Enter").await
}

/// A date as somebody types it into the browser's own box.
async fn types_date(canvas: &Canvas<'_>, name: &str, date: &str) -> Outcome {
    canvas.click("date", name).await?;
    // The pointer may have met the year: on to the month.
    for _ in 0..3 {
        canvas.browser.press("Left").await?;
    }
    canvas.browser.types(date).await
}

/// Seconds left on a screen.
async fn left(canvas: &Canvas<'_>) -> Outcome<i64> {
    wait_for("the time", async || {
        let words = canvas.within("region", "Workshop").words().await?;
        Ok(words.split_whitespace().find_map(|word| {
            let (minutes, seconds) = word.split_once(':')?;
            Some(minutes.parse::<i64>().ok()? * 60 + seconds.parse::<i64>().ok()?)
        }))
    })
    .await
}

/// Somebody in the room is offered the question, writes, and hands in; it goes to whoever asked by itself.
async fn answers(canvas: &Canvas<'_>, card: &str) -> Outcome {
    canvas.within("region", "A question for everybody.").click("button", "Write").await?;
    canvas.fill(THOUGHT, card).await?;
    canvas.browser.press("Enter").await?;
    canvas.click("button", "Hand in 1 card").await?;
    canvas.says("Handed in").await?;
    canvas.click("button", "Back to the map").await
}

/// Somebody who is in no room: killed while they write, and what is half written is there again.
async fn hands_in(world: &World, link: &str) -> Outcome<String> {
    let dana = world.browser_with(Options::phone()).await?;
    let pocket = at_the_question(&dana, link).await?;
    dana.types("Fewer acci").await?;
    pocket.says_saved("Kept on this device").await?;
    assert!(kill_the_browser_of(dana.profile()) > 0, "a browser to kill");
    let profile = dana.bury().await?;
    let dana = world.browser_again_with(profile, Options::phone()).await?;
    let pocket = at_the_question(&dana, link).await?;
    let draft = pocket.find("textbox", THOUGHT).await?.value;
    assert_eq!(draft.as_deref(), Some("Fewer acci"), "the draft is there");
    dana.types("dents").await?;
    dana.press("Enter").await?;
    pocket.click("button", "Hand in 1 card").await?;
    let text = pocket.within("dialog", "Hand in").find("textbox", "Your cards as text").await?;
    dana.quit().await?;
    text.value.ok_or_else(|| "what is handed in is a text".into())
}

async fn at_the_question<'a>(browser: &'a Browser, link: &str) -> Outcome<Canvas<'a>> {
    browser.driver.goto(link).await?;
    let canvas = browser.canvas();
    soon("the keyboard in the box", async || {
        Ok(canvas.list("textbox", THOUGHT).await?.iter().any(|found| found.focused))
    })
    .await?;
    Ok(canvas)
}

fn cards<'a>(map: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let all = map["cards"].as_array().into_iter().flatten();
    all.filter(move |card| card["kind"] == kind)
}

/// What the file must hold after a workshop of 45 minutes.
fn holds_all(map: &Value) {
    let ranked = cards(map, "priority").filter(|card| card["rank"].is_number());
    assert!(ranked.count() >= 1, "priorities with ranks");
    let outcome = cards(map, "outcome").next().expect("an outcome");
    assert!(outcome["find_by"].is_string() && outcome["metric"].is_string(), "{outcome}");
    let links = map["links"].as_array().cloned().unwrap_or_default();
    for kind in ["advances", "contributes"] {
        assert!(links.iter().any(|link| link["kind"] == kind), "a link {kind}: {links:?}");
    }
    let promises: Vec<_> = cards(map, "commitment").collect();
    assert!(promises.len() == 2 && promises.iter().all(|card| card["due"].is_string()));
    let session = &map["sessions"][0];
    assert_eq!(
        (&session["status"], &session["room_votes"][0]["counts"]),
        (&json!("closed"), &json!({ "4": 2, "5": 2 }))
    );
    assert!(session["next_date"].is_string(), "{session}");
    assert_eq!(session["heard"]["priorities"], "Safety first");
}

#[test]
fn forty_five_minutes_are_led_from_arrival_to_the_file_that_is_left() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, link) = open_room(&desk, &page, "Safe stores 2027").await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        let hand = world.browser_with(Options::phone()).await?;
        let cleo = join(&hand, &link, "Cleo").await?;
        says_room(&fay, "2 others").await?;

        fay.click("button", "Lead a workshop").await?;
        fay.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        stage_is(&fay, "Arrive, 1 of 6").await?;
        fay.within("region", "Workshop").fill("Who is here", "Bo, Cleo, Dana").await?;
        for canvas in [&bo, &cleo] {
            stage_is(canvas, "Arrive, 1 of 6").await?;
        }
        on(&fay, "Next: Why we are here", "All four of us").await?;
        on(&fay, "Next: Priorities", "One number by summer").await?;
        stage_is(&cleo, "Priorities, 3 of 6").await?;

        // Everybody writes apart: in the room, and far from it.
        let bar = fay.within("region", "Workshop");
        bar.click("button", "Ask the room").await?;
        let ask = fay.within("dialog", "Question to the room");
        ask.click("button", "Ask the room").await?;
        let question = ask.find("textbox", "Link to write").await?.value.ok_or("a link")?;
        answers(&bo, "Keep every store staffed").await?;
        ask.says("1 person").await?;
        let chat = hands_in(&world, &question).await?;
        assert!(!fay.text().await?.contains("Keep every store"), "nothing shows before all do");
        desk.fill_clipboard(&chat).await?;
        ask.click("textbox", "Paste what people handed in").await?;
        desk.press("Control+v").await?;
        ask.click("button", "Put 2 cards on the map").await?;
        desk.press("Escape").await?;
        cleo.fill("What does the business want to achieve?", "Train in season").await?;
        hand.press("Enter").await?;
        for title in ["Keep every store staffed", "Fewer accidents", "Train in season"] {
            fay.card(&format!("Priority: {title}")).await?;
        }
        fay.pick("Priority: Fewer accidents").await?;
        fay.click("button", "Details").await?;
        let panel = fay.within("complementary", "Card");
        soon("the box for the rank", async || {
            if !panel.has("spinbutton", "Rank").await? {
                panel.click("summary", "More about it").await?;
            }
            panel.has("spinbutton", "Rank").await
        })
        .await?;
        panel.click("spinbutton", "Rank").await?;
        desk.types("1").await?;
        desk.press("Tab").await?;
        fay.click("button", "Close details").await?;
        on(&fay, "Next: Outcomes", "Safety first").await?;
        stage_is(&bo, "Outcomes, 4 of 6").await?;

        // Whoever leads is killed: the same stage, and the time that has passed meanwhile.
        write(&fay, "Business outcomes", "Decrease incidents").await?;
        fay.says_saved("Saved in this browser").await?;
        let before = left(&fay).await?;
        assert!(kill_the_browser_of(desk.profile()) > 0, "a browser to kill");
        let profile = desk.bury().await?;
        let killed = std::time::Instant::now();
        let desk = world.browser_again(profile).await?;
        desk.driver.goto(&page).await?;
        let fay = desk.canvas();
        let start = fay.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Safe stores 2027").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        stage_is(&fay, "Outcomes, 4 of 6").await?;
        let passed = i64::try_from(killed.elapsed().as_secs())?;
        let after = left(&fay).await?;
        assert!((before - after - passed).abs() <= 6, "{before} s, {passed} s later {after} s");
        stage_is(&bo, "Outcomes, 4 of 6").await?;
        says_room(&fay, "2 others here").await?;

        finishes(&desk, &fay).await?;
        stage_is(&cleo, "Close, 6 of 6").await?;
        closes(&desk, &fay).await?;
        bo.is_gone("region", "Workshop").await?;
        let (_, file) = desk.downloaded().await?;
        holds_all(&serde_json::from_str(&file)?);
        for browser in [hand, other, desk] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}

/// Links two cards by keys: the second is below the offer to write a new one.
async fn so_that(canvas: &Canvas<'_>, from: &str, to: &str) -> Outcome {
    canvas.pick(from).await?;
    canvas.browser.press("l").await?;
    canvas.find("combobox", "Write what comes next, or find a card").await?;
    canvas.browser.types(to).await?;
    canvas.browser.press("Down").await?;
    canvas.browser.press("Enter").await?;
    canvas.find("group", "Selected link").await.map(drop)
}

/// The outcome gets what it is counted by and a day to find the number; support and its links.
async fn finishes(desk: &Browser, fay: &Canvas<'_>) -> Outcome {
    fay.pick("Outcome: Decrease incidents").await?;
    fay.click("button", "Details").await?;
    let panel = fay.within("complementary", "Card");
    panel.fill("What is counted", "Incidents").await?;
    panel.click("summary", "No number yet?").await?;
    types_date(&panel, "We will know the number by", "12312026").await?;
    panel.fill("Who finds out", "Bo").await?;
    desk.press("Tab").await?;
    fay.click("button", "Close details").await?;
    so_that(fay, "Outcome: Decrease incidents", "Fewer accidents").await?;
    on(fay, "Next: Support and stop", "Incidents, and Bo finds the number").await?;
    write(fay, "Our support", "Shorter videos").await?;
    so_that(fay, "Support: Shorter videos", "Decrease incidents").await?;
    on(fay, "Next: Close", "Shorter, and in the right season").await
}

async fn closes(desk: &Browser, fay: &Canvas<'_>) -> Outcome {
    let bar = fay.within("region", "Workshop");
    bar.click("button", "Closing words").await?;
    let dialog = fay.within("dialog", "Closing words");
    for (who, what) in [("Bo", "Name two leads"), ("Fay", "Draft the checklist")] {
        dialog.fill("Who", who).await?;
        dialog.fill("What", what).await?;
        types_date(&dialog, "By when", "01152027").await?;
        dialog.click("button", "Add the promise").await?;
        dialog.says(what).await?;
    }
    dialog.click("button", "In 4 weeks").await?;
    dialog.within("region", "How sure are we?").click("button", "Ask the room").await?;
    let ask = fay.within("dialog", "Question to the room");
    ask.click("summary", "Count votes in the room").await?;
    for number in ["4", "5"] {
        let at = ask.reach("spinbutton", number).await?;
        desk.click_at(at).await?;
        desk.types("2").await?;
    }
    ask.click("button", "Show the result").await?;
    desk.press("Escape").await?;
    bar.click("button", "Recap").await?;
    let recap = fay.within("dialog", "Recap");
    recap.says("Safety first").await?;
    recap.says("Name two leads").await?;
    recap.click("button", "End the workshop").await?;
    fay.is_gone("region", "Workshop").await?;
    recap.click("button", "Map as a file").await
}
