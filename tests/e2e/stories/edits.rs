//! Changing one's mind, moving about, and what goes with what.

use crate::harness::{Browser, Canvas, Outcome, Point, World, soon, story};

const MAP: &str = r#"{"format":"alignment-map","version":1,"id":"edits","title":"Edits","cards":[
{"id":"p1","kind":"priority","title":"Safe stores","position":{"x":20,"y":20}},
{"id":"o1","kind":"outcome","title":"Fewer accidents","position":{"x":20,"y":20}},
{"id":"f1","kind":"performance","title":"Lift with two","position":{"x":20,"y":20}},
{"id":"n1","kind":"initiative","title":"Short videos","position":{"x":20,"y":20}},
{"id":"n2","kind":"initiative","title":"Posters","position":{"x":20,"y":156}}],
"links":[{"id":"l1","kind":"advances","from":"o1","to":"p1"},{"id":"l2","kind":"moves","from":"f1","to":"o1"},
{"id":"l3","kind":"enables","from":"n1","to":"f1"}]}"#;

async fn count_links(canvas: &Canvas<'_>, wanted: &[&str]) -> Outcome {
    let mut last = Vec::new();
    let so = soon("links", async || {
        last = canvas.links().await?;
        Ok(last == wanted)
    })
    .await;
    so.map_err(|_| format!("expected the links {wanted:?}, there are {last:?}").into())
}

#[test]
fn what_is_done_can_be_undone_copied_moved_and_deleted() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        browser.drop_file(&browser.profile().file("edits.json", MAP.as_bytes())?).await?;
        canvas.card("Support: Posters").await?;
        let all = ["Fewer accidents", "Lift with two", "Posters", "Safe stores", "Short videos"];
        canvas.titles_become(&all).await?;
        let three = [
            "Fewer accidents advances Safe stores",
            "Lift with two moves Fewer accidents",
            "Short videos enables Lift with two",
        ];

        // Duplicate, undo, redo, undo: with buttons and keys.
        canvas.pick("Support: Posters").await?;
        browser.press("Control+d").await?;
        canvas.titles_become(&[all.as_slice(), &["Posters"]].concat()).await?;
        canvas.click("button", "Undo").await?;
        canvas.titles_become(&all).await?;
        canvas.click("button", "Redo").await?;
        canvas.titles_become(&[all.as_slice(), &["Posters"]].concat()).await?;
        browser.press("Control+z").await?;
        canvas.titles_become(&all).await?;

        // Behind an open dialog no key changes the map.
        canvas.pick("Support: Posters").await?;
        let before = canvas.text().await?;
        browser.press("?").await?;
        canvas.find("dialog", "Keys and gestures").await?;
        browser.press("Control+d").await?;
        browser.press("Control+Shift+z").await?;
        browser.press("Escape").await?;
        canvas.is_gone("dialog", "Keys and gestures").await?;
        assert_eq!(canvas.text().await?, before);

        // Deleted with its link; the notice's Undo brings both back.
        canvas.pick("On the job: Lift with two").await?;
        browser.press("Delete").await?;
        canvas.says("1 card deleted").await?;
        count_links(&canvas, &["Fewer accidents advances Safe stores"]).await?;
        canvas.within("status", "Messages").click("button", "Undo").await?;
        count_links(&canvas, &three).await?;

        // Dragged into another lane it becomes what that lane holds, and its links what fits.
        let from = canvas.card("Support: Posters").await?;
        let to = canvas.card("On the job: Lift with two").await?;
        browser.drag(from.middle(), to.middle().by(0.0, 1.6 * to.height)).await?;
        canvas.card("On the job: Posters").await?;
        browser.press("Control+z").await?;
        canvas.card("Support: Posters").await?;
        let from = canvas.card("Support: Short videos").await?;
        let over = canvas
            .within("region", "Canvas")
            .reach("textbox", "Write a card into What’s in the way")
            .await?;
        browser.drag(from.middle(), over.by(0.0, 2.5 * from.height)).await?;
        canvas.card("Barrier: Short videos").await?;
        count_links(&canvas, &[three[0], three[1], "Short videos blocks Lift with two"]).await?;
        canvas.click("button", "Undo").await?;
        count_links(&canvas, &three).await?;

        // Escape in the middle of a drag puts the card back.
        let before = canvas.text().await?;
        let from = canvas.card("Support: Posters").await?;
        browser.take_hold(from.middle(), from.middle().by(-300.0, 120.0)).await?;
        browser.press("Escape").await?;
        browser.let_go().await?;
        let back = canvas.card("Support: Posters").await?;
        assert_eq!((back.x, back.y), (from.x, from.y), "back where it was");
        assert_eq!(canvas.text().await?, before);

        // A rectangle around two cards, and both move by as much.
        let first = canvas.card("Support: Short videos").await?;
        let second = canvas.card("Support: Posters").await?;
        let corner = Point { x: first.x - 12.0, y: first.y - 6.0 };
        let far = Point { x: second.x + second.width + 12.0, y: second.y + second.height + 6.0 };
        browser.drag_with("Shift", corner, far).await?;
        soon("two cards to be selected", async || {
            let videos = canvas.card("Support: Short videos").await?.selected;
            let posters = canvas.card("Support: Posters").await?.selected;
            let other = canvas.card("On the job: Lift with two").await?.selected;
            Ok(videos && posters && !other)
        })
        .await?;
        // They become a group by one key, and what is typed next is its name.
        browser.press("g").await?;
        let panel = canvas.within("complementary", "2 cards");
        soon("the keyboard at the name", async || {
            Ok(panel.find("textbox", "Name of the group").await?.focused)
        })
        .await?;
        browser.types("Reminders").await?;
        browser.press("Tab").await?;
        canvas.find("button", "Group Reminders, 2 cards").await?;
        panel.click("button", "Take the group apart").await?;
        canvas.within("complementary", "2 cards").click("button", "Close details").await?;
        let first = canvas.card("Support: Short videos").await?;
        let second = canvas.card("Support: Posters").await?;
        browser.drag(second.middle(), second.middle().by(0.0, 130.0)).await?;
        soon("both to have moved", async || {
            let now = canvas.card("Support: Short videos").await?;
            let other = canvas.card("Support: Posters").await?;
            Ok(now.y - first.y > 60.0 && (now.y - first.y - (other.y - second.y)).abs() < 1.0)
        })
        .await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn cards_are_copied_from_one_map_to_another_with_the_links_among_them() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        browser.fill_clipboard("").await?;
        browser.drop_file(&browser.profile().file("edits.json", MAP.as_bytes())?).await?;
        canvas.pick("Support: Short videos").await?;
        let other =
            canvas.within("region", "Canvas").reach("group", "On the job: Lift with two").await?;
        browser.click_with("Shift", other).await?;
        soon("both selected", async || {
            Ok(canvas.card("On the job: Lift with two").await?.selected)
        })
        .await?;
        browser.press("Control+c").await?;
        canvas.says("2 cards copied").await?;
        canvas.click("button", "All maps").await?;
        canvas.click("button", "New map").await?;
        canvas.titles_become(&[]).await?;
        browser.press("Control+v").await?;
        canvas.titles_become(&["Lift with two", "Short videos"]).await?;
        count_links(&canvas, &["Short videos enables Lift with two"]).await?;
        // Lines of text from another program become cards.
        browser.press("Escape").await?;
        browser.fill_clipboard("One thing\nAnother thing\n").await?;
        browser.press("Control+v").await?;
        canvas
            .titles_become(&["Another thing", "Lift with two", "One thing", "Short videos"])
            .await?;
        // Cut takes them away here and puts them down there.
        canvas.pick("On the job: Lift with two").await?;
        browser.press("Control+x").await?;
        canvas.titles_become(&["Another thing", "One thing", "Short videos"]).await?;
        count_links(&canvas, &[]).await?;
        browser.press("Control+v").await?;
        canvas
            .titles_become(&["Another thing", "Lift with two", "One thing", "Short videos"])
            .await?;
        browser.quit().await?;
        Ok(())
    });
}

/// From now on everything that happens to an element of a card is written down.
async fn watch_cards(canvas: &Canvas<'_>) -> Outcome {
    let script = "const root = document.querySelector('alignment-canvas').shadowRoot;
        const card = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[role=group][data-id]');
        window.touched = [];
        const write = (records) => window.touched.push(...records
            .filter((it) => [it.target, ...it.addedNodes, ...it.removedNodes].some(card))
            .map((it) => `${it.type} ${it.attributeName ?? ''} of ${it.target.className}`));
        window.watching = new MutationObserver(write);
        window.watching.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });";
    canvas.browser.read(script, vec![]).await.map(drop)
}

async fn touched(browser: &Browser) -> Outcome<Vec<String>> {
    Ok(serde_json::from_value(browser.read("return window.touched", vec![]).await?)?)
}

#[test]
fn the_view_moves_as_the_hand_does_and_a_search_flies_to_a_card() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        browser.drop_file(&browser.profile().file("edits.json", MAP.as_bytes())?).await?;
        let before = canvas.card("On the job: Lift with two").await?;
        let number = async |key: &str| -> Outcome<f64> {
            Ok(canvas.camera().await?[key].as_f64().ok_or("no number")?)
        };

        watch_cards(&canvas).await?;
        // The wheel moves the map; with Ctrl the point under the pointer stays.
        browser.wheel(before.middle(), 0, 90, None).await?;
        soon("the card to move up", async || {
            Ok((canvas.card("On the job: Lift with two").await?.y - (before.y - 90.0)).abs() < 1.0)
        })
        .await?;
        browser.wheel(before.middle(), 0, -90, None).await?;
        soon("the card to be back", async || {
            Ok((canvas.card("On the job: Lift with two").await?.y - before.y).abs() < 1.0)
        })
        .await?;
        let zoom = number("zoom").await?;
        let corner = Point { x: before.x.round(), y: before.y.round() };
        browser.wheel(corner, 0, -240, Some("Control")).await?;
        soon("the map to be nearer", async || Ok(number("zoom").await? > zoom * 1.1)).await?;
        let after = canvas.card("On the job: Lift with two").await?;
        assert!((after.x - before.x).abs() < 1.5, "{} is not {}", after.x, before.x);
        assert!((after.y - before.y).abs() < 1.5, "{} is not {}", after.y, before.y);

        // Empty space is dragged, and the map goes with the hand.
        let from = Point { x: after.x + after.width / 2.0, y: after.y + after.height + 160.0 };
        browser.drag(from, from.by(-120.0, -40.0)).await?;
        soon("the map to follow", async || {
            let now = canvas.card("On the job: Lift with two").await?;
            Ok((after.x - 120.0 - now.x).abs() < 2.0 && (after.y - 40.0 - now.y).abs() < 2.0)
        })
        .await?;

        // With Space held a hand on a card moves the map, too, and no card.
        let (held, unmoved) =
            (canvas.card("On the job: Lift with two").await?, canvas.text().await?);
        browser.drag_with(" ", held.middle(), held.middle().by(90.0, 30.0)).await?;
        soon("the map to follow", async || {
            let now = canvas.card("On the job: Lift with two").await?;
            Ok((held.x + 90.0 - now.x).abs() < 2.0 && (held.y + 30.0 - now.y).abs() < 2.0)
        })
        .await?;
        assert_eq!(canvas.text().await?, unmoved);
        assert_eq!(touched(&browser).await?, Vec::<String>::new(), "cards were drawn anew");

        // Cards that are far away are no elements. The search brings one back.
        browser.wheel(from, 6000, 4000, None).await?;
        let stage = canvas.within("region", "Canvas");
        let card = async || stage.starting("group", "On the job: Lift").await;
        soon("the cards to be gone", async || Ok(card().await?.is_empty())).await?;
        assert!(!touched(&browser).await?.is_empty(), "whoever watches sees nothing");
        browser.press("Control+f").await?;
        soon("the search", async || {
            Ok(canvas.find("combobox", "Words on the card").await?.focused)
        })
        .await?;
        browser.types("poster").await?;
        browser.press("Enter").await?;
        soon("the card in sight, selected", async || {
            let found = canvas.card("Support: Posters").await?;
            let inside = found.x > 0.0 && found.y > 0.0 && found.x + found.width < 1440.0;
            Ok(found.selected && inside && found.spot.is_some())
        })
        .await?;
        canvas.click("button", "Show the whole map").await?;
        soon("everything in sight", async || {
            Ok(canvas.card("Priority: Safe stores").await?.spot.is_some())
        })
        .await?;
        // And one key brings what is selected as near as it can be read from the back of the room.
        let whole = number("zoom").await?;
        canvas.pick("Support: Posters").await?;
        browser.press("2").await?;
        soon("the selected card to be near", async || {
            let card = canvas.card("Support: Posters").await?;
            let middle = card.middle();
            let centred = (middle.x - 720.0).abs() < 40.0 && (middle.y - 450.0).abs() < 120.0;
            Ok(number("zoom").await? > whole * 1.5 && centred)
        })
        .await?;
        browser.quit().await?;
        Ok(())
    });
}
