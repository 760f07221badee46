//! The page's own strict policy: nothing in a whole story goes against it, and it really holds.

use crate::harness::{Outcome, World, story};

#[test]
fn a_whole_story_breaks_no_policy_and_afterwards_the_page_can_call_nobody() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.click("button", "Canvas and outline").await?;
        canvas.find("region", "Outline of the map").await?;
        canvas.click("button", "Canvas").await?;
        canvas.pick("Barrier: The holiday rush").await?;
        browser.press("i").await?;
        canvas.find("complementary", "Card").await?;
        canvas.click("button", "Close details").await?;
        browser.press("?").await?;
        canvas.find("dialog", "Keys and gestures").await?;
        browser.press("Escape").await?;
        browser.press("l").await?;
        canvas.find("dialog", "“The holiday rush” so that…").await?;
        browser.press("Escape").await?;
        browser.press("Control+d").await?;
        browser.press("Delete").await?;
        canvas.within("status", "Messages").click("button", "Undo").await?;
        canvas.click("button", "Menu").await?;
        canvas.within("dialog", "Menu").click("button", "Tidy up the map").await?;
        canvas.click("button", "Export as JSON").await?;
        browser.downloaded().await?;
        canvas.click("button", "All maps").await?;
        canvas.find("main", "Start").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());

        // The watching works: a style that the policy forbids is noticed, and so is a call to anybody.
        let style = "const p = document.createElement('p'); p.setAttribute('style', 'color: red'); document.body.append(p)";
        browser.read(style, vec![]).await?;
        let calls: Outcome<_> =
            browser.promised("fetch(location.href).then(() => 'reached')", vec![]).await;
        assert!(calls.is_err(), "a call of the page reached {calls:?}");
        let noticed = browser.complaints().await?.join("\n");
        assert!(noticed.contains("style-src"), "{noticed}");
        assert!(noticed.contains("connect-src"), "{noticed}");
        drop(browser.quit().await?);
        Ok(())
    });
}
