//! A map that travels inside a link: shared, followed, looked at, kept, and come to harm on its way.

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Options, Outcome, World, soon, story};

/// Shares what is open and gives the link.
async fn share(canvas: &Canvas<'_>) -> Outcome<String> {
    canvas.click("button", "Share as a link").await?;
    let dialog = canvas.within("dialog", "Share as a link");
    let link = dialog.find("textbox", "Link to this map").await?;
    soon("the keyboard at the copying", async || {
        Ok(dialog.find("button", "Copy the link").await?.focused)
    })
    .await?;
    link.value.ok_or_else(|| "the link is a text".into())
}

async fn address(browser: &Browser) -> Outcome<String> {
    let href = browser.read("return location.href", vec![]).await?;
    Ok(href.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_map_goes_in_a_link_to_another_browser_and_is_kept_there_only_when_somebody_says_so() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.card("Outcome: Increase conversion").await?;
        let link = share(&canvas).await?;
        println!("a link to the sixty stores has {} letters", link.len());
        for fits in ["an e-mail", "a QR code", "a chat message"] {
            canvas.says(&format!("Fits into {fits}")).await?;
        }
        let sent = canvas.text().await?;
        browser.quit().await?;

        // Followed in a browser that knows nothing: a look, which nobody can change by mistake.
        let browser = world.browser().await?;
        browser.driver.goto(&link).await?;
        let canvas = browser.canvas();
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.text().await?, sent);
        canvas.says_saved("Only in its link").await?;
        assert!(!canvas.has("textbox", "Write a card into Priorities").await?);
        canvas.pick("Outcome: Increase conversion").await?;
        browser.press("Delete").await?;
        // A reload shows it again: it is still in the address.
        browser.driver.refresh().await?;
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.text().await?, sent, "a look changes nothing");

        // Made one's own it can be changed, is kept, and leaves the address.
        canvas.click("button", "Make it mine").await?;
        canvas.is_gone("region", "Shared map").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("Mine").await?;
        browser.press("Enter").await?;
        canvas.card("Priority: Mine").await?;
        canvas.says_saved("Saved in this browser").await?;
        soon("the link to leave the address", async || Ok(!address(&browser).await?.contains('#')))
            .await?;
        browser.driver.refresh().await?;
        canvas.card("Priority: Mine").await?;

        // Followed once more it does not touch what was made of it.
        browser.driver.goto(&link).await?;
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.text().await?, sent);
        canvas.click("button", "All maps").await?;
        canvas.find("heading", "Kept in this browser").await?;
        assert_eq!(canvas.starting("button", "Sixty stores, failed forward").await?.len(), 1);
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_link_that_came_to_harm_says_what_happened_and_a_pasted_one_opens() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "First conversation").await?;
        canvas.find("button", "Show the whole map").await?;
        let link = share(&canvas).await?;
        browser.press("Escape").await?;
        canvas.is_gone("dialog", "Share as a link").await?;
        let open = canvas.text().await?;
        let (_, fragment) = link.split_once('#').expect("a fragment");
        let last = fragment.len() - 40;
        let changed = format!("{}AAAA{}", &fragment[..last], &fragment[last + 4..]);
        let newer = fragment.replacen("map.1.", "map.2.", 1);
        for (harmed, words) in [
            (&fragment[..last], "This link was cut short on its way"),
            (&changed, "This link was changed on its way"),
            (&newer, "made by a newer version"),
        ] {
            browser.read("location.hash = arguments[0]", vec![harmed.into()]).await?;
            canvas.says(words).await?;
            assert_eq!(canvas.text().await?, open, "the open map stays");
        }

        // A sign-in page has eaten the fragment: the whole message can be pasted, wherever one is.
        canvas.click("button", "All maps").await?;
        canvas.find("main", "Start").await?;
        browser.fill_clipboard(&format!("Hello,\nsee <{link}>\nRegards")).await?;
        browser.press("Control+v").await?;
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.text().await?, open);
        // It stands in the address now, so a reload shows it again.
        browser.driver.refresh().await?;
        canvas.find("region", "Shared map").await?;

        // A link that comes over one's own map puts it aside: one step back, and it is there again.
        canvas.click("button", "All maps").await?;
        canvas.click("button", "New map").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("My own").await?;
        browser.press("Enter").await?;
        canvas.card("Priority: My own").await?;
        canvas.says_saved("Saved in this browser").await?;
        browser.read("location.hash = arguments[0]", vec![fragment.into()]).await?;
        canvas.find("region", "Shared map").await?;
        canvas.says("The one before is put aside").await?;
        browser.driver.back().await?;
        canvas.card("Priority: My own").await?;
        browser.driver.refresh().await?;
        canvas.card("Priority: My own").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_link_whose_end_was_dropped_on_the_way_asks_for_the_whole_of_it() {
    story(async |world: World| {
        let desk = world.browser().await?;
        let canvas = desk.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.card("Outcome: Increase conversion").await?;
        let link = share(&canvas).await?;
        let sent = canvas.text().await?;
        desk.quit().await?;

        // On a phone nothing can be pasted by a key.
        let phone = world.browser_with(Options::phone()).await?;
        let (page, _) = link.split_once('#').ok_or("a fragment")?;
        phone.driver.goto(page).await?;
        let canvas = phone.canvas();
        let dialog = canvas.within("dialog", "Open a link");
        dialog.find("textbox", "Link").await?;
        canvas.says("has lost its end on the way").await?;
        both_themes(&phone, "a link that has lost its end").await?;
        dialog.fill("Link", page).await?;
        dialog.click("button", "Open").await?;
        canvas.says("No link to a map, a room or a question is in that").await?;
        phone.fill_clipboard(&format!("Hello,\nsee <{link}>\nRegards")).await?;
        dialog.click("textbox", "Link").await?;
        phone.press("Control+a").await?;
        phone.press("Control+v").await?;
        dialog.click("button", "Open").await?;
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.text().await?, sent);
        // It asks once: what is on the page then is nobody's lost link.
        canvas.click("button", "Make it mine").await?;
        canvas.is_gone("region", "Shared map").await?;
        soon("the mark to leave the address", async || Ok(!address(&phone).await?.contains('?')))
            .await?;
        assert_eq!(phone.complaints().await?, Vec::<String>::new());
        phone.quit().await?;
        Ok(())
    });
}

#[test]
fn a_link_behind_a_password_asks_for_it_says_when_it_is_wrong_and_opens() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "First conversation").await?;
        canvas.find("button", "Show the whole map").await?;
        share(&canvas).await?;
        let dialog = canvas.within("dialog", "Share as a link");
        dialog.click("summary", "Protect it with a password").await?;
        dialog.click("textbox", "Password, 8 letters or more").await?;
        browser.types("short").await?;
        browser.press("Enter").await?;
        dialog.says("Too short").await?;
        browser.types("-quince").await?;
        both_themes(&browser, "a link gets a password").await?;
        browser.press("Enter").await?;
        dialog.says("only the password opens it").await?;
        let link = dialog.find("textbox", "Link to this map").await?.value.unwrap_or_default();
        assert!(link.contains("/?link#locked.1."), "{link}");
        let sent = canvas.map().await?;
        browser.quit().await?;

        let browser = world.browser().await?;
        browser.driver.goto(&link).await?;
        let canvas = browser.canvas();
        let dialog = canvas.within("dialog", "This link asks for a password");
        dialog.click("textbox", "Password of the link").await?;
        browser.types("quince-short").await?;
        browser.press("Enter").await?;
        dialog.says("This is not its password").await?;
        both_themes(&browser, "a link asks for its password").await?;
        browser.press("Control+a").await?;
        browser.types("short-quince").await?;
        browser.press("Enter").await?;
        canvas.find("region", "Shared map").await?;
        assert_eq!(canvas.map().await?, sent);
        // It is as safe as it was: after a reload it asks again, and whoever has no password is not kept here.
        browser.driver.refresh().await?;
        canvas.find("dialog", "This link asks for a password").await?;
        browser.press("Escape").await?;
        canvas.find("main", "Start").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
