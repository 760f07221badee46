//! A map that is taken home as one file: it opens from a disk, without a server and without any connection.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Outcome, World, story};

async fn write(canvas: &Canvas<'_>, lane: &str, card: &str) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    canvas.browser.types(card).await?;
    canvas.browser.press("Enter").await?;
    canvas.browser.press("Escape").await
}

async fn open<'a>(browser: &'a Browser, file: &Path) -> Outcome<Canvas<'a>> {
    browser.driver.goto(format!("file://{}", file.display())).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    Ok(canvas)
}

/// What somebody makes of the file at home, and sends back as a new one.
async fn works_at_home(world: &World, file: &str, card: &str) -> Outcome<String> {
    let browser = world.browser().await?;
    let path = browser.profile().file("home.html", file.as_bytes())?;
    let canvas = open(&browser, &path).await?;
    canvas.card("Priority: Grow").await?;
    canvas.says_saved("No changes yet").await?;
    write(&canvas, "Our support", card).await?;
    canvas.says_saved("Saved in this browser").await?;
    canvas.click("button", "Save as a new file").await?;
    let (_, sent) = browser.downloaded().await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    browser.quit().await?;
    Ok(sent)
}

#[test]
fn a_map_taken_home_as_a_file_works_without_any_connection_and_comes_back() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        write(&canvas, "Priorities", "Grow").await?;
        canvas.click("button", "Share as a link").await?;
        let dialog = canvas.within("dialog", "Share as a link");
        dialog.click("button", "Save as a file that opens by itself").await?;
        let (_, file) = browser.downloaded().await?;
        dialog.click("button", "Close").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());

        let sent = [
            works_at_home(&world, &file, "Guides </script>").await?,
            works_at_home(&world, &file, "A coach in each store").await?,
        ];
        let paths: Vec<PathBuf> = ["ana.html", "ben.html"]
            .iter()
            .zip(&sent)
            .map(|(name, text)| browser.profile().file(name, text.as_bytes()))
            .collect::<Outcome<_>>()?;
        browser.drop_files(&[&paths[0], &paths[1]]).await?;
        let merge = canvas.within("dialog", "Merge into this map");
        merge.says("2 cards new, 0 changed, 0 removed").await?;
        merge.click("button", "Merge").await?;
        let all = ["A coach in each store", "Grow", "Guides </script>"];
        canvas.titles_become(&all).await?;
        // On the start screen the first of them is opened, and the other goes into it.
        canvas.click("button", "All maps").await?;
        canvas.find("main", "Start").await?;
        browser.drop_files(&[&paths[0], &paths[1]]).await?;
        merge.says("1 cards new, 0 changed, 0 removed").await?;
        canvas.titles_become(&["Grow", "Guides </script>"]).await?;
        merge.click("button", "Merge").await?;
        canvas.titles_become(&all).await?;
        browser.quit().await?;
        Ok(())
    });
}

/// The app's own file, which then goes on at home and calls nobody.
pub async fn goes_on_at_home(browser: &Browser) -> Outcome<PathBuf> {
    let canvas = browser.open_app().await?;
    canvas.click("button", "New map").await?;
    write(&canvas, "Priorities", "Grow").await?;
    canvas.click("button", "Share as a link").await?;
    canvas
        .within("dialog", "Share as a link")
        .click("button", "Save as a file that opens by itself")
        .await?;
    let (file, _) = browser.downloaded().await?;

    let home = open(browser, &file).await?;
    home.card("Priority: Grow").await?;
    write(&home, "Our support", "Written at home").await?;
    home.says_saved("Saved in this browser").await?;
    // The page names nobody whom it may call, so it may call nobody.
    let call = "fetch(args[0], { mode: 'no-cors' }).then(() => 'called', () => 'refused')";
    let called = browser.promised(call, vec![json!(browser.site.app())]).await?;
    let complaints = browser.complaints().await?;
    assert_eq!(called, "refused");
    assert!(complaints.iter().any(|it| it.starts_with("connect-src")), "{complaints:?}");
    browser.driver.refresh().await?;
    home.titles_become(&["Grow", "Written at home"]).await?;
    Ok(file)
}

#[test]
fn a_file_at_home_goes_on_where_one_left_it_and_calls_nobody() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let file = goes_on_at_home(&browser).await?;
        // On another day the same file goes on with what this browser has kept of it.
        let profile = browser.quit().await?;
        let browser = world.browser_again(profile).await?;
        let home = open(&browser, &file).await?;
        home.titles_become(&["Grow", "Written at home"]).await?;
        both_themes(&browser, "a file at home").await?;
        // What was saved as a new file stands on its own: somewhere else nothing is kept.
        home.pick("Priority: Grow").await?;
        browser.press("Control+s").await?;
        let (_, new) = browser.downloaded().await?;
        home.click("button", "Export as JSON").await?;
        let (_, exported) = browser.downloaded().await?;
        browser.quit().await?;
        let elsewhere = world.browser().await?;
        let path = elsewhere.profile().file("new.html", new.as_bytes())?;
        let there = open(&elsewhere, &path).await?;
        there.titles_become(&["Grow", "Written at home"]).await?;
        assert_eq!(there.text().await?, exported);
        assert_eq!(elsewhere.complaints().await?, Vec::<String>::new());
        elsewhere.quit().await?;
        Ok(())
    });
}
