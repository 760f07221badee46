//! Storage that is full, refused or not wanted: work goes on, and the screen tells the truth.

use serde_json::json;

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Options, Outcome, World, soon, story};

/// How many records lie in this site's databases.
const RECORDS: &str = "(async () => {
    let all = 0;
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done, failed) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => done(request.result);
            request.onerror = () => failed(request.error);
        });
        for (const store of db.objectStoreNames) {
            all += await new Promise((done) => {
                const request = db.transaction(store).objectStore(store).count();
                request.onsuccess = () => done(request.result);
            });
        }
        db.close();
    }
    return all;
})()";

async fn write(browser: &Browser, canvas: &Canvas<'_>, title: &str) -> Outcome {
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types(title).await?;
    browser.press("Enter").await?;
    canvas.card(&format!("Priority: {title}")).await?;
    Ok(())
}

/// The Export button still gives the whole map.
async fn exports(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    canvas.click("button", "Export as JSON").await?;
    let (_, text) = browser.downloaded().await?;
    assert_eq!(text, canvas.text().await?);
    Ok(())
}

#[test]
fn with_full_storage_work_goes_on_and_is_saved_once_there_is_room() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let tight = json!({ "origin": browser.site.origin, "quotaSize": 20_000 });
        browser.devtools("Storage.overrideQuotaForOrigin", tight).await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        write(&browser, &canvas, "While there is room").await?;
        canvas.says_saved("Saved in this browser").await?;
        // More than fits.
        let line =
            |n: usize| format!("{n}: all that was said about it in a meeting that took long\n");
        browser.fill_clipboard(&(0..400).map(line).collect::<String>()).await?;
        canvas.pick("Priority: While there is room").await?;
        browser.press("Escape").await?;
        browser.press("Control+v").await?;
        canvas.says_saved("Not saved: storage is full").await?;
        canvas.says("your latest edits are not saved").await?;
        both_themes(&browser, "full storage").await?;
        write(&browser, &canvas, "Work goes on").await?;
        exports(&browser, &canvas).await?;
        assert_eq!(canvas.saved().await?.0, "saved.full", "still true, still said");

        let roomy = json!({ "origin": browser.site.origin });
        browser.devtools("Storage.overrideQuotaForOrigin", roomy).await?;
        canvas.says_saved("Saved in this browser").await?;
        canvas.says("Everything is saved in this browser again").await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        soon("everything to be back", async || Ok(canvas.titles().await?.len() == 402)).await?;
        drop(browser.quit().await?);
        Ok(())
    });
}

#[test]
fn where_storage_is_refused_the_screen_says_so_and_export_works() {
    story(async |world: World| {
        let prefs = json!({ "profile": { "default_content_setting_values": { "cookies": 2 } } });
        let browser = world.browser_with(Options { prefs, ..Options::default() }).await?;
        let canvas = browser.open_app().await?;
        let refused = browser
            .promised(
                "new Promise((done, failed) => { try { const r = indexedDB.open('probe');
                   r.onsuccess = () => done('open'); r.onerror = () => done('refused'); } catch { done('refused'); } })",
                vec![],
            )
            .await?;
        assert_eq!(refused, "refused", "the browser keeps something, so nothing was tested");
        canvas.click("button", "New map").await?;
        write(&browser, &canvas, "Nobody keeps this").await?;
        canvas.says_saved("Not saved: storage is blocked").await?;
        canvas.says("Export the map before you close it").await?;
        both_themes(&browser, "storage that is refused").await?;
        write(&browser, &canvas, "Work goes on").await?;
        exports(&browser, &canvas).await?;
        assert_eq!(canvas.saved().await?.0, "saved.refused", "still true, still said");
        for button in ["All maps", "New map", "All maps"] {
            canvas.click("button", button).await?;
        }
        canvas.within("main", "Start").says("not saved: only in this page").await?;
        both_themes(&browser, "the start with a map that is not saved").await?;
        drop(browser.quit().await?);
        Ok(())
    });
}

#[test]
fn a_private_window_keeps_the_map_while_it_is_open_and_the_browser_has_nothing_of_it_afterwards() {
    story(async |world: World| {
        let private = Options { private: true, ..Options::default() };
        let browser = world.browser_with(private).await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        write(&browser, &canvas, "Between us").await?;
        canvas.says_saved("Saved in this browser").await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        canvas.card("Priority: Between us").await?;
        write(&browser, &canvas, "Work goes on").await?;
        canvas.says_saved("Saved in this browser").await?;
        let profile = browser.quit().await?;
        let browser = world.browser_again(profile).await?;
        browser.driver.goto(browser.site.empty()).await?;
        assert_eq!(browser.promised(RECORDS, vec![]).await?, json!(0), "it was no private window");
        let canvas = browser.open_app().await?;
        canvas.find("main", "Start").await?;
        assert!(!canvas.words().await?.contains("Kept in this browser"));
        drop(browser.quit().await?);
        Ok(())
    });
}

#[test]
fn keep_nothing_in_this_browser_leaves_nothing_in_this_browser() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("checkbox", "Keep nothing in this browser").await?;
        soon("the box to be ticked", async || {
            Ok(canvas.find("checkbox", "Keep nothing in this browser").await?.checked)
        })
        .await?;
        canvas.click("button", "New map").await?;
        write(&browser, &canvas, "Only on this screen").await?;
        canvas.says_saved("Not kept in this browser").await?;
        exports(&browser, &canvas).await?;
        browser.driver.goto(browser.site.empty()).await?;
        assert_eq!(browser.promised(RECORDS, vec![]).await?, json!(0));
        assert_eq!(
            browser.read("return localStorage.length + sessionStorage.length", vec![]).await?,
            json!(0)
        );
        let canvas = browser.open_app().await?;
        canvas.find("main", "Start").await?;
        assert!(!canvas.words().await?.contains("Kept in this browser"));

        // The counting can count: a map that is kept leaves records.
        canvas.click("button", "New map").await?;
        write(&browser, &canvas, "This one is kept").await?;
        canvas.says_saved("Saved in this browser").await?;
        assert_ne!(browser.promised(RECORDS, vec![]).await?, json!(0));
        drop(browser.quit().await?);
        Ok(())
    });
}
