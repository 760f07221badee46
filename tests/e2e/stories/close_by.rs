//! A room from close by: a question that goes through it, somebody who is followed, a relay that asks who comes, a browser
//! between a relay and a direct connection, and a program that breaks down over what somebody sent.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::everyone::both_themes;
use super::room::{join, open_chip, open_here, open_room, pair, room_of_two, says_room, write};
use crate::harness::{Options, Outcome, World, soon, story};

#[test]
fn a_question_goes_through_the_room_and_people_follow_each_other() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let (desk, phone, _) = room_of_two(&world, &page, Options::phone()).await?;
        let (fay, bo) = (desk.canvas(), phone.canvas());

        // Written apart, handed in through the room, counted without a scan.
        fay.click("button", "Question to the room").await?;
        let dialog = fay.within("dialog", "Question to the room");
        dialog.fill("Question", "What should we stop doing?").await?;
        dialog.click("button", "Ask the room").await?;
        bo.says("What should we stop doing?").await?;
        both_themes(&phone, "a question for everybody").await?;
        bo.click("button", "Write").await?;
        fay.says("1 person is writing now").await?;
        bo.click("textbox", "Your thought").await?;
        phone.types("The monthly newsletter").await?;
        phone.press("Enter").await?;
        bo.says_saved("Kept on this device").await?;
        assert!(!fay.words().await?.contains("1 card"), "nothing leaves before it is handed in");
        bo.click("button", "Hand in 1 card").await?;
        fay.says("1 person handed in 1 card").await?;
        bo.says("Handed in").await?;
        both_themes(&desk, "an answer through the room").await?;
        both_themes(&phone, "an answer that has arrived").await?;
        dialog.click("button", "Put 1 card on the map").await?;
        // A phone that is loaded anew reads what one that stayed reads.
        fay.click("button", "Question to the room").await?;
        dialog.click("button", "Close the question").await?;
        let closed = "This question is closed. Your card is on the map.";
        bo.says(closed).await?;
        phone.driver.refresh().await?;
        soon("a new page to read what the one before read", async || {
            Ok(bo.words().await?.contains(closed))
        })
        .await?;
        assert!(!bo.has("button", "Show the code again").await?);
        desk.press("Escape").await?;
        bo.click("button", "Back to the map").await?;
        bo.titles_become(&["Safe stores", "The monthly newsletter"]).await?;

        // Fay goes along with Bo's screen until she does something herself.
        bo.click("button", "Canvas").await?;
        open_chip(&fay, "1 other here").await?;
        fay.click("button", "Follow Bo").await?;
        fay.says("You see what Bo sees").await?;
        let before = fay.camera().await?;
        bo.click("button", "Zoom in").await?;
        soon("Fay's screen to follow", async || Ok(fay.camera().await? != before)).await?;
        both_themes(&desk, "following somebody").await?;
        fay.click("button", "Zoom out").await?;
        soon("her own way", async || Ok(!fay.words().await?.contains("You see what Bo sees")))
            .await?;
        for browser in [&desk, &phone] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
        }
        phone.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn a_relay_that_asks_who_comes_says_so_and_remembers_who_did() {
    story(async |world: World| {
        let relay = world.locked_relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, _) = open_room(&desk, &page, "Locked").await?;
        fay.says("asks who comes").await?;
        fay.says("Not connected to 127.0.0.1").await?;
        both_themes(&desk, "a relay that asks who comes").await?;
        fay.fill("User name", "workshop").await?;
        fay.fill("Password or token", "wrong").await?;
        fay.click("button", "Sign in").await?;
        fay.says("does not accept this user name").await?;
        fay.fill("User name", "workshop").await?;
        fay.fill("Password or token", "secret").await?;
        fay.click("button", "Sign in").await?;
        soon("the question to be gone", async || Ok(!fay.has("textbox", "User name").await?))
            .await?;
        // What works here is tried with the same relay.
        fay.click("summary", "Test this room").await?;
        fay.click("button", "Test now").await?;
        fay.says("can be reached from here, and passes on what is sent").await?;
        both_themes(&desk, "what works here").await?;
        desk.press("Escape").await?;
        says_room(&fay, "Nobody else here yet").await?;
        fay.says_saved("Saved in this browser").await?;
        // Nobody is asked again after a reload.
        desk.driver.refresh().await?;
        fay.card("Priority: Safe stores").await?;
        says_room(&fay, "Nobody else here yet. Through 127.0.0.1").await?;
        assert!(!fay.has("textbox", "User name").await?);
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn a_browser_between_a_relay_and_three_direct_guests_carries_all_ways() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let neighbour = || Options { neighbour: true, ..Options::default() };
        let desk = world.browser_with(neighbour()).await?;
        let (fay, link) = open_room(&desk, &page, "Hub").await?;
        // Cy comes through the relay, the others' pages allow none.
        let far = world.browser().await?;
        let cy = join(&far, &link, "Cy").await?;
        cy.card("Priority: Safe stores").await?;
        let (_, fragment) = link.split_once('#').ok_or("a fragment")?;
        let direct = format!("{}#{fragment}", world.site.app());
        let other = world.browser_with(neighbour()).await?;
        let bo = join(&other, &direct, "Bo").await?;
        says_room(&bo, "Nobody else here yet").await?;
        pair(&fay, &bo).await?;
        says_room(&fay, "2 others here").await?;
        let way = "Directly to one browser, which passes it on to others, encrypted";
        says_room(&bo, &format!("2 others here. {way}. This page does not allow")).await?;
        says_room(&cy, "2 others here").await?;
        other.press("Escape").await?;
        write(&bo, "Our support", "From the direct side").await?;
        cy.card("Support: From the direct side").await?;
        write(&cy, "What’s in the way", "From the relay").await?;
        bo.card("Barrier: From the relay").await?;

        // Two more: they hear each other, and everybody else, through Fay's browser.
        let more = [world.browser_with(neighbour()).await?, world.browser_with(neighbour()).await?];
        let dee = join(&more[0], &direct, "Dee").await?;
        pair(&fay, &dee).await?;
        let eve = join(&more[1], &direct, "Eve").await?;
        pair(&fay, &eve).await?;
        for canvas in [&fay, &cy, &bo, &dee, &eve] {
            says_room(canvas, "4 others here").await?;
        }
        more[0].press("Escape").await?;
        write(&dee, "Business outcomes", "From one to all").await?;
        for canvas in [&eve, &bo, &cy, &fay] {
            canvas.card("Outcome: From one to all").await?;
        }
        let [dees, eves] = more;
        for browser in [eves, dees, other, far, desk] {
            browser.quit().await?;
        }
        Ok(())
    });
}

/// From now on the first look at the clock while somebody's frame is taken in lets the program call itself with an address
/// that it does not have: a trap of its own, in the middle of what somebody sent. Before and after it the program tells the
/// page which frame that is, and that is how it is known here.
const TRAP: &str = "let taking = false, armed = false;
  Function.prototype.call = function (self, ...rest) {
    if (rest.length === 1 && (rest[0] === undefined || rest[0] instanceof Uint8Array)) taking = !!rest[0];
    return Reflect.apply(this, self, rest);
  };
  window.arm = () => { armed = true; return typeof programs.at(-1).__wbindgen_free; };
  const breaks = () => {
    if (taking && armed) { armed = taking = false; programs.at(-1).__wbindgen_free(0xfffffff0, 64, 8); }
  };
  const [now, uptime] = [Date.now, performance.now.bind(performance)];
  Date.now = () => { breaks(); return now(); };
  performance.now = () => { breaks(); return uptime(); };";

#[test]
fn a_program_that_breaks_down_over_what_somebody_sent_goes_on_from_what_is_kept() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        desk.driver.watch_programs().await?;
        desk.driver.before_each_page(TRAP).await?;
        desk.driver.goto(&page).await?;
        let fay = desk.canvas();
        fay.click("button", "New map").await?;
        fay.fill("Title of the map", "Unsinkable").await?;
        write(&fay, "Priorities", "Safe stores").await?;
        let link = open_here(&fay).await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        bo.card("Priority: Safe stores").await?;
        says_room(&fay, "1 other here").await?;

        // A word just typed, and then a breakdown over what Bo sends.
        // Once it is saved the clock is not read for saving any more, but for what Bo says.
        write(&fay, "Our support", "Typed a moment before").await?;
        fay.says_saved("Saved in this browser").await?;
        assert_eq!(desk.read("return arm()", vec![]).await?, json!("function"));
        write(&bo, "Our support", "What broke it").await?;
        fay.says("does not listen to them any more").await?;
        fay.card("Priority: Safe stores").await?;
        fay.card("Support: Typed a moment before").await?;
        both_themes(&desk, "after a breakdown").await?;
        // What broke it can be looked at: the frame as it came, whose clear header names its sender.
        fay.click("button", "Save what they sent").await?;
        let (_, text) = desk.downloaded().await?;
        let file: serde_json::Value = serde_json::from_str(&text)?;
        assert_eq!(file["format"], "alignment-map-put-aside");
        let bytes = |key: &str| -> Outcome<Vec<u8>> {
            Ok(Base64UrlUnpadded::decode_vec(file[key].as_str().ok_or(key)?)?)
        };
        let (sender, frame) = (bytes("sender")?, bytes("frame")?);
        assert_eq!((sender.len(), frame.get(5..13)), (8, Some(&sender[..])));
        assert!(frame.len() > 60, "a word with a signature has more than {} bytes", frame.len());
        // It works as before, and Bo is heard again as a new page.
        write(&fay, "Business outcomes", "Still afloat").await?;
        bo.card("Outcome: Still afloat").await?;
        other.driver.refresh().await?;
        soon("both to have the same", async || {
            Ok(fay.titles().await?.len() == 4 && fay.text().await? == bo.text().await?)
        })
        .await?;
        other.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn a_canvas_that_keeps_nothing_comes_back_from_the_memory_of_its_page() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        desk.driver.watch_programs().await?;
        desk.driver.before_each_page(TRAP).await?;
        desk.driver.goto(&page).await?;
        let fay = desk.canvas();
        fay.is_up().await?;
        fay.click("checkbox", "Keep nothing in this browser").await?;
        fay.click("button", "New map").await?;
        write(&fay, "Priorities", "Safe stores").await?;
        let link = open_here(&fay).await?;
        desk.press("Escape").await?;
        let other = world.browser().await?;
        let bo = join(&other, &link, "Bo").await?;
        bo.card("Priority: Safe stores").await?;
        write(&bo, "Business outcomes", "From somebody else").await?;
        fay.card("Outcome: From somebody else").await?;
        write(&fay, "Our support", "Typed a moment before").await?;
        desk.read("arm()", vec![]).await?;
        write(&bo, "Our support", "What broke it").await?;
        fay.says("does not listen to them any more").await?;
        fay.card("Support: Typed a moment before").await?;
        fay.card("Outcome: From somebody else").await?;
        both_themes(&desk, "after a breakdown where nothing is kept").await?;

        // It is in its room again, and still keeps nothing.
        write(&fay, "Our support", "Still afloat").await?;
        bo.card("Support: Still afloat").await?;
        let kept = "indexedDB.databases().then((all) => all.length)";
        let titles = "(async () => {
            const all = await new Promise((done) => {
                const request = indexedDB.open('alignment-canvas');
                request.onsuccess = () => done(request.result);
            });
            if (!all.objectStoreNames.contains('updates')) return 0;
            return new Promise((done) => {
                const request = all.transaction('updates').objectStore('updates').count();
                request.onsuccess = () => done(request.result);
            });
        })()";
        if desk.promised(kept, vec![]).await? != json!(0) {
            assert_eq!(desk.promised(titles, vec![]).await?, json!(0));
        }
        other.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}
