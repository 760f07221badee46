//! The package as other people use it: installed from the packed file, on the pages of `examples/embed`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Browser, Options, Outcome, Point, World, soon, story};

/// Runs a program in a folder; fails with what it said.
fn run(folder: &Path, program: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.map_err(|why| format!("{}: {why}", program.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{} {arguments:?}: {}", program.display(), String::from_utf8_lossy(&said)).into())
}

/// The examples with the package installed as npm does it, its types checked, and the pages for Vite built.
fn install(folder: &Path) -> Outcome {
    let packed = std::env::var("PACKAGE").map_err(
        |_| "no packed file: run `cargo xtask test`, or `cargo xtask package` and set PACKAGE",
    )?;
    let npm = PathBuf::from(std::env::var_os("NPM").unwrap_or_else(|| "npm".into()));
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/embed"))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    // The same policy for the form of several files.
    let page = fs::read_to_string(folder.join("sharepoint.html"))?;
    let page = page.replace("alignment-canvas.single.js", "alignment-canvas.js");
    fs::write(folder.join("sharepoint-modules.html"), page)?;
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    // Not `npm ci`: it asks for the builds of Vite's parts for every system, of which a lock file has only some.
    run(folder, &npm, &[&["install", "--no-save", &packed], &quiet[..]].concat())?;
    run(folder, &npm, &["run", "types"])?;
    run(folder, &npm, &["run", "build"])
}

/// Writes a card on an example; one that counts them tells that there is one.
async fn takes_a_card(browser: &Browser, pages: &str, page: &str) -> Outcome {
    browser.driver.goto(format!("{pages}{page}")).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    let ready = "document.querySelector('alignment-canvas').ready.then(() => 1)";
    browser.promised(ready, vec![]).await?;
    let brings = page.starts_with("strict");
    if !brings {
        canvas.click("button", "New map").await?;
    }
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types("Guides").await?;
    browser.press("Enter").await?;
    let wanted: &[&str] = if brings { &["Guides", "Safe stores"] } else { &["Guides"] };
    canvas.titles_become(wanted).await?;
    canvas.says_saved("Saved in this browser").await?;
    if page.starts_with("dist/") {
        soon("the page to be told", async || {
            let words = "return document.getElementById('count').textContent";
            Ok(browser.read(words, vec![]).await? == "Cards: 1")
        })
        .await?;
    }
    assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
    Ok(())
}

/// The same where the canvas is in a frame; only one that is not locked gets files.
async fn takes_a_card_in_a_frame(browser: &Browser, pages: &str, page: &str) -> Outcome {
    let is_locked = page == "sandbox.html";
    browser.driver.goto(format!("{pages}{page}")).await?;
    browser.enter_frame().await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", "New map").await?;
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types("Guides").await?;
    browser.press("Enter").await?;
    let keeps = if is_locked { "Not kept in this browser" } else { "Saved in this browser" };
    canvas.says_saved(keeps).await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
    canvas.click("button", "Export as JSON").await?;
    browser.leave_frame().await?;
    if !is_locked {
        soon("the page to be told, and to get the file", async || {
            let words =
                "return ['count', 'files'].map((id) => document.getElementById(id).textContent)";
            let [count, files] = serde_json::from_value(browser.read(words, vec![]).await?)?;
            let (count, files): (String, String) = (count, files);
            Ok(count == "Cards: 1" && files.contains(".json"))
        })
        .await?;
    }
    assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
    Ok(())
}

/// A script inside the page is refused, and noticed.
async fn the_policy_holds(browser: &Browser, pages: &str) -> Outcome {
    browser.driver.goto(format!("{pages}sharepoint.html")).await?;
    browser.canvas().is_up().await?;
    let inside =
        "const script = document.createElement('script'); script.textContent = 'window.ran = true';
        document.body.append(script); return window.ran ?? null";
    assert_eq!(browser.read(inside, vec![]).await?, serde_json::Value::Null);
    soon("the policy to object", async || {
        Ok(browser.complaints().await?.join("\n").contains("script-src"))
    })
    .await
}

/// What a framework takes off its page and puts on again later is a new element of the same name.
async fn a_framework_takes_it_off_and_on(browser: &Browser, pages: &str) -> Outcome {
    browser.driver.goto(format!("{pages}dist/react.html")).await?;
    let canvas = browser.canvas();
    canvas.titles_become(&["Guides"]).await?;
    let middle = "const rect = document.querySelector('button').getBoundingClientRect();
        return [rect.x + rect.width / 2, rect.y + rect.height / 2]";
    for shown in [false, true] {
        let (x, y) = serde_json::from_value(browser.read(middle, vec![]).await?)?;
        browser.click_at(Point { x, y }).await?;
        soon("the map to go, and to come again", async || {
            let there = "return !!document.querySelector('alignment-canvas')";
            Ok(browser.read(there, vec![]).await? == shown)
        })
        .await?;
    }
    canvas.is_up().await?;
    canvas.titles_become(&["Guides"]).await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

async fn works_on_the_examples(browser: &Browser, pages: &str, examples: &[&str]) -> Outcome {
    for page in examples {
        let told = takes_a_card(browser, pages, page).await;
        told.map_err(|why| format!("{page}: {why}"))?;
    }
    the_policy_holds(browser, pages).await?;
    a_framework_takes_it_off_and_on(browser, pages).await?;
    for page in ["frame.html", "sandbox.html"] {
        let told = takes_a_card_in_a_frame(browser, pages, page).await;
        told.map_err(|why| format!("{page}: {why}"))?;
    }
    Ok(())
}

#[test]
fn the_packed_package_works_on_every_page_of_the_examples() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let folder = browser.profile().folder().join("embed");
        install(&folder)?;
        let pages = world.site.folder(&folder);
        let strict = ["strict-csp.html", "sharepoint.html", "sharepoint-modules.html"];
        let all = [
            &strict[..],
            &["plain.html", "single.html", "two.html", "dist/react.html", "dist/vue.html"],
        ];
        works_on_the_examples(&browser, &pages, &all.concat()).await?;
        // In Firefox those whose policies are strict, and one of a framework.
        let firefox = world.browser_with(Options::firefox()).await?;
        let some = [&strict[..], &["dist/react.html"]].concat();
        let told = works_on_the_examples(&firefox, &pages, &some).await;
        told.map_err(|why| format!("in Firefox: {why}"))?;
        firefox.quit().await?;
        browser.quit().await?;
        Ok(())
    });
}
