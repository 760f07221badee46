//! Not in `address.rs`, because the build tool reads that file too.

use super::address::{BadRelay, RelayAddress, Relays};

#[test]
fn an_address_has_one_spelling_and_nothing_that_a_policy_could_trip_over() {
    for (raw, url, origin) in [
        ("wss://Relay.Example", "wss://relay.example", "wss://relay.example"),
        ("WSS://relay.example:443/", "wss://relay.example", "wss://relay.example"),
        (
            "wss://relay.example:8084/mqtt",
            "wss://relay.example:8084/mqtt",
            "wss://relay.example:8084",
        ),
        ("ws://10.0.0.7:8083", "ws://10.0.0.7:8083", "ws://10.0.0.7:8083"),
    ] {
        let relay = RelayAddress::parse(raw).expect(raw);
        assert_eq!((relay.url(), relay.origin()), (url, origin));
        assert_eq!(
            format!("{}://{}", raw[..3].trim_end_matches(':').to_lowercase(), relay.name()),
            origin
        );
    }
    for raw in [
        "",
        "relay.example",
        "https://relay.example",
        "wss://",
        "wss:///mqtt",
        "wss://:443",
        "wss://a:0",
        "wss://a:65536",
        "wss://a:",
        "wss://ann:pw@a",
        "wss://a/?x",
        "wss://a/#x",
        "wss://a;script-src",
        "wss://a'",
        "wss://a\"",
        "wss://*.a",
        "wss://[::1]",
        "wss://a/%0A",
        "wss://münchen",
    ] {
        assert_eq!(RelayAddress::parse(raw), Err(BadRelay::NoAddress), "{raw}");
    }
}

#[test]
fn only_what_the_page_allows_can_be_picked() {
    let attribute = " wss://a.example/mqtt\n ws://b.example wss://A.example:443/mqtt wss://c?x ws://127.0.0.1:8083 ";
    let plain = Relays::read(attribute, false);
    let names = |relays: &Relays| {
        relays.allowed().iter().map(|it| it.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&plain), ["a.example", "b.example", "127.0.0.1:8083"]);
    assert_eq!(plain.refused(), [("wss://c?x".to_owned(), BadRelay::NoAddress)]);
    let secure = Relays::read(attribute, true);
    assert_eq!(names(&secure), ["a.example", "127.0.0.1:8083"]);
    assert_eq!(secure.refused()[0], ("ws://b.example".to_owned(), BadRelay::Insecure));
    assert!(secure.pick("wss://a.example:443/mqtt").is_some());
    for other in
        ["wss://a.example", "wss://a.example/other", "ws://a.example/mqtt", "ws://b.example", "x"]
    {
        assert_eq!(secure.pick(other), None, "{other}");
    }
    assert_eq!(Relays::read("", true), Relays::default());
}
