//! Two people at one card at the same time: neither loses the place, the keyboard or what is half written.

use super::room::{join, open_room, says_room, write};
use crate::harness::{World, soon, story};

const PAUSE_MS: u64 = 30;

#[test]
fn two_people_write_in_one_title_letter_by_letter() {
    story(async |world: World| {
        let relay = world.relay()?;
        let desk = world.browser().await?;
        let (fay, link) =
            open_room(&desk, &world.site.app_with_relay(relay.port), "One card").await?;
        desk.press("Escape").await?;
        write(&fay, "Priorities", "Fewer returns").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        says_room(&bo, "1 other here").await?;

        // One writes before, the other behind, at once: each goes on where the own letters are.
        for canvas in [&fay, &bo] {
            canvas.pick("Priority: Safe stores").await?;
            canvas.browser.press("Enter").await?;
            canvas.find("textbox", "Title").await?;
        }
        desk.press("Control+Home").await?;
        other.press("End").await?;
        let (one, two) = tokio::join!(
            desk.types_slowly("We all run ", PAUSE_MS),
            other.types_slowly(" in all of our towns", PAUSE_MS)
        );
        one.and(two)?;
        let title = "We all run Safe stores in all of our towns";
        let card = format!("Priority: {title}");
        fay.card(&card).await?;
        bo.card(&card).await?;

        // Fay moves the card under Bo's hands to behind the other one. Bo just goes on writing.
        desk.press("Escape").await?;
        let from = fay.within("region", "Canvas").reach("group", &card).await?;
        let below = fay.card("Priority: Fewer returns").await?.middle().by(0.0, 150.0);
        desk.drag(from, below).await?;
        let places = "return [...document.querySelector('alignment-canvas').shadowRoot.querySelectorAll('[role=group][data-id]')]
            .map((card) => card.getBoundingClientRect().top)";
        soon("the card to have moved on Bo's screen", async || {
            let tops: Vec<f64> = serde_json::from_value(other.read(places, vec![]).await?)?;
            Ok(tops.len() == 2 && tops[0] > tops[1])
        })
        .await?;
        other.types_slowly(", always", PAUSE_MS).await?;
        fay.card(&format!("{card}, always")).await?;
        other.press("Escape").await?;

        // Bo has not left a detail yet when Fay changes the title: what is in it stays, and is kept in the end.
        bo.click("button", "Details").await?;
        let panel = bo.within("complementary", "Card");
        panel.click("summary", "More about it").await?;
        panel.click("textbox", "Where we heard it").await?;
        other.types("Half a sen").await?;
        fay.pick(&format!("{card}, always")).await?;
        desk.press("Enter").await?;
        fay.find("textbox", "Title").await?;
        desk.press("Control+Home").await?;
        desk.types("Now: ").await?;
        bo.card(&format!("Priority: Now: {title}, always")).await?;
        other.types("tence").await?;
        other.press("Tab").await?;
        soon("what Bo heard on the map", async || {
            Ok(fay.text().await?.contains("\"Half a sentence\""))
        })
        .await?;
        for browser in [desk, other] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}
