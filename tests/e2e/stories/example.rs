//! The main job on the example of the sixty stores: built from nothing, exported, opened elsewhere.

use serde_json::Value;

use crate::harness::{Browser, Canvas, Outcome, World, soon, story};

const TITLE: &str = "Sixty stores, failed forward";
const CARDS: [(&str, &str); 16] = [
    ("priority", "A new sales process in every store"),
    ("priority", "Win the holidays"),
    ("stakeholder", "Training and marketing director"),
    ("stakeholder", "Store leaders"),
    ("stakeholder", "Sales executive"),
    ("challenge", "News must reach everyone"),
    ("outcome", "Increase conversion"),
    ("performance", "Staff use the new process"),
    ("performance", "Staff explain new products"),
    ("barrier", "Leaders are not on board"),
    ("barrier", "The holiday rush"),
    ("initiative", "Instructional videos"),
    ("initiative", "One-page guides"),
    ("initiative", "Quick holiday updates"),
    ("insight", "Effort fails without leaders"),
    ("case", "We failed a lot, alone"),
];
const LINKS: [(&str, &str, &str); 16] = [
    ("News must reach everyone", "threatens", "A new sales process in every store"),
    ("Increase conversion", "advances", "A new sales process in every store"),
    ("Staff use the new process", "moves", "Increase conversion"),
    ("Staff explain new products", "moves", "Increase conversion"),
    ("Instructional videos", "enables", "Staff use the new process"),
    ("Instructional videos", "enables", "Staff explain new products"),
    ("One-page guides", "enables", "Staff explain new products"),
    ("Quick holiday updates", "enables", "Staff explain new products"),
    ("Leaders are not on board", "blocks", "Staff use the new process"),
    ("The holiday rush", "blocks", "Quick holiday updates"),
    ("Training and marketing director", "owns", "Instructional videos"),
    ("Training and marketing director", "owns", "One-page guides"),
    ("Training and marketing director", "owns", "Quick holiday updates"),
    ("Sales executive", "influences", "Store leaders"),
    ("Effort fails without leaders", "evidence_for", "We failed a lot, alone"),
    ("We failed a lot, alone", "evidence_for", "A new sales process in every store"),
];

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
        is_the_example(&canvas.map().await?);
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
    for title in ["A new sales process in every store", "Win the holidays"] {
        browser.types(title).await?;
        browser.press("Enter").await?;
    }
    canvas.card("Priority: Win the holidays").await?;
    // Pasted, a line for a card.
    let people = "Training and marketing director\nStore leaders\nSales executive\n\
                  News must reach everyone\nEffort fails without leaders";
    for (lane, lines) in [
        ("People and pressures", people),
        ("What’s in the way", "Leaders are not on board\nThe holiday rush"),
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
    browser.types("We failed a lot, alone").await?;
    browser.press("Escape").await?;
    canvas.card("Commitment: We failed a lot, alone").await?;
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
    canvas.pick("Commitment: We failed a lot, alone").await?;
    browser.press("i").await?;
    for (before, kind, after) in [
        ("Commitment: We failed a lot, alone", "Story", "Story: We failed a lot, alone"),
        (
            "Challenge: Training and marketing director",
            "Person or group",
            "Person or group: Training and marketing director",
        ),
        ("Challenge: Store leaders", "Person or group", "Person or group: Store leaders"),
        ("Challenge: Sales executive", "Person or group", "Person or group: Sales executive"),
        (
            "Challenge: Effort fails without leaders",
            "Insight",
            "Insight: Effort fails without leaders",
        ),
    ] {
        canvas.pick(before).await?;
        let (_, title) = before.split_once(": ").ok_or("a kind and a title")?;
        details_of(canvas, title).await?.choose("Kind of card", kind).await?;
        canvas.card(after).await?;
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
    for next in ["Staff use the new process", "Staff explain new products"] {
        so_that(browser, canvas, "Support: Instructional videos", false, next).await?;
        browser.press("Enter").await?;
        canvas.is_gone("dialog", "“Instructional videos” so that…").await?;
        canvas.card(&format!("On the job: {next}")).await?;
    }
    // With the keyboard, to cards that are there: the one below the offer to write a new card.
    for (from, to) in [
        ("On the job: Staff explain new products", "Increase conversion"),
        ("Insight: Effort fails without leaders", "We failed a lot, alone"),
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
        ("Challenge: News must reach everyone", "Priority: A new sales process in every store"),
        ("Outcome: Increase conversion", "Priority: A new sales process in every store"),
        ("On the job: Staff use the new process", "Outcome: Increase conversion"),
        ("Support: One-page guides", "On the job: Staff explain new products"),
        ("Support: Quick holiday updates", "On the job: Staff explain new products"),
        ("Barrier: Leaders are not on board", "On the job: Staff use the new process"),
        ("Person or group: Sales executive", "Person or group: Store leaders"),
        ("Story: We failed a lot, alone", "Priority: A new sales process in every store"),
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
        ("Staff use the new process", "We don’t know yet"),
        ("Staff explain new products", "They don’t know how"),
    ] {
        canvas.pick(&format!("On the job: {card}")).await?;
        details_of(canvas, card).await?.choose("Why not today?", cause).await?;
    }
    canvas.pick("Outcome: Increase conversion").await?;
    let panel = details_of(canvas, "Increase conversion").await?;
    panel.choose("Which way", "Increase").await?;
    panel.fill("Notes", "No number yet: the finance team looks.").await?;
    canvas.click("button", "Close details").await
}

fn is_the_example(map: &Value) {
    assert_eq!(map["title"], TITLE);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let cards = map["cards"].as_array().expect("cards");
    // People stand in a register of their own.
    let people = map["stakeholders"].as_array().cloned().unwrap_or_default();
    let title_of = |id: &Value| {
        let card = cards.iter().chain(&people).find(|card| card["id"] == *id).expect("a card");
        text(if card["title"].is_string() { &card["title"] } else { &card["name"] })
    };
    let mut kinds: Vec<_> = cards.iter().map(|c| (text(&c["kind"]), title_of(&c["id"]))).collect();
    kinds.extend(
        people
            .iter()
            .filter(|p| p["kind"].is_null())
            .map(|p| ("stakeholder".to_owned(), title_of(&p["id"]))),
    );
    kinds.sort();
    let mut wanted: Vec<_> =
        CARDS.iter().map(|(k, t)| ((*k).to_owned(), (*t).to_owned())).collect();
    wanted.sort();
    assert_eq!(kinds, wanted);

    let links = map["links"].as_array().expect("links").iter();
    let mut links: Vec<_> = links
        .map(|link| (title_of(&link["from"]), text(&link["kind"]), title_of(&link["to"])))
        .collect();
    links.sort();
    let mut wanted: Vec<_> = LINKS
        .iter()
        .map(|(from, kind, to)| ((*from).to_owned(), (*kind).to_owned(), (*to).to_owned()))
        .collect();
    wanted.sort();
    assert_eq!(links, wanted);

    let field = |title: &str, key: &str| {
        let card = cards.iter().find(|card| card["title"] == title).expect("a card");
        text(&card[key])
    };
    for title in ["Instructional videos", "One-page guides", "Quick holiday updates"] {
        assert_eq!(field(title, "status"), "live");
    }
    assert_eq!(field("Staff use the new process", "cause"), "unknown");
    assert_eq!(field("Staff explain new products", "cause"), "knowledge");
    assert_eq!(field("Increase conversion", "direction"), "increase");
    assert_eq!(field("Increase conversion", "notes"), "No number yet: the finance team looks.");
}
