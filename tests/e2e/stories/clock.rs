//! Somebody sets the clock of the device while a workshop is led.

use serde_json::json;

use super::everyone::both_themes;
use super::workshop::{begins_to_plan, left, stage_is};
use crate::harness::{World, story};

/// From now on, and in every page that is loaded from now on, the device says that it is twelve minutes later.
const AHEAD: &str = "const said = Date.now.bind(Date); Date.now = () => said() + 12 * 60000;";

#[test]
fn a_clock_that_is_set_forward_moves_no_stage_and_whoever_leads_can_say_that_it_was_a_sleep() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        begins_to_plan(&canvas).await?.click("button", "Begin").await?;
        stage_is(&canvas, "Arrive, 1 of 6").await?;
        let bar = canvas.within("region", "Workshop");
        let before = left(&canvas).await?;
        assert!(before > 60, "{before} seconds of three minutes");

        let source = json!({ "source": AHEAD });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
        browser.driver.execute(AHEAD, Vec::new()).await?;
        bar.says("The clock of this device went 12 minutes ahead").await?;
        both_themes(&browser, "a clock that was set").await?;
        let now = left(&canvas).await?;
        assert!(before - now < 60, "{before} before, {now} now");
        // Also who is about to leave the stage is asked.
        bar.click("button", "Next: Why we are here").await?;
        bar.find("textbox", "Say back what you heard").await?;
        bar.says("The clock of this device went 12 minutes ahead").await?;
        both_themes(&browser, "a clock that was set, at the exit").await?;
        bar.click("button", "That’s right").await?;
        bar.is_gone("button", "That’s right").await?;

        // What is kept goes by the device's clock, and was written anew.
        canvas.says_saved("Saved in this browser").await?;
        browser.driver.refresh().await?;
        stage_is(&canvas, "Arrive, 1 of 6").await?;
        let again = left(&canvas).await?;
        assert!((0..60).contains(&(now - again)), "{now} before, {again} after");
        browser.quit().await?;
        Ok(())
    });
}
