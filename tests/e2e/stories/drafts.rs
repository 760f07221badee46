//! Drafts that others put right from elsewhere, and one department out of all.

use super::everyone::both_themes;
use crate::harness::{Options, World, soon, story};

const GROW: &str = "Every shop safe and fully staffed by summer";

#[test]
fn somebody_without_a_connection_puts_a_draft_right_and_one_department_is_found_again() {
    story(async |world: World| {
        let desk = world.browser().await?;
        let canvas = desk.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Nordwind 2027").await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Prepare a workshop").await?;
        let prepare = canvas.within("dialog", "Prepare a workshop");
        let ask = "What do its leaders put first this year?";
        prepare.fill(&format!("Answer: {ask}"), GROW).await?;
        prepare.fill(&format!("Source: {ask}"), "Annual report, page 4").await?;
        desk.press("Tab").await?;
        desk.press("Enter").await?;
        let parts = prepare.within("group", "What to prepare");
        let department = parts.starting("button", "A department").await?;
        parts.click("button", &department[0].name).await?;
        prepare.fill("Which department?", "Logistics").await?;
        let ask = "What stands in its way?";
        prepare.fill(&format!("Answer: {ask}"), "Trucks wait at the gate").await?;
        desk.press("Tab").await?;
        desk.press("Enter").await?;
        parts.click("button", "Drafts (2)").await?;
        both_themes(&desk, "drafts and the way to ask others").await?;
        prepare.click("button", "Ask others by a link").await?;
        let room = canvas.within("dialog", "Question to the room");
        let link = room.find("textbox", "Link to write").await?.value.ok_or("a link")?;

        let phone = world.browser_with(Options::phone()).await?;
        phone.driver.goto(&link).await?;
        let pocket = phone.canvas();
        let draft = pocket.within("group", &format!("Is it right: {GROW}"));
        draft.click("button", "Not right").await?;
        pocket.fill("What is it really?", "Only the twelve shops in the north").await?;
        pocket.fill("Your name, if you like", "Ann").await?;
        pocket.says_saved("Kept on this device").await?;
        both_themes(&phone, "drafts on a phone").await?;
        pocket.click("button", "Hand in my answers").await?;
        let text = pocket.within("dialog", "Hand in").find("textbox", "Your cards as text").await?;
        let text = text.value.ok_or("what is handed in is a text")?;

        desk.fill_clipboard(&text).await?;
        canvas.click("textbox", "Paste what people handed in").await?;
        desk.press("Control+v").await?;
        canvas.says("1 person answered").await?;
        assert!(!canvas.words().await?.contains("twelve shops"), "it waits for all");
        both_themes(&desk, "what was said to drafts came in").await?;
        canvas.click("button", "Put what they said beside the drafts").await?;
        let drafts = canvas.within("dialog", "Is our draft right?");
        drafts.says("Only the twelve shops in the north").await?;
        drafts.says("1 not right").await?;
        desk.press("Escape").await?;

        canvas.click("button", "Outline").await?;
        let name = format!("Priority, a draft to put right: {GROW}");
        canvas.find("textbox", &name).await?;
        let outline = canvas.within("region", "Outline of the map");
        outline.choose("Department", "Logistics").await?;
        canvas.within("region", "One department").says("Logistics: 1 card").await?;
        both_themes(&desk, "one department in the outline").await?;
        canvas.click("button", "Canvas").await?;
        soon("the rest of the map fades", async || {
            Ok(desk.read(FADED, Vec::new()).await?.as_u64() == Some(1))
        })
        .await?;
        both_themes(&desk, "one department on the map").await?;
        canvas.click("button", "Show all departments again").await?;
        canvas.is_gone("region", "One department").await?;
        phone.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}

const FADED: &str = "return document.querySelector('alignment-canvas').shadowRoot.querySelectorAll('.card.is-faded').length";
