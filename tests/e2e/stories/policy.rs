//! The page's own strict policy: nothing in a whole story goes against it, and it really holds.

use serde_json::json;

use crate::harness::{Browser, Outcome, World, story};

pub async fn breaks_no_policy(browser: &Browser) -> Outcome {
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
    Ok(())
}

#[test]
fn a_whole_story_breaks_no_policy_and_afterwards_the_page_can_call_nobody() {
    story(async |world: World| {
        let browser = world.browser().await?;
        breaks_no_policy(&browser).await?;
        browser.quit().await?;
        Ok(())
    });
}

/// What becomes of a connection that the page tries: `open`, or `closed`.
async fn connection(browser: &Browser, port: u16) -> Outcome<String> {
    let script = "new Promise((done) => {
        const socket = new WebSocket(`ws://127.0.0.1:${args[0]}`, 'mqtt');
        socket.onopen = () => { socket.close(); done('open'); };
        // What a policy forbids ends without being closed.
        socket.onclose = socket.onerror = () => done('closed');
    })";
    let told = browser.promised(script, vec![json!(port)]).await?;
    Ok(told.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_page_built_with_a_relay_reaches_that_one_and_nobody_else() {
    story(async |world: World| {
        let (allowed, other) = (world.relay()?, world.relay()?);
        let browser = world.browser().await?;
        let is_ready = "document.querySelector('alignment-canvas').ready.then(() => 1)";
        browser.driver.goto(world.site.app_with_relay(allowed.port)).await?;
        browser.canvas().is_up().await?;
        browser.promised(is_ready, vec![]).await?;
        assert_eq!(connection(&browser, allowed.port).await?, "open");
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        assert_eq!(connection(&browser, other.port).await?, "closed");
        let noticed = browser.complaints().await?.join("\n");
        assert!(
            noticed.contains(&format!("connect-src ws://127.0.0.1:{}", other.port)),
            "{noticed}"
        );
        let calls: Outcome<_> =
            browser.promised("fetch(location.href).then(() => 'reached')", vec![]).await;
        assert!(calls.is_err(), "a call of the page reached {calls:?}");

        // A page without relays reaches neither.
        let canvas = browser.open_app().await?;
        canvas.is_up().await?;
        browser.promised(is_ready, vec![]).await?;
        assert_eq!(connection(&browser, allowed.port).await?, "closed");
        let noticed = browser.complaints().await?.join("\n");
        assert!(noticed.contains("connect-src"), "{noticed}");
        browser.quit().await?;
        Ok(())
    });
}
