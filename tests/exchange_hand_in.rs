//! What people hand in without a connection: sealed, sent through a chat or a code, found again, and come to harm on its way.

use alignment_canvas::crypto::OpeningKey;
use alignment_canvas::exchange::{
    BadLink, HandIn, Invitation, find_hand_ins, has_hand_in, qr_picture,
};
use alignment_canvas::model::{CardKind, RoundId, Task, WriterId, Written};
use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::prelude::*;

fn invitation(key: &OpeningKey) -> Invitation {
    Invitation {
        round: RoundId::random(),
        key: key.sealing_key(),
        ask: Task::Cards(CardKind::Priority),
        prompt: "What does the business want to achieve – above all?".to_owned(),
        map: "Nordwind 2027".to_owned(),
    }
}

fn cards(texts: &[&str]) -> Vec<Written> {
    let numbered = (1..).zip(texts);
    numbered.map(|(number, text)| Written { number, text: (*text).to_owned() }).collect()
}

/// What opens, and why the rest does not.
fn read(text: &str, key: &OpeningKey) -> (Vec<HandIn>, Vec<BadLink>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for found in find_hand_ins(text) {
        match found.and_then(|sealed| sealed.open(key)) {
            Ok(hand_in) => good.push(hand_in),
            Err(why) => bad.push(why),
        }
    }
    (good, bad)
}

#[test]
fn an_invitation_goes_through_a_link_and_fits_a_code_that_a_projector_shows() {
    let key = OpeningKey::random();
    let invitation = invitation(&key);
    let link = format!("https://intranet.example/canvas/{}", invitation.fragment());
    assert_eq!(Invitation::read(&link), Ok(invitation.clone()));
    assert!(qr_picture(&link).is_some_and(|picture| picture.size < 80), "{} letters", link.len());
    let fragment = invitation.fragment();
    assert!(matches!(Invitation::read(&fragment[..60]), Err(BadLink::CutShort { .. })));
    for at in 20..fragment.len() {
        let mut letters: Vec<_> = fragment.chars().collect();
        letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.into_iter().collect();
        // The last letter may hold bits that mean nothing, and those are refused too.
        assert_eq!(Invitation::read(&changed), Err(BadLink::Damaged), "letter {at}");
    }
}

#[test]
fn votes_are_asked_for_in_a_link_as_well() {
    let key = OpeningKey::random();
    let options: Vec<_> =
        (0..Task::MOST_OPTIONS).map(|i| format!("An option of usual length, {i}")).collect();
    for ask in [Task::Pick { options, dots: 7 }, Task::Scale] {
        let invitation = Invitation { ask, ..invitation(&key) };
        let fragment = invitation.fragment();
        assert_eq!(Invitation::read(&fragment), Ok(invitation));
        assert!(qr_picture(&fragment).is_some(), "{} letters", fragment.len());
    }
    assert_eq!((Task::usual_dots(1), Task::usual_dots(9), Task::usual_dots(10)), (1, 3, 4));
}

#[test]
fn an_invitation_that_nothing_can_be_sealed_for_is_refused_before_anybody_writes() {
    let key = OpeningKey::random();
    let mut dead = invitation(&key);
    dead.key = alignment_canvas::crypto::SealingKey::from_bytes([0; 32]);
    assert_eq!(Invitation::read(&dead.fragment()), Err(BadLink::Damaged));
}

#[test]
fn a_whole_chat_gives_what_was_handed_in_and_says_what_came_to_harm() {
    let key = OpeningKey::random();
    let invitation = invitation(&key);
    let (ann, ben) = (WriterId::random(), WriterId::random());
    let anns = invitation.text(ann, 1, "Ann", &cards(&["Grow in the north", "Fewer returns"]));
    let bens = invitation.text(ben, 1, "", &cards(&["Näher am Kunden ✓"]));
    let cut = &anns[..anns.len() - 30];
    let folded = bens
        .chars()
        .collect::<Vec<_>>()
        .chunks(40)
        .map(|c| c.iter().collect::<String>())
        .collect::<Vec<_>>();
    let chat = format!(
        "09:14 Ann: mine by hand. 1. thing\n{anns}\n09:15 Zoe: +1, I handin. it later\n09:15 Ben:\n> {}\n\
         09:16 Cut: {cut} … sorry\n09:17 Ann again: {anns}\n",
        folded.join("\n")
    );
    assert!(has_hand_in(&chat) && !has_hand_in("we handin. it later"));
    let (good, bad) = read(&chat, &key);
    let said: Vec<_> = good.iter().map(|h| (h.writer, h.name.as_str(), h.cards.len())).collect();
    assert_eq!(said, [(ann, "Ann", 2), (ben, "", 1), (ann, "Ann", 2)]);
    assert_eq!(good[1].cards, cards(&["Näher am Kunden ✓"]));
    assert!(matches!(bad[..], [BadLink::CutShort { .. }]), "{bad:?}");

    // Another round's facilitator can do nothing with it.
    let (good, bad) = read(&chat, &OpeningKey::random());
    assert_eq!((good.len(), bad.len()), (0, 4));
}

#[test]
fn many_cards_become_several_codes_and_each_can_be_read_by_itself() {
    let key = OpeningKey::random();
    let invitation = invitation(&key);
    let texts: Vec<_> =
        (0..20).map(|i| format!("Card {i} says something of the usual length here")).collect();
    let cards = cards(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let codes = invitation.codes(WriterId::random(), 3, "Ann", &cards);
    assert!((4..8).contains(&codes.len()), "{} codes", codes.len());
    for code in &codes {
        let modules = qr_picture(code).expect("it fits").size - 8;
        assert!(modules <= 73, "{modules} modules for {} letters", code.len());
    }
    let (good, _) = read(&codes.concat(), &key);
    let back: Vec<_> = good.into_iter().flat_map(|hand_in| hand_in.cards).collect();
    assert_eq!(back, cards);
    // One long card is never cut in two.
    let long = [Written { number: 1, text: "word ".repeat(160).trim_end().to_owned() }];
    let codes = invitation.codes(WriterId::random(), 1, "", &long);
    let (good, _) = read(&codes.concat(), &key);
    assert_eq!((codes.len(), &good[0].cards[..]), (1, &long[..]));
    assert!(qr_picture(&codes[0]).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Opening is proof: whoever seals may write anything inside, and it is read within bounds.
    #[test]
    fn whatever_is_sealed_is_read_or_refused(inside in prop::collection::vec(any::<u8>(), 0..600)) {
        let key = OpeningKey::from_seed([3; 32]);
        let round = RoundId::from_bytes([1; 8]);
        let sealed = key.sealing_key().seal(&inside, &round.bytes()).expect("a key");
        let bytes = [&round.bytes()[..], &sealed].concat();
        let data = Base64UrlUnpadded::encode_string(&bytes);
        let text = format!("handin.1.{}.{data}", data.len());
        let (good, bad) = read(&text, &key);
        prop_assert_eq!(good.len() + bad.len(), 1);
        for hand_in in good {
            prop_assert!(hand_in.cards.len() <= 200 && hand_in.name.len() <= 255);
        }
    }

    #[test]
    fn no_text_stops_the_reader(text in "(handin\\.[0-9]{0,2}\\.?[0-9]{0,3}\\.?[A-Za-z0-9_ %-]{0,40}){0,6}") {
        let (good, _) = read(&text, &OpeningKey::from_seed([3; 32]));
        prop_assert!(good.is_empty());
    }
}
