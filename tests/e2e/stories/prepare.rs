//! Homework becomes a draft of the map, people put it right on their phones, and it is seen on the map.

use serde_json::json;

use super::everyone::both_themes;
use super::room::{join, open_here};
use super::workshop::{says_back, stage_is};
use crate::harness::{Browser, Canvas, Options, Outcome, World, soon, story};

/// A picture of the screen, where somebody wants to look at it.
async fn keep(browser: &Browser, name: &str) -> Outcome {
    if let Ok(folder) = std::env::var("SHOTS") {
        std::fs::create_dir_all(&folder)?;
        let png = browser.driver.screenshot_as_png().await?;
        std::fs::write(format!("{folder}/prepare-{name}.png"), png)?;
    }
    Ok(())
}

/// Goes to a part of what is prepared, however many of its questions are answered.
async fn part(prepare: &Canvas<'_>, begins: &str) -> Outcome {
    let parts = prepare.within("group", "What to prepare");
    let found = parts.starting("button", begins).await?;
    let name = found.first().ok_or_else(|| format!("no part “{begins}”"))?.name.clone();
    parts.click("button", &name).await
}

async fn says_count(prepare: &Canvas<'_>, words: &str) -> Outcome {
    prepare.within("group", "What to prepare").find("button", words).await.map(drop)
}

/// L&D's homework: two answers with their sources, one half written, and what it does not know.
async fn homework(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    canvas.click("button", "Lead a workshop").await?;
    canvas.within("dialog", "Lead a workshop").click("button", "Prepare a workshop").await?;
    let prepare = canvas.within("dialog", "Prepare a workshop");
    both_themes(browser, "homework").await?;
    let answers = [
        ("What do its leaders put first this year?", "One sales process", "Annual report, page 4"),
        ("Where does it want to grow, and what does it want to do better?", "Win the holidays", ""),
    ];
    for (done, (ask, answer, source)) in (1..).zip(answers) {
        if !source.is_empty() {
            prepare.fill(&format!("Source: {ask}"), source).await?;
        }
        prepare.fill(&format!("Answer: {ask}"), answer).await?;
        // By keys: past the source to the button.
        browser.press("Tab").await?;
        browser.press("Tab").await?;
        browser.press("Enter").await?;
        says_count(&prepare, &format!("Strategy, {done} of 4")).await?;
    }
    let half = "Answer: How does the organisation mean to do what it exists for?";
    prepare.fill(half, "Groceries in ten min").await?;
    part(&prepare, "What we know").await?;
    prepare
        .within("group", "Whom customers could go to instead")
        .click("button", "I’ll ask")
        .await?;
    prepare.says("Kept in this browser").await?;
    both_themes(browser, "what is known of the business").await?;
    keep(browser, "1-basics").await?;
    canvas.says_saved("Saved in this browser").await?;

    // Kept, and nothing of what is private in the map.
    browser.driver.refresh().await?;
    canvas.is_up().await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Prepare a workshop").await?;
    says_count(&prepare, "Strategy, 2 of 4").await?;
    says_count(&prepare, "What we know, 1 of 6").await?;
    let written = prepare.find("textbox", half).await?.value;
    assert_eq!(written.as_deref(), Some("Groceries in ten min"));
    assert!(!canvas.text().await?.contains("Groceries"), "a half-written answer is nobody else's");
    part(&prepare, "Starters").await?;
    prepare.says("as if training were the cure").await?;
    both_themes(browser, "starters").await?;
    part(&prepare, "Before the day").await?;
    prepare.click("button", "Make the link").await?;
    let ask = canvas.within("dialog", "Question to the room");
    let link = ask.find("textbox", "Link to write").await?.value.unwrap_or_default();
    assert!(link.contains('#'), "{link}");
    browser.press("Escape").await?;

    // Another question while that one is out: it is said that somebody may be answering.
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Prepare a workshop").await?;
    part(&prepare, "What we know").await?;
    let other = "Where do customers go who leave us, and why?";
    prepare.click("button", &format!("Ask people beforehand: {other}")).await?;
    ask.says(&format!("You want to ask “{other}”. This question is still open")).await?;
    both_themes(browser, "a question while another one is open").await?;
    keep(browser, "1-next-question").await?;
    ask.click("button", "Close this one, ask the next").await?;
    ask.is_gone("region", "The next question").await?;
    ask.says(other).await?;
    browser.press("Escape").await
}

#[test]
fn homework_becomes_a_draft_that_a_participant_puts_right_on_a_phone() {
    story(async |world: World| {
        let relay = world.relay()?;
        let desk = world.browser().await?;
        desk.driver.goto(world.site.app_with_relay(relay.port)).await?;
        let fay = desk.canvas();
        fay.is_up().await?;
        fay.click("button", "New map").await?;
        fay.fill("Title of the map", "Nordwind 2027").await?;
        homework(&desk, &fay).await?;
        let draft = &fay.map().await?["cards"][0];
        assert_eq!((&draft["draft"], &draft["kind"]), (&json!(true), &json!("priority")));

        let link = open_here(&fay).await?;
        desk.press("Escape").await?;
        let hand = world.browser_with(Options::phone()).await?;
        let bo = join(&hand, &link, "Bo").await?;
        fay.click("button", "Lead a workshop").await?;
        fay.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        let bar = fay.within("region", "Workshop");
        bar.click("button", "Next: Why we are here").await?;
        says_back(&fay, "All here").await?;
        stage_is(&fay, "Why we are here, 2 of 6").await?;
        bar.says("a word on 2 drafts").await?;

        // One tap each, on a phone, and words where they are wanted.
        let drafts = bo.within("region", "Is our draft right?");
        let first = drafts.within("group", "Is it right: One sales process");
        first.click("button", "That’s right").await?;
        drafts
            .within("group", "Is it right: Win the holidays")
            .click("button", "Not right")
            .await?;
        drafts.fill("What is it really?", "Two regions only").await?;
        both_themes(&hand, "drafts on a phone").await?;
        keep(&hand, "2-phone").await?;

        // Seen on the map, under the cards, and beside them who said what.
        fay.within("region", "Canvas").says("Draft: 1 not right").await?;
        keep(&desk, "3-map").await?;
        bar.click("button", "2 drafts to put right").await?;
        let all = fay.within("dialog", "Is our draft right?");
        all.says("Two regions only").await?;
        all.says("Bo").await?;
        both_themes(&desk, "drafts").await?;
        keep(&desk, "4-drafts").await?;
        all.click("button", "It is settled: One sales process").await?;
        all.click("button", "It is settled: Win the holidays").await?;
        all.says("There is no draft on the map.").await?;
        desk.press("Escape").await?;
        bo.is_gone("region", "Is our draft right?").await?;
        soon("who agreed has confirmed it", async || {
            let map = bo.map().await?;
            let mut cards = map["cards"].as_array().into_iter().flatten();
            let agreed = cards.find(|card| card["title"] == "One sales process");
            Ok(agreed.is_some_and(|card| card["confirmed_by"] == json!(["Bo"])))
        })
        .await?;
        assert_eq!(desk.complaints().await?, Vec::<String>::new());
        hand.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn a_workshop_is_rehearsed_with_people_who_are_made_up_and_nothing_of_it_stays() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Nordwind 2027").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("One sales process").await?;
        browser.press("Enter").await?;
        canvas.says_saved("Saved in this browser").await?;
        let before = canvas.text().await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Prepare a workshop").await?;
        let prepare = canvas.within("dialog", "Prepare a workshop");
        part(&prepare, "Before the day").await?;
        both_themes(&browser, "before the day").await?;
        prepare.click("button", "Rehearse on a copy").await?;
        canvas.within("region", "Rehearsal").says("people who are made up").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        let bar = canvas.within("region", "Workshop");
        for (next, heard) in [("Why we are here", "All here"), ("Priorities", "One number")] {
            bar.click("button", &format!("Next: {next}")).await?;
            says_back(&canvas, heard).await?;
        }
        both_themes(&browser, "a rehearsal").await?;
        bar.click("button", "Ask the room").await?;
        let ask = canvas.within("dialog", "Question to the room");
        ask.click("button", "Ask the room").await?;
        // One of them comes late, and answers all the same.
        ask.says("4 people handed in 6 cards").await?;
        ask.click("button", "Put 6 cards on the map").await?;
        canvas.card("Priority: Fewer returns").await?;
        canvas.within("region", "Rehearsal").click("button", "End the rehearsal").await?;
        canvas.is_gone("region", "Rehearsal").await?;
        assert_eq!(canvas.text().await?, before, "the map is as it was");
        canvas.is_gone("region", "Workshop").await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        canvas.titles_become(&["One sales process"]).await?;
        let maps = "(async () => (await new Promise((done) => {
            const asked = indexedDB.open('alignment-canvas');
            asked.onsuccess = () => { const all = asked.result.transaction('maps').objectStore('maps').getAllKeys(); all.onsuccess = () => done(all.result); };
        })).length)()";
        assert_eq!(browser.promised(maps, vec![]).await?, json!(1), "one map is kept, not two");
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}
