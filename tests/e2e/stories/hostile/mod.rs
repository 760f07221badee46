//! People who mean harm, in a room of real browsers on a real relay. Whatever they say with the link they hold, the map stays,
//! and the keyboard answers.

mod mallory;

use std::fmt;
use std::rc::Rc;
use std::time::{Duration, Instant};

use alignment_canvas::crypto::SigningKey;
use alignment_canvas::document::{Command, Replica, TextField};
use alignment_canvas::facilitation::{Agenda, Led, Told};
use alignment_canvas::model::{Card, CardId, CardKind, Fields, MapId, Place};

use super::room::{join, link_for, open_room, says_room, write};
use crate::harness::{Broker, Browser, Canvas, Outcome, World, soon, story, story_alone, wait_for};
use mallory::{Mallory, kind};

/// Updates that made the CRDT panic, hang or tie itself in knots, before anybody looked at them first.
const POISON: [&str; 7] = [
    "010105ffffffff0f000100",
    "01024db2808080082701050000000000000027004d00000000",
    "0101000002000000000000",
    "01014d00c8053d053301770000",
    "ffffffffffffffffff01",
    "00ffffffff0f",
    "",
];
/// How long a letter may take from its key to the screen while others flood the room, in milliseconds: nineteen of twenty.
const ANSWERS: f64 = 500.0;

fn hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).map(|it| std::str::from_utf8(it).expect("ASCII"));
    pairs.map(|it| u8::from_str_radix(it, 16).expect("hex")).collect()
}

/// A sound update, written as this client, that adds a card of this title.
fn planting(mallory: &Mallory, client: u64, title: &str) -> Vec<u8> {
    let mut copy =
        Replica::new(MapId::parse(&mallory.map).expect("the room's own"), client, Rc::new(|| 0));
    copy.open_news();
    let card = Card {
        id: CardId::parse(&title.to_lowercase()).expect("one word"),
        kind: CardKind::Priority,
        title: title.into(),
        notes: String::new(),
        place: Place::new(CardKind::Priority.home(), 10.0, 300.0),
        fields: Fields::default(),
    };
    copy.commit(vec![Command::AddCard(card)]).expect("a new card");
    copy.take_news().expect("something new")
}

/// An update as it travels: the number of the one before, then the bytes.
fn update(bytes: &[u8]) -> Vec<u8> {
    [&[0; 4], bytes].concat()
}

/// A difference as it travels.
fn difference(bytes: &[u8]) -> Vec<u8> {
    let head = [&[0; 8][..], &[0; 16], &[1], &1_u32.to_le_bytes(), &[0, 1], &[0; 4]].concat();
    [&head, bytes].concat()
}

/// That the room is led through the plan of 45 minutes.
fn leading() -> Vec<u8> {
    let agenda = Agenda::built_in("45").expect("a plan of ours");
    let told = Told::of(&Led::begin("forged".into(), agenda, None), 0, 0, false);
    [&9_u64.to_le_bytes()[..], &[0; 4], &[1, 0, 0], &told.to_bytes()].concat()
}

/// Everything of this kind that wants a signature which is not there.
fn forge(mallory: &mut Mallory, keys: &[SigningKey]) -> Outcome {
    let planted = planting(mallory, mallory.client, "Forged");
    let messages = [
        (kind::UPDATE, update(&planted)),
        (kind::DIFF, difference(&planted)),
        (kind::CONTROL, leading()),
        (kind::RECEIPT, vec![0; 44]),
    ];
    for (kind, body) in messages {
        mallory.say(kind, &body)?;
        mallory.say(kind::REPLAY, &[&[0; 16][..], &[kind], &body].concat())?;
        for key in keys {
            mallory.say_signed(key, kind, &body)?;
        }
    }
    Ok(())
}

/// Everything that was ever said, again: as it was, backwards, cut, changed, lengthened.
fn twist(mallory: &mut Mallory) -> Outcome<usize> {
    let tape = mallory.tape();
    for (n, frame) in tape.iter().chain(tape.iter().rev()).enumerate() {
        mallory.throw(frame)?;
        mallory.throw(&frame[..n % frame.len()])?;
        let mut changed = frame.clone();
        changed[n % frame.len()] ^= 1 << (n % 8);
        mallory.throw(&changed)?;
        mallory.throw(&[frame.as_slice(), &[0; 9]].concat())?;
    }
    for length in [0, 1, 21, 3_901, 5_000, 70_000] {
        mallory.throw(&vec![1; length])?;
    }
    Ok(tape.len())
}

/// Waits until both have taken in what was sent before: the second's next card is with the first.
async fn still_together(one: &Canvas<'_>, two: &Canvas<'_>, title: &str) -> Outcome {
    write(two, "Our support", title).await?;
    one.card(&format!("Support: {title}")).await?;
    soon("equal maps", async || Ok(one.text().await? == two.text().await?)).await
}

/// A room that two people build, in which somebody with a link to look has listened from the beginning. Gives the links to
/// edit and to lead, too.
async fn room<'a>(
    desk: &'a Browser,
    other: &'a Browser,
    relay: &Broker,
) -> Outcome<(Canvas<'a>, Canvas<'a>, Mallory, [String; 2])> {
    let page = desk.site.app_with_relay(relay.port);
    let (fay, link) = open_room(desk, &page, "Stands").await?;
    let lead = link_for(&fay, "lead the room").await?;
    let looking = link_for(&fay, "only look").await?;
    desk.press("Escape").await?;
    let mallory = Mallory::join(relay.plain, &looking, 66)?;
    let bo = join(other, &link, "Bo").await?;
    bo.card("Priority: Safe stores").await?;
    says_room(&fay, "1 other here").await?;
    still_together(&fay, &bo, "Before").await?;
    Ok((fay, bo, mallory, [link, lead]))
}

#[test]
fn what_holders_of_links_forge_replay_twist_and_poison_changes_nothing() {
    story(async |world: World| {
        let relay = world.relay()?;
        let (desk, other) = (world.browser().await?, world.browser().await?);
        let (fay, bo, mut looker, [edit, lead]) = room(&desk, &other, &relay).await?;
        looker.hello(b"Mallory")?;
        says_room(&fay, "2 others here").await?;

        // Who may only look signs with the own key, with none, and with one that was made up.
        let before = fay.text().await?;
        let keys = [looker.own.clone(), SigningKey::from_seed(&[1; 32])];
        forge(&mut looker, &keys)?;
        let heard = twist(&mut looker)?;
        println!("  {heard} frames were said again, in five ways each");
        assert!(heard > 5, "nothing was heard, so nothing was tested");
        let last = looker.tape().pop().ok_or("nothing was heard")?;
        looker.pretends(&last);
        let own = looker.own.clone();
        looker.say_signed(&own, kind::BYE, &0_u64.to_le_bytes())?;
        forge(&mut looker, &keys)?;
        still_together(&fay, &bo, "After forging").await?;
        fay.titles_become(&["After forging", "Before", "Safe stores"]).await?;
        assert!(!before.contains("Forged") && !fay.text().await?.contains("Forged"));

        // Names that are too long, and one that is as long as it may be and hard to show.
        for (n, name) in [vec![b'W'; 2_000], vec![b'W'; 121], vec![0xff; 40]].iter().enumerate() {
            let mut guest = Mallory::join(relay.plain, &edit, 70 + n as u8)?;
            guest.hello(name)?;
        }
        let mut guest = Mallory::join(relay.plain, &edit, 80)?;
        guest.hello("\u{202e}Ｗ\u{0336}".repeat(15).as_bytes())?;
        says_room(&fay, "3 others here").await?;
        let sideways =
            "const el = document.scrollingElement; return el.scrollWidth > el.clientWidth";
        assert_eq!(desk.read(sideways, vec![]).await?, false);

        // Who may edit poisons the map, leads, and writes under another's name. First the same by the rules: it arrives.
        let mut editor = Mallory::join(relay.plain, &edit, 90)?;
        let key = editor.keys.edit_key().cloned().ok_or("an edit link has the key")?;
        editor.hello(b"Ed")?;
        says_room(&fay, "4 others here").await?;
        let sound = planting(&editor, editor.client, "Sound");
        editor.say_signed(&key, kind::UPDATE, &update(&sound))?;
        fay.card("Priority: Sound").await?;
        for poison in POISON {
            editor.say_signed(&key, kind::UPDATE, &update(&hex(poison)))?;
            editor.say_signed(&key, kind::DIFF, &difference(&hex(poison)))?;
            editor.say(kind::QUERY, &[&[0; 16][..], &hex(poison)].concat())?;
        }
        let foreign = planting(&editor, editor.client + 1, "Foreign");
        editor.say_signed(&key, kind::UPDATE, &update(&foreign))?;
        editor.say_signed(&key, kind::CONTROL, &leading())?;
        still_together(&fay, &bo, "After poison").await?;
        let titles = ["After forging", "After poison", "Before", "Safe stores", "Sound"];
        fay.titles_become(&titles).await?;
        assert!(!fay.has("region", "Workshop").await?, "nobody has led anything");

        // The same words of one who may lead are followed, so it was the key that was missing.
        let mut leader = Mallory::join(relay.plain, &lead, 91)?;
        let key = leader.keys.lead_key().cloned().ok_or("a link to lead has the key")?;
        leader.hello(b"Lea")?;
        leader.say_signed(&key, kind::CONTROL, &leading())?;
        bo.find("region", "Workshop").await?;

        // What is kept is the same, and opens.
        fay.says_saved("Saved in this browser").await?;
        desk.driver.refresh().await?;
        fay.card("Support: After poison").await?;
        fay.titles_become(&titles).await?;
        for browser in [desk, other] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}

/// From each key to the frame that can show it, in milliseconds.
const WATCH: &str = "window.waits = [];
  addEventListener('keydown', (event) => {
    if (event.key.length > 1) return;
    const seen = new MessageChannel();
    seen.port1.onmessage = () => window.waits.push(performance.now() - event.timeStamp);
    requestAnimationFrame(() => seen.port2.postMessage(0));
  }, true);";

/// How long letters took from their keys to the screen, in milliseconds.
struct Waits {
    p50: f64,
    p95: f64,
    worst: f64,
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { p50, p95, worst } = self;
        write!(f, "from the key to the screen p50 {p50:.0}, p95 {p95:.0}, worst {worst:.0} ms")
    }
}

async fn typed(browser: &Browser, words: &str) -> Outcome<Waits> {
    browser.read("window.waits.length = 0", vec![]).await?;
    browser.types_slowly(words, 120).await?;
    let all = wait_for("every letter on the screen", async || {
        let all: Vec<f64> =
            serde_json::from_value(browser.read("return window.waits", vec![]).await?)?;
        Ok((all.len() == words.len()).then_some(all))
    });
    let mut all = all.await?;
    all.sort_by(f64::total_cmp);
    let at = |share: f64| all[((all.len() - 1) as f64 * share) as usize];
    Ok(Waits { p50: at(0.5), p95: at(0.95), worst: at(1.0) })
}

/// Says whatever costs most to hear, as fast as the line takes it, until the time is over. Gives how many frames.
fn flood(mallory: &mut Mallory, until: Instant) -> Outcome<usize> {
    let mut frames = 0;
    let tape = mallory.tape();
    while Instant::now() < until {
        for n in 0..200_u16 {
            let round = (frames as u64).to_le_bytes();
            match n % 8 {
                // A name nobody has heard, each time.
                0 => mallory.becomes(round),
                1 => mallory.say(kind::PRESENCE, &[1; 60])?,
                2 => mallory.say(kind::QUERY, &[&[9; 16][..], &[0]].concat())?,
                // A difference of two megabytes, of which one part comes.
                3 => {
                    let part = mallory.frame(kind::DIFF, n, 540, &[5; 3_854]);
                    mallory.throw(&part)?;
                }
                4 => mallory.say(kind::UPDATE, &[3; 3_000])?,
                5 => mallory.throw(&[7; 3_900])?,
                6 => mallory.throw(&tape[frames % tape.len()])?,
                _ => mallory.hello(&[b'M'; 120])?,
            }
            frames += 1;
        }
    }
    Ok(frames)
}

/// So many updates that cost much an editor sends while somebody types: half of them at once, as many as the others let in.
const LABOURS: usize = 12;

/// Where an editor piles letters up.
const PILES: u32 = 6;

/// Sound updates that cost more than others of the length that one may have: thousands of letters in the notes of a few cards,
/// each put between others, so that each is a piece of its own, and all of the update before removed. Each brings a card, too.
fn labours(editor: &Mallory) -> Vec<Vec<u8>> {
    const LETTERS: u32 = 3_000;
    let map = MapId::parse(&editor.map).expect("the room's own");
    let mut copy = Replica::new(map, editor.client, Rc::new(|| 0));
    copy.open_news();
    let id = |title: &str| CardId::parse(&title.to_lowercase().replace(' ', "")).expect("short");
    let card = |title: String| Card {
        id: id(&title),
        kind: CardKind::Priority,
        title,
        notes: String::new(),
        place: Place::new(CardKind::Priority.home(), 10.0, 300.0),
        fields: Fields::default(),
    };
    let types = |pile: u32, at, remove, insert: &str| {
        let (id, field) = (id(&format!("pile{pile}")), TextField::Notes);
        Command::TypeText { id, field, at, remove, insert: insert.into() }
    };
    let update = |n: usize| {
        let mut commands = vec![Command::AddCard(card(format!("Labour {n}")))];
        commands.extend((0..PILES).map(|pile| match n {
            0 => Command::AddCard(card(format!("Pile {pile}"))),
            _ => types(pile, 0, LETTERS / PILES, ""),
        }));
        let between = |letter| types(letter % PILES, letter / PILES / 2, 0, "x");
        commands.extend((0..LETTERS).map(between));
        copy.commit(commands).expect("within all limits");
        copy.take_news().expect("something new")
    };
    (0..LABOURS).map(update).collect()
}

/// Sends them as an editor may: half at once, then one a second, which is what the others listen to.
fn toil(editor: &mut Mallory, updates: &[Vec<u8>]) -> Outcome {
    let key = editor.keys.edit_key().cloned().ok_or("an edit link has the key")?;
    for (n, bytes) in updates.iter().enumerate() {
        editor.say_signed(&key, kind::UPDATE, &update(bytes))?;
        if n >= LABOURS / 2 {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    Ok(())
}

#[test]
fn letters_show_at_once_while_somebody_floods_the_room() {
    const SECONDS: u64 = 8;
    const WORDS: &str = " while somebody shouts as loud as they can";
    const MORE: &str = " and while an editor works everybody hard";
    story_alone(async |world: World| {
        let relay = world.relay()?;
        let (desk, other) = (world.browser().await?, world.browser().await?);
        desk.driver.before_each_page(WATCH).await?;
        let (fay, bo, mut mallory, [edit, _]) = room(&desk, &other, &relay).await?;
        mallory.hello(b"Mallory")?;
        let mut editor = Mallory::join(relay.plain, &edit, 90)?;
        editor.hello(b"Ed")?;
        says_room(&fay, "3 others here").await?;
        fay.pick("Priority: Safe stores").await?;
        desk.press("Enter").await?;
        fay.find("textbox", "Title").await?;
        desk.press("End").await?;
        let calm = typed(&desk, " on a calm day").await?;
        println!("  calm: {calm}");

        let until = Instant::now() + Duration::from_secs(SECONDS);
        let shouting =
            std::thread::spawn(move || flood(&mut mallory, until).map_err(|why| why.to_string()));
        let loud = typed(&desk, WORDS).await?;
        assert!(Instant::now() < until, "the letters came after the flood");
        let frames = shouting.join().map_err(|_| "the flood broke")??;
        println!("  with {frames} frames in {SECONDS} s: {loud}");
        assert!(loud.p95 < ANSWERS, "{loud}");
        fay.card(&format!("Priority: Safe stores on a calm day{WORDS}")).await?;

        // Who may edit is listened to: what they say is taken in, and that costs.
        let updates = labours(&editor);
        let longest = updates.iter().map(Vec::len).max().unwrap_or_default();
        let working =
            std::thread::spawn(move || toil(&mut editor, &updates).map_err(|why| why.to_string()));
        let worked = typed(&desk, MORE).await?;
        println!("  with {LABOURS} costly updates of {longest} bytes and less: {worked}");
        assert!(worked.p95 < ANSWERS, "{worked}");
        working.join().map_err(|_| "the work broke")??;
        desk.press("Escape").await?;
        let title = format!("Safe stores on a calm day{WORDS}{MORE}");
        let mut titles: Vec<_> = (0..LABOURS).map(|n| format!("Labour {n}")).collect();
        titles.extend((0..PILES).map(|n| format!("Pile {n}")));
        titles.extend(["Before".to_owned(), title.clone()]);
        fay.titles_become(&titles.iter().map(String::as_str).collect::<Vec<_>>()).await?;

        // It is over, and both go on as one.
        still_together(&fay, &bo, "After").await?;
        bo.card(&format!("Priority: {title}")).await?;
        for browser in [desk, other] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}
