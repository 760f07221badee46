//! The main job without a pointer: on the canvas, and in the outline.

use crate::harness::{Canvas, Outcome, Point, World, soon, story};

/// Presses Tab until something of this name has the keyboard, as somebody does who cannot use a pointer.
async fn tab_to(canvas: &Canvas<'_>, role: &str, name: &str) -> Outcome {
    for _ in 0..80 {
        if canvas.list(role, name).await?.iter().any(|found| found.focused) {
            return Ok(());
        }
        canvas.browser.press("Tab").await?;
    }
    Err(format!("Tab never comes to the {role} “{name}”").into())
}

/// Presses Tab until some card has the keyboard: only one of them is reached by Tab, the others by arrows.
async fn tab_to_a_card(canvas: &Canvas<'_>) -> Outcome {
    for _ in 0..80 {
        let cards = ["Priority: ", "Outcome: "];
        for kind in cards {
            if canvas.starting("group", kind).await?.iter().any(|card| card.focused) {
                return Ok(());
            }
        }
        canvas.browser.press("Tab").await?;
    }
    Err("Tab never comes to a card".into())
}

async fn has_keyboard(canvas: &Canvas<'_>, role: &str, name: &str) -> Outcome {
    soon(&format!("the keyboard at the {role} “{name}”"), async || {
        Ok(canvas.list(role, name).await?.iter().any(|found| found.focused))
    })
    .await
}

/// Walks with the arrow keys from wherever the keyboard is to a card.
async fn step_to(canvas: &Canvas<'_>, card: &str) -> Outcome {
    for arrow in ["Left", "Up", "Right", "Down", "Right", "Left"].repeat(3) {
        if canvas.card(card).await?.selected {
            return has_keyboard(canvas, "group", card).await;
        }
        canvas.browser.press(arrow).await?;
    }
    Err(format!("the arrows never come to “{card}”").into())
}

#[test]
fn a_box_outside_the_window_that_gets_the_keyboard_moves_the_map_and_the_pointer_hits_where_it_points()
 {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.find("region", "Canvas").await?;
        for _ in 0..4 {
            canvas.click("button", "Zoom in").await?;
        }
        let zoom = canvas.reach("button", "Zoom in").await?;
        tab_to(&canvas, "textbox", "Write a card into Commitments and proof").await?;
        in_the_window(&canvas).await?;
        assert_eq!(canvas.reach("button", "Zoom in").await?, zoom);
        browser.types("Pilot in May").await?;
        browser.press("Enter").await?;
        canvas.card("Commitment: Pilot in May").await?;

        // Whoever points at what is left of a box sees it where it is, until they write.
        let name = "Write a card into Our support";
        let found = canvas.find("textbox", name).await?;
        let out = (found.x + found.width - 40.0) as i32;
        browser.wheel(found.middle(), out, 0, None).await?;
        soon("a box of which little is seen", async || {
            let found = canvas.find("textbox", name).await?;
            Ok((1.0..60.0).contains(&(found.x + found.width)))
        })
        .await?;
        let camera = canvas.camera().await?;
        let sliver = Point { x: 12.0, y: canvas.find("textbox", name).await?.middle().y };
        browser.click_at(sliver).await?;
        soon("the keyboard in it", async || Ok(canvas.find("textbox", name).await?.focused))
            .await?;
        assert_eq!(canvas.camera().await?, camera);
        browser.types("Seen").await?;
        in_the_window(&canvas).await?;
        browser.press("Enter").await?;
        canvas.card("Support: Seen").await?;
        // The bar of the zoom lies on the screen and not on the map: coming to it moves nothing.
        let camera = canvas.camera().await?;
        canvas.click("button", "Zoom out").await?;
        soon("a wider view", async || Ok(canvas.camera().await? != camera)).await?;
        let camera = canvas.camera().await?;
        tab_to(&canvas, "button", "Zoom in").await?;
        assert_eq!(canvas.camera().await?, camera);
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        drop(browser.quit().await?);
        Ok(())
    });
}

/// What has the keyboard is seen whole, and the stage is not scrolled.
async fn in_the_window(canvas: &Canvas<'_>) -> Outcome {
    let stage =
        "const s = document.querySelector('alignment-canvas').shadowRoot.querySelector('.stage');
        const box = s.getRootNode().activeElement.getBoundingClientRect();
        return s.scrollLeft === 0 && s.scrollTop === 0 && box.left >= 0 && box.right <= innerWidth";
    soon("the box in the window", async || Ok(canvas.browser.read(stage, vec![]).await? == true))
        .await
}

/// A link as `from kind to`, in the words of titles.
async fn links(canvas: &Canvas<'_>) -> Outcome<Vec<String>> {
    canvas.links().await
}

/// Writes two cards, links, changes, copies, deletes and exports them, from the start screen on.
pub(super) async fn main_job_on_the_canvas(canvas: &Canvas<'_>) -> Outcome {
    let browser = canvas.browser;
    tab_to(canvas, "button", "New map").await?;
    browser.press("Enter").await?;
    canvas.find("region", "Canvas").await?;
    tab_to(canvas, "textbox", "Write a card into Priorities").await?;
    browser.types("Safe stores").await?;
    browser.press("Enter").await?;
    tab_to(canvas, "textbox", "Write a card into Business outcomes").await?;
    browser.types("Fewer accidents").await?;
    browser.press("Enter").await?;
    canvas.titles_become(&["Fewer accidents", "Safe stores"]).await?;
    tab_to_a_card(canvas).await?;
    step_to(canvas, "Outcome: Fewer accidents").await?;

    // Connect, with the list that the key opens.
    browser.press("l").await?;
    has_keyboard(canvas, "combobox", "Write what comes next, or find a card").await?;
    browser.types("safe").await?;
    browser.press("Down").await?;
    browser.press("Enter").await?;
    soon("the link", async || Ok(links(canvas).await? == ["Fewer accidents advances Safe stores"]))
        .await?;

    // A new card beside the selected one, written, edited, moved, copied, deleted, brought back.
    step_to(canvas, "Outcome: Fewer accidents").await?;
    browser.press("Enter").await?;
    has_keyboard(canvas, "textbox", "Title").await?;
    browser.press("End").await?;
    browser.types(" this year").await?;
    browser.press("Enter").await?;
    has_keyboard(canvas, "group", "Outcome: Fewer accidents this year").await?;
    browser.press("n").await?;
    has_keyboard(canvas, "textbox", "Title").await?;
    browser.types("Fewer claims").await?;
    browser.press("Enter").await?;
    has_keyboard(canvas, "group", "Outcome: Fewer claims").await?;
    browser.press("Up").await?;
    has_keyboard(canvas, "group", "Outcome: Fewer accidents this year").await?;
    browser.press("Down").await?;
    has_keyboard(canvas, "group", "Outcome: Fewer claims").await?;
    browser.press("Alt+Right").await?;
    canvas.card("On the job: Fewer claims").await?;
    browser.press("Control+z").await?;
    canvas.card("Outcome: Fewer claims").await?;
    browser.press("Delete").await?;
    canvas.titles_become(&["Fewer accidents this year", "Safe stores"]).await?;
    browser.press("Control+z").await?;
    canvas.titles_become(&["Fewer accidents this year", "Fewer claims", "Safe stores"]).await?;
    browser.press("Control+Shift+z").await?;
    canvas.titles_become(&["Fewer accidents this year", "Safe stores"]).await?;
    browser.press("Control+s").await?;
    let (_, text) = browser.downloaded().await?;
    assert_eq!(text, canvas.text().await?);
    Ok(())
}

#[test]
fn the_keyboard_alone_does_the_main_job_on_the_canvas() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        main_job_on_the_canvas(&canvas).await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn the_keyboard_alone_does_the_main_job_in_the_outline() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let page = browser.open_app().await?;
        tab_to(&page, "button", "New map").await?;
        browser.press("Enter").await?;
        page.find("region", "Canvas").await?;
        tab_to(&page, "button", "Outline").await?;
        browser.press("Enter").await?;
        let outline = page.within("region", "Outline of the map");
        tab_to(&outline, "textbox", "Write a card into Priorities").await?;
        for title in ["Safe stores", "Calm holidays"] {
            browser.types(title).await?;
            browser.press("Enter").await?;
            outline.find("textbox", &format!("Priority: {title}")).await?;
        }
        tab_to(&outline, "textbox", "Write a card into Business outcomes").await?;
        browser.types("Fewer accidents").await?;
        browser.press("Enter").await?;
        outline.find("textbox", "Outcome: Fewer accidents").await?;
        browser.press("Up").await?;
        has_keyboard(&outline, "textbox", "Outcome: Fewer accidents").await?;
        browser.press("End").await?;
        browser.types(" this year").await?;
        outline.find("textbox", "Outcome: Fewer accidents this year").await?;

        // From its row: connect, then read the link there, at both ends.
        tab_to(&outline, "button", "Connect Fewer accidents this year").await?;
        browser.press("Enter").await?;
        has_keyboard(&page, "combobox", "Write what comes next, or find a card").await?;
        browser.types("calm").await?;
        browser.press("Down").await?;
        browser.press("Enter").await?;
        soon("the link", async || {
            Ok(links(&page).await? == ["Fewer accidents this year advances Calm holidays"])
        })
        .await?;
        outline.find("button", "Remove the link: shows progress on Calm holidays").await?;
        outline
            .find("button", "Remove the link: shows its progress in Fewer accidents this year")
            .await?;

        // Details, another kind, and away with a card; undo brings it back with its link.
        tab_to(&outline, "button", "Details of Fewer accidents this year").await?;
        browser.press("Enter").await?;
        let panel = page.within("complementary", "Card");
        tab_to(&panel, "combobox", "Which way").await?;
        browser.types("Dec").await?;
        soon("the direction", async || {
            let map = page.map().await?;
            let cards = map["cards"].as_array().cloned().unwrap_or_default();
            Ok(cards.iter().any(|card| card["direction"] == "decrease"))
        })
        .await?;
        tab_to(&outline, "button", "Delete Calm holidays").await?;
        browser.press("Enter").await?;
        page.titles_become(&["Fewer accidents this year", "Safe stores"]).await?;
        assert_eq!(links(&page).await?, Vec::<String>::new());
        browser.press("Control+z").await?;
        page.titles_become(&["Calm holidays", "Fewer accidents this year", "Safe stores"]).await?;
        assert_eq!(links(&page).await?, ["Fewer accidents this year advances Calm holidays"]);
        browser.quit().await?;
        Ok(())
    });
}
