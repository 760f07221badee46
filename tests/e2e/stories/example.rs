//! The main job on the example of the sixty stores: built from nothing, exported, opened elsewhere.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::harness::{Browser, Canvas, Outcome, World, soon, story};

const EXAMPLE: &str = include_str!("../../../examples/sixty-stores.json");
const BY_LEARNING: [&str; 3] = [
    "Without their leaders, no effort lands",
    "One person, sixty stores, little change",
    "Training and marketing director",
];
const TITLE: &str = "Sixty stores, failed forward";

#[test]
fn builds_the_sixty_stores_from_nothing_exports_them_and_opens_an_equal_map_elsewhere() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", TITLE).await?;
        write_cards(&browser, &canvas).await?;
        become_what_they_are(&browser, &canvas).await?;
        tell_the_story(&browser, &canvas).await?;
        say_more(&browser, &canvas).await?;
        is_the_example(&canvas.map().await?)?;
        canvas.says_saved("Saved in this browser").await?;

        canvas.click("button", "Export as JSON").await?;
        canvas.says("The map was exported as a file").await?;
        let (file, first) = browser.downloaded().await?;
        assert_eq!(first, canvas.text().await?, "the file is the map");
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        let kept_file = std::fs::read(&file)?;
        browser.quit().await?;

        let elsewhere = world.browser().await?;
        let sent = elsewhere.profile().file("from a colleague.json", &kept_file)?;
        let canvas = elsewhere.open_app().await?;
        elsewhere.drop_file(&sent).await?;
        canvas.find("textbox", "Title of the map").await?;
        canvas.card("Priority: Win the holidays").await?;
        canvas.click("button", "Export as JSON").await?;
        let (_, second) = elsewhere.downloaded().await?;
        assert_eq!(first, second, "exported, opened, exported: the same bytes");
        elsewhere.quit().await?;
        Ok(())
    });
}

async fn write_cards(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    // Typed into the lane, one after the other.
    canvas.click("textbox", "Write a card into Priorities").await?;
    for title in ["The new sales process in every store", "Win the holidays"] {
        browser.types(title).await?;
        browser.press("Enter").await?;
    }
    canvas.card("Priority: Win the holidays").await?;
    // Pasted, a line for a card.
    let people = "Training and marketing director\nStore leaders\nSales executive\n\
                  News must reach everyone, fast\nWithout their leaders, no effort lands";
    for (lane, lines) in [
        ("People and pressures", people),
        ("What’s in the way", "Store leaders are not on board\nThe holiday rush"),
        ("Our support", "- Instructional videos\n- One-page guides\n- Quick holiday updates"),
    ] {
        browser.fill_clipboard(lines).await?;
        canvas.click("textbox", &format!("Write a card into {lane}")).await?;
        browser.press("Control+v").await?;
        browser.press("Enter").await?;
    }
    canvas.card("Support: Quick holiday updates").await?;
    // A double click where nothing is, in the lane of the numbers.
    let beside = canvas.reach("textbox", "Write a card into Business outcomes").await?;
    browser.double_click_at(beside.by(0.0, 150.0)).await?;
    canvas.find("textbox", "Title").await?;
    browser.types("Increase conversion").await?;
    browser.press("Enter").await?;
    canvas.card("Outcome: Increase conversion").await?;
    // Words left in a box become a card too.
    canvas.click("textbox", "Write a card into Commitments and proof").await?;
    browser.types("One person, sixty stores, little change").await?;
    browser.press("Escape").await?;
    canvas.card("Commitment: One person, sixty stores, little change").await?;
    Ok(())
}

/// The panel, once it shows this card and no longer the one before.
async fn details_of<'a>(canvas: &Canvas<'a>, title: &str) -> Outcome<Canvas<'a>> {
    let panel = canvas.within("complementary", "Card");
    soon(&format!("the details of “{title}”"), async || {
        let mut boxes = panel.list("textbox", "Title").await?;
        boxes.extend(panel.list("textbox", "Name").await?);
        Ok(boxes.iter().any(|found| found.value.as_deref() == Some(title)))
    })
    .await?;
    Ok(panel)
}

async fn become_what_they_are(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    canvas.pick("Commitment: One person, sixty stores, little change").await?;
    browser.press("i").await?;
    for (before, kind, after) in [
        (
            "Commitment: One person, sixty stores, little change",
            "Story",
            "Story: One person, sixty stores, little change",
        ),
        (
            "Challenge: Training and marketing director",
            "Person or group",
            "Person or group: Training and marketing director",
        ),
        ("Challenge: Store leaders", "Person or group", "Person or group: Store leaders"),
        ("Challenge: Sales executive", "Person or group", "Person or group: Sales executive"),
        (
            "Challenge: Without their leaders, no effort lands",
            "Insight",
            "Insight: Without their leaders, no effort lands",
        ),
    ] {
        canvas.pick(before).await?;
        let (_, title) = before.split_once(": ").ok_or("a kind and a title")?;
        details_of(canvas, title).await?.choose("Kind of card", kind).await?;
        canvas.card(after).await?;
        // Who speaks here is of the business, until somebody says otherwise.
        if BY_LEARNING.contains(&title) {
            details_of(canvas, title).await?.choose("Whose card", "Learning").await?;
        }
    }
    canvas.click("button", "Close details").await?;
    canvas.click("button", "Show the whole map").await
}

/// “So that…”: opens it on a card, with the pointer or the key, and says what comes next.
async fn so_that(
    browser: &Browser,
    canvas: &Canvas<'_>,
    card: &str,
    by_key: bool,
    next: &str,
) -> Outcome {
    canvas.pick(card).await?;
    if by_key {
        browser.press("l").await?;
    } else {
        canvas.click("button", "so that…").await?;
    }
    let hint = "Write what comes next, or find a card";
    soon("the keyboard in the list of cards", async || {
        Ok(canvas.find("combobox", hint).await?.focused)
    })
    .await?;
    browser.types(next).await
}

async fn tell_the_story(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    // New cards of the story, written where the old one says “so that…”.
    for next in ["Staff use the new sales process", "Staff explain the new products"] {
        so_that(browser, canvas, "Support: Instructional videos", false, next).await?;
        browser.press("Enter").await?;
        canvas.is_gone("dialog", "“Instructional videos” so that…").await?;
        canvas.card(&format!("On the job: {next}")).await?;
    }
    // With the keyboard, to cards that are there: the one below the offer to write a new card.
    for (from, to) in [
        ("On the job: Staff explain the new products", "Increase conversion"),
        (
            "Insight: Without their leaders, no effort lands",
            "One person, sixty stores, little change",
        ),
        ("Person or group: Training and marketing director", "Instructional videos"),
        ("Person or group: Training and marketing director", "One-page guides"),
        ("Person or group: Training and marketing director", "Quick holiday updates"),
        ("Barrier: The holiday rush", "Quick holiday updates"),
    ] {
        so_that(browser, canvas, from, true, to).await?;
        browser.press("Down").await?;
        browser.press("Enter").await?;
        canvas.find("group", "Selected link").await?;
    }
    // Drawn from card to card.
    for (from, to) in [
        (
            "Challenge: News must reach everyone, fast",
            "Priority: The new sales process in every store",
        ),
        ("Outcome: Increase conversion", "Priority: The new sales process in every store"),
        ("On the job: Staff use the new sales process", "Outcome: Increase conversion"),
        ("Support: One-page guides", "On the job: Staff explain the new products"),
        ("Support: Quick holiday updates", "On the job: Staff explain the new products"),
        ("Barrier: Store leaders are not on board", "On the job: Staff use the new sales process"),
        ("Person or group: Sales executive", "Person or group: Store leaders"),
        (
            "Story: One person, sixty stores, little change",
            "Priority: The new sales process in every store",
        ),
    ] {
        canvas.draw_link(from, to).await?;
    }
    Ok(())
}

async fn say_more(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    browser.press("Escape").await?;
    canvas.pick("Support: Instructional videos").await?;
    browser.press("i").await?;
    for card in ["Instructional videos", "One-page guides", "Quick holiday updates"] {
        canvas.pick(&format!("Support: {card}")).await?;
        details_of(canvas, card).await?.choose("Status", "Running").await?;
    }
    for (card, cause) in [
        ("Staff use the new sales process", "We don’t know yet"),
        ("Staff explain the new products", "They don’t know how"),
    ] {
        canvas.pick(&format!("On the job: {card}")).await?;
        details_of(canvas, card).await?.choose("Why not today?", cause).await?;
    }
    canvas.pick("Outcome: Increase conversion").await?;
    let panel = details_of(canvas, "Increase conversion").await?;
    panel.choose("Which way", "Increase").await?;
    panel.fill("What is counted", "Share of visitors who buy").await?;
    canvas.click("button", "Close details").await
}

/// The same title, cards by kind and lane, and links as in the published example, and nothing said of a card that is not said there.
fn is_the_example(map: &Value) -> Outcome {
    let wanted: Value = serde_json::from_str(EXAMPLE)?;
    assert_eq!(map["title"], wanted["title"]);
    let (built, published) = (cards_of(map), cards_of(&wanted));
    assert_eq!(built.keys().collect::<Vec<_>>(), published.keys().collect::<Vec<_>>());
    assert_eq!(links_of(map), links_of(&wanted));
    let mut said = Vec::new();
    for (card, fields) in &built {
        // Ids are drawn at random, and where exactly a card lies is the person's own.
        for (key, value) in
            fields.iter().filter(|(key, _)| !["id", "position"].contains(&key.as_str()))
        {
            assert_eq!(published[card].get(key), Some(value), "{key} of {card:?}");
            said.push(key.as_str());
        }
    }
    let times = |key| said.iter().filter(|said| **said == key).count();
    assert_eq!(["status", "cause", "direction", "metric"].map(times), [3, 2, 1, 1]);
    Ok(())
}

/// Cards and people by kind, lane where it is not the home of their kind, and title.
fn cards_of(map: &Value) -> BTreeMap<[&str; 3], &Map<String, Value>> {
    let list = |name: &str| map[name].as_array().into_iter().flatten();
    let cards = list("cards").map(|card| (text(&card["kind"]), text(&card["title"]), card));
    let people = list("stakeholders").map(|person| ("person", text(&person["name"]), person));
    let all = cards.chain(people);
    all.filter_map(|(kind, title, card)| {
        Some(([kind, text(&card["lane"]), title], card.as_object()?))
    })
    .collect()
}

/// Links by their kind and what their ends are called, sorted.
fn links_of(map: &Value) -> Vec<[&str; 3]> {
    let cards = cards_of(map);
    let title = |id: &Value| {
        let card = cards.iter().find(|(_, card)| card["id"] == *id);
        card.map(|([.., title], _)| *title).unwrap_or_default()
    };
    let links = map["links"].as_array().into_iter().flatten();
    let mut all: Vec<_> =
        links.map(|link| [title(&link["from"]), text(&link["kind"]), title(&link["to"])]).collect();
    all.sort_unstable();
    all
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
