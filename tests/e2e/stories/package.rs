//! The package as other people use it: installed from the packed file, on the pages of `examples/embed`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Outcome, Point, World, soon, story};

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

#[test]
fn the_packed_package_works_on_every_page_of_the_examples() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let folder = browser.profile().folder().join("embed");
        install(&folder)?;
        let pages = world.site.folder(&folder);
        // (the page, does it tell how many cards there are)
        for (page, counts) in [
            ("plain.html", false),
            ("single.html", false),
            ("strict-csp.html", false),
            ("sharepoint.html", false),
            ("sharepoint-modules.html", false),
            ("two.html", false),
            ("dist/react.html", true),
            ("dist/vue.html", true),
        ] {
            browser.driver.goto(format!("{pages}{page}")).await?;
            let canvas = browser.canvas();
            canvas.is_up().await?;
            browser
                .promised("document.querySelector('alignment-canvas').ready.then(() => 1)", vec![])
                .await?;
            let brings = page.starts_with("strict");
            if !brings {
                canvas.click("button", "New map").await?;
            }
            canvas.click("textbox", "Write a card into Priorities").await?;
            browser.types("Guides").await?;
            browser.press("Enter").await?;
            let wanted: &[&str] = if brings { &["Guides", "Safe stores"] } else { &["Guides"] };
            canvas.titles_become(wanted).await.map_err(|why| format!("{page}: {why}"))?;
            canvas.says_saved("Saved in this browser").await?;
            if counts {
                soon("the page to be told", async || {
                    let words = "return document.getElementById('count').textContent";
                    Ok(browser.read(words, vec![]).await? == "Cards: 1")
                })
                .await?;
            }
            assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
        }
        // That policy holds: a script inside the page is refused, and noticed.
        browser.driver.goto(format!("{pages}sharepoint.html")).await?;
        browser.canvas().is_up().await?;
        let inside = "const script = document.createElement('script'); script.textContent = 'window.ran = true';
            document.body.append(script); return window.ran ?? null";
        assert_eq!(browser.read(inside, vec![]).await?, serde_json::Value::Null);
        let noticed = browser.complaints().await?.join("\n");
        assert!(noticed.contains("script-src"), "{noticed}");
        // What a framework takes off its page and puts on again later is a new element of the same name.
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
        for (page, keeps) in
            [("frame.html", "Saved in this browser"), ("sandbox.html", "Not kept in this browser")]
        {
            browser.driver.goto(format!("{pages}{page}")).await?;
            browser.enter_frame().await?;
            let canvas = browser.canvas();
            canvas.is_up().await?;
            canvas.click("button", "New map").await?;
            canvas.click("textbox", "Write a card into Priorities").await?;
            browser.types("Guides").await?;
            browser.press("Enter").await?;
            canvas.says_saved(keeps).await.map_err(|why| format!("{page}: {why}"))?;
            assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
            canvas.click("button", "Export as JSON").await?;
            browser.leave_frame().await?;
            if page == "frame.html" {
                soon("the page to be told, and to get the file", async || {
                    let words = "return ['count', 'files'].map((id) => document.getElementById(id).textContent)";
                    let [count, files] = serde_json::from_value(browser.read(words, vec![]).await?)?;
                    let (count, files): (String, String) = (count, files);
                    Ok(count == "Cards: 1" && files.contains(".json"))
                })
                .await?;
            }
            assert_eq!(browser.complaints().await?, Vec::<String>::new(), "{page}");
        }
        drop(browser.quit().await?);
        Ok(())
    });
}
