//! What came of a workshop, as a page to take along and as days for a calendar. What nobody has said is a gap that shows.

use super::led::{Led, Playback};
use crate::analysis::{day, sheet};
use crate::model::{Block, CalendarDay, CardKind, Date, Json, Line, Map, PageOf, Sheet, Value};
use crate::words::Words;

/// The page: who met and what was said there, then the map as it is now.
#[must_use]
pub fn recap(map: &Map, led: &Led, today: Date, words: &Words) -> Sheet {
    let mut page = sheet(map, &PageOf::Map, today, words).unwrap_or_default();
    page.under = under(led, words);
    let mut blocks = Vec::new();
    let mut said = |key: &str, text: &str, none: &str| {
        let line = match text.trim() {
            "" => Line::new(words.get(key), words.get(none)).gap(true),
            text => Line::new(words.get(key), text),
        };
        blocks.push(line);
    };
    said("recap.feed_back", &led.feed_back, "recap.no_feed_back");
    said("recap.feed_forward", &led.feed_forward, "recap.no_feed_forward");
    let mut own = vec![Block::List(blocks)];
    part(&mut own, words, "recap.heard", heard(led, words));
    let decisions = led.decisions.iter().filter(|line| !line.trim().is_empty());
    part(&mut own, words, "recap.decisions", decisions.map(Line::text).collect());
    part(&mut own, words, "recap.votes", led.votes.iter().map(|it| vote(it, words)).collect());
    page.blocks.splice(0..0, own);
    page
}

fn part(blocks: &mut Vec<Block>, words: &Words, key: &str, lines: Vec<Line>) {
    if !lines.is_empty() {
        blocks.push(Block::Heading(words.get(key).to_owned()));
        blocks.push(Block::List(lines));
    }
}

/// When it was, who led it, and how many were there.
fn under(led: &Led, words: &Words) -> String {
    let key = if led.agenda.is_check_in() { "recap.check_in" } else { "recap.workshop" };
    let date = led.date.map_or_else(String::new, |date| day(date, words));
    let mut under = vec![words.say(key, &[("day", &date)])];
    if !led.facilitator.trim().is_empty() {
        under.push(words.say("recap.led_by", &[("who", led.facilitator.trim())]));
    }
    if !led.attendees.is_empty() {
        let (n, who) = (led.attendees.len().to_string(), led.attendees.join(", "));
        under.push(words.say("recap.present", &[("n", &n), ("who", &who)]));
    }
    under.join(" · ")
}

/// What was played back at the exits, with what the room said to it.
fn heard(led: &Led, words: &Words) -> Vec<Line> {
    let stages = led.agenda.stages.iter().zip(&led.ran);
    let said = stages.filter(|(_, ran)| !ran.heard.trim().is_empty());
    said.map(|(stage, ran)| {
        let name = match stage.name.as_str() {
            "" => words.get(&format!("stage.{}", stage.kind.name())).to_owned(),
            name => name.to_owned(),
        };
        let unsure = ran.playback == Some(Playback::NotQuite);
        let text = ran.heard.trim();
        let rest =
            if unsure { words.say("recap.not_quite", &[("text", text)]) } else { text.to_owned() };
        Line::new(name, rest).gap(unsure)
    })
    .collect()
}

fn vote(vote: &Json, words: &Words) -> Line {
    let asked = vote["asked"].as_str().unwrap_or_default();
    let counts = vote["counts"].as_object().into_iter().flatten();
    let mut said: Vec<_> = counts
        .map(|(number, n)| words.say("recap.count", &[("n", &n.to_string()), ("number", number)]))
        .collect();
    for pick in vote["picks"].as_array().into_iter().flatten() {
        let (what, dots) = (pick["what"].as_str().unwrap_or_default(), pick["dots"].to_string());
        said.push(words.say("recap.dots", &[("n", &dots), ("what", what)]));
    }
    Line::new(asked, said.join(", "))
}

/// Promises that have a day and are not kept yet, and the next meeting.
#[must_use]
pub fn days(map: &Map, led: &Led, words: &Words) -> Vec<CalendarDay> {
    let title = match map.title.trim() {
        "" => words.get("map.untitled"),
        title => title,
    };
    let promises = map.cards.values().filter(|card| {
        card.kind == CardKind::Commitment && card.is_active() && !card.fields.flag("done")
    });
    let mut days: Vec<_> = promises
        .filter_map(|card| {
            let Some(Value::Date(date)) = card.fields.get("due") else { return None };
            let who = card.fields.text("who").trim();
            let what = card.title.trim();
            let summary = if who.is_empty() { what.to_owned() } else { format!("{who}: {what}") };
            let notes = words.say("recap.from", &[("map", title)]);
            Some(CalendarDay {
                name: format!("{}-{}", map.id, card.id),
                date: *date,
                summary,
                notes,
            })
        })
        .collect();
    crate::model::sort_by(&mut days, |a, b| (a.date, &a.name).cmp(&(b.date, &b.name)));
    if let Some(date) = led.next_date {
        let summary = words.say("recap.next", &[("map", title)]);
        let name = format!("{}-{}-next", map.id, led.id);
        days.push(CalendarDay { name, date, summary, notes: led.feed_forward.trim().to_owned() });
    }
    days
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::story::whole;
    use crate::facilitation::{Agenda, Ran};

    fn led() -> Led {
        let agenda = Agenda::built_in("45").expect("a plan");
        Led::begin("s1".into(), agenda, Date::parse("2026-11-22"))
    }

    #[test]
    fn what_nobody_said_is_a_blank_that_shows() {
        let words = Words::all_english();
        let map = whole().map;
        let page = recap(&map, &led(), Date::parse("2026-11-22").expect("a day"), &words);
        let blanks = page.blocks.iter().flat_map(|block| match block {
            Block::List(lines) => lines.clone(),
            Block::Text(line) => vec![line.clone()],
            _ => Vec::new(),
        });
        let blanks: Vec<_> = blanks.filter(|line| line.gap).map(|line| line.rest).collect();
        for key in ["recap.no_feed_back", "recap.no_feed_forward", "report.no_next"] {
            // The next date is a blank once the session is in the map.
            let expected = key != "report.no_next";
            assert_eq!(blanks.iter().any(|it| it == words.get(key)), expected, "{key}: {blanks:?}");
        }
    }

    #[test]
    fn what_was_said_heard_decided_and_counted_is_on_the_page() {
        let words = Words::all_english();
        let mut led = led();
        led.attendees = vec!["Ann".into(), "Bo".into()];
        led.feed_back = "More people on the floor".into();
        led.ran[2] =
            Ran { used_ms: 0, playback: Some(Playback::NotQuite), heard: "Safe stores".into() };
        led.decisions = vec!["Start in May".into(), " ".into()];
        led.votes = vec![json!({ "asked": "How sure?", "counts": { "5": 3, "2": 1 } })];
        let page = recap(&whole().map, &led, Date::parse("2026-11-22").expect("a day"), &words);
        let text = format!("{page:?}");
        for said in [
            "Ann, Bo",
            "More people on the floor",
            "Safe stores",
            "Start in May",
            "How sure?",
            "Sales",
        ] {
            assert!(text.contains(said), "{said} is not in\n{text}");
        }
    }

    #[test]
    fn the_calendar_has_every_promise_with_a_day_and_the_next_meeting() {
        let words = Words::all_english();
        let story = whole().of("Theirs").set("who", "Ann").set("due", "2026-12-01");
        let story = story.of("Ours").set("due", "2026-11-30").set("done", true);
        let mut led = led();
        assert_eq!(days(&story.map, &led, &words).len(), 1);
        led.next_date = Date::parse("2026-12-22");
        let days = days(&story.map, &led, &words);
        let said: Vec<_> =
            days.iter().map(|day| (day.date.to_string(), day.summary.clone())).collect();
        assert_eq!(said[0], ("2026-12-01".to_owned(), "Ann: Theirs".to_owned()));
        assert_eq!((said.len(), said[1].0.as_str()), (2, "2026-12-22"));
    }
}
