//! Cards that belong together, by pointer, by keys and as a proposal; and requests at their desk.

use serde_json::{Value, json};

use super::everyone::both_themes;
use super::room::write;
use crate::harness::{Canvas, Options, Outcome, World, soon, story};

const LANE: &str = "What’s in the way";

/// The titles of the cards that bear the mark of this group, by the group's name.
async fn group(canvas: &Canvas<'_>, name: &str) -> Outcome<Vec<String>> {
    let map = canvas.map().await?;
    let list = |key: &str| map[key].as_array().cloned().unwrap_or_default();
    let id = list("groups").into_iter().find(|group| group["title"] == name);
    let id = id.map_or(Value::Null, |group| group["id"].clone());
    let inside = |card: &&Value| !id.is_null() && card["group"] == id;
    let titles = list("cards")
        .iter()
        .filter(inside)
        .map(|card| card["title"].to_string())
        .collect::<Vec<_>>();
    let mut titles: Vec<_> = titles.iter().map(|title| title.replace('"', "")).collect();
    titles.sort();
    Ok(titles)
}

async fn group_becomes(canvas: &Canvas<'_>, name: &str, cards: &[&str]) -> Outcome {
    soon(&format!("the group “{name}” of {cards:?}"), async || {
        Ok(group(canvas, name).await? == cards)
    })
    .await
}

#[test]
fn a_card_put_onto_another_makes_a_group_and_words_propose_the_next() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        for title in ["Old tools", "No time", "Onboarding drags", "Slow tools", "Long onboarding"] {
            write(&canvas, LANE, title).await?;
        }
        browser.press("Escape").await?;
        let stage = canvas.within("region", "Canvas");
        let slow = stage.reach("group", "Barrier: Slow tools").await?;
        let time = stage.reach("group", "Barrier: No time").await?;
        browser.drag(slow, time.by(12.0, 0.0)).await?;
        canvas.click("button", "Group Group, 2 cards").await?;
        let panel = canvas.within("complementary", "2 cards");
        panel.fill("Name of the group", "Time and tools").await?;
        browser.press("Tab").await?;
        group_becomes(&canvas, "Time and tools", &["No time", "Slow tools"]).await?;
        both_themes(&browser, "a group and its name").await?;

        // By keys: the card's details say what it belongs with.
        canvas.pick("Barrier: Old tools").await?;
        canvas.within("complementary", "Card").choose("Belongs with", "Time and tools").await?;
        let three = ["No time", "Old tools", "Slow tools"];
        group_becomes(&canvas, "Time and tools", &three).await?;
        canvas.click("button", "Undo").await?;
        group_becomes(&canvas, "Time and tools", &["No time", "Slow tools"]).await?;
        canvas.click("button", "Close details").await?;

        // The rest is proposed with the reason, and the other one passed over.
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Group cards that are alike").await?;
        let dialog = canvas.within("dialog", "Cards that may belong together");
        both_themes(&browser, "proposals to group").await?;
        dialog.click("button", "Make a group: 2 cards say “onboarding”").await?;
        group_becomes(&canvas, "Onboarding", &["Long onboarding", "Onboarding drags"]).await?;
        dialog.says("Nothing stands out just now").await?;
        browser.press("Escape").await?;

        // The outline says it in words, and it is there after a reload.
        canvas.says_saved("Saved in this browser").await?;
        browser.driver.refresh().await?;
        canvas.find("button", "Group Onboarding, 2 cards").await?;
        canvas.click("button", "Outline").await?;
        canvas.within("region", "Outline of the map").says("Group: Time and tools").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_hurried_order_gets_time_to_think_an_answer_with_a_condition_and_an_opening() {
    story(async |world: World| {
        let browser =
            world.browser_with(Options { size: (1280, 1100), ..Options::default() }).await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Requests").await?;
        let desk = canvas.within("dialog", "Requests");
        desk.fill("Write down what somebody asks for", "Update the safety videos").await?;
        browser.press("Enter").await?;
        desk.click("button", "Update the safety videos Waits for an answer").await?;
        desk.click("radio", "A ready solution").await?;
        assert!(!desk.has("button", "Ask for 2 days").await?, "no date, no hurry");
        desk.click("date", "Needed by").await?;
        for _ in 0..3 {
            browser.press("Left").await?;
        }
        browser.types("12012036").await?;
        desk.click("button", "Ask for 2 days").await?;
        desk.says("I want this to work for you").await?;
        desk.fill("What it is for", "Fewer accidents in season").await?;
        both_themes(&browser, "a request that rests").await?;
        desk.click("radio", "Accepted on a condition").await?;
        desk.fill("On what condition", "We look at the causes after the season").await?;
        desk.fill("Surprise them", "Shorter, and funny").await?;
        desk.says("Of 1 answered request 1 says what it is for, or took time to find out.").await?;
        both_themes(&browser, "a request that is answered").await?;
        soon("the request as it was answered", async || {
            let map = canvas.map().await?;
            let request = &map["cards"][0];
            Ok(request["decision"] == "accepted_on_condition"
                && request["condition"] == "We look at the causes after the season"
                && request["goal"] == "Fewer accidents in season"
                && request["hold_until"].is_string()
                && request["four_s"] == json!({ "surprise_and_delight": "Shorter, and funny" }))
        })
        .await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
