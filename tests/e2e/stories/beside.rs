//! Windows beside the one that leads: one for the wall, one for whoever leads alone.

use serde_json::json;
use thirtyfour::WindowHandle;

use super::everyone::both_themes;
use crate::harness::{Browser, Options, Outcome, World, soon, story, wait_for};

/// The window that a press opened.
async fn opened(browser: &Browser, known: &[WindowHandle]) -> Outcome<WindowHandle> {
    wait_for("another window", async || {
        let all = browser.driver.windows().await?;
        Ok(all.into_iter().find(|window| !known.contains(window)))
    })
    .await
}

async fn picture(browser: &Browser, name: &str) -> Outcome {
    if let Ok(folder) = std::env::var("SHOTS") {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            format!("{folder}/beside-{name}.png"),
            browser.driver.screenshot_as_png().await?,
        )?;
    }
    Ok(())
}

#[test]
fn the_wall_shows_the_stage_and_the_notes_of_whoever_leads_are_in_their_own_window_alone() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.click("button", "Lead a workshop").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        let bar = canvas.within("region", "Workshop");
        bar.find("button", "Next: Why we are here").await?;
        let desk = browser.driver.window().await?;

        bar.click("button", "Projector window").await?;
        let wall = opened(&browser, std::slice::from_ref(&desk)).await?;
        browser.driver.switch_to_window(wall.clone()).await?;
        canvas.find("heading", "Who is here? Say your name and one word for today.").await?;
        assert!(canvas.starting("button", "").await?.is_empty(), "no controls on the wall");

        browser.driver.switch_to_window(desk.clone()).await?;
        bar.click("button", "Window for you alone").await?;
        let alone = opened(&browser, &[desk.clone(), wall.clone()]).await?;
        browser.driver.switch_to_window(alone.clone()).await?;
        canvas.find("heading", "For you alone").await?;
        canvas.fill("Your notes", "Go easy on the requester").await?;
        canvas.within("region", "Your notes").says("Kept in this browser.").await?;
        canvas.within("region", "Questions for you alone").says("A decider has not spoken").await?;
        both_themes(&browser, "the window for whoever leads alone").await?;
        picture(&browser, "notes").await?;

        // What is done where it is led shows on the wall; what is private shows nowhere else.
        browser.driver.switch_to_window(desk.clone()).await?;
        bar.click("button", "Next: Why we are here").await?;
        bar.click("button", "On without it").await?;
        bar.click("button", "Next: Priorities").await?;
        bar.click("button", "On without it").await?;
        assert!(!canvas.text().await?.contains("Go easy"), "no note is in the map");
        browser.driver.switch_to_window(wall.clone()).await?;
        let asks = "What must go right this year? What did our draft get wrong?";
        canvas.find("heading", asks).await?;
        canvas.says("Priorities, 3 of 6").await?;
        both_themes(&browser, "the window for the wall").await?;
        picture(&browser, "wall").await?;

        // Both come back after a reload, with what they showed.
        browser.driver.refresh().await?;
        canvas.find("heading", asks).await?;
        browser.driver.switch_to_window(alone).await?;
        browser.driver.refresh().await?;
        soon("the note", async || {
            let note = canvas.list("textbox", "Your notes").await?.into_iter().next();
            Ok(note.and_then(|note| note.value).is_some_and(|text| text.contains("Go easy")))
        })
        .await?;

        // A question to the room is on the wall with its code.
        browser.driver.switch_to_window(desk.clone()).await?;
        bar.click("button", "Ask the room").await?;
        let ask = canvas.within("dialog", "Question to the room");
        ask.click("button", "Ask the room").await?;
        ask.find("textbox", "Link to write").await?;
        browser.driver.switch_to_window(wall.clone()).await?;
        canvas
            .within("complementary", "Scan to answer")
            .says("0 answered, 0 still writing")
            .await?;
        picture(&browser, "asked").await?;

        // It stays there when the window that leads is loaded anew, and while that one says back what was heard.
        browser.driver.switch_to_window(desk.clone()).await?;
        browser.driver.refresh().await?;
        bar.click("button", "Next: Outcomes").await?;
        bar.find("group", "Say back what you heard").await?;
        browser.driver.switch_to_window(wall.clone()).await?;
        browser.driver.refresh().await?;
        canvas
            .within("complementary", "Scan to answer")
            .says("0 answered, 0 still writing")
            .await?;
        browser.driver.switch_to_window(desk.clone()).await?;
        bar.click("button", "Stay in this stage").await?;

        // Where the browser opens no window, a link does.
        browser.driver.switch_to_window(desk).await?;
        browser.press("Escape").await?;
        browser.read("window.open = () => null", Vec::new()).await?;
        bar.click("button", "More about the workshop").await?;
        let steps = canvas.within("dialog", "Lead a workshop");
        steps.click("button", "Projector window").await?;
        steps.says("Your browser did not open the window.").await?;
        steps.find("link", "Open the projector window").await?;
        browser.quit().await?;
        Ok(())
    });
}

/// How much of what can be seen of something is cut off above and below, by what it lies in or by the window.
async fn cut_off(browser: &Browser, selector: &str, holder: &str) -> Outcome<(f64, f64)> {
    let script = "const root = document.querySelector('alignment-canvas').shadowRoot;
        const [it, holder] = [...arguments].slice(0, 2).map((what) => root.querySelector(what).getBoundingClientRect());
        const [above, below] = [Math.max(0, holder.top), Math.min(innerHeight, holder.bottom)];
        return [Math.max(0, above - it.top), Math.max(0, it.bottom - below)]";
    let args = vec![selector.into(), holder.into()];
    Ok(serde_json::from_value(browser.read(script, args).await?)?)
}

#[test]
fn at_text_of_twice_the_size_the_wall_shows_its_whole_code_and_a_phone_its_whole_box() {
    story(async |world: World| {
        let prefs = json!({ "webkit": { "webprefs": { "default_font_size": 32 } } });
        let large = Options { size: (1280, 720), prefs: prefs.clone(), ..Options::default() };
        let desk = world.browser_with(large).await?;
        let canvas = desk.open_app().await?;
        canvas.click("button", "Retailer safety videos").await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Lead a workshop").await?;
        canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        let bar = canvas.within("region", "Workshop");
        let here = desk.driver.window().await?;
        bar.click("button", "Projector window").await?;
        let wall = opened(&desk, std::slice::from_ref(&here)).await?;
        bar.click("button", "Next: Why we are here").await?;
        bar.click("button", "On without it").await?;
        bar.click("button", "Next: Priorities").await?;
        bar.click("button", "On without it").await?;
        bar.click("button", "Ask the room").await?;
        let ask = canvas.within("dialog", "Question to the room");
        ask.click("button", "Ask the room").await?;
        let link = ask.find("textbox", "Link to write").await?.value.unwrap_or_default();

        desk.driver.switch_to_window(wall).await?;
        let size = json!({ "width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false });
        desk.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        canvas.within("complementary", "Scan to answer").says("0 answered").await?;
        picture(&desk, "asked-large").await?;
        assert_eq!(cut_off(&desk, "aside [role=img]", "aside").await?, (0.0, 0.0), "the code");
        let code = canvas.find("img", "Scan to answer").await?;
        assert!(code.height > 200.0, "a code is read from the last row: {code:?}");

        let phone = world.browser_with(Options { prefs, ..Options::phone() }).await?;
        phone.driver.goto(&link).await?;
        let hand = phone.canvas();
        hand.find("textbox", "Your thought").await?;
        picture(&phone, "phone-large").await?;
        assert_eq!(cut_off(&phone, "textarea", "main > div").await?, (0.0, 0.0), "the box");
        drop(phone.quit().await?);
        drop(desk.quit().await?);
        Ok(())
    });
}
