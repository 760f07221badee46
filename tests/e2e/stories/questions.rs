//! The questions that a map raises, and the line of sight of a card: with a pointer, with keys alone, on a phone.

use serde_json::{Value, json};

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Options, Outcome, World, soon, story};

const GAP: &str = "Nothing leads to “Win the holidays”.";
const OWNER: &str = "Nobody outside learning owns “Increase conversion”.";

/// A picture of the screen, where somebody wants to look at it.
async fn keep(browser: &Browser, name: &str) -> Outcome {
    if let Ok(folder) = std::env::var("SHOTS") {
        std::fs::create_dir_all(&folder)?;
        let drawn = "new Promise((r) => requestAnimationFrame(() => setTimeout(r, 300)))";
        browser.promised(drawn, vec![]).await?;
        let png = browser.driver.screenshot_as_png().await?;
        std::fs::write(format!("{folder}/questions-{name}.png"), png)?;
    }
    Ok(())
}

async fn theme(browser: &Browser, theme: &str) -> Outcome {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    browser.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

async fn card(canvas: &Canvas<'_>, title: &str) -> Outcome<Value> {
    let map = canvas.map().await?;
    let cards = map["cards"].as_array().cloned().unwrap_or_default();
    let found = cards.into_iter().find(|card| card["title"] == title);
    Ok(found.ok_or_else(|| format!("no card “{title}”"))?)
}

#[test]
fn questions_are_gone_through_settled_and_answered_with_a_pointer() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.find("button", "Show the whole map").await?;
        canvas.click("button", "Questions").await?;
        let panel = canvas.within("complementary", "Questions");
        panel.find("region", "Priority without support").await?;
        both_themes(&browser, "the questions").await?;
        theme(&browser, "light").await?;
        keep(&browser, "1-light").await?;

        // A question opens its card; one press settles it, undo brings it back.
        panel.click("button", GAP).await?;
        soon("its card", async || Ok(canvas.card("Priority: Win the holidays").await?.selected))
            .await?;
        both_themes(&browser, "a question").await?;
        theme(&browser, "light").await?;
        keep(&browser, "2-one").await?;
        panel.click("button", "Mark the gap as meant").await?;
        panel.is_gone("region", "Priority without support").await?;
        assert_eq!(card(&canvas, "Win the holidays").await?["gap_accepted"], json!(true));
        canvas.click("button", "Undo").await?;
        panel.find("region", "Priority without support").await?;

        // Answered: it rests, with who said so and why.
        panel.click("button", OWNER).await?;
        panel.click("summary", "It is meant so").await?;
        panel.click("textbox", "Why it is meant so").await?;
        browser.types("The board names somebody in May").await?;
        panel.click("textbox", "Who says so").await?;
        browser.types("Ann").await?;
        panel.click("button", "Keep this answer").await?;
        panel.is_gone("region", "Nobody in the business answers for it").await?;
        panel.click("summary", "Answered (1)").await?;
        panel.says("The board names somebody in May").await?;
        keep(&browser, "3-answered").await?;
        panel.click("button", "Ask again").await?;
        panel.find("region", "Nobody in the business answers for it").await?;

        // The list behind a share, and the same on the map.
        panel.click("summary", "50 % of priorities are supported").await?;
        keep(&browser, "4-share").await?;
        panel.click("button", "Show on the map").await?;
        let lens = canvas.within("region", "Support for priorities");
        lens.says("1 of 2 priorities has support.").await?;
        lens.find("button", "Win the holidays").await?;
        both_themes(&browser, "support for priorities").await?;
        theme(&browser, "light").await?;
        keep(&browser, "4-lens").await?;
        lens.click("button", "Leave the overview of support").await?;
        canvas.is_gone("region", "Support for priorities").await?;
        panel.click("button", "The new sales process in every store").await?;
        soon("its card", async || {
            Ok(canvas.card("Priority: The new sales process in every store").await?.selected)
        })
        .await?;
        theme(&browser, "dark").await?;
        keep(&browser, "5-dark").await?;

        // A number that is missing is led to.
        panel.click("button", "“Increase conversion” cannot be checked yet.").await?;
        panel.click("button", "Fill in the numbers").await?;
        let details = canvas.within("complementary", "Card");
        soon("the keyboard at the baseline", async || {
            Ok(details
                .list("spinbutton", "Where it is today")
                .await?
                .iter()
                .any(|found| found.focused))
        })
        .await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn keys_alone_go_through_questions_and_follow_a_line_of_sight() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.pick("Support: Instructional videos").await?;
        browser.press("q").await?;
        let panel = canvas.within("complementary", "Questions");
        panel.find("region", "Priority without support").await?;
        browser.press("j").await?;
        soon("the first question", async || {
            Ok(canvas.card("Priority: Win the holidays").await?.selected)
        })
        .await?;
        browser.press("j").await?;
        soon("the next question", async || {
            Ok(canvas.card("Outcome: Increase conversion").await?.selected)
        })
        .await?;
        browser.press("k").await?;
        soon("the one before", async || {
            Ok(canvas.card("Priority: Win the holidays").await?.selected)
        })
        .await?;
        browser.press("Escape").await?;
        canvas.is_gone("complementary", "Questions").await?;

        // The line of sight of the selected card, with what nobody has said.
        browser.press("s").await?;
        let bar = canvas.within("region", "Line of sight");
        bar.find("button", "Fill in: which number moves?").await?;
        keep(&browser, "6-gap").await?;
        browser.press("Escape").await?;
        canvas.is_gone("region", "Line of sight").await?;
        browser.press("s").await?;
        bar.click("button", "Fill in: which number moves?").await?;
        canvas.find("textbox", "Title").await?;
        browser.types("More sold in December").await?;
        browser.press("Enter").await?;
        bar.find("button", "More sold in December").await?;
        assert!(
            canvas
                .links()
                .await?
                .contains(&"More sold in December advances Win the holidays".into())
        );
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_line_of_sight_lights_up_and_the_rest_fades() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Retailer safety videos").await?;
        canvas.find("button", "Show the whole map").await?;
        canvas.pick("On the job: Staff handle each season’s risks safely").await?;
        canvas.click("button", "Line of sight").await?;
        let bar = canvas.within("region", "Line of sight");
        bar.find("button", "Decrease safety incidents").await?;
        bar.find("button", "Safe, fully staffed stores").await?;
        keep(&browser, "7-sight").await?;
        both_themes(&browser, "a line of sight").await?;
        theme(&browser, "dark").await?;
        keep(&browser, "8-sight-dark").await?;
        canvas.click("button", "Canvas and outline").await?;
        keep(&browser, "9-sight-both").await?;
        canvas.click("button", "Canvas").await?;
        canvas.click("button", "Leave the line of sight").await?;
        canvas.is_gone("region", "Line of sight").await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn on_a_phone_questions_cover_the_outline_and_lead_back_to_it() {
    story(async |world: World| {
        let phone = Options { size: (390, 844), touch: true, ..Options::default() };
        let browser = world.browser_with(phone).await?;
        let page = browser.open_app().await?;
        page.click("button", "Sixty stores").await?;
        page.find("region", "Outline of the map").await?;
        page.click("button", "Menu").await?;
        page.click("button", "Questions").await?;
        let panel = page.within("complementary", "Questions");
        panel.find("region", "Priority without support").await?;
        keep(&browser, "10-phone").await?;
        both_themes(&browser, "the questions on a phone").await?;
        theme(&browser, "light").await?;
        panel.click("button", GAP).await?;
        panel.click("button", "Win the holidays").await?;
        page.is_gone("complementary", "Questions").await?;
        soon("the keyboard at its row", async || {
            let outline = page.within("region", "Outline of the map");
            Ok(outline
                .list("textbox", "Priority: Win the holidays")
                .await?
                .iter()
                .any(|row| row.focused))
        })
        .await?;
        page.click("button", "Details of Win the holidays").await?;
        page.within("complementary", "Card").click("button", "Line of sight").await?;
        page.within("region", "Line of sight").find("button", "Win the holidays").await?;
        keep(&browser, "11-phone-sight").await?;
        both_themes(&browser, "a line of sight on a phone").await?;
        browser.quit().await?;
        Ok(())
    });
}
