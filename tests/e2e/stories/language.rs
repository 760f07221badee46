//! Our words and theirs: a word of our trade is offered in their words once typing rests, and the list is theirs to change.

use serde_json::json;

use super::everyone::both_themes;
use crate::harness::{World, story};

#[test]
fn a_word_of_our_trade_is_said_their_way_and_a_word_is_added_to_the_list() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.pick("Support: One-page guides").await?;
        browser.press("Enter").await?;
        canvas.find("textbox", "Title").await?;
        browser.types("Webinars for every store").await?;
        browser.press("Enter").await?;
        let offer = "“Webinars”? They may say “online talk”";
        canvas.find("button", offer).await?;
        both_themes(&browser, "other words for a card").await?;
        canvas.click("button", offer).await?;
        canvas.card("Support: Online talk for every store").await?;
        let map = canvas.map().await?;
        let cards = map["cards"].as_array().cloned().unwrap_or_default();
        let card = cards.iter().find(|card| card["title"] == "Online talk for every store");
        let notes = card.and_then(|card| card["notes"].as_str()).unwrap_or_default();
        assert!(notes.contains("“Webinars for every store”"), "{notes}");

        canvas.click("button", "Menu").await?;
        canvas.click("button", "Our words and theirs").await?;
        let dialog = canvas.within("dialog", "Our words and theirs");
        dialog.click("textbox", "Word of our trade").await?;
        browser.types("talk").await?;
        dialog.click("textbox", "Say instead").await?;
        browser.types("hour together").await?;
        browser.press("Enter").await?;
        dialog.find("textbox", "Say instead of talk").await?;
        dialog.click("button", "Take webinar away").await?;
        dialog.is_gone("textbox", "Say instead of webinar").await?;
        both_themes(&browser, "words to avoid").await?;
        let map = canvas.map().await?;
        let kept = map["glossary"].as_array().cloned().unwrap_or_default();
        let said: Vec<_> =
            kept.iter().map(|word| (&word["term"], &word["say"], &word["off"])).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said.contains(&(&json!("talk"), &json!("hour together"), &json!(null))),
            "{said:?}"
        );
        browser.press("Escape").await?;
        canvas.find("button", "“talk”? They may say “hour together”").await?;
        browser.quit().await?;
        Ok(())
    });
}
