//! One story hands its browser on to the next, which finds nothing in it.

use serde_json::{Value, json};

use crate::harness::{Browser, Options, Outcome, Server, World, dist, soon, story};

/// In every place where a page can keep something.
const KEEP: &str = "(async () => {
    localStorage.left = 1;
    sessionStorage.left = 1;
    document.cookie = 'left=1; max-age=1000';
    await caches.open('left');
    await new Promise((done) => { indexedDB.open('left').onsuccess = done; });
  })()";
const FIND: &str = "(async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(), document.cookie,
    ...(await indexedDB.databases()).map((it) => it.name),
    ...(await navigator.serviceWorker.getRegistrations()).map((it) => it.scope),
  ].join(' ').trim())()";

async fn finds(browser: &Browser, page: &str) -> Outcome<Value> {
    browser.driver.goto(page).await?;
    browser.promised(FIND, vec![]).await
}

#[test]
#[ignore = "browsers are handed on only where `HAND_ON` is set"]
fn whoever_gets_a_browser_that_was_handed_on_finds_nothing_in_it() {
    story(async |world: World| {
        // Of a size that no other story asks for, so that nobody else takes it.
        let wanted = Options { size: (1111, 777), ..Options::default() };
        let browser = world.browser_with(wanted.clone()).await?;
        let profile = browser.profile().folder().to_owned();
        let server = Server::start(&dist())?;
        let (there, file) = (server.app(), browser.profile().file("a.html", b"<title>A</title>")?);
        let file = format!("file://{}", file.display());
        for page in [&there, &browser.site.app()] {
            browser.driver.goto(page).await?;
            browser.canvas().says("Ready offline").await?;
            browser.promised(KEEP, vec![]).await?;
            assert!(finds(&browser, page).await?.to_string().contains("left"));
        }
        browser.canvas().click("button", "New map").await?;
        browser.fill_clipboard("Left").await?;
        browser.driver.goto(&file).await?;
        browser.read("localStorage.left = 1", vec![]).await?;
        let tab = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(tab).await?;
        browser.give_back().await?;

        let browser = world.browser_with(wanted).await?;
        assert_eq!(browser.profile().folder(), profile, "it is the same one");
        assert_eq!(browser.driver.windows().await?.len(), 1);
        assert_eq!(browser.read("return history.length", vec![]).await?, json!(1));
        assert!(!std::path::Path::new(file.trim_start_matches("file://")).exists());
        for page in [there + "host/empty", browser.site.empty()] {
            assert_eq!(finds(&browser, &page).await?, json!(""), "{page}");
        }
        soon("the window to be looked at", async || {
            let looked_at = "return document.hasFocus() && !document.hidden && innerWidth === 1111";
            Ok(browser.read(looked_at, vec![]).await? == json!(true))
        })
        .await?;
        browser.driver.allow_clipboard(&browser.site.origin).await?;
        let clipboard = browser.promised("navigator.clipboard.readText()", vec![]).await?;
        assert_eq!(clipboard, json!(""));
        let again = browser.profile().file("a.html", b"<title>A</title>")?;
        browser.driver.goto(format!("file://{}", again.display())).await?;
        let kept = browser.read("return localStorage.length", vec![]).await?;
        assert_eq!(kept, json!(0), "by files");
        browser.give_back().await
    });
}
