//! What people in a room can rely on, rule by rule.

use super::*;
use Capability::{Edit, Lead, View};

#[test]
fn s3_an_edit_is_with_everybody_a_moment_later() {
    let mut bench = Bench::of(&[Lead, Edit, View]);
    bench.write(1, 42);
    bench.pass(60);
    assert!(bench.members.iter().all(|it| it.facts.has(42)));
    assert!(bench.events(2).contains(&Event::Applied));
    bench.members[2].facts.write(3, 43);
    bench.with(2, |now, session, _| session.edited(now));
    bench.pass(30_000);
    assert!(!bench.members[0].facts.has(43), "who only views edits for nobody");
}

#[test]
fn s3_the_first_edit_goes_out_at_once_and_those_that_follow_are_gathered() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.write(1, 42);
    bench.pass(1);
    assert!(bench.members[0].facts.has(42), "nobody waits for one letter");
    let before = bench.tape.len();
    for what in 0..20 {
        bench.write(1, what);
        bench.pass(10);
    }
    bench.pass(50);
    assert!(bench.members[0].facts.has(19));
    let sent = bench.tape[before..].iter().filter(|(who, _)| *who == 1).count();
    assert!((4..=5).contains(&sent), "{sent} frames for 20 letters in 200 ms");
}

#[test]
fn s4_who_comes_later_catches_up_within_a_second() {
    let mut bench = Bench::of(&[Lead]);
    assert_eq!(bench.members[0].session.standing(), Standing::Alone);
    (0..100).for_each(|what| bench.members[0].facts.write(1, what));
    let late = bench.join(Edit);
    assert_eq!(bench.members[late].session.standing(), Standing::CatchingUp);
    bench.pass(1_000);
    assert!(bench.members[late].facts.has(99));
    assert_eq!(bench.members[late].session.standing(), Standing::CaughtUp);
    assert!(bench.events(late).contains(&Event::Standing(Standing::CaughtUp)));
}

#[test]
fn s4_twenty_who_come_at_once_are_answered_few_times() {
    let mut bench = Bench::of(&[Lead, Edit]);
    // A map of several frames.
    (0..2_000).for_each(|n| bench.members[0].facts.all.push((1, n, n as u8)));
    let before = bench.tape.len();
    for _ in 0..20 {
        bench.join(Edit);
    }
    bench.pass(5_000);
    assert!(bench.members.iter().all(|it| it.facts.all.len() == 2_000));
    let bytes: usize = bench.tape[before..].iter().map(|(_, frame)| frame.len()).sum();
    assert!(bytes < 4 * 13 * 2_000, "{bytes} bytes for one map of {}", 13 * 2_000);
}

#[test]
fn s5_what_was_done_apart_goes_both_ways() {
    let mut bench = Bench::of(&[Lead, Edit, Edit]);
    bench.with(1, |_, session, _| session.close(WIRE));
    assert_eq!(bench.members[1].session.standing(), Standing::Offline);
    bench.members[1].facts.write(2, 20);
    bench.write(0, 10);
    bench.pass(3_600_000);
    assert!(!bench.sees(0, 1), "who is silent for so long has left");
    bench.with(1, |now, session, _| session.open(now, WIRE, WireKind::Shared));
    bench.pass(2_000);
    for member in &bench.members {
        assert!(member.facts.has(10) && member.facts.has(20));
    }
    assert!(bench.sees(0, 1));
}

#[test]
fn s5_what_somebody_brings_along_goes_to_all() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.write(0, 10);
    let late = bench.join(Edit);
    // Not news of this session: they wrote it before, without a room.
    bench.members[late].facts.all.push((77, 0, 20));
    bench.pass(2_000);
    for member in &bench.members {
        assert!(member.facts.has(10) && member.facts.has(20));
    }
}

#[test]
fn s5_an_edit_too_large_for_an_update_arrives_all_the_same() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.with(1, |now, session, facts| {
        facts.news = (0..6_000).map(|n| (2, n, 7)).collect();
        facts.all.clone_from(&facts.news);
        session.edited(now);
    });
    bench.pass(500);
    assert_eq!(bench.members[0].facts.all.len(), 6_000);
}

#[test]
fn s6_a_lost_update_is_asked_for_by_its_number() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.deaf_to = Some(1);
    bench.write(1, 1);
    bench.pass(60);
    bench.deaf_to = None;
    assert!(!bench.members[0].facts.has(1));
    bench.write(1, 2);
    bench.pass(1_000);
    assert!(bench.members[0].facts.has(1) && bench.members[0].facts.has(2));
    let queries = bench.events(0).iter().filter(|it| matches!(it, Event::Standing(_))).count();
    assert!(queries <= 2, "nobody had to catch up anew");
}

#[test]
fn s6_the_last_update_before_silence_is_not_lost_either() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.deaf_to = Some(1);
    bench.write(1, 1);
    bench.pass(60);
    bench.deaf_to = None;
    bench.pass(25_000);
    assert!(bench.members[0].facts.has(1), "a heartbeat tells what was missed");
}

#[test]
fn s7_viewers_say_again_what_editors_signed() {
    let mut bench = Bench::of(&[Lead, View]);
    bench.write(0, 1);
    bench.pass(100);
    bench.write(0, 2);
    bench.pass(100);
    bench.with(0, |now, session, _| session.leave(now));
    bench.pass(100);
    let late = bench.join(View);
    bench.pass(6_000);
    assert!(bench.members[late].facts.has(1) && bench.members[late].facts.has(2));
    assert!(!bench.sees(late, 0) && bench.sees(late, 1));
}

#[test]
fn s7_a_long_workshop_that_all_editors_have_left_is_handed_on_whole_and_once() {
    let mut bench = Bench::of(&[Lead, View, View, View]);
    for what in 0..2_500_u16 {
        bench.write(0, what as u8);
        bench.pass(60);
    }
    bench.with(0, |now, session, _| session.leave(now));
    bench.pass(100);
    let before = bench.tape.len();
    let late: Vec<_> = (0..5).map(|_| bench.join(View)).collect();
    bench.pass(30_000);
    for who in late {
        assert_eq!(bench.members[who].facts.all.len(), 2_500);
        assert_eq!(bench.members[who].session.standing(), Standing::CaughtUp);
    }
    let replays = bench.tape[before..].iter().filter(|(_, frame)| kind_of(frame) == Kind::Replay);
    let replays = replays.count();
    assert!(replays < 2_600, "{replays} words said again, of 2500");
}

#[test]
fn s7_when_the_viewer_who_says_it_again_is_gone_another_goes_on() {
    let mut bench = Bench::of(&[Lead, View, View]);
    for what in 0..2_000_u16 {
        bench.write(0, what as u8);
        bench.pass(60);
    }
    bench.with(0, |now, session, _| session.leave(now));
    let before = bench.tape.len();
    let late = bench.join(View);
    bench.pass(5_000);
    let is_replay = |it: &&(usize, Vec<u8>)| kind_of(&it.1) == Kind::Replay;
    let teller = bench.tape[before..].iter().find(is_replay).map(|(who, _)| *who);
    let teller = teller.expect("somebody began");
    assert!(bench.members[late].facts.all.len() < 2_000);
    bench.deaf_to = Some(teller);
    bench.pass(40_000);
    assert_eq!(bench.members[late].facts.all.len(), 2_000);
}

#[test]
fn s8_how_the_room_is_led_reaches_all_and_those_who_come_later() {
    let mut bench = Bench::of(&[Lead, Edit, View]);
    assert!(bench.with(0, |now, session, _| session.lead(now, None, b"first")));
    assert!(bench.with(0, |now, session, _| session.lead(now, None, b"second")));
    assert!(!bench.with(1, |now, session, _| session.lead(now, None, b"mutiny")));
    for who in 1..3 {
        assert_eq!(bench.members[who].session.control(), Some((2, b"second".as_slice())));
        assert!(bench.events(who).contains(&Event::Control));
    }
    // The one who led is gone; others say it again, word for word.
    bench.with(0, |now, session, _| session.leave(now));
    let late = bench.join(View);
    bench.pass(3_000);
    assert_eq!(bench.members[late].session.control(), Some((2, b"second".as_slice())));
    // Whoever else holds the link that leads goes on from there.
    let heir = bench.join(Lead);
    bench.pass(3_000);
    assert!(bench.with(heir, |now, session, _| session.lead(now, None, b"third")));
    assert_eq!(bench.members[late].session.control(), Some((3, b"third".as_slice())));
}

#[test]
fn s9_a_new_epoch_takes_everybody_along() {
    let mut bench = Bench::of(&[Lead, Edit, Edit]);
    bench.deaf_to = Some(0);
    bench.with(0, |now, session, _| session.lead(now, Some(1), b"again"));
    bench.deaf_to = None;
    bench.write(1, 7);
    bench.pass(25_000);
    assert!(bench.members.iter().all(|it| it.session.control() == Some((1, b"again"))));
    bench.write(2, 8);
    bench.pass(25_000);
    assert!(bench.members.iter().all(|it| it.facts.has(7) && it.facts.has(8)));
}

#[test]
fn s9_another_map_begins_for_all_and_a_page_that_knew_comes_back_into_it() {
    let mut bench = Bench::of(&[Lead, Edit, Edit]);
    bench.write(1, 7);
    bench.pass(2_000);
    // Two who lead begin one each: the later epoch stands, whatever was said in it.
    let heir = bench.join(Lead);
    bench.pass(2_000);
    bench.with(heir, |now, session, _| {
        assert!(session.lead(now, None, b"a") && session.lead(now, None, b"b"));
    });
    bench.with(0, |now, session, _| session.lead(now, Some(5), b"new map"));
    for who in 0..4 {
        let client = 100 + who as u64;
        bench.members[who].client = client;
        bench.with(who, |now, session, facts| {
            *facts = Facts::default();
            session.begin_anew(now, client);
        });
    }
    bench.write(2, 9);
    bench.pass(25_000);
    let all =
        |bench: &Bench, what: u8| bench.members.iter().filter(|it| it.facts.has(what)).count();
    assert_eq!((all(&bench, 7), all(&bench, 9)), (0, 4));
    // Who was away during all that has heard of no epoch, and is told.
    let late = bench.join(Edit);
    bench.pass(2_000);
    assert_eq!(bench.members[late].session.control().map(|it| it.1), Some(b"new map".as_slice()));
    // A page that was told before knows it at once, and tells others; only what was signed by those who lead counts.
    let message = bench.members[1].session.control_message().expect("it is led");
    let mut cut = message.clone();
    *cut.last_mut().expect("some bytes") ^= 1;
    let back = bench.join(Edit);
    assert!(!bench.with(back, |now, session, _| session.recall_control(now, &cut)));
    assert!(bench.with(back, |now, session, _| session.recall_control(now, &message)));
    bench.with(back, |now, session, _| session.begin_anew(now, 300));
    bench.pass(5_000);
    assert!(bench.members[back].facts.has(9));
}

#[test]
fn s9_what_does_not_stand_is_said_again_by_one_person_and_whoever_leads_hears_it() {
    let mut bench = Bench::of(&[Lead, Edit, Edit, Edit, Edit]);
    bench.with(0, |now, session, _| session.lead(now, Some(1), b"first"));
    let lost = bench.members[1].session.control_message().expect("it is led");
    bench.with(0, |now, session, _| session.lead(now, Some(5), b"second"));
    let heir = bench.join(Lead);
    bench.pass(30_000);
    assert!(!bench.events(heir).contains(&Event::Outdone(b"first".to_vec())));
    let before = bench.tape.len();
    for who in 1..5 {
        bench.with(who, |now, session, _| session.say_again(now, &lost));
    }
    bench.pass(5_000);
    assert!(bench.events(heir).contains(&Event::Outdone(b"first".to_vec())));
    // And one person says again what stands.
    let said = bench.tape[before..].iter().filter(|(_, frame)| kind_of(frame) == Kind::Replay);
    assert_eq!(said.count(), 2);
    // Who has no way to anybody just then says it later.
    bench.with(1, |now, session, _| {
        session.close(WIRE);
        session.say_again(now, &lost);
    });
    bench.pass(5_000);
    bench.with(1, |now, session, _| session.open(now, WIRE, WireKind::Shared));
    bench.events(heir);
    bench.pass(5_000);
    assert!(bench.events(heir).contains(&Event::Outdone(b"first".to_vec())));
}

#[test]
fn s10_people_are_seen_where_they_are_and_no_longer_when_silent() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.with(1, |now, session, _| session.set_presence(now, b"here"));
    bench.pass(10);
    let of = |bench: &Bench| bench.members[0].session.people().next().cloned().expect("one");
    assert_eq!(of(&bench).presence.as_deref(), Some(b"here".as_slice()));
    assert_eq!(of(&bench).name, "P2");
    bench.pass(60_000);
    assert!(of(&bench).presence.is_some(), "heartbeats say it again");
    bench.deaf_to = Some(1);
    bench.pass(35_000);
    assert_eq!(of(&bench).presence, None);
    bench.pass(65_000);
    assert!(!bench.sees(0, 1));
    let sender = bench.sender(1);
    assert!(bench.events(0).contains(&Event::Left(sender)));
    bench.deaf_to = None;
    bench.pass(25_000);
    assert!(bench.sees(0, 1), "a page that slept is back");
}

#[test]
fn s10_who_is_up_to_date_is_seen_a_few_seconds_after_coming_and_after_editing() {
    let mut bench = Bench::of(&[Lead, Edit, View]);
    let all_level = |bench: &Bench| {
        bench.members.iter().all(|member| member.session.people().all(|person| person.equal))
    };
    bench.pass(60_000);
    bench.write(0, 42);
    bench.join(Edit);
    assert!(!all_level(&bench));
    bench.pass(6_000);
    assert!(all_level(&bench), "nobody waits for the next regular heartbeat");
    // One misses the last edit, and the others hear of that and of its end as soon.
    bench.deaf_to = Some(0);
    bench.write(0, 43);
    bench.pass(1);
    bench.deaf_to = None;
    bench.pass(4_000);
    assert!(bench.members.iter().all(|it| it.facts.has(43)));
    bench.pass(4_000);
    assert!(all_level(&bench));
}

#[test]
fn s10_a_drag_is_at_most_five_frames_a_second_and_its_end_arrives() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let before = bench.tape.len();
    for step in 0..100_u8 {
        bench.with(1, |now, session, _| session.set_presence(now, &[step]));
        bench.pass(10);
    }
    bench.pass(250);
    let sent = bench.tape[before..].iter().filter(|(from, _)| *from == 1).count();
    assert!((4..=8).contains(&sent), "{sent}");
    let seen = bench.members[0].session.people().next().and_then(|it| it.presence.clone());
    assert_eq!(seen, Some(vec![99]));
    let long = [0; MAX_PRESENCE + 1];
    bench.with(1, |now, session, _| session.set_presence(now, &long));
    bench.pass(300);
    assert!(bench.members[0].session.people().all(|it| it.presence == Some(vec![99])));
}

#[test]
fn s10_sixty_people_who_point_about_at_once_are_no_storm() {
    let mut bench = Bench::of(&[Edit; 60]);
    let before = bench.tape.len();
    for step in 0..50_u8 {
        for who in 0..60 {
            bench.with(who, |now, session, _| session.set_presence(now, &[step]));
        }
        bench.pass(100);
    }
    let a_second = (bench.tape.len() - before) / 5;
    println!("60 people who point about: {a_second} frames a second, heartbeats included");
    assert!((20..=60).contains(&a_second), "{a_second}");
    // Where each of them stopped arrives, only later than among few.
    bench.pass(1_600);
    assert!(bench.members[0].session.people().all(|it| it.presence == Some(vec![49])));
}

#[test]
fn s10_what_people_tell_of_themselves_reaches_those_who_missed_it() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.deaf_to = Some(1);
    assert!(bench.with(1, |now, session, _| session.set_about(now, b"hand up")));
    bench.pass(1);
    bench.deaf_to = None;
    bench.pass(30_000);
    let person = bench.members[0].session.people().next().cloned().expect("one");
    assert_eq!(person.about, b"hand up");
    bench.with(1, |now, session, _| session.rename(now, "Ann\u{202E}\n Lee"));
    bench.pass(1);
    let person = bench.members[0].session.people().next().cloned().expect("one");
    assert_eq!(person.name, "Ann Lee");
}

#[test]
fn s11_what_is_handed_in_is_kept_until_acknowledged() {
    let mut bench = Bench::of(&[Edit, View]);
    assert!(bench.with(1, |now, session, _| session.hand_in(now, 5, 1, b"old".to_vec())));
    bench.pass(60_000);
    assert!(bench.with(1, |now, session, _| session.hand_in(now, 5, 2, b"ballot".to_vec())));
    bench.pass(60_000);
    let lead = bench.join(Lead);
    bench.pass(8_000);
    let handed = bench.events(lead);
    let person = bench.members[1].session.person();
    let sealed = b"ballot".to_vec();
    assert!(handed.contains(&Event::HandedIn { person, slot: 5, number: 2, sealed }));
    assert!(bench.events(0).iter().all(|it| !matches!(it, Event::HandedIn { .. })));
    assert_eq!(bench.members[1].session.open_hand_ins().count(), 1);
    // The receipt is lost once; the next attempt is answered without troubling anybody.
    bench.deaf_to = Some(lead);
    bench.with(lead, |now, session, _| session.acknowledge(now, person, 5, 2));
    bench.deaf_to = None;
    bench.pass(90_000);
    assert_eq!(bench.members[1].session.open_hand_ins().count(), 0);
    assert!(bench.events(1).contains(&Event::Acknowledged { slot: 5, number: 2 }));
}

#[test]
fn s12_a_hub_carries_everything_between_its_wires() {
    let mut bench = Bench::of(&[Lead, Edit]);
    // Two who hear only the hub (member 0), over wires of their own.
    let mut far = Bench::of(&[]);
    far.now = bench.now;
    far.members = bench.members.split_off(1);
    let mut far = far.members.remove(0);
    let (hub, now) = (&mut bench.members[0], &mut bench.now);
    hub.session.set_bridging(true);
    hub.session.open(*now, 2, WireKind::Direct);
    let mut third = Bench::of(&[Edit]).members.remove(0);
    // Another person than the first of that bench was.
    third.session = Session::new(
        *now,
        Setup {
            keys: room().lowered(Edit).expect("less"),
            person: [77; 32],
            salt: [1; 8],
            client: 77,
            name: "Far".into(),
            chance: 77,
        },
    );
    third.session.open(*now, WIRE, WireKind::Direct);
    far.facts.write(2, 200);
    far.session.edited(*now);
    // More than one frame: a hub passes it on only once all of it is known to be sound.
    third.facts.news = (0..2_000).map(|n| (77, n, 77)).collect();
    third.facts.all = third.facts.news.clone();
    third.session.edited(*now);
    for _ in 0..400 {
        *now += 10;
        carry(hub, &mut far, &mut third, *now);
    }
    assert!(third.facts.has(200), "over the hub to the direct wire");
    assert!(far.facts.has(77) && hub.facts.has(77), "and back");
    assert!(far.session.people().any(|it| it.name == "Far"));
}

/// Ten milliseconds of a hub with one on each of its wires.
fn carry(hub: &mut Member, far: &mut Member, third: &mut Member, now: u64) {
    hub.session.on_timer(now, &mut hub.facts);
    far.session.on_timer(now, &mut far.facts);
    third.session.on_timer(now, &mut third.facts);
    while let Some(output) = far.session.poll() {
        if let Output::Send(_, frame) = output {
            hub.session.on_frame(now, WIRE, &frame, &mut hub.facts);
        }
    }
    while let Some(output) = third.session.poll() {
        if let Output::Send(_, frame) = output {
            hub.session.on_frame(now, 2, &frame, &mut hub.facts);
        }
    }
    while let Some(output) = hub.session.poll() {
        match output {
            Output::Send(WIRE, frame) => far.session.on_frame(now, WIRE, &frame, &mut far.facts),
            Output::Send(_, frame) => {
                third.session.on_frame(now, WIRE, &frame, &mut third.facts);
            }
            _ => {}
        }
    }
}
