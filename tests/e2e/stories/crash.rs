//! What is left when the browser is killed, reloaded or closed while somebody types.

use std::time::{Duration, Instant};

use crate::harness::{
    Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story, story_alone,
    wait_for,
};

/// Typing that is younger than this may be lost.
const ALLOWED: Duration = Duration::from_millis(500);

/// A word that stands nowhere else, and reads the same in any order of arrival.
fn token(round: usize, number: usize) -> String {
    format!("t{round}x{number:03}")
}

/// Which of the tokens of a round a text holds.
fn tokens_in(text: &str, round: usize, typed: usize) -> Vec<usize> {
    (0..typed).filter(|number| text.contains(&token(round, *number))).collect()
}

/// When each token was typed in full, and the last of them that the screen called saved.
struct Typing {
    at: Vec<Instant>,
    called_saved: Option<usize>,
}

/// Types so many words into the open box, looking at the screen all the while.
async fn type_on(
    browser: &Browser,
    canvas: &Canvas<'_>,
    round: usize,
    words: usize,
) -> Outcome<Typing> {
    let mut typing = Typing { at: Vec::new(), called_saved: None };
    let mut pause = 7 * (round as u64 + 1);
    while typing.at.len() < words {
        browser.types(&format!("{} ", token(round, typing.at.len()))).await?;
        typing.at.push(Instant::now());
        let (saved, _) = canvas.saved().await?;
        if saved == "saved.here" {
            typing.called_saved = Some(typing.at.len() - 1);
        }
        // People pause: unevenly, and now and then for long enough that everything is written.
        if typing.at.len().is_multiple_of(9) {
            canvas.says_saved("Saved in this browser").await?;
            typing.called_saved = Some(typing.at.len() - 1);
        } else {
            pause = (pause * 31 + 11) % 97;
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }
    Ok(typing)
}

/// The text of the newest map kept in the browser.
async fn open_kept(browser: &Browser, title: &str) -> Outcome<String> {
    let canvas = browser.open_app().await?;
    let start = canvas.within("main", "Start");
    let found = wait_for("the kept map", async || {
        Ok(start.starting("button", title).await?.into_iter().next())
    })
    .await?;
    start.click("button", &found.name).await?;
    canvas.find("region", "Canvas").await?;
    canvas.text().await
}

#[test]
fn a_browser_killed_in_the_middle_of_typing_loses_nothing_called_saved_and_at_most_half_a_second() {
    // Alone: how old the lost words are is measured.
    story_alone(async |world: World| {
        // Ends right after a long pause, some words after one, and in between.
        for (round, words) in [10, 17, 23].into_iter().enumerate() {
            let browser = world.browser().await?;
            let canvas = browser.open_app().await?;
            canvas.click("button", "New map").await?;
            canvas.fill("Title of the map", "Killed").await?;
            let around = canvas.reach("textbox", "Write a card into Priorities").await?;
            browser.double_click_at(around.by(0.0, 200.0)).await?;
            canvas.find("textbox", "Title").await?;
            canvas.says_saved("Saved in this browser").await?;

            let typing = type_on(&browser, &canvas, round, words).await?;
            let killed = Instant::now();
            let processes = kill_the_browser_of(browser.profile());
            assert!(processes > 2, "only {processes} processes of the browser were found");
            let profile = browser.bury().await?;

            let again = world.browser_again(profile).await?;
            let text = open_kept(&again, "Killed").await?;
            let typed = typing.at.len();
            let kept = tokens_in(&text, round, typed);
            let lost: Vec<usize> = (0..typed).filter(|number| !kept.contains(number)).collect();
            let oldest = lost.first().map_or(Duration::ZERO, |first| killed - typing.at[*first]);
            let saved = typing.called_saved.map_or(0, |last| last + 1);
            println!(
                "killed after {typed} words: {saved} called saved, {} kept, {} lost, the oldest {} ms before the end",
                kept.len(),
                lost.len(),
                oldest.as_millis(),
            );
            assert!(saved > 0, "the screen never called anything saved, so nothing was tested");
            for number in 0..saved {
                assert!(
                    kept.contains(&number),
                    "{} was called saved and is lost",
                    token(round, number)
                );
            }
            assert!(oldest <= ALLOWED, "lost what was typed {oldest:?} before the end");
            again.quit().await?;
        }
        Ok(())
    });
}

/// The box of a card's field, with the card's details open.
async fn open_field(canvas: &Canvas<'_>) -> Outcome<String> {
    canvas.pick("Challenge: Too few people").await?;
    if !canvas.has("textbox", "In their words").await? {
        canvas.click("button", "Details").await?;
    }
    let field = canvas.find("textbox", "In their words").await?;
    Ok(field.value.unwrap_or_default())
}

#[test]
fn what_is_half_written_in_a_field_outlasts_a_reload_and_a_killed_browser_and_is_one_step() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Half written").await?;
        canvas.click("textbox", "Write a card into People and pressures").await?;
        browser.types("Too few people").await?;
        browser.press("Enter").await?;
        assert_eq!(open_field(&canvas).await?, "");
        canvas.click("textbox", "In their words").await?;
        browser.types("We cannot spare any").await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        assert_eq!(open_field(&canvas).await?, "We cannot spare any");

        // Nobody leaves the box, and the browser is killed.
        canvas.click("textbox", "In their words").await?;
        browser.press("Control+End").await?;
        browser.types("body ").await?;
        browser.types("before May").await?;
        soon("the words in the map, the caret still behind them", async || {
            Ok(canvas.text().await?.contains("We cannot spare anybody before May"))
        })
        .await?;
        canvas.says_saved("Saved in this browser").await?;
        let field = canvas.find("textbox", "In their words").await?;
        assert!(field.focused, "the keyboard stays in the box");
        kill_the_browser_of(browser.profile());
        let browser = world.browser_again(browser.bury().await?).await?;
        let text = open_kept(&browser, "Half written").await?;
        assert!(text.contains("We cannot spare anybody before May"), "{text}");

        // Written in pieces, taken back as one.
        let canvas = browser.canvas();
        open_field(&canvas).await?;
        canvas.click("textbox", "In their words").await?;
        browser.press("Control+End").await?;
        browser.types_slowly(", or June, or July", 60).await?;
        browser.press("Tab").await?;
        soon("all of it", async || Ok(canvas.text().await?.contains("or July"))).await?;
        canvas.click("button", "Undo").await?;
        soon("none of it", async || Ok(!canvas.text().await?.contains("or Ju"))).await?;
        assert_eq!(open_field(&canvas).await?, "We cannot spare anybody before May");
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

/// What this browser keeps of boxes that were not left by Enter or a button.
async fn kept_boxes(browser: &Browser) -> Outcome<String> {
    const ROWS: &str = "(async () => {
        const kept = await new Promise((done) => {
            const request = indexedDB.open('alignment-canvas');
            request.onsuccess = () => done(request.result);
        });
        const rows = await new Promise((done) => {
            const request = kept.transaction('private').objectStore('private').getAll();
            request.onsuccess = () => done(request.result);
        });
        kept.close();
        return JSON.stringify(rows.filter((row) => JSON.stringify(row).includes('.half.')));
    })()";
    Ok(browser.promised(ROWS, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

async fn stands(canvas: &Canvas<'_>, name: &str, text: &str) -> Outcome {
    soon(&format!("{text:?} in the box {name:?}"), async || {
        Ok(canvas.find("textbox", name).await?.value.as_deref() == Some(text))
    })
    .await
}

#[test]
fn words_that_nobody_has_sent_off_are_in_their_box_again_after_a_kill_and_a_reload() {
    const LANE: &str = "Write a card into Priorities";
    const ASKS: &str = "Write down what somebody asks for";
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Not sent off").await?;
        // A dialog that is closed, and one that is open when the browser dies.
        let requests = async |canvas: &Canvas<'_>| {
            canvas.click("button", "Menu").await?;
            canvas.click("button", "Requests").await
        };
        requests(&canvas).await?;
        canvas.click("textbox", ASKS).await?;
        browser.types("A course on").await?;
        browser.press("Escape").await?;
        canvas.is_gone("dialog", "Requests").await?;
        requests(&canvas).await?;
        stands(&canvas, ASKS, "A course on").await?;
        browser.press("Escape").await?;
        canvas.is_gone("dialog", "Requests").await?;
        canvas.click("textbox", LANE).await?;
        browser.types("Fewer accid").await?;
        soon("the storage has it", async || {
            Ok(kept_boxes(&browser).await?.contains("Fewer accid"))
        })
        .await?;
        assert_eq!(canvas.titles().await?, Vec::<String>::new(), "it is no card");
        kill_the_browser_of(browser.profile());

        // The same browser, no wider than a phone.
        let profile = browser.bury().await?;
        let browser = world.browser_again_with(profile, Options::phone()).await?;
        let canvas = browser.open_app().await?;
        let start = canvas.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Not sent off").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        stands(&canvas, LANE, "Fewer accid").await?;
        canvas.click("textbox", LANE).await?;
        browser.press("End").await?;
        browser.types("ents").await?;
        soon("the rest of it, too", async || {
            Ok(kept_boxes(&browser).await?.contains("Fewer accidents"))
        })
        .await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        stands(&canvas, LANE, "Fewer accidents").await?;

        // A card is no longer half of one.
        canvas.click("textbox", LANE).await?;
        browser.press("Enter").await?;
        canvas.titles_become(&["Fewer accidents"]).await?;
        soon("the box is let go of", async || Ok(!kept_boxes(&browser).await?.contains("Fewer")))
            .await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        requests(&canvas).await?;
        stands(&canvas, ASKS, "A course on").await?;
        browser.press("Escape").await?;
        stands(&canvas, LANE, "").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        drop(browser.quit().await?);
        Ok(())
    });
}

#[test]
fn words_in_the_box_of_a_lane_become_one_card_and_stay_with_their_map() {
    const LANE: &str = "Write a card into Priorities";
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        let boxes = async || {
            let found = canvas.list("textbox", LANE).await?;
            let texts = found.into_iter().map(|it| it.value.unwrap_or_default());
            Outcome::Ok(texts.collect::<Vec<_>>())
        };
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "With a draft").await?;
        canvas.click("textbox", LANE).await?;
        browser.types("Fewer").await?;
        soon("the storage has it", async || Ok(kept_boxes(&browser).await?.contains("Fewer")))
            .await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        stands(&canvas, LANE, "Fewer").await?;
        canvas.click("button", "All maps").await?;
        canvas.click("button", "New map").await?;
        stands(&canvas, "Title of the map", "").await?;
        stands(&canvas, LANE, "").await?;

        // A press on another view leaves the box: its words are a card, and in no box of that view.
        canvas.click("textbox", LANE).await?;
        browser.types("Whole").await?;
        soon("the storage has it", async || Ok(kept_boxes(&browser).await?.contains("Whole")))
            .await?;
        canvas.click("button", "Canvas and outline").await?;
        canvas.titles_become(&["Whole"]).await?;
        soon("two boxes for a lane", async || Ok(boxes().await?.len() == 2)).await?;
        assert_eq!(boxes().await?, ["", ""]);

        // One of them has what was begun in either.
        canvas.within("region", "Outline of the map").click("textbox", LANE).await?;
        browser.types("Half").await?;
        soon("the storage has it", async || Ok(kept_boxes(&browser).await?.contains("Half")))
            .await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        if boxes().await?.len() < 2 {
            canvas.click("button", "Canvas and outline").await?;
        }
        soon("in one of two boxes", async || {
            let mut boxes = boxes().await?;
            boxes.sort();
            Ok(boxes == ["", "Half"])
        })
        .await?;
        assert_eq!(canvas.titles().await?, ["Whole"]);
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_reload_or_a_closed_tab_in_the_middle_of_typing_loses_nothing() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Interrupted").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("Whole ").await?;
        browser.press("Enter").await?;
        canvas.card("Priority: Whole").await?;
        canvas.says_saved("Saved in this browser").await?;
        canvas.pick("Priority: Whole").await?;
        browser.press("Enter").await?;
        canvas.find("textbox", "Title").await?;
        browser.press("End").await?;
        browser.types(" before the reload").await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        canvas.card("Priority: Whole before the reload").await?;
        println!("reloaded at once after the last key: nothing lost");

        let tab = browser.driver.window().await?;
        let other = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(tab).await?;
        canvas.pick("Priority: Whole before the reload").await?;
        browser.press("Enter").await?;
        canvas.find("textbox", "Title").await?;
        browser.press("End").await?;
        browser.types(" and the end").await?;
        browser.driver.close_window().await?;
        browser.driver.switch_to_window(other).await?;
        let text = open_kept(&browser, "Interrupted").await?;
        assert!(text.contains("Whole before the reload and the end"), "{text}");
        println!("closed at once after the last key: nothing lost");
        browser.quit().await?;
        Ok(())
    });
}
