//! Pages to take along: read, printed, copied; on a desk and on a phone.

use serde_json::json;

use super::everyone::both_themes;
use crate::harness::{Options, World, story};

#[test]
fn a_page_is_chosen_read_printed_and_put_away() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.pick("Support: Instructional videos").await?;
        browser.press("p").await?;
        let dialog = canvas.within("dialog", "Report");
        dialog.find("article", "Sixty stores, failed forward").await?;
        dialog.says("nothing supports it yet").await?;
        dialog.find("group", "Where support reaches each department").await?;
        both_themes(&browser, "the report").await?;

        // On paper there is the page and nothing else.
        let shown = "const root = document.querySelector('alignment-canvas').shadowRoot;
            return ['.bar', '.work', '.sheet__tools', '.sheet'].filter((name) => root.querySelector(name).checkVisibility())";
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
        assert_eq!(browser.read(shown, vec![]).await?, json!([".sheet"]));
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "screen" })).await?;
        browser.press("Escape").await?;
        canvas.is_gone("dialog", "Report").await?;

        // The line of sight of a card is one press away from its page.
        browser.press("s").await?;
        canvas.within("region", "Line of sight").click("button", "As a page").await?;
        dialog.find("article", "Instructional videos").await?;
        dialog.says("Nobody has promised anything for it yet").await?;
        both_themes(&browser, "a line of sight as a page").await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn on_a_phone_a_page_is_reached_from_the_menu_and_from_its_card() {
    story(async |world: World| {
        let phone = Options { size: (390, 844), touch: true, ..Options::default() };
        let browser = world.browser_with(phone).await?;
        let page = browser.open_app().await?;
        page.click("button", "Sixty stores").await?;
        page.find("region", "Outline of the map").await?;
        page.click("button", "Menu").await?;
        page.click("button", "Report").await?;
        page.within("dialog", "Report").find("article", "Sixty stores, failed forward").await?;
        both_themes(&browser, "the report on a phone").await?;
        browser.press("Escape").await?;
        page.click("button", "Details of Store leaders").await?;
        page.within("complementary", "Card").click("button", "Recap page for them").await?;
        let sheet = page.within("dialog", "Report");
        sheet.find("article", "Store leaders").await?;
        sheet.says("No date agreed yet").await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn an_outcome_is_built_as_a_sentence_and_what_is_measured_becomes_a_picture() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.pick("Outcome: Increase conversion").await?;
        browser.press("i").await?;
        let card = canvas.within("complementary", "Card");
        for (label, number) in [("Where it is today", "20"), ("Where it should be", "26")] {
            card.click("spinbutton", label).await?;
            browser.types(number).await?;
        }
        card.click("textbox", "Counted in").await?;
        browser.types("%").await?;
        card.click("summary", "No number yet?").await?;
        card.click("textbox", "Who finds out").await?;
        browser.types("Ann").await?;
        browser.press("Tab").await?;
        let map = canvas.map().await?;
        let cards = map["cards"].as_array().cloned().unwrap_or_default();
        let outcome = cards.iter().find(|card| card["title"] == "Increase conversion");
        let outcome = outcome.ok_or("no outcome")?;
        let said = ["baseline", "target", "unit", "finder"].map(|key| outcome[key].clone());
        assert_eq!(said, [json!(20), json!(26), json!("%"), json!("Ann")]);
        both_themes(&browser, "an outcome as a sentence").await?;

        let readings = json!({ "readings": [{ "date": "2026-09-01", "value": 21 }, { "date": "2026-10-01", "value": 23 }] });
        browser
            .promised(
                "document.querySelector('alignment-canvas').updateCard(args[0], args[1])",
                vec![outcome["id"].clone(), readings],
            )
            .await?;
        card.find("img", "Picture: From 20 %; 21 % on 1 Sep 2026; 23 % on 1 Oct 2026; Target 26 %")
            .await?;
        both_themes(&browser, "a picture of what was measured").await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn effort_is_held_against_capacity_and_a_year_shows_busy_times() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.find("button", "Show the whole map").await?;
        let update = "document.querySelector('alignment-canvas').updateCard(args[0], args[1])";
        let busy = json!({ "busy_windows": [{ "from": "2026-12-01", "to": "2026-12-24", "what": "Holidays" }] });
        browser.promised(update, vec![json!("s2"), busy]).await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "The critical few").await?;
        let dialog = canvas.within("dialog", "The critical few");
        dialog.click("spinbutton", "Days that we have").await?;
        browser.types("10").await?;
        dialog.click("spinbutton", "Days for Instructional videos").await?;
        browser.types("12.5").await?;
        browser.press("Tab").await?;
        dialog.says("What is under way takes 12.5 days: 2.5 days too many.").await?;
        dialog.says("Holidays: 1 Dec 2026 to 24 Dec 2026").await?;
        both_themes(&browser, "the critical few").await?;
        dialog.click("summary", "Thresholds of the questions").await?;
        both_themes(&browser, "thresholds").await?;
        let map = canvas.map().await?;
        assert_eq!(map["capacity_days"], json!(10));
        browser.quit().await?;
        Ok(())
    });
}
