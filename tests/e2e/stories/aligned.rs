//! Staying aligned: what has become of a map since the last session, what is decided about what runs, and a shock.

use serde_json::{Value, json};

use super::everyone::both_themes;
use crate::harness::{Canvas, Outcome, World, soon, story};

/// A priority, a number that shows it, and something that runs for it.
fn map() -> String {
    json!({
        "format": "alignment-map", "version": 1, "id": "aligned", "title": "Safe stores",
        "cards": [
            { "id": "p1", "kind": "priority", "title": "Safe stores", "side": "business", "level": "enterprise", "rank": 1 },
            { "id": "o1", "kind": "outcome", "title": "Fewer incidents", "side": "business" },
            { "id": "n1", "kind": "initiative", "title": "Shorter videos", "side": "learning", "type": "training", "status": "live" },
        ],
        "links": [
            { "id": "l1", "kind": "advances", "from": "o1", "to": "p1" },
            { "id": "l2", "kind": "contributes", "from": "n1", "to": "o1" },
        ],
    })
    .to_string()
}

async fn card(canvas: &Canvas<'_>, title: &str) -> Outcome<Value> {
    let map = canvas.map().await?;
    let mut cards = map["cards"].as_array().into_iter().flatten();
    let found = cards.find(|card| card["title"] == title);
    Ok(found.ok_or_else(|| format!("no card “{title}”"))?.clone())
}

#[test]
fn what_changed_since_last_time_is_shown_decided_about_and_a_shock_sends_what_rests_on_it_to_another_look()
 {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        let open = "document.querySelector('alignment-canvas').importJson(args[0])";
        browser.promised(open, vec![json!(map())]).await?;
        canvas.click("button", "Lead a workshop").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        canvas.within("region", "Workshop").click("button", "More about the workshop").await?;
        let going = canvas.within("dialog", "Lead a workshop");
        going.click("button", "End the workshop").await?;
        canvas.within("dialog", "Recap").click("button", "Close").await?;
        canvas.is_gone("dialog", "Recap").await?;

        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("Win the holidays").await?;
        browser.press("Enter").await?;
        canvas.card("Priority: Win the holidays").await?;
        canvas.pick("Outcome: Fewer incidents").await?;
        browser.press("Enter").await?;
        browser.press("Control+a").await?;
        browser.types("Fewer falls").await?;
        browser.press("Escape").await?;
        canvas.card("Outcome: Fewer falls").await?;

        canvas.click("button", "Lead a workshop").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Since last time").await?;
        let since = canvas.within("dialog", "Since last time");
        since.within("region", "Added (1)").find("button", "Win the holidays").await?;
        since.within("region", "Changed (1)").find("button", "Fewer falls").await?;
        since.click("summary", "The map as it was").await?;
        since.within("region", "Business outcomes").says("Fewer incidents").await?;
        both_themes(&browser, "since last time").await?;
        since.fill("Why: Shorter videos", "Three minutes are enough").await?;
        since.click("button", "Pilot: Shorter videos").await?;
        soon("the decision to be kept", async || {
            let card = card(&canvas, "Shorter videos").await?;
            Ok(card["status"] == "pilot" && card["history"][0]["why"] == "Three minutes are enough")
        })
        .await?;
        // From what changed to where it lies.
        since.within("region", "Added (1)").click("button", "Win the holidays").await?;
        canvas.is_gone("dialog", "Since last time").await?;

        canvas.pick("Priority: Safe stores").await?;
        browser.press("i").await?;
        let panel = canvas.within("complementary", "Card");
        panel.click("button", "Mark what rests on this for another look").await?;
        canvas.says("2 cards that rest on it are marked for another look.").await?;
        for title in ["Fewer falls", "Shorter videos"] {
            assert_eq!(card(&canvas, title).await?["needs_review"], json!(true), "{title}");
        }
        assert!(card(&canvas, "Win the holidays").await?.get("needs_review").is_none());
        both_themes(&browser, "after a shock").await?;
        canvas.within("status", "Messages").click("button", "Undo").await?;
        soon("one step back", async || {
            Ok(card(&canvas, "Fewer falls").await?.get("needs_review").is_none())
        })
        .await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
