//! A map in the formats of other programs: out, and in again.

use serde_json::json;

use super::everyone::both_themes;
use crate::harness::{World, soon, story};

#[test]
fn a_picture_of_the_map_is_opened_again_and_pages_are_printed() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.find("button", "Show the whole map").await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Export as…").await?;
        let dialog = canvas.within("dialog", "Export as…");
        both_themes(&browser, "the formats").await?;
        let mut pictures = Vec::new();
        for (name, end) in [
            ("Picture (PNG)", "png"),
            ("Picture that stays sharp (SVG)", "svg"),
            ("JSON Canvas", "canvas"),
        ] {
            dialog.click("button", &format!("Save: {name}")).await?;
            pictures.push(std::fs::read(browser.downloaded_as(&[end]).await?)?);
        }
        dialog.says("It is with your downloads").await?;
        let sent = canvas.text().await?;

        // On paper there are the pages and nothing else.
        dialog.click("button", "Show the pages").await?;
        let pages = canvas.within("dialog", "On paper or as PDF");
        pages.find("img", "Part of the map").await?;
        both_themes(&browser, "the pages of a map").await?;
        let shown = "const root = document.querySelector('alignment-canvas').shadowRoot;
            return ['.bar', '.work', '.sheet__tools', '.pages__picture'].filter((name) => root.querySelector(name).checkVisibility())";
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
        assert_eq!(browser.read(shown, vec![]).await?, json!([".pages__picture"]));
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "screen" })).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;

        for (picture, name) in pictures.iter().zip(["map.png", "map.svg", "map.canvas"]) {
            let browser = world.browser().await?;
            let canvas = browser.open_app().await?;
            browser.drop_file(&browser.profile().file(name, picture)?).await?;
            canvas.card("Outcome: Increase conversion").await?;
            assert_eq!(canvas.text().await?, sent, "{name}");
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}

#[test]
fn cells_of_a_spreadsheet_are_pasted_looked_at_and_added() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("Grow").await?;
        browser.press("Enter").await?;
        browser.press("Escape").await?;
        canvas.pick("Priority: Grow").await?;
        browser
            .fill_clipboard(
                "Priorities\tGrow\tsince May\nBusiness outcomes\tFewer returns\tby half\n",
            )
            .await?;
        browser.press("Control+v").await?;
        let dialog = canvas.within("dialog", "Cards from a table");
        dialog.says("2 rows").await?;
        both_themes(&browser, "a table comes in").await?;
        dialog.choose("Column 3", "Notes").await?;
        dialog.within("region", "What comes of the first rows").says("by half").await?;
        dialog.click("button", "Add to this map").await?;
        let merge = canvas.within("dialog", "Merge into this map");
        merge.says("Fewer returns").await?;
        merge.click("button", "Merge").await?;
        canvas.titles_become(&["Fewer returns", "Grow"]).await?;
        canvas.click("button", "Undo").await?;
        canvas.titles_become(&["Grow"]).await?;

        // A chat comes in as one; also where there is little room its preview is read without pushing it aside.
        let chat = "[09:14] Ann: Grow in the north\n[09:15] Ben: Fewer returns\n";
        browser.fill_clipboard(chat).await?;
        browser.press("Control+v").await?;
        let shown = canvas.within("dialog", "Cards from a chat");
        shown.says("2 messages").await?;
        let width = "document.querySelector('alignment-canvas').style.width = arguments[0]";
        browser.read(width, vec![json!("360px")]).await?;
        let preview = shown.within("region", "What comes of the first messages");
        preview.says("Grow in the north").await?;
        let fits = "const it = document.querySelector('alignment-canvas').shadowRoot.querySelector('.columns__shown');
            return it.clientWidth < 360 && it.scrollWidth <= it.clientWidth";
        soon("the preview to fit", async || Ok(browser.read(fits, vec![]).await? == true)).await?;
        both_themes(&browser, "a chat comes in, narrow").await?;
        browser.read(width, vec![json!("")]).await?;
        shown.click("button", "Cancel").await?;

        // What another program wrote, dropped onto the map: added through the same list.
        let plan = b"# Plan\n\n## Priorities\n\n- Grow\n  > only there\n- Save\n";
        browser.drop_file(&browser.profile().file("plan.md", plan)?).await?;
        let asked = canvas.within("dialog", "Add it, or open it?");
        asked.says("2 cards").await?;
        both_themes(&browser, "a file comes in").await?;
        asked.click("button", "Add to this map").await?;
        merge.says("It is another map than this one").await?;
        both_themes(&browser, "what a file brings").await?;
        merge.click("button", "Merge").await?;
        canvas.titles_become(&["Grow", "Save"]).await?;
        canvas.click("button", "Undo").await?;
        canvas.titles_become(&["Grow"]).await?;

        // From the start screen a file becomes a map of its own; thought better of, nothing has happened.
        canvas.click("button", "All maps").await?;
        canvas.find("main", "Start").await?;
        let file =
            browser.profile().file("plan.csv", b"Task,List\nSell,Priorities\n=1+1,Somewhere\n")?;
        browser.drop_file(&file).await?;
        dialog.find("button", "Open as a new map").await?;
        browser.press("Escape").await?;
        canvas.find("main", "Start").await?;
        browser.drop_file(&file).await?;
        dialog.click("button", "Open as a new map").await?;
        canvas.titles_become(&["=1+1", "Sell"]).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
