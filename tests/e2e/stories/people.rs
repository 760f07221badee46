//! The people of a map and what only this browser knows about them: written, rated by hand and by key, there after the
//! browser was killed, and nowhere but in this browser.

use super::everyone::both_themes;
use super::room::{room_of_two, write};
use crate::harness::{
    Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story, wait_for,
};

/// Everything that lies in this site's databases, as text.
const EVERYTHING: &str = "(async () => {
    const all = [];
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done, failed) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => done(request.result);
            request.onerror = () => failed(request.error);
        });
        for (const store of db.objectStoreNames) {
            const rows = await new Promise((done) => {
                const request = db.transaction(store).objectStore(store).getAll();
                request.onsuccess = () => done(request.result);
            });
            for (const row of rows) {
                const bytes = row.bytes ? new TextDecoder('latin1').decode(row.bytes) : '';
                all.push(JSON.stringify({ ...row, bytes }));
            }
        }
        db.close();
    }
    return all.join('\\n');
})()";

async fn stored(browser: &Browser) -> Outcome<String> {
    let all = browser.promised(EVERYTHING, vec![]).await?;
    Ok(all.as_str().ok_or("no text")?.to_owned())
}

/// What the screen says about where private words are kept.
async fn says_kept(canvas: &Canvas<'_>) -> Outcome {
    canvas.says("Kept in this browser.").await
}

#[test]
fn what_is_noted_about_people_survives_and_stays_in_this_browser() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Registered").await?;
        canvas.click("button", "People").await?;
        let people = canvas.within("dialog", "People");
        people
            .fill("Add a person: name, job, department", "Ana Ruiz, head of stores, Retail")
            .await?;
        browser.press("Enter").await?;
        people.find("region", "Ana Ruiz").await?;
        both_themes(&browser, "a person").await?;

        people.fill("What happened", "Asked what we would do in her shoes").await?;
        people.choose("Where it lies", "Worked as partners").await?;
        people.click("button", "Add moment").await?;
        people.click("button", "We talked today").await?;

        people.click("button", "Show my ratings and notes").await?;
        people.fill("New note", "zebrasecret: wants a pilot").await?;
        says_kept(&canvas).await?;
        both_themes(&browser, "private notes").await?;

        // A note that is emptied keeps the keyboard: other words for it are typed at once.
        browser.press("Control+a").await?;
        browser.press("Delete").await?;
        browser.types("zebrasecret: wants a pilot").await?;
        says_kept(&canvas).await?;

        // By key on the square, from nowhere to the middle and up; then by hand.
        people.click("button", "Power and interest").await?;
        let from = people.reach("button", "Ana Ruiz: not placed yet").await?;
        browser.drag(from, from.by(60.0, -200.0)).await?;
        let placed = wait_for("a place", async || {
            Ok(people.starting("button", "Ana Ruiz: power").await?.into_iter().next())
        })
        .await?;
        let before = placed.name.clone();
        both_themes(&browser, "the square").await?;
        wait_for("the keyboard on the mark", async || {
            let at = people.starting("button", "Ana Ruiz: power").await?;
            Ok(at.into_iter().find(|found| found.focused))
        })
        .await?;
        browser.press("Right").await?;
        soon("another place", async || {
            let now = people.starting("button", "Ana Ruiz: power").await?;
            Ok(now.first().is_some_and(|found| found.name != before))
        })
        .await?;
        let place = people.starting("button", "Ana Ruiz: power").await?[0].name.clone();
        says_kept(&canvas).await?;
        canvas.says_saved("Saved in this browser").await?;

        assert!(stored(&browser).await?.contains("zebrasecret"), "it is kept here");
        let map = canvas.text().await?;
        assert!(map.contains("in her shoes") && !map.contains("zebrasecret"), "{map}");
        assert!(!map.contains("\"power\""), "{map}");

        kill_the_browser_of(browser.profile());
        let profile = browser.bury().await?;
        let again = world.browser_again(profile).await?;
        let canvas = again.open_app().await?;
        let start = canvas.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Registered").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        canvas.click("button", "People").await?;
        let people = canvas.within("dialog", "People");
        assert!(!canvas.words().await?.contains("zebrasecret"), "hidden until asked for");
        people.click("button", "Power and interest").await?;
        people.click("button", "Show my ratings and notes").await?;
        people.find("button", &place).await?;

        // The map goes, and with it what was noted.
        again.press("Escape").await?;
        canvas.click("button", "All maps").await?;
        let start = canvas.within("main", "Start");
        let forget = wait_for("the way to forget it", async || {
            Ok(start.starting("button", "Delete Registered").await?.into_iter().next())
        })
        .await?;
        start.click("button", &forget.name).await?;
        soon("nothing to be left", async || Ok(!stored(&again).await?.contains("zebrasecret")))
            .await?;
        again.quit().await?;
        Ok(())
    });
}

#[test]
fn somebody_who_is_erased_is_nowhere_in_this_browser() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Goes on").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("What Ana Ruiz wants").await?;
        browser.press("Enter").await?;
        canvas.card("Priority: What Ana Ruiz wants").await?;
        canvas.click("button", "People").await?;
        let people = canvas.within("dialog", "People");
        people.fill("Add a person: name, job, department", "Ana Ruiz, head of stores").await?;
        browser.press("Enter").await?;
        people.find("region", "Ana Ruiz").await?;
        people.click("button", "Show my ratings and notes").await?;
        people.fill("New note", "zebrasecret").await?;
        says_kept(&canvas).await?;
        canvas.says_saved("Saved in this browser").await?;
        let before = stored(&browser).await?;
        assert!(
            before.contains("Ana Ruiz") && before.contains("zebrasecret"),
            "the search finds them"
        );

        people.click("summary", "Erase from the map and its history…").await?;
        canvas.says("This cannot be undone").await?;
        canvas.says("The name also stands on 1 card").await?;
        both_themes(&browser, "before somebody is erased").await?;
        people.click("checkbox", "I know that there is no way back").await?;
        people.click("button", "Erase for good").await?;
        canvas.says("The person is erased from this map").await?;
        canvas.titles_become(&["What somebody wants"]).await?;
        let after = stored(&browser).await?;
        assert!(!after.contains("Ana Ruiz") && !after.contains("zebrasecret"), "{after}");
        assert!(after.contains("somebody"), "the rest is there");
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        canvas.card("Priority: What somebody wants").await?;
        browser.quit().await?;
        Ok(())
    });
}

/// From now on what puts a map into the storage is begun and never done, as if it took for ever.
const NEVER_DONE: &str = "
    IDBTransaction.prototype.commit = () => {};
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...row) {
        const request = put.apply(this, row);
        if (this.name === 'maps') {
            const again = () => { this.getKey('').onsuccess = again; };
            again();
            window.isWriting = true;
        }
        return request;
    };";

/// The kept map of this title, and the page of somebody on it.
async fn opens_people<'a>(browser: &'a Browser, title: &str, person: &str) -> Outcome<Canvas<'a>> {
    let canvas = browser.open_app().await?;
    let start = canvas.within("main", "Start");
    let kept = wait_for("the kept map", async || {
        Ok(start.starting("button", title).await?.into_iter().next())
    })
    .await?;
    start.click("button", &kept.name).await?;
    canvas.click("button", "People").await?;
    let people = canvas.within("dialog", "People");
    let row =
        wait_for("a row", async || Ok(people.starting("button", person).await?.into_iter().next()))
            .await?;
    people.click("button", &row.name).await?;
    people.find("region", person).await?;
    Ok(canvas)
}

async fn erases_the_one_shown(canvas: &Canvas<'_>) -> Outcome {
    let people = canvas.within("dialog", "People");
    people.click("summary", "Erase from the map and its history…").await?;
    people.click("checkbox", "I know that there is no way back").await?;
    people.click("button", "Erase for good").await
}

#[test]
fn a_browser_that_is_killed_while_it_erases_has_the_map_before_whole_and_afterwards_the_new_one() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Cut short").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("What Ana Ruiz wants").await?;
        browser.press("Enter").await?;
        canvas.click("button", "People").await?;
        let people = canvas.within("dialog", "People");
        people.fill("Add a person: name, job, department", "Ana Ruiz, head of stores").await?;
        browser.press("Enter").await?;
        people.click("button", "Show my ratings and notes").await?;
        people.fill("New note", "zebrasecret").await?;
        says_kept(&canvas).await?;
        canvas.says_saved("Saved in this browser").await?;
        let before = canvas.text().await?;

        // The old map is gone from the storage, the new one is in it, and neither is for good.
        browser.read(NEVER_DONE, vec![]).await?;
        erases_the_one_shown(&canvas).await?;
        soon("the map to be on its way", async || {
            Ok(browser.read("return window.isWriting === true", vec![]).await? == true)
        })
        .await?;
        assert!(kill_the_browser_of(browser.profile()) > 0, "a browser to kill");
        let again = world.browser_again(browser.bury().await?).await?;
        let canvas = opens_people(&again, "Cut short", "Ana Ruiz").await?;
        assert_eq!(canvas.text().await?, before);
        let all = stored(&again).await?;
        assert!(all.contains("zebrasecret") && !all.contains("somebody"), "{all}");

        // Once it is said, it is so.
        erases_the_one_shown(&canvas).await?;
        canvas.says("The person is erased from this map").await?;
        assert!(kill_the_browser_of(again.profile()) > 0, "a browser to kill");
        let last = world.browser_again(again.bury().await?).await?;
        last.open_app().await?.within("main", "Start").starting("button", "Cut short").await?;
        let all = stored(&last).await?;
        assert!(!all.contains("Ana Ruiz") && !all.contains("zebrasecret"), "{all}");
        assert!(all.contains("What somebody wants"), "{all}");
        last.quit().await?;
        Ok(())
    });
}

#[test]
fn whoever_leads_a_room_erases_somebody_from_everybodys_browser() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let (desk, other, _) = room_of_two(&world, &page, Options::default()).await?;
        let (fay, bo) = (desk.canvas(), other.canvas());
        write(&bo, "Our support", "Guides for Ana Ruiz").await?;
        fay.click("button", "People").await?;
        let people = fay.within("dialog", "People");
        people.fill("Add a person: name, job, department", "Ana Ruiz, head of stores").await?;
        desk.press("Enter").await?;
        people.find("region", "Ana Ruiz").await?;
        bo.card("Support: Guides for Ana Ruiz").await?;
        fay.says_saved("Saved in this browser").await?;
        bo.says_saved("Saved in this browser").await?;
        for browser in [&desk, &other] {
            soon("the name to be kept", async || Ok(stored(browser).await?.contains("Ana Ruiz")))
                .await?;
        }

        // Bo writes on meanwhile.
        people.click("summary", "Erase from the map and its history…").await?;
        fay.says("Everybody in the room gets the map without them").await?;
        both_themes(&desk, "before somebody is erased for all").await?;
        people.click("checkbox", "I know that there is no way back").await?;
        write(&bo, "Business outcomes", "Fewer accidents").await?;
        people.click("button", "Erase for good").await?;
        fay.says("here and for everybody in the room").await?;
        bo.says("Whoever leads this room has erased somebody").await?;
        both_themes(&other, "somebody was erased by whoever leads").await?;
        desk.press("Escape").await?;
        let titles = ["Fewer accidents", "Guides for somebody", "Safe stores"];
        for canvas in [&fay, &bo] {
            canvas.titles_become(&titles).await?;
        }
        // The room goes on, and nobody keeps or exports the name.
        write(&fay, "On the job", "Staff ask first").await?;
        bo.card("On the job: Staff ask first").await?;
        for (browser, canvas) in [(&desk, &fay), (&other, &bo)] {
            canvas.says_saved("Saved in this browser").await?;
            soon("the name to be gone", async || {
                let all = stored(browser).await?;
                Ok(!all.contains("Ana Ruiz") && all.contains("Staff ask first"))
            })
            .await?;
            assert!(!canvas.text().await?.contains("Ana Ruiz"));
        }
        other.driver.refresh().await?;
        bo.is_up().await?;
        bo.card("On the job: Staff ask first").await?;
        write(&bo, "Priorities", "Back again").await?;
        fay.card("Priority: Back again").await?;
        other.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}
