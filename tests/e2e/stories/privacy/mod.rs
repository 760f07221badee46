//! What is private stays in the browser in which it was written, among real browsers around a real relay that records
//! everything. Words that stand nowhere else are planted, then searched for: in all that the relay heard, sealed and opened
//! with the room's own keys, in the storages and on the disks of the others, and in maps that they hand on; a vote is
//! searched for by the number of whoever gave it. What is shared is planted beside them and has to be found by the same search.

mod letters;
mod recorder;

use std::fs;
use std::path::Path;
use std::rc::Rc;

use alignment_canvas::crypto::JoinLink;
use alignment_canvas::document::Replica;
use alignment_canvas::exchange::{canonical, parse};
use alignment_canvas::model::{MapId, WriterId};
use alignment_canvas::sync::opened;
use base64ct::{Base64, Encoding};
use serde_json::Value;

use super::room::{join, room_of_two, says_room, write};
use crate::harness::{Browser, Canvas, Options, Outcome, World, soon, story, wait_for};
use letters::said_by_letters;
use recorder::Recorder;

/// On the map, for everybody.
const OPEN: &str = "blixtopanur";
/// The same, after all that is private was written.
const LAST: &str = "kwimbladosk";
/// On the map, typed so slowly that each letter travels by itself.
const TYPED: &str = "grondafilpe";
/// What Fay notes about somebody.
const NOTE: &str = "qvextrulino";
/// What she has half answered to prepare the workshop.
const HOMEWORK: &str = "vlonkristep";
/// What Bo has written and not handed in, and what he has.
const DRAFT: &str = "zwomprikdal";
const SEALED: &str = "hujbrentofi";
/// Beside what is open a second thing to vote for.
const OTHER: &str = "Weekly visits";
/// Fewer letters than this come together by chance.
const PIECE: usize = 5;

/// Everything that a page of this site could find again in its browser.
const STORAGE: &str = "(async () => {
    const text = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })], log = [];
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
                const bytes = row.bytes && new TextDecoder('latin1').decode(row.bytes);
                text.push(JSON.stringify({ ...row, bytes }));
                if (row.bytes) log.push([row.map, btoa(String.fromCharCode(...row.bytes))]);
            }
        }
        db.close();
    }
    return [text.join('\\n'), log];
})()";

/// What one browser keeps.
struct Kept {
    text: String,
    /// Slot and bytes of each entry.
    log: Vec<(String, String)>,
}

impl Kept {
    async fn by(browser: &Browser) -> Outcome<Self> {
        let kept = browser.promised(STORAGE, vec![]).await?;
        let (text, log) = serde_json::from_value(kept)?;
        Ok(Self { text, log })
    }

    /// The maps of its logs, put together anew: what each says, and its whole history.
    fn maps(&self) -> Vec<u8> {
        let mut slots: Vec<_> = self.log.iter().map(|(slot, _)| slot.as_str()).collect();
        slots.dedup();
        let mut all = Vec::new();
        for slot in slots {
            let entries = self.log.iter().filter(|(of, _)| of == slot);
            let entries = entries.map(|(_, bytes)| Base64::decode_vec(bytes).expect("base64"));
            let entries: Vec<_> = entries.collect();
            let id = slot.split('.').next().and_then(|id| MapId::parse(id).ok()).expect("an id");
            let entries = entries.iter().map(Vec::as_slice);
            let (replica, refused) = Replica::from_updates(id, 1, Rc::new(|| 0), entries);
            assert_eq!(refused, [], "a log that does not read back");
            all.extend(canonical(replica.map()).bytes());
            all.extend(replica.encode());
        }
        all
    }
}

/// Is the word in there, or a piece of it that does not come by chance?
fn holds(bytes: &[u8], word: &str) -> bool {
    let pieces: Vec<_> = word.as_bytes().windows(PIECE).collect();
    bytes.windows(PIECE).any(|here| pieces.contains(&here))
}

/// Some file in this folder, or below it, holds the word.
fn on_disk(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        match path.is_dir() {
            true => on_disk(&path, word),
            false => fs::read(&path).is_ok_and(|bytes| {
                let word = word.as_bytes();
                bytes.windows(word.len()).any(|here| here == word)
            }),
        }
    })
}

/// The map as a file with its history, taken apart again.
async fn handed_on(browser: &Browser) -> Outcome<Vec<u8>> {
    let canvas = browser.canvas();
    canvas.click("button", "Share as a link").await?;
    let dialog = canvas.within("dialog", "Share as a link");
    dialog.click("button", "Export a copy to work on apart").await?;
    let (_, text) = browser.downloaded().await?;
    dialog.click("button", "Close").await?;
    let import = parse(&text).map_err(|why| format!("{why:?}"))?;
    let history = import.history.ok_or("a history")?.bytes;
    let decoded = Replica::from_history(import.map.id, 1, Rc::new(|| 0), &history)?;
    Ok([canonical(decoded.map()).into_bytes(), history, text.into_bytes()].concat())
}

/// Fay notes something about somebody on the map, and rates them.
async fn rates(fay: &Canvas<'_>) -> Outcome {
    fay.click("button", "People").await?;
    let people = fay.within("dialog", "People");
    people.fill("Add a person: name, job, department", "Ana Ruiz, head of stores").await?;
    fay.browser.press("Enter").await?;
    people.find("region", "Ana Ruiz").await?;
    people.click("button", "Show my ratings and notes").await?;
    people.fill("New note", NOTE).await?;
    people.click("button", "Power and interest").await?;
    let from = people.reach("button", "Ana Ruiz: not placed yet").await?;
    fay.browser.drag(from, from.by(60.0, -200.0)).await?;
    wait_for("a place", async || {
        Ok(people.starting("button", "Ana Ruiz: power").await?.into_iter().next())
    })
    .await?;
    fay.says("Kept in this browser.").await?;
    fay.browser.press("Escape").await
}

/// Fay begins to answer what she wants to know before the workshop.
async fn prepares(fay: &Canvas<'_>) -> Outcome {
    fay.click("button", "Lead a workshop").await?;
    fay.within("dialog", "Lead a workshop").click("button", "Prepare a workshop").await?;
    let prepare = fay.within("dialog", "Prepare a workshop");
    let ask = "Answer: How does the organisation mean to do what it exists for?";
    prepare.fill(ask, HOMEWORK).await?;
    soon("homework to be kept", async || Ok(Kept::by(fay.browser).await?.text.contains(HOMEWORK)))
        .await?;
    fay.browser.press("Escape").await
}

/// The key of a row of the private store, and of no other row.
fn private_key(row: Value) -> Option<String> {
    row.get("text")?;
    Some(row.get("id")?.as_str()?.to_owned())
}

/// Whoever has to approve of this has read what a browser keeps of what is private.
fn is_said_to_be_kept(kept: &Kept) {
    let rows = kept.text.lines().filter_map(|row| serde_json::from_str::<Value>(row).ok());
    let keys: Vec<_> = rows.filter_map(private_key).collect();
    assert!(!keys.is_empty(), "{}", kept.text);
    for key in keys {
        let row = format!("\n| `{}` |", key.split_inclusive('.').next().unwrap_or_default());
        let said = include_str!("../../../../docs/data-protection.md").contains(&row);
        assert!(said, "docs/data-protection.md says nothing of {key}");
    }
}

/// Fay lets everybody vote and shows the count, in which Bo is known by a number that stands in nothing but what he handed
/// in. Gives that number as text, and as it travels.
async fn vote(fay: &Canvas<'_>, bo: &Canvas<'_>) -> Outcome<[Vec<u8>; 2]> {
    fay.click("button", "Question to the room").await?;
    let dialog = fay.within("dialog", "Question to the room");
    dialog.choose("What people do", "Pick some cards").await?;
    dialog.choose("Cards to pick from", "Support").await?;
    fay.says("2 cards are on offer").await?;
    dialog.click("button", "Ask the room").await?;
    bo.click("button", "Vote").await?;
    bo.click("checkbox", &format!("{OTHER} {TYPED}")).await?;
    bo.click("button", "Hand in my vote").await?;
    fay.says("1 person voted").await?;
    bo.says("Your receipt is").await?;
    let row = "\\\"writer\\\":\\\"";
    let writer = wait_for("Bo's number among what his browser keeps", async || {
        let kept = Kept::by(bo.browser).await?.text;
        let behind = kept.split(row).nth(1).and_then(|rest| rest.split('\\').next());
        Ok(behind.map(str::to_owned))
    })
    .await?;
    let number = WriterId::parse(&writer).ok_or("a number")?.bytes();
    dialog.click("button", "Show the result").await?;
    dialog.click("button", "Write the result on the map").await?;
    fay.click("button", "Question to the room").await?;
    dialog.click("button", "Close the question").await?;
    fay.browser.press("Escape").await?;
    bo.click("button", "Back to the map").await?;
    Ok([writer.into_bytes(), number.to_vec()])
}

fn holds_one(bytes: &[u8], [text, number]: &[Vec<u8>; 2]) -> bool {
    let found = |it: &Vec<u8>| bytes.windows(it.len()).any(|here| here == it.as_slice());
    found(text) || found(number)
}

/// Fay asks everybody; Bo hands one thought in and has another one half written.
async fn asks(fay: &Canvas<'_>, bo: &Canvas<'_>) -> Outcome {
    fay.click("button", "Question to the room").await?;
    let dialog = fay.within("dialog", "Question to the room");
    dialog.fill("Question", "What should we stop doing?").await?;
    dialog.click("button", "Ask the room").await?;
    bo.says("What should we stop doing?").await?;
    bo.click("button", "Write").await?;
    bo.click("textbox", "Your thought").await?;
    bo.browser.types(SEALED).await?;
    bo.browser.press("Enter").await?;
    bo.click("button", "Hand in 1 card").await?;
    fay.says("1 person handed in 1 card").await?;
    bo.says("Handed in").await?;
    bo.click("textbox", "Your thought").await?;
    bo.browser.types(DRAFT).await?;
    soon("the draft to be kept", async || Ok(Kept::by(bo.browser).await?.text.contains(DRAFT)))
        .await
}

#[test]
fn what_is_private_is_found_nowhere_but_where_it_was_written() {
    story(async |world: World| {
        let relay = world.relay()?;
        let recorder = Recorder::start(relay.port)?;
        let page = world.site.app_with_relay(relay.port);
        let (desk, other, link) = room_of_two(&world, &page, Options::default()).await?;
        let (fay, bo) = (desk.canvas(), other.canvas());
        write(&bo, "Our support", OPEN).await?;
        write(&bo, "Our support", OTHER).await?;
        fay.card(&format!("Support: {OPEN}")).await?;
        fay.card(&format!("Support: {OTHER}")).await?;
        // A search for whole words misses what is typed while everybody looks on; the one for letters finds it.
        let keys = JoinLink::from_text(&link).map_err(|why| format!("{why:?}"))?.keys;
        bo.pick(&format!("Support: {OTHER}")).await?;
        other.press("Enter").await?;
        bo.find("textbox", "Title").await?;
        other.press("End").await?;
        other.types_slowly(&format!(" {TYPED}"), 120).await?;
        fay.card(&format!("Support: {OTHER} {TYPED}")).await?;
        other.press("Escape").await?;
        let frames = recorder.frames();
        let whole = |message: &Vec<u8>| String::from_utf8_lossy(message).contains(TYPED);
        assert!(!opened(&keys, &frames).iter().any(whole));
        assert!(said_by_letters(&keys, &frames, TYPED), "letters that travel by themselves");
        rates(&fay).await?;
        prepares(&fay).await?;
        let bos_vote = vote(&fay, &bo).await?;
        asks(&fay, &bo).await?;

        // Who comes last is told all that there is to tell, and keeps it.
        let late = world.browser().await?;
        let cleo = join(&late, &link, "Cleo").await?;
        cleo.card(&format!("Support: {OPEN}")).await?;
        says_room(&cleo, "2 others here").await?;
        cleo.says_saved("Saved in this browser").await?;

        // The relay still hears what is shared: of what is private it would hear, too.
        desk.press("Escape").await?;
        write(&fay, "Our support", LAST).await?;
        cleo.card(&format!("Support: {LAST}")).await?;
        cleo.says_saved("Saved in this browser").await?;

        // The relay heard a great deal, all of it sealed; opened with the room's keys it holds what is shared, and no more.
        let (raw, frames) = (recorder.raw(), recorder.frames());
        let messages = opened(&keys, &frames);
        println!("{} frames of {} bytes, {} messages", frames.len(), raw.len(), messages.len());
        assert!(holds(&raw, "alignment-canvas/"), "topics travel openly");
        assert!(!holds(&raw, OPEN) && messages.iter().any(|message| holds(message, OPEN)));
        assert!(messages.iter().any(|message| holds(message, LAST)), "the record goes to the end");
        for word in [NOTE, HOMEWORK, DRAFT, SEALED] {
            assert!(!holds(&raw, word), "the relay has heard {word}");
            assert!(!messages.iter().any(|it| holds(it, word)), "{word} was told the room");
            assert!(!said_by_letters(&keys, &frames, word), "{word} was told letter by letter");
        }
        let rated = |message: &Vec<u8>| message.windows(5).any(|here| here == b"power");
        assert!(!messages.iter().any(rated), "ratings were told the room");
        let told = messages.iter().chain([&raw]).any(|it| holds_one(it, &bos_vote));
        assert!(!told, "whose vote it was");

        // Storages.
        let (fays, bos) = (Kept::by(&desk).await?, Kept::by(&other).await?);
        let cleos = Kept::by(&late).await?;
        let has = |kept: &Kept| {
            [OPEN, NOTE, HOMEWORK, DRAFT, SEALED].map(|it| holds(kept.text.as_bytes(), it))
        };
        assert_eq!(has(&cleos), [true, false, false, false, false], "{}", cleos.text);
        assert_eq!(has(&bos), [true, false, false, true, true]);
        let [open, note, homework, draft, _] = has(&fays);
        assert_eq!([open, note, homework, draft], [true, true, true, false]);
        for kept in [&fays, &bos, &cleos] {
            is_said_to_be_kept(kept);
        }
        let votes = [&fays, &bos, &cleos].map(|it| holds_one(it.text.as_bytes(), &bos_vote));
        assert_eq!(votes, [false, true, false], "whose vote it was is known to the voter alone");
        let rates = |kept: &Kept| kept.text.contains("\"private.");
        assert_eq!([&fays, &bos, &cleos].map(rates), [true, false, false]);

        // Maps, put together from what is kept, and handed on as files with their histories.
        let mut maps = vec![fays.maps(), bos.maps(), cleos.maps()];
        desk.press("Escape").await?;
        maps.push(handed_on(&desk).await?);
        maps.push(handed_on(&late).await?);
        for map in maps {
            assert!(holds(&map, OPEN) && holds(&map, "Ana Ruiz"), "the search finds what is there");
            assert!(![NOTE, HOMEWORK, DRAFT, SEALED].iter().any(|word| holds(&map, word)));
            assert!(holds(&map, "votes") && !holds_one(&map, &bos_vote), "counted, and nobody's");
            assert!(!String::from_utf8_lossy(&map).contains("\"power\""), "ratings are in the map");
        }

        // And the disks, once nobody writes to them.
        let profiles = [desk.quit().await?, other.quit().await?, late.quit().await?];
        let found = profiles
            .map(|it| [OPEN, NOTE, HOMEWORK, DRAFT, SEALED].map(|word| on_disk(&it.data(), word)));
        assert_eq!(
            found,
            [
                [true, true, true, false, true],
                [true, false, false, true, true],
                [true, false, false, false, false]
            ]
        );
        Ok(())
    });
}
