//! On a phone: the outline comes first, and everything is done by taps.

use serde_json::json;

use crate::harness::{Options, World, soon, story, wait_for};

#[test]
fn on_a_phone_the_outline_comes_first_and_taps_do_the_main_job() {
    story(async |world: World| {
        let browser = world.browser_with(Options::phone()).await?;
        let page = browser.open_app().await?;
        let width = browser
            .read("return [innerWidth, document.documentElement.scrollWidth]", vec![])
            .await?;
        assert_eq!(width, json!([390, 390]), "the page is as wide as the phone");
        page.click("button", "New map").await?;
        let outline = page.within("region", "Outline of the map");
        outline.find("textbox", "Write a card into Priorities").await?;
        assert!(!page.has("region", "Canvas").await?, "the canvas waits");

        // Added.
        for (lane, name, title) in [
            ("Priorities", "Priority", "Safe stores"),
            ("Business outcomes", "Outcome", "Fewer accidents"),
        ] {
            outline.click("textbox", &format!("Write a card into {lane}")).await?;
            browser.types(title).await?;
            browser.press("Enter").await?;
            outline.find("textbox", &format!("{name}: {title}")).await?;
        }
        // Edited.
        outline.click("textbox", "Outcome: Fewer accidents").await?;
        browser.press("End").await?;
        browser.types(" at work").await?;
        page.titles_become(&["Fewer accidents at work", "Safe stores"]).await?;
        // Linked, by two taps.
        outline.click("button", "Connect Fewer accidents at work").await?;
        let picker = page.within("dialog", "“Fewer accidents at work” so that…");
        let card = wait_for("the card to link with", async || {
            Ok(picker.starting("option", "Priority Safe stores").await?.into_iter().next())
        })
        .await?;
        picker.click("option", &card.name).await?;
        soon("the link", async || {
            Ok(page.links().await? == ["Fewer accidents at work advances Safe stores"])
        })
        .await?;
        // Deleted, and brought back.
        outline.click("button", "Delete Safe stores").await?;
        page.titles_become(&["Fewer accidents at work"]).await?;
        page.within("status", "Messages").click("button", "Undo").await?;
        page.titles_become(&["Fewer accidents at work", "Safe stores"]).await?;
        // The canvas is one tap away.
        page.click("button", "Canvas").await?;
        let card = page.card("Priority: Safe stores").await?;
        // Two fingers apart: nearer, about the point between them. Two fingers together sideways: along.
        let zoom = async || -> crate::harness::Outcome<f64> {
            Ok(page.camera().await?["zoom"].as_f64().ok_or("no number")?)
        };
        let (before, at) = (zoom().await?, card.middle().by(0.0, 160.0));
        browser
            .two_fingers(
                [at.by(-30.0, 0.0), at.by(-60.0, 0.0)],
                [at.by(30.0, 0.0), at.by(60.0, 0.0)],
            )
            .await?;
        soon("the map to be nearer", async || Ok(zoom().await? > before * 1.6)).await?;
        let nearer = page.card("Priority: Safe stores").await?;
        let zoomed = zoom().await?;
        browser
            .two_fingers(
                [at.by(-40.0, 0.0), at.by(-10.0, 60.0)],
                [at.by(40.0, 0.0), at.by(70.0, 60.0)],
            )
            .await?;
        soon("the map to follow both fingers", async || {
            let now = page.card("Priority: Safe stores").await?;
            Ok((now.x - nearer.x - 30.0).abs() < 2.0 && (now.y - nearer.y - 60.0).abs() < 2.0)
        })
        .await?;
        assert!((zoom().await? / zoomed - 1.0).abs() < 0.05, "the same distance, the same zoom");
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
