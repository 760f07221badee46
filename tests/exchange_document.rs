//! A map that went through the document is exported as it was: the two rooms agree on what a map is.

mod exchange_maps;

use std::rc::Rc;

use alignment_canvas::document::Replica;
use alignment_canvas::exchange::{canonical, parse};
use proptest::prelude::*;

fn through_the_document(text: &str) -> String {
    let map = parse(text).expect("a map").map;
    canonical(Replica::from_map(&map, 1, Rc::new(|| 0)).map())
}

#[test]
fn every_example_comes_out_of_the_document_as_it_went_in() {
    for text in [
        include_str!("../examples/structured-shadowing.json"),
        include_str!("../examples/retailer-safety-videos.json"),
        include_str!("../examples/sixty-stores.json"),
        include_str!("../examples/first-conversation.json"),
    ] {
        assert_eq!(through_the_document(text), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_map_comes_out_of_the_document_as_it_went_in(map in exchange_maps::maps()) {
        let text = canonical(&map);
        prop_assert_eq!(through_the_document(&text), text);
    }
}
