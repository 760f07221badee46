//! A workshop led from arrival to recap: on one screen by keys and pointer, and with people who follow in their own browsers.

use serde_json::{Value, json};

use super::everyone::both_themes;
use super::room::{open_here, room_of_two};
use crate::harness::{
    Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story, wait_for,
};

/// A picture of the screen, where somebody wants to look at it.
async fn keep(browser: &Browser, name: &str) -> Outcome {
    if let Ok(folder) = std::env::var("SHOTS") {
        std::fs::create_dir_all(&folder)?;
        let png = browser.driver.screenshot_as_png().await?;
        std::fs::write(format!("{folder}/workshop-{name}.png"), png)?;
    }
    Ok(())
}

async fn write(canvas: &Canvas<'_>, lane: &str, title: &str) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    canvas.browser.types(title).await?;
    canvas.browser.press("Enter").await
}

/// A new map, and the plans that there are for a workshop on it.
pub(super) async fn begins_to_plan<'a>(canvas: &Canvas<'a>) -> Outcome<Canvas<'a>> {
    canvas.click("button", "New map").await?;
    canvas.fill("Title of the map", "Safe stores 2027").await?;
    canvas.click("button", "Lead a workshop").await?;
    Ok(canvas.within("dialog", "Lead a workshop"))
}

/// Seconds left, as everybody can read them.
pub(super) async fn left(canvas: &Canvas<'_>) -> Outcome<i64> {
    let bar = canvas.within("region", "Workshop");
    wait_for("the time", async || {
        let words = bar.words().await?;
        let time = words.split_whitespace().find_map(|word| {
            let (minutes, seconds) = word.trim_start_matches('−').split_once(':')?;
            let all = minutes.parse::<i64>().ok()? * 60 + seconds.parse::<i64>().ok()?;
            Some(if word.starts_with('−') { -all } else { all })
        });
        Ok(time)
    })
    .await
}

pub(super) async fn stage_is(canvas: &Canvas<'_>, words: &str) -> Outcome {
    canvas.within("region", "Workshop").says(words).await
}

/// Out of the stage: says back what was heard, and the room says that is it.
pub(super) async fn says_back(canvas: &Canvas<'_>, heard: &str) -> Outcome {
    let bar = canvas.within("region", "Workshop");
    bar.find("textbox", "Say back what you heard").await?;
    canvas.browser.types(heard).await?;
    canvas.browser.press("Enter").await
}

async fn session(canvas: &Canvas<'_>) -> Outcome<Value> {
    Ok(canvas.map().await?["sessions"][0].clone())
}

#[test]
fn a_workshop_is_led_on_one_screen_from_arrival_to_recap_and_survives_a_killed_browser() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        let plans = begins_to_plan(&canvas).await?;
        plans.find("radiogroup", "Plans").await?;
        both_themes(&browser, "the plans of workshops").await?;
        keep(&browser, "1-plans").await?;
        plans.fill("Who leads", "Fay").await?;
        plans.click("button", "Begin").await?;

        stage_is(&canvas, "Arrive, 1 of 6").await?;
        let bar = canvas.within("region", "Workshop");
        bar.says("Still missing: the names of those here").await?;
        bar.fill("Who is here", "Ann, Bo, Cleo").await?;
        bar.says("Ready to move on").await?;
        both_themes(&browser, "the bar of a workshop").await?;
        keep(&browser, "2-arrive").await?;
        bar.click("button", "Next: Why we are here").await?;
        both_themes(&browser, "what was heard is said back").await?;
        keep(&browser, "3-play").await?;
        says_back(&canvas, "Three of us, all here").await?;
        stage_is(&canvas, "Why we are here, 2 of 6").await?;
        // By keys: the keyboard is at the next step.
        browser.press("Enter").await?;
        says_back(&canvas, "Agree on one number").await?;
        stage_is(&canvas, "Priorities, 3 of 6").await?;
        write(&canvas, "Priorities", "Safe, fully staffed stores").await?;
        bar.says("the rank of 1 priority").await?;
        keep(&browser, "4-priorities").await?;

        // Paused, so that the time can be compared; then the browser is killed.
        bar.click("button", "Pause the time").await?;
        bar.find("button", "Start the time").await?;
        let before = left(&canvas).await?;
        canvas.says_saved("Saved in this browser").await?;
        assert!(kill_the_browser_of(browser.profile()) > 0, "a browser to kill");
        let profile = browser.bury().await?;
        let browser = world.browser_again(profile).await?;
        let canvas = browser.open_app().await?;
        let start = canvas.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Safe stores 2027").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        stage_is(&canvas, "Priorities, 3 of 6").await?;
        assert_eq!(left(&canvas).await?, before, "the same time is left");
        canvas.card("Priority: Safe, fully staffed stores").await?;

        let bar = canvas.within("region", "Workshop");
        bar.click("button", "Start the time").await?;
        bar.click("button", "5 more minutes").await?;
        soon("five more minutes", async || Ok(left(&canvas).await? > before + 280)).await?;
        bar.click("button", "Next: Outcomes").await?;
        bar.click("button", "On without it").await?;
        stage_is(&canvas, "Outcomes, 4 of 6").await?;
        write(&canvas, "Business outcomes", "Decrease safety incidents").await?;
        bar.click("button", "Next: Support and stop").await?;
        says_back(&canvas, "Incidents down by a third").await?;
        stage_is(&canvas, "Support and stop, 5 of 6").await?;
        write(&canvas, "Our support", "Shorter videos").await?;
        bar.click("button", "Next: Close").await?;
        bar.click("button", "Not quite").await?;
        stage_is(&canvas, "Support and stop, 5 of 6").await?;
        bar.click("button", "Next: Close").await?;
        says_back(&canvas, "Shorter, and in the right season").await?;
        stage_is(&canvas, "Close, 6 of 6").await?;
        close(&browser, &canvas).await?;
        browser.quit().await?;
        Ok(())
    });
}

/// The closing words, the recap, and what stays of it in the map.
async fn close(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    let bar = canvas.within("region", "Workshop");
    bar.click("button", "Closing words").await?;
    let dialog = canvas.within("dialog", "Closing words");
    dialog.fill("What are they really after, in their words?", "People on the floor").await?;
    for (who, what) in [("Ann", "Name two leads"), ("Fay", "Draft the checklist")] {
        dialog.fill("Who", who).await?;
        dialog.fill("What", what).await?;
        browser.press("Enter").await?;
        dialog.says(what).await?;
    }
    dialog.says("no day yet").await?;
    dialog.click("button", "In 4 weeks").await?;
    both_themes(browser, "the closing words").await?;
    keep(browser, "5-close").await?;
    dialog.within("region", "How sure are we?").click("button", "Ask the room").await?;
    let ask = canvas.within("dialog", "Question to the room");
    ask.click("summary", "Count votes in the room").await?;
    let five = ask.reach("spinbutton", "5").await?;
    browser.click_at(five).await?;
    browser.types("3").await?;
    ask.click("button", "Show the result").await?;
    browser.press("Escape").await?;

    bar.click("button", "Recap").await?;
    let recap = canvas.within("dialog", "Recap");
    for words in ["People on the floor", "Three of us, all here", "Name two leads", "Ann, Bo, Cleo"]
    {
        recap.says(words).await?;
    }
    recap.says("Nobody has said it yet").await?;
    both_themes(browser, "the recap").await?;
    keep(browser, "6-recap").await?;
    recap.click("button", "Save as a picture").await?;
    let picture = std::fs::read(browser.downloaded_as(&["png"]).await?)?;
    let wide = picture.get(16..20).map(|it| u32::from_be_bytes(it.try_into().expect("four")));
    assert_eq!((&picture[1..4], wide), (&b"PNG"[..], Some(1_600)));
    if let Ok(folder) = std::env::var("SHOTS") {
        std::fs::write(format!("{folder}/workshop-6-recap-saved.png"), picture)?;
    }
    recap.click("button", "Map as a picture…").await?;
    canvas.within("dialog", "Export as…").says("Picture (PNG)").await?;
    browser.press("Escape").await?;
    bar.click("button", "Recap").await?;
    recap.click("button", "End the workshop").await?;
    canvas.is_gone("region", "Workshop").await?;
    let session = session(canvas).await?;
    assert_eq!(session["status"], json!("closed"));
    assert_eq!(session["attendees"], json!(["Ann", "Bo", "Cleo"]));
    assert_eq!(session["room_votes"][0]["counts"], json!({ "5": 3 }));
    assert_eq!(session["stages"][5]["kind"], "close");
    assert_eq!(session["heard"]["support_and_stop"], "Shorter, and in the right season");
    assert!(session["next_date"].is_string() && session.get("now").is_none(), "{session}");
    Ok(())
}

#[test]
fn people_in_a_room_see_the_stage_and_the_same_time_as_whoever_leads() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let (desk, other, _) = room_of_two(&world, &page, Options::default()).await?;
        let (fay, bo) = (desk.canvas(), other.canvas());

        fay.click("button", "Lead a workshop").await?;
        fay.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        fay.find("region", "Workshop").await?;
        desk.press(".").await?;
        says_back(&fay, "All here").await?;
        stage_is(&fay, "Why we are here, 2 of 6").await?;
        fay.within("region", "Workshop").click("button", "Pause the time").await?;
        let here = left(&fay).await?;

        stage_is(&bo, "Why we are here, 2 of 6").await?;
        bo.within("region", "Workshop").says("Paused").await?;
        assert_eq!(left(&bo).await?, here, "the same time on both screens");
        let bar = bo.within("region", "Workshop");
        assert!(!bar.has("button", "Start the time").await?, "only who leads has the time in hand");
        both_themes(&other, "the bar of those who are led").await?;
        keep(&other, "7-follow").await?;
        bar.click("button", "A little more for me").await?;
        soon("two minutes more", async || Ok(left(&bo).await? == here + 120)).await?;
        bar.click("button", "Raise a hand").await?;
        bar.click("button", "I’m ready").await?;
        assert_eq!(left(&fay).await?, here, "nobody else's time has changed");
        let bar = fay.within("region", "Workshop");
        bar.says("1 hand up: Bo").await?;
        bar.says("1 of 1 ready").await?;
        both_themes(&desk, "the bar with hands").await?;
        keep(&desk, "7-hands").await?;
        for browser in [desk, other] {
            browser.quit().await?;
        }
        Ok(())
    });
}

#[test]
fn a_phone_that_comes_late_has_the_story_so_far_the_question_and_one_box() {
    story(async |world: World| {
        let relay = world.relay()?;
        let browser = world.browser().await?;
        browser.driver.goto(world.site.app_with_relay(relay.port)).await?;
        let canvas = browser.canvas();
        canvas.is_up().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "With phones").await?;
        let link = open_here(&canvas).await?;
        browser.press("Escape").await?;
        canvas.click("button", "Lead a workshop").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        let bar = canvas.within("region", "Workshop");
        bar.click("button", "Next: Why we are here").await?;
        says_back(&canvas, "Three of us, all here").await?;
        bar.click("button", "Next: Priorities").await?;
        says_back(&canvas, "One number by summer").await?;
        stage_is(&canvas, "Priorities, 3 of 6").await?;

        // Late, on a phone: what was heard, what is asked, and a box for it.
        let hand = world.browser_with(Options::phone()).await?;
        hand.driver.goto(&link).await?;
        let phone = hand.canvas();
        phone.find("heading", "Build the map together").await?;
        phone.fill("Your name, if you like", "Bo").await?;
        phone.click("button", "Go in").await?;
        let far = phone.within("region", "The story so far");
        far.says("One number by summer").await?;
        far.says("Now: Priorities").await?;
        both_themes(&hand, "a phone that comes late").await?;
        keep(&hand, "8-phone-late").await?;
        far.click("button", "Close the story so far").await?;
        phone.fill("What does the business want to achieve?", "Safe stores").await?;
        hand.press("Enter").await?;
        canvas.card("Priority: Safe stores").await?;
        phone.within("region", "My cards").find("textbox", "Title").await?;
        assert!(!phone.has("region", "Outline of the map").await?, "no map until it is asked for");
        keep(&hand, "9-phone-mine").await?;
        let here = left(&canvas).await?;
        let there = left(&phone).await?;
        assert!((here - there).abs() <= 3, "{here} s here, {there} s on the phone");

        // An offer moves nobody; what is asked for is shown.
        bar.click("button", "Bring everybody here").await?;
        phone.find("button", "Go there").await?;
        assert!(!phone.has("region", "Outline of the map").await?, "an offer moves nobody");
        phone.click("button", "Show the whole map").await?;
        phone.find("region", "Outline of the map").await?;
        phone.click("button", "Back to the question").await?;
        phone.find("textbox", "What does the business want to achieve?").await?;

        // Reloaded, a phone has its stage and its cards again.
        phone.says_saved("Saved in this browser").await?;
        hand.driver.refresh().await?;
        phone.is_up().await?;
        stage_is(&phone, "Priorities, 3 of 6").await?;
        phone.within("region", "My cards").find("textbox", "Title").await?;
        hand.quit().await?;
        browser.quit().await?;
        Ok(())
    });
}
