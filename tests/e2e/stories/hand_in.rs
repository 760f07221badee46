//! A room without a connection: a question, phones that write by themselves, and cards that come back by chat and camera.

use serde_json::{Value, json};

use super::everyone::both_themes;
use crate::harness::{Browser, Canvas, Options, Outcome, World, kill_the_browser_of, soon, story};

const QUESTION: &str = "What should we stop doing?";

/// Asks the room and gives the link.
async fn ask(canvas: &Canvas<'_>) -> Outcome<String> {
    canvas.click("button", "Question to the room").await?;
    let dialog = canvas.within("dialog", "Question to the room");
    dialog.choose("What people write", "Support").await?;
    dialog.fill("Question", QUESTION).await?;
    dialog.click("button", "Ask the room").await?;
    let link = dialog.find("textbox", "Link to write").await?;
    link.value.ok_or_else(|| "the link is a text".into())
}

/// Follows the link and waits for the box, which has the keyboard.
async fn follow<'a>(browser: &'a Browser, link: &str) -> Outcome<Canvas<'a>> {
    browser.driver.goto(link).await?;
    let canvas = browser.canvas();
    soon("the keyboard in the box", async || {
        Ok(canvas.list("textbox", "Your thought").await?.iter().any(|found| found.focused))
    })
    .await?;
    Ok(canvas)
}

async fn write(canvas: &Canvas<'_>, cards: &[&str]) -> Outcome {
    for card in cards {
        canvas.browser.types(card).await?;
        canvas.browser.press("Enter").await?;
    }
    canvas.says_saved("Kept on this device").await
}

async fn without_network(browser: &Browser, offline: bool) -> Outcome {
    let none = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.devtools("Network.enable", json!({})).await?;
    browser.devtools("Network.emulateNetworkConditions", none).await?;
    Ok(())
}

/// Hands in and gives the text for the chat.
async fn hand_in(canvas: &Canvas<'_>, button: &str) -> Outcome<String> {
    canvas.click("button", button).await?;
    let text = canvas.within("dialog", "Hand in").find("textbox", "Your cards as text").await?;
    text.value.ok_or_else(|| "what is handed in is a text".into())
}

#[test]
fn phones_write_offline_and_a_whole_chat_becomes_cards() {
    story(async |world: World| {
        let desk = world.browser().await?;
        let room = desk.open_app().await?;
        room.click("button", "New map").await?;
        room.fill("Title of the map", "Nordwind 2027").await?;
        let link = ask(&room).await?;
        println!("an invitation has {} letters", link.len());
        both_themes(&desk, "the question and what came in").await?;

        // A phone without a network, killed while somebody writes.
        let phone = world.browser_with(Options::phone()).await?;
        let pocket = follow(&phone, &link).await?;
        pocket.says("Nordwind 2027").await?;
        pocket.says(QUESTION).await?;
        without_network(&phone, true).await?;
        write(&pocket, &["The monthly newsletter", "Attendance reports"]).await?;
        phone.types("half a th").await?;
        pocket.says_saved("Kept on this device").await?;
        both_themes(&phone, "a phone with cards").await?;
        assert!(kill_the_browser_of(phone.profile()) > 0, "a browser to kill");
        let profile = phone.bury().await?;
        let phone = world.browser_again_with(profile, Options::phone()).await?;
        let pocket = follow(&phone, &link).await?;
        assert_eq!(
            pocket.find("textbox", "Your thought").await?.value.as_deref(),
            Some("half a th")
        );
        without_network(&phone, true).await?;
        phone.types("ought").await?;
        phone.press("Enter").await?;
        pocket.click("button", "Delete half a thought").await?;
        pocket.fill("Your name, if you like", "Ann").await?;
        let anns = hand_in(&pocket, "Hand in 2 cards").await?;
        both_themes(&phone, "handing in on a phone").await?;
        phone.press("Escape").await?;
        pocket.is_gone("dialog", "Hand in").await?;
        assert_eq!(phone.complaints().await?, Vec::<String>::new());

        let other = world.browser().await?;
        let bens = follow(&other, &link).await?;
        write(&bens, &["Attendance reports"]).await?;
        let bens = hand_in(&bens, "Hand in 1 card").await?;
        other.quit().await?;

        // The chat of the call, with everything that people say in it.
        let chat = format!(
            "Zoe 10:02\nhow do I handin. this?\nAnn 10:03\n{anns}\nBen 10:04\n{bens}\nBen 10:04\n{}…\n",
            &bens[..bens.len() - 9]
        );
        desk.fill_clipboard(&chat).await?;
        room.click("textbox", "Paste what people handed in").await?;
        desk.press("Control+v").await?;
        room.says("2 people handed in 3 cards").await?;
        room.says("3 new cards. 1 answer came cut short or changed").await?;
        room.says("Ann: 2 cards").await?;
        assert!(!room.words().await?.contains("newsletter"), "what people wrote waits for all");
        assert!(room.titles().await?.is_empty());

        // A reload in between keeps the question and what came in.
        desk.press("Escape").await?;
        room.says_saved("Saved in this browser").await?;
        desk.driver.refresh().await?;
        room.click("button", "Question to the room").await?;
        room.says("2 people handed in 3 cards").await?;
        room.click("button", "Put 3 cards on the map").await?;
        room.titles_become(&["Attendance reports", "The monthly newsletter"]).await?;
        room.card("Support: The monthly newsletter").await?;
        room.says("1 card said the same as another").await?;
        assert!(!room.text().await?.contains("Ann"), "no name comes onto the map");
        room.within("status", "Messages").click("button", "Undo").await?;
        room.titles_become(&[]).await?;
        room.click("button", "Redo").await?;
        room.titles_become(&["Attendance reports", "The monthly newsletter"]).await?;

        // Something comes late, over the map itself.
        pocket.click("textbox", "Your thought").await?;
        phone.types("Monday reports").await?;
        phone.press("Enter").await?;
        let late = hand_in(&pocket, "Hand in the changes").await?;
        drop(phone.quit().await?);
        desk.fill_clipboard(&late).await?;
        room.pick("Support: The monthly newsletter").await?;
        desk.press("Control+v").await?;
        room.click("button", "Put 1 card on the map").await?;
        room.card("Support: Monday reports").await?;
        assert_eq!(desk.complaints().await?, Vec::<String>::new());
        desk.quit().await?;
        Ok(())
    });
}

#[test]
fn a_room_votes_apart_and_sees_the_result_at_once() {
    story(async |world: World| {
        let desk = world.browser().await?;
        let room = desk.open_app().await?;
        room.click("button", "Sixty stores").await?;
        room.find("button", "Show the whole map").await?;
        room.click("button", "Question to the room").await?;
        let dialog = room.within("dialog", "Question to the room");
        dialog.choose("What people do", "Pick some cards").await?;
        dialog.choose("Cards to pick from", "Support").await?;
        room.says("3 cards are on offer").await?;
        both_themes(&desk, "asking for a vote").await?;
        dialog.click("button", "Ask the room").await?;
        let link = dialog.find("textbox", "Link to write").await?.value.ok_or("a text")?;

        // On a phone, by taps: one dot, changed once.
        let phone = world.browser_with(Options::phone()).await?;
        phone.driver.goto(&link).await?;
        let pocket = phone.canvas();
        pocket.says("1 of 1 dots left").await?;
        pocket.click("checkbox", "One-page guides").await?;
        pocket.says("0 of 1 dots left").await?;
        assert!(pocket.find("checkbox", "Quick holiday updates").await?.disabled);
        pocket.says_saved("Kept on this device").await?;
        phone.driver.refresh().await?;
        soon("the vote after a reload", async || {
            Ok(pocket.find("checkbox", "One-page guides").await?.checked)
        })
        .await?;
        pocket.click("checkbox", "One-page guides").await?;
        pocket.click("checkbox", "Instructional videos").await?;
        both_themes(&phone, "a vote on a phone").await?;
        let vote = hand_in(&pocket, "Hand in my vote").await?;
        let words = pocket.words().await?;
        let receipt = words.split("Your receipt is ").nth(1).and_then(|rest| rest.get(..5));
        let receipt = receipt.ok_or("the phone shows a receipt")?.to_owned();
        phone.quit().await?;

        desk.fill_clipboard(&vote).await?;
        room.click("textbox", "Paste what people handed in").await?;
        desk.press("Control+v").await?;
        room.says("1 person voted").await?;
        assert!(!room.words().await?.contains(&receipt), "no count before it is shown");
        // Hands were raised in the room too.
        room.click("summary", "Count votes in the room").await?;
        room.click("spinbutton", "One-page guides").await?;
        desk.types("7").await?;
        room.click("button", "Show the result").await?;
        soon("the result", async || {
            Ok(room.words().await?.replace('\n', " ").contains("One-page guides 7"))
        })
        .await?;
        room.click("summary", "Check the count").await?;
        room.says(&format!("{receipt} Instructional videos")).await?;
        both_themes(&desk, "the result of a vote").await?;
        room.click("button", "Write the result on the map").await?;
        soon("the votes on the cards", async || {
            let map = room.map().await?;
            let votes = |title: &str| {
                let cards = map["cards"].as_array().into_iter().flatten();
                cards.filter(|card| card["title"] == title).map(|card| card["votes"].clone()).next()
            };
            Ok(votes("One-page guides") == Some(json!(7))
                && votes("Instructional videos") == Some(json!(1)))
        })
        .await?;
        assert_eq!(desk.complaints().await?, Vec::<String>::new());
        desk.quit().await?;
        Ok(())
    });
}

/// A film of one picture: a code, painted as the phone shows it, held up against grey.
fn film(code: &Value) -> Vec<u8> {
    const WIDE: usize = 1280;
    const HIGH: usize = 720;
    let size: usize = code["size"].as_u64().and_then(|n| n.try_into().ok()).expect("a size");
    let scale = (HIGH - 80) / size;
    let (left, top) = ((WIDE - size * scale) / 2, (HIGH - size * scale) / 2);
    let mut light = vec![120_u8; WIDE * HIGH];
    let mut fill = |x: usize, y: usize, wide: usize, high: usize, value: u8| {
        for row in y..y + high {
            light[row * WIDE + x..row * WIDE + x + wide].fill(value);
        }
    };
    fill(left, top, size * scale, size * scale, 235);
    let path = code["path"].as_str().expect("a path");
    for run in path.split('z').filter(|run| !run.is_empty()) {
        let numbers: Vec<usize> =
            run[1..].split([' ', 'h', 'v']).take(3).map(|n| n.parse().expect("a number")).collect();
        let (x, y) = (left + numbers[0] * scale, top + numbers[1] * scale);
        fill(x, y, numbers[2] * scale, scale, 16);
    }
    let mut film = format!("YUV4MPEG2 W{WIDE} H{HIGH} F5:1 Ip A1:1 C420mpeg2\n").into_bytes();
    for _ in 0..2 {
        film.extend(b"FRAME\n");
        film.extend(&light);
        film.extend(vec![128_u8; WIDE * HIGH / 2]);
    }
    film
}

/// What a camera sees before which the code on this screen is held.
pub(super) async fn film_of(browser: &Browser, which: &str) -> Outcome<Vec<u8>> {
    let script = "const code = document.querySelector('alignment-canvas').shadowRoot.querySelector(arguments[0]);
        return { size: code.viewBox.baseVal.width, path: code.querySelector('.code__ink').getAttribute('d') }";
    Ok(film(&browser.read(script, vec![json!(which)]).await?))
}

#[test]
fn a_code_held_up_to_the_camera_becomes_cards() {
    story(async |world: World| {
        let desk = world.browser().await?;
        let room = desk.open_app().await?;
        room.click("button", "New map").await?;
        room.fill("Title of the map", "On paper").await?;
        let link = ask(&room).await?;
        desk.press("Escape").await?;
        room.says_saved("Saved in this browser").await?;
        let profile = desk.quit().await?;

        let phone = world.browser_with(Options::phone()).await?;
        let pocket = follow(&phone, &link).await?;
        write(&pocket, &["Weekly slides", "Paper forms"]).await?;
        hand_in(&pocket, "Hand in 2 cards").await?;
        let shown = pocket.find("img", "Code 1 of 1").await?;
        assert!(shown.width > 250.0, "the code is as wide as the phone allows");
        let film = film_of(&phone, "svg.code").await?;
        phone.quit().await?;

        let film = Some(profile.file("film.y4m", &film)?);
        let desk =
            world.browser_again_with(profile, Options { film, ..Options::default() }).await?;
        let room = desk.open_app().await?;
        let start = room.within("main", "Start");
        soon("the kept map", async || Ok(!start.starting("button", "On paper").await?.is_empty()))
            .await?;
        let kept = start.starting("button", "On paper").await?.remove(0);
        start.click("button", &kept.name).await?;
        room.click("button", "Question to the room").await?;
        room.click("button", "Read codes with the camera").await?;
        room.says("1 person handed in 2 cards").await?;
        both_themes(&desk, "the camera").await?;
        room.click("button", "Stop the camera").await?;
        room.click("button", "Put 2 cards on the map").await?;
        room.titles_become(&["Paper forms", "Weekly slides"]).await?;
        assert_eq!(desk.complaints().await?, Vec::<String>::new());
        desk.quit().await?;
        Ok(())
    });
}
