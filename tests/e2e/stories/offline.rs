//! The page without its server: it opens and works without a connection, a newer version of it waits until it is asked
//! for, and one that is broken or half there does no harm.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::{Browser, Canvas, Meets, Options, Outcome, Server, World, dist, soon, story};

/// Puts the built app into a folder of the story's own, as a server that people upload to has it.
fn upload(browser: &Browser) -> Outcome<PathBuf> {
    let folder = browser.profile().folder().join("uploaded");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(dist())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    Ok(folder)
}

/// Another version of the app in the same place: its page has this title, and these files are others.
fn upload_again(folder: &Path, title: &str, others: &[(&str, &[u8])]) -> Outcome {
    let text = |name: &str| fs::read_to_string(dist().join(name));
    let (page, worker) = (text("index.html")?, text("worker.js")?);
    let between = |text: &str, from: &str, to: &str| -> Outcome<String> {
        let (_, rest) = text.split_once(from).ok_or("it is written otherwise")?;
        Ok(rest.split_once(to).ok_or("it is written otherwise")?.0.to_owned())
    };
    let version = between(&worker, "const VERSION = '", "'")?;
    let list = between(&worker, "const FILES = ", ";")?;
    let mut files: BTreeMap<String, Value> = serde_json::from_str(&list)?;
    for (name, bytes) in others {
        fs::write(folder.join(name), bytes)?;
        let print = format!("sha256-{}", Base64::encode_string(&Sha256::digest(bytes)));
        files.insert((*name).to_owned(), print.into());
    }
    let named = Base64::encode_string(&Sha256::digest(title));
    let page = page.replace(&version, &named);
    let page = page.replace("<title>Alignment Canvas<", &format!("<title>{title}<"));
    fs::write(folder.join("index.html"), page)?;
    let worker = worker.replace(&version, &named).replace(&list, &serde_json::to_string(&files)?);
    Ok(fs::write(folder.join("worker.js"), worker)?)
}

async fn title_is(browser: &Browser, title: &str) -> Outcome {
    soon(&format!("the page “{title}”"), async || {
        Ok(browser.read("return document.title", vec![]).await? == title)
    })
    .await
}

async fn write(canvas: &Canvas<'_>, title: &str) -> Outcome {
    canvas.click("textbox", "Write a card into Priorities").await?;
    canvas.browser.types(title).await?;
    canvas.browser.press("Enter").await?;
    canvas.browser.press("Escape").await?;
    canvas.says_saved("Saved in this browser").await
}

/// From a new map to a file of it.
async fn the_main_job(canvas: &Canvas<'_>) -> Outcome {
    canvas.click("button", "New map").await?;
    write(canvas, "Safe stores").await?;
    canvas.click("button", "Canvas and outline").await?;
    canvas.find("region", "Outline of the map").await?;
    canvas.click("button", "Export as JSON").await?;
    let (_, map) = canvas.browser.downloaded().await?;
    assert!(map.contains("Safe stores"), "{map}");
    Ok(())
}

/// What nothing but the last of all parts can make.
async fn takes_a_file_home(canvas: &Canvas<'_>) -> Outcome {
    canvas.click("button", "Share as a link").await?;
    let dialog = canvas.within("dialog", "Share as a link");
    dialog.click("button", "Save as a file that opens by itself").await?;
    let (_, file) = canvas.browser.downloaded().await?;
    assert!(file.contains("Safe stores"));
    dialog.click("button", "Close").await
}

#[test]
fn once_ready_offline_the_page_opens_and_works_without_its_server() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let server = Server::start(&upload(&browser)?)?;
        browser.driver.goto(server.app()).await?;
        let canvas = browser.canvas();
        canvas.is_up().await?;
        canvas
            .says("Ready offline: this page opens in this browser without any connection.")
            .await?;
        // A sign-in that has run out stands before the server: the page that is open goes on, and so does a new one.
        server.meets(Meets::WithSignIn);
        the_main_job(&canvas).await?;
        takes_a_file_home(&canvas).await?;
        canvas.says("Ready offline").await?;
        browser.driver.refresh().await?;
        canvas.titles_become(&["Safe stores"]).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());

        server.meets(Meets::Nobody);
        let profile = browser.quit().await?;
        let browser = world.browser_again(profile).await?;
        browser.driver.goto(server.app()).await?;
        let canvas = browser.canvas();
        canvas.is_up().await?;
        canvas.says("Ready offline").await?;
        the_main_job(&canvas).await?;
        takes_a_file_home(&canvas).await?;
        browser.driver.refresh().await?;
        canvas.titles_become(&["Safe stores"]).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_newer_version_waits_until_it_is_asked_for_and_half_of_one_does_no_harm() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let folder = upload(&browser)?;
        let server = Server::start(&folder)?;
        browser.driver.goto(server.app()).await?;
        let canvas = browser.canvas();
        canvas.is_up().await?;
        canvas.says("Ready offline").await?;
        canvas.click("button", "New map").await?;
        write(&canvas, "Before").await?;

        // Half of a version is on the server: what is kept stays as it is.
        upload_again(&folder, "Half", &[("last.js", b"export {};")])?;
        fs::write(folder.join("last.js"), "<p>Not found</p>")?;
        browser.driver.refresh().await?;
        soon("the last file to be asked for", async || Ok(server.was_asked("last.js"))).await?;
        title_is(&browser, "Alignment Canvas").await?;
        canvas.titles_become(&["Before"]).await?;
        canvas.says("Ready offline").await?;

        // Then all of it, and nobody is disturbed: not before a person asks does it begin.
        upload_again(&folder, "Second", &[("last.js", b"export {};")])?;
        browser.driver.refresh().await?;
        canvas.find("button", "Load the newer version").await?;
        title_is(&browser, "Alignment Canvas").await?;
        write(&canvas, "Meanwhile").await?;
        canvas.click("button", "Menu").await?;
        canvas.within("dialog", "Menu").click("button", "Load the newer version").await?;
        title_is(&browser, "Second").await?;
        canvas.titles_become(&["Before", "Meanwhile"]).await?;
        canvas.says("Ready offline").await?;
        soon("the version before to go", async || {
            Ok(browser.promised("caches.keys().then((all) => all.length)", vec![]).await? == 1)
        })
        .await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());

        // A version that cannot start gives way by itself to the one that mends it.
        let first = fs::read_dir(&folder)?.flatten().map(|it| it.file_name());
        let first = first.filter_map(|name| name.into_string().ok());
        let first = first.into_iter().find(|it| it.contains("_bg.") && it.ends_with(".wasm"));
        let first = first.ok_or("no first part")?;
        upload_again(&folder, "Broken", &[(&first, b"\0asm, but no program")])?;
        browser.driver.refresh().await?;
        canvas.click("button", "Load the newer version").await?;
        title_is(&browser, "Broken").await?;
        fs::copy(dist().join(&first), folder.join(&first))?;
        upload_again(&folder, "Mended", &[])?;
        browser.driver.refresh().await?;
        title_is(&browser, "Mended").await?;
        canvas.titles_become(&["Before", "Meanwhile"]).await?;
        // It has looked for a newer version by then: a browser that still does would not look again.
        canvas.says("Ready offline").await?;

        // Where there is to be no worker any more none stays, and nothing that it kept.
        let gone = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/embed/offline/gone.js");
        fs::copy(gone, folder.join("worker.js"))?;
        let page = fs::read_to_string(dist().join("index.html"))?;
        let page = page.replace("name=\"version\"", "name=\"none\"");
        fs::write(folder.join("index.html"), page.replace("<title>", "<title>Without "))?;
        browser.driver.refresh().await?;
        title_is(&browser, "Without Alignment Canvas").await?;
        canvas.titles_become(&["Before", "Meanwhile"]).await?;
        let left = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.flat().length)";
        soon("nothing to be left", async || Ok(browser.promised(left, vec![]).await? == 0)).await?;
        browser.quit().await?;
        Ok(())
    });
}

/// What a server is called that no browser takes for one of its own machine.
const ELSEWHERE: &str = "canvas.test";

pub fn another_machine(options: Options) -> Options {
    Options { name: Some(ELSEWHERE), ..options }
}

pub async fn works_on_plain_http(browser: &Browser) -> Outcome {
    let server = Server::start(&dist())?;
    browser.driver.goto(format!("http://{ELSEWHERE}:{}/", server.port)).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    let is = "return [isSecureContext, !!navigator.serviceWorker, !!navigator.clipboard, !!crypto.subtle].join()";
    assert_eq!(browser.read(is, vec![]).await?, "false,false,false,false");
    the_main_job(&canvas).await?;
    canvas.click("button", "Share as a link").await?;
    let dialog = canvas.within("dialog", "Share as a link");
    let link = dialog.find("textbox", "Link to this map").await?.value.unwrap_or_default();
    assert!(link.contains("#map."), "{link}");
    // The file is made. Chromium asks whether to keep such a one from a page without encryption, and so nobody gets it here.
    dialog.click("button", "Save as a file that opens by itself").await?;
    canvas.says("The map was exported as a file").await?;
    dialog.click("button", "Close").await?;
    browser.driver.refresh().await?;
    canvas.titles_become(&["Safe stores"]).await?;
    assert!(!canvas.words().await?.contains("Ready offline"));
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    // A copy from the link opens, too.
    canvas.click("button", "All maps").await?;
    browser.driver.goto(link).await?;
    canvas.find("region", "Shared map").await?;
    canvas.titles_become(&["Safe stores"]).await?;
    Ok(())
}

#[test]
fn on_plain_http_from_another_machine_the_main_job_is_done_and_nothing_is_claimed() {
    story(async |world: World| {
        let browser = world.browser_with(another_machine(Options::default())).await?;
        works_on_plain_http(&browser).await?;
        drop(browser.quit().await?);
        Ok(())
    });
}
