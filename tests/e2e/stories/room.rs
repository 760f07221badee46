//! A room through a real relay: people who build one map at once, lose the relay, are killed, and come back.

use std::time::{Duration, Instant};

use alignment_canvas::crypto::{Capability, JoinLink};
use serde_json::json;

use super::everyone::both_themes;
use super::hand_in::film_of;
use crate::harness::{
    Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story, story_of_minutes,
    wait_for,
};

/// Opens a room on a new map and gives the link for people who change the map.
pub(super) async fn open_room<'a>(
    browser: &'a Browser,
    page: &str,
    title: &str,
) -> Outcome<(Canvas<'a>, String)> {
    browser.driver.goto(page).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", "New map").await?;
    canvas.fill("Title of the map", title).await?;
    write(&canvas, "Priorities", "Safe stores").await?;
    let link = open_here(&canvas).await?;
    Ok((canvas, link))
}

/// Opens a room on the map that is open and gives the link for people who change it.
pub(super) async fn open_here(canvas: &Canvas<'_>) -> Outcome<String> {
    canvas.click("button", "Work together live").await?;
    let dialog = canvas.within("dialog", "Work together live");
    dialog.fill("Your name, if you like", "Fay").await?;
    dialog.click("button", "Open a room").await?;
    link_for(canvas, "change the map").await
}

/// A room of two, who see each other: Fay's browser, Bo's, and the link between them.
pub(super) async fn room_of_two(
    world: &World,
    page: &str,
    bos: Options,
) -> Outcome<(Browser, Browser, String)> {
    let desk = world.browser().await?;
    let (_, link) = open_room(&desk, page, "Together").await?;
    desk.press("Escape").await?;
    let other = world.browser_with(bos).await?;
    join(&other, &link, "Bo").await?;
    says_room(&desk.canvas(), "1 other here").await?;
    Ok((desk, other, link))
}

pub(crate) async fn link_for(canvas: &Canvas<'_>, what: &str) -> Outcome<String> {
    let wanted = match what {
        "only look" => Capability::View,
        "change the map" => Capability::Edit,
        "lead the room" => Capability::Lead,
        _ => return Err(format!("no link lets people {what}").into()),
    };
    let dialog = canvas.within("dialog", "Work together live");
    dialog.choose("The link lets people", what).await?;
    // The one for something else stands there until the choice has come through.
    let lets = |link: &String| {
        JoinLink::from_text(link).is_ok_and(|link| link.keys.capability() == wanted)
    };
    wait_for(&format!("the link to {what}"), async || {
        let link = dialog.list("textbox", "Link into the room").await?.into_iter().next();
        Ok(link.and_then(|found| found.value).filter(lets))
    })
    .await
}

pub(crate) async fn join<'a>(browser: &'a Browser, link: &str, name: &str) -> Outcome<Canvas<'a>> {
    browser.driver.goto(link).await?;
    let canvas = browser.canvas();
    canvas.fill("Your name, if you like", name).await?;
    canvas.click("button", "Go in").await?;
    Ok(canvas)
}

pub(super) async fn write(canvas: &Canvas<'_>, lane: &str, title: &str) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    canvas.browser.types(title).await?;
    canvas.browser.press("Enter").await
}

/// Fay, in another browser than Chromium, has opened a room and Bo, in Chromium, came in: each sees what the other writes.
pub(super) async fn both_write(fay: &Canvas<'_>, bo: &Canvas<'_>, browser: &str) -> Outcome {
    bo.card("Priority: Safe stores").await?;
    says_room(fay, "1 other here. Through 127.0.0.1").await?;
    write(bo, "Business outcomes", "From Chromium").await?;
    fay.card("Outcome: From Chromium").await?;
    write(fay, "Our support", &format!("From {browser}")).await?;
    bo.card(&format!("Support: From {browser}")).await?;
    Ok(())
}

pub(super) async fn says_room(canvas: &Canvas<'_>, words: &str) -> Outcome {
    soon(&format!("the bar to say “{words}”"), async || {
        Ok(!canvas.starting("button", words).await?.is_empty())
    })
    .await
}

/// Presses the room's chip, whatever it says just now.
pub(super) async fn open_chip(canvas: &Canvas<'_>, begins: &str) -> Outcome {
    let chip = wait_for("the room in the bar", async || {
        Ok(canvas.starting("button", begins).await?.into_iter().next())
    })
    .await?;
    canvas.click("button", &chip.name).await
}

/// Both have named the map while they were apart, and Fay has written on a card that Bo deleted: each can read so, and one takes
/// the name that does not stand, and the card.
async fn both_versions(desk: &Browser, fay: &Canvas<'_>, bo: &Canvas<'_>) -> Outcome {
    let words = "2 changes to look at";
    let chip = async |canvas: &Canvas<'_>| {
        wait_for("a count on the room's chip", async || {
            Ok(canvas.containing("button", words).await?.into_iter().next())
        })
        .await
    };
    chip(bo).await?;
    fay.click("button", &chip(fay).await?.name).await?;
    let list = fay.within("dialog", "Work together live");
    for words in ["Here: Together in the north", "The others: Together in the south"] {
        list.says(words).await?;
    }
    list.says("Title: Safe stores for all").await?;
    list.says("The others: deleted").await?;
    both_themes(desk, "what two changed while they were apart").await?;
    let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": false });
    desk.devtools("Emulation.setDeviceMetricsOverride", phone).await?;
    both_themes(desk, "what two changed while they were apart, on a phone").await?;
    let wide = "return document.scrollingElement.scrollWidth - innerWidth";
    assert_eq!(desk.read(wide, vec![]).await?, 0);
    desk.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    let keep = "Keep this one ";
    let other = wait_for("the name that does not stand", async || {
        let buttons = list.starting("button", keep).await?.into_iter();
        Ok(buttons.map(|it| it.name).find(|name| name.contains("Together")))
    })
    .await?;
    list.click("button", &other).await?;
    list.is_gone("button", &other).await?;
    list.click("button", "Keep this one Title: Safe stores for all").await?;
    soon("nothing to be left to look at", async || {
        Ok(fay.containing("button", "to look at").await?.is_empty())
    })
    .await?;
    desk.press("Escape").await?;
    let name = other.trim_start_matches(keep);
    for canvas in [fay, bo] {
        soon("the name that was taken", async || Ok(canvas.map().await?["title"] == name)).await?;
        canvas.card("Priority: Safe stores for all").await?;
    }
    Ok(())
}

#[test]
fn people_build_one_map_through_a_relay_that_fails_and_returns() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, link) = open_room(&desk, &page, "Together").await?;
        println!("a link into a room has {} letters", link.len());
        let looking = link_for(&fay, "only look").await?;
        both_themes(&desk, "inviting into a room").await?;
        desk.press("Escape").await?;

        let laptop = Options { size: (1240, 800), ..Options::default() };
        let other = world.browser_with(laptop).await?;
        let bo = join(&other, &link, "Bo").await?;
        bo.card("Priority: Safe stores").await?;
        soon("the keys to leave the address, once they are kept", async || {
            Ok(other.read("return location.hash", vec![]).await? == "")
        })
        .await?;
        says_room(&fay, "1 other here. Through 127.0.0.1").await?;
        says_room(&bo, "1 other here. Through 127.0.0.1").await?;
        // Beside the room's chip the end of the bar is still there.
        bo.reach("button", "Menu").await?;

        // Each sees what the other writes, letter by letter, and where the other is.
        write(&bo, "Business outcomes", "Fewer accidents").await?;
        let card = "Outcome: Fewer accidents";
        fay.card(card).await?;
        fay.pick(card).await?;
        desk.press("Enter").await?;
        fay.find("textbox", "Title").await?;
        desk.press("End").await?;
        desk.types(" at").await?;
        // Bo deletes the card meanwhile: what Fay goes on to type is no shortcut, and none of it is lost.
        bo.pick("Outcome: Fewer accidents at").await?;
        other.press("Delete").await?;
        let gone = fay.within("dialog", "This card was deleted");
        gone.says("Bo deleted the card").await?;
        desk.types(" work").await?;
        both_themes(&desk, "a card that somebody else deleted").await?;
        gone.click("button", "Put the card back").await?;
        bo.card("Outcome: Fewer accidents at work").await?;
        soon("Fay's name on the card", async || Ok(bo.words().await?.contains("Fay"))).await?;
        desk.press("Escape").await?;
        both_themes(&other, "a map with somebody else on it").await?;

        // Who may only look sees everything and changes nothing.
        let phone = world.browser_with(Options::phone()).await?;
        let viewer = join(&phone, &looking, "Vi").await?;
        viewer.titles_become(&["Fewer accidents at work", "Safe stores"]).await?;
        assert!(viewer.starting("textbox", "Write a card into").await?.is_empty());
        both_themes(&phone, "a room on a phone, only looking").await?;
        phone.quit().await?;

        // The relay is gone: both go on, and lose nothing when it is back.
        relay.stop();
        says_room(&fay, "Connecting again").await?;
        write(&fay, "Our support", "Written while apart").await?;
        write(&bo, "What’s in the way", "Also while apart").await?;
        fay.fill("Title of the map", "Together in the north").await?;
        bo.fill("Title of the map", "Together in the south").await?;
        // And Fay writes on a card that Bo deletes.
        fay.pick("Priority: Safe stores").await?;
        desk.press("Enter").await?;
        fay.find("textbox", "Title").await?;
        desk.press("End").await?;
        desk.types(" for all").await?;
        desk.press("Escape").await?;
        bo.pick("Priority: Safe stores").await?;
        other.press("Delete").await?;
        bo.says_saved("Saved in this browser").await?;
        fay.says_saved("Saved in this browser").await?;

        // Bo's browser is killed meanwhile, and comes back to the same map and room.
        assert!(kill_the_browser_of(other.profile()) > 0, "a browser to kill");
        let profile = other.bury().await?;
        relay.resume()?;
        let other = world.browser_again_with(profile, Options::default()).await?;
        other.driver.goto(&page).await?;
        let bo = other.canvas();
        let start = bo.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Together").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        bo.card("Support: Written while apart").await?;
        fay.card("Barrier: Also while apart").await?;
        soon("equal maps", async || Ok(fay.text().await? == bo.text().await?)).await?;

        // From a key to the other screen.
        let mut waits = Vec::new();
        for i in 0..4 {
            let title = format!("Measured {i}");
            let begun = Instant::now();
            write(&bo, "On the job", &title).await?;
            let typed = begun.elapsed();
            fay.card(&format!("On the job: {title}")).await?;
            waits.push(begun.elapsed() - typed);
        }
        waits.sort();
        println!("from Enter to the other screen, with the looking: {waits:?}");
        assert!(waits[2] < Duration::from_secs(2), "{waits:?}");
        both_versions(&desk, &fay, &bo).await?;

        assert_eq!(desk.complaints().await?, Vec::<String>::new());
        other.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn without_a_relay_a_room_joins_the_tabs_of_one_browser_and_a_link_to_a_foreign_relay_goes_nowhere()
{
    story(async |world: World| {
        let browser = world.browser().await?;
        let (canvas, link) = open_room(&browser, &world.site.app(), "Two tabs").await?;
        canvas.says("This browser only").await?;
        browser.press("Escape").await?;
        let first = browser.driver.window().await?;
        let second = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(second.clone()).await?;
        // This browser keeps the room: the link, which allows less, leads back into it, under the name that is given now.
        let canvas = join(&browser, &link, "Fay next door").await?;
        canvas.card("Priority: Safe stores").await?;
        write(&canvas, "Our support", "From the second tab").await?;
        browser.driver.switch_to_window(first).await?;
        canvas.card("Support: From the second tab").await?;
        says_room(&canvas, "1 other here. This browser only").await?;
        open_chip(&canvas, "1 other here. This browser only").await?;
        canvas.says("Fay next door").await?;
        canvas.says("leads the room · up to date").await?;

        // A link names a relay, which this page does not allow: nothing is connected.
        let relay = world.relay()?;
        let desk = world.browser().await?;
        let page = world.site.app_with_relay(relay.port);
        let (_, link) = open_room(&desk, &page, "Elsewhere").await?;
        let (_, fragment) = link.split_once('#').ok_or("a fragment")?;
        browser.driver.goto(format!("{}#{fragment}", world.site.app())).await?;
        canvas.says("a relay that this page does not allow").await?;
        canvas.click("button", "Go in").await?;
        canvas.says("Nobody else here yet").await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        desk.quit().await?;
        browser.quit().await?;
        Ok(())
    });
}

/// Where a browser tells no address before it was allowed the microphone, as on a machine with no network.
pub(super) async fn allow_microphone(browser: &Browser) -> Outcome {
    let ask = "navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 1)";
    browser.promised(ask, vec![]).await.map(drop)
}

/// Takes a code to this browser and gives what it answers.
pub(super) async fn take_code(canvas: &Canvas<'_>, code: &str) -> Outcome {
    canvas.browser.fill_clipboard(code).await?;
    canvas.click("textbox", "Paste the code that came from the other browser").await?;
    canvas.browser.press("Control+v").await
}

pub(super) async fn shown_code(canvas: &Canvas<'_>) -> Outcome<String> {
    let code = canvas.find("textbox", "Code for the other browser").await?;
    code.value.ok_or_else(|| "a code is a text".into())
}

/// The codes of a direct connection go from one browser to another and back. Gives how many letters they have.
pub(super) async fn pair(from: &Canvas<'_>, to: &Canvas<'_>) -> Outcome<(usize, usize)> {
    pair_slowly(from, to, Duration::ZERO).await
}

/// Somebody takes so long to carry the second code.
async fn pair_slowly(
    from: &Canvas<'_>,
    to: &Canvas<'_>,
    pause: Duration,
) -> Outcome<(usize, usize)> {
    for canvas in [from, to] {
        allow_microphone(canvas.browser).await?;
    }
    // It is open already where somebody was connected before.
    if !from.has("button", "Make a code").await? {
        from.click("summary", "Connect directly, without a relay").await?;
    }
    from.click("button", "Make a code").await?;
    let offer = shown_code(from).await?;
    to.click("button", "Work together live").await?;
    to.click("summary", "Connect directly, without a relay").await?;
    take_code(to, &offer).await?;
    let answer = shown_code(to).await?;
    tokio::time::sleep(pause).await;
    take_code(from, &answer).await?;
    Ok((offer.len(), answer.len()))
}

/// A room of two that are connected directly, from the first code to the last good-bye.
pub(super) async fn connected_directly(world: &World, first: Options, second: Options) -> Outcome {
    let desk = world.browser_with(first).await?;
    let (fay, link) = open_room(&desk, &world.site.app(), "No server").await?;
    let other = world.browser_with(second).await?;
    let bo = join(&other, &link, "Bo").await?;
    says_room(&bo, "Nobody else here yet").await?;
    let (offer, answer) = pair(&fay, &bo).await?;
    println!("the codes have {offer} and {answer} letters");
    says_room(&fay, "1 other here").await?;
    for browser in [&desk, &other] {
        browser.press("Escape").await?;
    }
    bo.card("Priority: Safe stores").await?;
    write(&bo, "Our support", "Without any server").await?;
    fay.card("Support: Without any server").await?;
    write(&fay, "Business outcomes", "And back again").await?;
    bo.card("Outcome: And back again").await?;
    // Who leaves is told at once, and their words stay.
    bo.click("button", "Work together live").await?;
    bo.click("button", "Leave the room").await?;
    says_room(&fay, "Nobody else here yet").await?;
    fay.card("Support: Without any server").await?;
    for browser in [desk, other] {
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
    }
    Ok(())
}

#[test]
fn two_browsers_connect_directly_by_codes_that_people_carry() {
    story(async |world: World| {
        let neighbour = || Options { neighbour: true, ..Options::default() };
        connected_directly(&world, neighbour(), neighbour()).await
    });
}

#[test]
fn the_code_of_a_direct_connection_is_read_off_the_other_screen() {
    story(async |world: World| {
        let neighbour = |film| Options { neighbour: true, film, ..Options::default() };
        let desk = world.browser_with(neighbour(None)).await?;
        let (fay, link) = open_room(&desk, &world.site.app(), "Held up").await?;
        allow_microphone(&desk).await?;
        fay.click("summary", "Connect directly, without a relay").await?;
        fay.click("button", "Make a code").await?;
        shown_code(&fay).await?;
        let film = desk.profile().file("film.y4m", &film_of(&desk, ".direct svg.code").await?)?;

        let other = world.browser_with(neighbour(Some(film))).await?;
        let bo = join(&other, &link, "Bo").await?;
        allow_microphone(&other).await?;
        bo.click("button", "Work together live").await?;
        bo.click("summary", "Connect directly, without a relay").await?;
        bo.click("button", "Read codes with the camera").await?;
        let answer = shown_code(&bo).await?;
        // What was wanted is read.
        bo.find("button", "Read codes with the camera").await?;
        both_themes(&other, "a code that was scanned").await?;
        take_code(&fay, &answer).await?;
        other.press("Escape").await?;
        bo.card("Priority: Safe stores").await?;
        for browser in [desk, other] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}

/// By itself whoever answers gives up after some four minutes; the codes give each side the part in which it does not.
#[test]
#[ignore = "takes minutes: `cargo xtask soak --browsers`"]
fn soak_of_codes_that_are_carried_back_after_five_minutes() {
    let waits = async |world: &World, first: Options, second: Options| -> Outcome {
        let desk = world.browser_with(Options { neighbour: true, ..first }).await?;
        let (fay, link) = open_room(&desk, &world.site.app(), "No hurry").await?;
        let other = world.browser_with(Options { neighbour: true, ..second }).await?;
        let bo = join(&other, &link, "Bo").await?;
        pair_slowly(&fay, &bo, Duration::from_secs(300)).await?;
        says_room(&fay, "1 other here").await?;
        bo.card("Priority: Safe stores").await?;
        for browser in [desk, other] {
            browser.quit().await?;
        }
        Ok(())
    };
    story_of_minutes(8, async |world: World| {
        // All wait in the same five minutes.
        let alike = waits(&world, Options::default(), Options::default());
        let from_firefox = waits(&world, Options::firefox(), Options::default());
        // On a machine that is busy meanwhile, this one is too late: see `docs/direct.md`.
        let to_firefox = waits(&world, Options::default(), Options::firefox());
        let (alike, from_firefox, to_firefox) = tokio::join!(alike, from_firefox, to_firefox);
        alike.map_err(|why| format!("two alike: {why}"))?;
        from_firefox.map_err(|why| format!("Firefox asks: {why}"))?;
        to_firefox.map_err(|why| format!("Firefox answers: {why}").into())
    });
}
