//! Copies of a map that go apart as files and come back.

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Outcome, World, soon, story};

async fn write(canvas: &Canvas<'_>, lane: &str, card: &str) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    canvas.browser.types(card).await?;
    canvas.browser.press("Enter").await?;
    canvas.browser.press("Escape").await
}

/// The map as a file to work on apart.
async fn copy_of(browser: &Browser) -> Outcome<String> {
    let canvas = browser.canvas();
    canvas.click("button", "Share as a link").await?;
    let dialog = canvas.within("dialog", "Share as a link");
    dialog.click("button", "Export a copy to work on apart").await?;
    let (_, text) = browser.downloaded().await?;
    dialog.click("button", "Close").await?;
    Ok(text)
}

/// Somebody opens a copy, writes a card of their own, and sends the copy back.
async fn works_apart(world: &World, copy: &str, card: &str) -> Outcome<String> {
    let browser = world.browser().await?;
    let canvas = browser.open_app().await?;
    browser.drop_file(&browser.profile().file("copy.json", copy.as_bytes())?).await?;
    canvas.card("Priority: Grow").await?;
    write(&canvas, "Our support", card).await?;
    canvas.card(&format!("Support: {card}")).await?;
    let back = copy_of(&browser).await?;
    browser.quit().await?;
    Ok(back)
}

#[test]
fn copies_of_two_people_come_back_together_and_a_file_of_somebody_else_is_gone_through() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        write(&canvas, "Priorities", "Grow").await?;
        write(&canvas, "Priorities", "Save").await?;
        let copy = copy_of(&browser).await?;
        let files = [
            works_apart(&world, &copy, "Guides").await?,
            works_apart(&world, &copy, "A coach in each store").await?,
        ];
        write(&canvas, "Priorities", "Written meanwhile").await?;

        // Both at once, dropped on the map: they merge without a question about any card.
        let ana = browser.profile().file("ana.json", files[0].as_bytes())?;
        let ben = browser.profile().file("ben.json", files[1].as_bytes())?;
        browser.drop_files(&[&ana, &ben]).await?;
        let dialog = canvas.within("dialog", "Merge into this map");
        dialog.says("2 cards new, 0 changed, 0 removed").await?;
        both_themes(&browser, "copies come back").await?;
        dialog.click("button", "Merge").await?;
        canvas.is_gone("dialog", "Merge into this map").await?;
        let all = ["A coach in each store", "Grow", "Guides", "Save", "Written meanwhile"];
        canvas.titles_become(&all).await?;
        canvas.says_saved("Saved in this browser").await?;
        browser.driver.refresh().await?;
        canvas.titles_become(&all).await?;

        // Edited with another program, without its history: what differs is shown, and taken where somebody says so.
        let mut file: serde_json::Value = serde_json::from_str(&canvas.text().await?)?;
        if let Some(object) = file.as_object_mut() {
            object.remove("merge_state");
        }
        let theirs = file.to_string().replace("\"Grow\"", "\"Grow abroad\"");
        let theirs = theirs.replace("\"Guides\"", "\"Guides\",\"notes\":\"One page each\"");
        browser.drop_file(&browser.profile().file("eve.json", theirs.as_bytes())?).await?;
        dialog.find("group", "Different (2)").await?;
        both_themes(&browser, "a copy is gone through").await?;
        dialog.click("checkbox", "All of these").await?;
        dialog.click("button", "Merge").await?;
        canvas.card("Priority: Grow abroad").await?;
        canvas.click("button", "Undo").await?;
        canvas.titles_become(&all).await?;
        soon("no note", async || Ok(!canvas.text().await?.contains("One page each"))).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
