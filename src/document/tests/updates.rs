//! What is kept and sent: updates, logs, differences.

use super::*;

#[test]
fn one_update_carries_all_that_was_done_since_the_last_one() {
    let (mut a, mut b) = two();
    for i in 0..20 {
        a.commit(vec![typed("p", 4 + i, 0, "!")]).expect("fits");
    }
    a.commit(vec![typed("p", 0, 4, "")]).expect("fits");
    a.undo();
    let update = a.take_update().expect("work");
    assert_eq!(a.take_update(), None);
    b.apply_foreign(&update).expect("sound");
    assert_eq!(a.map(), b.map());
    assert_eq!(b.take_update(), None, "what others did is theirs to send");
    a.redo();
    b.apply_foreign(&a.take_update().expect("a redo is work")).expect("sound");
    assert_eq!(a.map(), b.map());
}

#[test]
fn an_update_says_nothing_of_what_others_removed() {
    let (mut a, mut b) = two();
    b.commit(vec![typed("p", 0, 4, "")]).expect("fits");
    let from_b = b.take_update().expect("work");
    a.apply_foreign(&from_b).expect("sound");
    a.commit(vec![typed("o", 0, 0, "x")]).expect("fits");
    let from_a = a.take_update().expect("work");
    let mut c = replica(3);
    let (base, _) = two();
    c.apply_foreign(&base.encode()).expect("sound");
    c.apply_foreign(&from_a).expect("sound");
    assert_eq!(title(&c, "p"), "Grow");
    c.apply_foreign(&from_b).expect("sound");
    assert_eq!(a.map(), c.map());
}

#[test]
fn what_comes_too_early_is_refused_and_fits_later() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 0, 0, "1")]).expect("fits");
    let first = a.take_update().expect("work");
    a.commit(vec![typed("p", 1, 0, "2")]).expect("fits");
    let second = a.take_update().expect("work");
    a.commit(vec![typed("p", 0, 2, "")]).expect("fits");
    let third = a.take_update().expect("work");
    let before = b.map().clone();
    assert_eq!(b.apply_foreign(&second), Err(Refused::Gap));
    assert_eq!(b.apply_foreign(&third), Err(Refused::Gap), "a removal of what is not known yet");
    assert_eq!(*b.map(), before);
    for update in [&first, &second, &second, &third, &first] {
        b.apply_foreign(update).expect("what is known already changes nothing");
    }
    assert_eq!(a.map(), b.map());
}

#[test]
fn a_difference_brings_another_up_to_date() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 0, 2, "Fl")]).expect("fits");
    b.commit(vec![add("i", CardKind::Insight, "Idea")]).expect("fits");
    let (to_a, to_b) = (b.diff(&a.state_vector()), a.diff(&b.state_vector()));
    a.apply_foreign(&to_a.expect("a state vector")).expect("sound");
    b.apply_foreign(&to_b.expect("a state vector")).expect("sound");
    assert_eq!(a.map(), b.map());
    for bad in [&[][..], &[1], &[0, 0], &[1, 0xff, 0xff], &[9, 1, 1]] {
        assert_eq!(a.diff(bad), Err(Refused::NotAnUpdate), "{bad:?}");
    }
    assert!(a.diff(&[0]).is_ok_and(|all| all.len() > 100));
}

#[test]
fn a_log_in_any_order_gives_the_map_again_and_what_does_not_fit_is_returned() {
    let (mut a, mut b) = two();
    let (base, _) = two();
    let mut log = vec![base.encode()];
    for i in 0..4 {
        a.commit(vec![typed("p", i, 0, "a")]).expect("fits");
        let update = a.take_update().expect("work");
        b.apply_foreign(&update).expect("sound");
        log.push(update);
        b.commit(vec![typed("p", i, 0, "b")]).expect("fits");
        let update = b.take_update().expect("work");
        a.apply_foreign(&update).expect("sound");
        log.push(update);
    }
    log.reverse();
    log.insert(2, b"no update".to_vec());
    let entries = log.iter().map(Vec::as_slice);
    let (mut c, refused) = Replica::from_updates(map_id(), 5, still(), entries);
    assert_eq!(refused, [(2, Refused::NotAnUpdate)]);
    assert_eq!(a.map(), c.map());
    assert_eq!(c.take_update(), None, "the log has it already");
    assert!(!c.can_undo());
    let without = log.iter().skip(3).map(Vec::as_slice).take(4);
    let (_, refused) = Replica::from_updates(map_id(), 6, still(), without);
    assert!(refused.iter().all(|(_, why)| *why == Refused::Gap) && refused.len() == 4);
}

#[test]
fn many_updates_become_one_when_the_document_is_encoded() {
    let (mut a, _) = two();
    for _ in 0..50 {
        a.commit(vec![typed("p", 4, 0, "x")]).expect("fits");
        a.commit(vec![typed("p", 4, 1, "")]).expect("fits");
    }
    let whole = a.encode();
    let (b, refused) = Replica::from_updates(map_id(), 2, still(), [whole.as_slice()]);
    assert_eq!(refused, []);
    assert_eq!(a.map(), b.map());
    assert!(b.encode().len() < whole.len(), "nobody can undo any more, so old letters are gone");
}
