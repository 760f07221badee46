//! What people in one room see of each other, in real browsers: a card on its way, somebody who looks on unseen, a device with
//! several people at it, somebody who is followed, and one who has left.

use serde::Deserialize;

use super::everyone::both_themes;
use super::room::{join, link_for, open_chip, open_room, says_room};
use crate::harness::{Canvas, Outcome, Point, World, soon, story, wait_for};

/// What is drawn on the map for somebody else: for eyes alone, so it is found by what can be read in it.
#[derive(Clone, Debug, Deserialize)]
struct Mark {
    text: String,
    x: f64,
    y: f64,
}

async fn marks(canvas: &Canvas<'_>) -> Outcome<Vec<Mark>> {
    let script = "const root = document.querySelector('alignment-canvas').shadowRoot;
        return [...root.querySelectorAll('[aria-hidden] .other')].map((mark) => {
          const { x, y } = mark.getBoundingClientRect();
          return { text: mark.innerText.replace(/\\s+/g, ' ').trim(), x, y };
        })";
    Ok(serde_json::from_value(canvas.browser.read(script, vec![]).await?)?)
}

async fn marked(canvas: &Canvas<'_>, text: &str) -> Outcome<Mark> {
    wait_for(&format!("“{text}” drawn on the map"), async || {
        Ok(marks(canvas).await?.into_iter().find(|mark| mark.text == text))
    })
    .await
}

async fn unmarked(canvas: &Canvas<'_>, text: &str) -> Outcome {
    soon(&format!("“{text}” to go from the map"), async || {
        Ok(marks(canvas).await?.iter().all(|mark| mark.text != text))
    })
    .await
}

/// Where the map says that its only card lies.
async fn lies(canvas: &Canvas<'_>) -> Outcome<(f64, f64)> {
    let map = canvas.map().await?;
    let place = |key: &str| map["cards"][0]["position"][key].as_f64().ok_or("a card has a place");
    Ok((place("x")?, place("y")?))
}

#[test]
fn people_see_where_the_others_are_and_are_seen_only_as_far_as_they_want() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, link) = open_room(&desk, &page, "Together").await?;
        let looking = link_for(&fay, "only look").await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        let card = "Priority: Safe stores";
        let before = bo.card(card).await?;
        let place = lies(&bo).await?;

        // A card on its way shows with the name of whoever has it, and changes nothing until it is let go.
        let from = fay.card(card).await?.middle();
        desk.take_hold(from, from.by(10.0, 160.0)).await?;
        let ghost = wait_for("the card on its way", async || {
            let ghost = marks(&bo).await?.into_iter().find(|mark| mark.text == "Safe stores Fay");
            // It comes to rest where Fay holds it, and not a little before.
            Ok(ghost.filter(|ghost| (ghost.y - before.y - 160.0).abs() < 3.0))
        })
        .await?;
        assert!((ghost.x - before.x - 10.0).abs() < 3.0, "{ghost:?} from {before:?}");
        let still = bo.card(card).await?;
        assert_eq!((still.x, still.y), (before.x, before.y));
        assert_eq!(lies(&bo).await?, place);
        desk.let_go().await?;
        soon("the card where it was let go", async || Ok(lies(&bo).await? != place)).await?;
        unmarked(&bo, "Safe stores Fay").await?;
        assert_eq!(lies(&bo).await?, lies(&fay).await?);

        // Several people at one device count as so many; who looks on unseen is counted, and neither named nor drawn.
        let third = world.browser().await?;
        let vi = join(&third, &looking, "Vi").await?;
        vi.card(card).await?;
        let empty = Point { x: 900.0, y: 600.0 };
        third.hover(empty).await?;
        marked(&fay, "Vi").await?;
        open_chip(&vi, "2 others here").await?;
        vi.click("spinbutton", "People at this device").await?;
        third.press("Control+a").await?;
        third.types("3").await?;
        third.press("Tab").await?;
        says_room(&fay, "4 others here").await?;
        open_chip(&fay, "4 others here").await?;
        fay.says("only looks · up to date · 3 people at this device").await?;
        vi.click("checkbox", "Look on without being shown").await?;
        fay.says("3 more people look on.").await?;
        let list = fay.within("dialog", "Work together live");
        assert!(!list.words().await?.contains("Vi"), "{}", list.words().await?);
        list.says("4 other").await?;
        both_themes(&desk, "who is here, and who looks on").await?;

        // Who is followed takes the screen along and never the keyboard.
        fay.click("button", "Follow Bo").await?;
        unmarked(&fay, "Vi").await?;
        fay.click("textbox", "Write a card into Our support").await?;
        desk.types("Half a ").await?;
        let seen = fay.camera().await?;
        bo.click("button", "Zoom in").await?;
        soon("Fay's screen to follow", async || Ok(fay.camera().await? != seen)).await?;
        desk.types("thought").await?;
        let begun = fay.find("textbox", "Write a card into Our support").await?;
        assert_eq!((begun.value.as_deref(), begun.focused), (Some("Half a thought"), true));

        // Where somebody points goes with them.
        other.hover(empty).await?;
        marked(&fay, "Bo").await?;
        open_chip(&bo, "4 others here").await?;
        bo.click("button", "Leave the room").await?;
        unmarked(&fay, "Bo").await?;
        says_room(&fay, "3 others here").await?;
        open_chip(&fay, "3 others here").await?;
        list.says("has left").await?;
        for browser in [third, other, desk] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            drop(browser.quit().await?);
        }
        Ok(())
    });
}
