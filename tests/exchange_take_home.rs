//! A map in a file that opens by itself: what goes in comes out, whatever it says.

mod exchange_maps;

use alignment_canvas::document::Replica;
use alignment_canvas::exchange::{NotAMap, Other, canonical, parse, take_home};
use exchange_maps::maps;
use proptest::prelude::*;
use std::rc::Rc;

const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><head><title>{{title}}</title></head>\n<body>\n\
    <script type=\"application/json\" id=\"alignment-map\">{{map}}</script>\n<script>run()</script></body></html>\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_map_comes_out_of_its_file_as_it_went_in(map in maps()) {
        let replica = Replica::from_map(&map, 7, Rc::new(|| 0));
        let file = take_home(PAGE, replica.map(), &replica.encode()).expect("a page with places");
        // A browser reads the same four elements of script and title, whatever stands on cards.
        prop_assert_eq!(file.matches("</script").count(), 2);
        prop_assert_eq!(file.matches("<script").count(), 2);
        prop_assert_eq!(file.matches("</title").count(), 1);
        prop_assert!(!file.contains("<!--"));
        let import = parse(&file).expect("a map");
        prop_assert_eq!(canonical(&import.map), canonical(replica.map()));
        prop_assert!(import.warnings.is_empty(), "{:?}", import.warnings);
        prop_assert!(import.history.is_some_and(|history| history.fits));
        // Mail programs change the ends of lines.
        let carried = parse(&file.replace('\n', "\r\n")).expect("a map");
        prop_assert_eq!(canonical(&carried.map), canonical(replica.map()));
    }

    #[test]
    fn a_file_that_came_to_harm_is_read_as_far_as_it_can_be_and_never_breaks_anything(
        map in maps(),
        at in any::<prop::sample::Index>(),
        with in "\\PC{0,6}",
    ) {
        let file = take_home(PAGE, &map, &[1, 2, 3]).expect("a page with places");
        let mut at = at.index(file.len());
        while !file.is_char_boundary(at) {
            at -= 1;
        }
        let _ = parse(&file[..at]);
        let _ = parse(&[&file[..at], with.as_str(), &file[at..]].concat());
    }
}

#[test]
fn another_web_page_is_still_no_map() {
    let why = parse("<!doctype html><title>Intranet</title>").expect_err("no map");
    assert_eq!(why, NotAMap::Other(Other::WebPage));
}
