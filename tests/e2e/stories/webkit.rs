//! What holds in WebKit too, the engine of Safari: both parts of the program load, a map is made by keyboard and exported,
//! and a room joins it with Chromium.

use super::everyone::fine;
use super::keyboard::main_job_on_the_canvas;
use super::room::{both_write, join, open_room};
use crate::harness::{Browser, Options, Outcome, World, soon, story};

/// As far as one hears it who listens only once a page is up.
async fn nothing_is_wrong(browser: &Browser) -> Outcome {
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

#[test]
fn webkit_makes_a_map_by_keyboard_and_builds_it_on_with_chromium() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser_with(Options::webkit()).await?;
        let who = desk.read("return navigator.userAgent", vec![]).await?.to_string();
        assert!(who.contains("AppleWebKit/") && !who.contains("Chrome/"), "{who}");
        let canvas = desk.open_app().await?;
        desk.listen_from_now().await?;
        fine(&desk, "the start in WebKit").await?;
        main_job_on_the_canvas(&canvas).await?;
        fine(&desk, "a map in WebKit").await?;
        canvas.says_saved("Saved in this browser").await?;
        let text = canvas.text().await?;
        nothing_is_wrong(&desk).await?;
        desk.driver.refresh().await?;
        desk.listen_from_now().await?;
        canvas.card("Outcome: Fewer accidents this year").await?;
        assert_eq!(canvas.text().await?, text);
        nothing_is_wrong(&desk).await?;

        // A map in a room, through a relay.
        let (fay, link) = open_room(&desk, &page, "Together").await?;
        desk.listen_from_now().await?;
        fine(&desk, "inviting into a room in WebKit").await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        both_write(&fay, &bo, "WebKit").await?;
        soon("equal maps", async || Ok(fay.text().await? == bo.text().await?)).await?;
        nothing_is_wrong(&desk).await?;
        other.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}
