//! What holds in Firefox too: a map is made by keyboard and kept, both parts of the program load, and rooms join it with Chromium.

use super::element::{hostile_page_reaches_nothing, two_never_touch};
use super::everyone::fine;
use super::frame::locked_into_a_frame;
use super::keyboard::main_job_on_the_canvas;
use super::offline::{another_machine, works_on_plain_http};
use super::policy::breaks_no_policy;
use super::put_back::put_back_it_leaks_nothing;
use super::room::{both_write, connected_directly, join, link_for, open_room, says_room, write};
use super::take_home::goes_on_at_home;
use crate::harness::{Browser, Options, Outcome, World, soon, story, wait_for};

/// The files of the program that the page has loaded, by what their names begin with.
async fn parts(browser: &Browser) -> Outcome<Vec<String>> {
    let script = "return performance.getEntriesByType('resource')
        .map((it) => it.name.split('/').pop()).filter((it) => it.endsWith('.wasm')).map((it) => it.split('.')[0]).sort()";
    Ok(serde_json::from_value(browser.read(script, vec![]).await?)?)
}

#[test]
fn firefox_makes_a_map_by_keyboard_and_has_it_after_a_reload() {
    story(async |world: World| {
        let browser = world.browser_with(Options::firefox()).await?;
        let who = browser.read("return navigator.userAgent", vec![]).await?.to_string();
        assert!(who.contains("Firefox/"), "{who}");
        let canvas = browser.open_app().await?;
        fine(&browser, "the start in Firefox").await?;
        main_job_on_the_canvas(&canvas).await?;
        fine(&browser, "a map in Firefox").await?;
        canvas.says_saved("Saved in this browser").await?;
        let text = canvas.text().await?;
        let all = ["bg", "cold", "late"].map(|part| format!("alignment_canvas_{part}"));
        assert_eq!(parts(&browser).await?, all);
        assert_eq!(browser.complaints().await?, Vec::<String>::new());

        browser.driver.refresh().await?;
        canvas.card("Outcome: Fewer accidents this year").await?;
        assert_eq!(canvas.text().await?, text);
        assert_eq!(canvas.links().await?, ["Fewer accidents this year advances Safe stores"]);
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        // The watching works: a style that the policy forbids is noticed.
        let style = "const p = document.createElement('p'); p.setAttribute('style', 'color: red'); document.body.append(p)";
        browser.read(style, vec![]).await?;
        soon("the policy to object", async || {
            Ok(browser.complaints().await?.join("\n").contains("style-src"))
        })
        .await?;

        // Closed and opened another time, it is still there.
        let profile = browser.quit().await?;
        let browser = world.browser_again_with(profile, Options::firefox()).await?;
        let canvas = browser.open_app().await?;
        let start = canvas.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.containing("button", "2 cards").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        soon("the same map", async || Ok(canvas.text().await? == text)).await?;
        browser.quit().await?;
        Ok(())
    });
}

/// The stories of the pages around a canvas, one after the other: to start a Firefox for each takes too long.
#[test]
fn firefox_keeps_what_is_promised_to_pages_frames_and_files() {
    story(async |world: World| {
        let browser = world.browser_with(another_machine(Options::firefox())).await?;
        macro_rules! tell {
            ($($story:ident)*) => {$(
                let told = $story(&browser).await;
                told.map_err(|why| format!("{}: {why}", stringify!($story)))?;
                browser.driver.as_new().await?;
            )*};
        }
        tell!(breaks_no_policy locked_into_a_frame two_never_touch hostile_page_reaches_nothing
            put_back_it_leaks_nothing goes_on_at_home works_on_plain_http);
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn firefox_and_chromium_build_one_map_through_a_relay() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser_with(Options::firefox()).await?;
        let (fay, link) = open_room(&desk, &page, "Together").await?;
        link_for(&fay, "only look").await?;
        fine(&desk, "inviting into a room in Firefox").await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        both_write(&fay, &bo, "Firefox").await?;
        relay.stop();
        says_room(&fay, "Connecting again").await?;
        write(&fay, "On the job", "Written while apart").await?;
        relay.resume()?;
        bo.card("On the job: Written while apart").await?;
        soon("equal maps", async || Ok(fay.text().await? == bo.text().await?)).await?;
        for browser in [desk, other] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}

fn neighbour(options: Options) -> Options {
    Options { neighbour: true, ..options }
}

#[test]
fn firefox_connects_directly_to_a_code_that_chromium_made() {
    story(async |world: World| {
        let (first, second) = (Options::default(), Options::firefox());
        connected_directly(&world, neighbour(first), neighbour(second)).await
    });
}

#[test]
fn chromium_connects_directly_to_a_code_that_firefox_made() {
    story(async |world: World| {
        let (first, second) = (Options::firefox(), Options::default());
        connected_directly(&world, neighbour(first), neighbour(second)).await
    });
}
