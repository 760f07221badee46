//! What carries a room's frames out of this page. Reached through the late part alone: whoever names it carries all
//! transports.

use std::cell::RefCell;
use std::rc::Rc;

use yew::Callback;

use super::ways::Wires;
use crate::browser::after;
#[cfg(feature = "webrtc")]
use crate::browser::transports::{Code, Direct};
use crate::browser::transports::{
    Event, Kind, Login, Relay, State, Tabs, Transport, Why, allowed_relays,
};
use crate::store::{
    Action, LoginAsked, RELAY, RelayLogin, RoomStep, TABS, WireId, WireKind, WireState,
};
#[cfg(feature = "webrtc")]
use crate::words::Message;

#[cfg(feature = "webrtc")]
const FIRST_DIRECT: WireId = 10;

pub(super) fn connect(topic: &str, door: &Callback<Action>) -> Box<dyn Wires> {
    let tabs = Tabs::open(topic, tell(TABS, Kind::Tabs, door));
    let shared: Vec<(WireId, Box<dyn Transport>)> = vec![(TABS, Box::new(tabs))];
    Box::new(Open {
        shared: shared.into(),
        direct: Rc::default(),
        #[cfg(feature = "webrtc")]
        begun: std::cell::Cell::new(0),
        topic: topic.to_owned(),
        door: door.clone(),
    })
}

struct Open {
    shared: RefCell<Vec<(WireId, Box<dyn Transport>)>>,
    direct: Rc<RefCell<Vec<(WireId, Pair)>>>,
    /// How many direct connections were begun.
    #[cfg(feature = "webrtc")]
    begun: std::cell::Cell<WireId>,
    topic: String,
    door: Callback<Action>,
}

#[cfg(feature = "webrtc")]
type Pair = Rc<Direct>;
#[cfg(not(feature = "webrtc"))]
type Pair = Rc<Tabs>;

impl Wires for Open {
    fn send(&self, wire: WireId, frame: &[u8]) {
        if let Some((_, way)) = self.shared.borrow().iter().find(|(id, _)| *id == wire) {
            way.send(frame);
        } else if let Some((_, way)) = self.direct.borrow().iter().find(|(id, _)| *id == wire) {
            way.send(frame);
        }
    }

    fn close(&self, wire: WireId) {
        let mut shared = self.shared.borrow_mut();
        let (gone, left) =
            std::mem::take(&mut *shared).into_iter().partition(|(id, _)| *id == wire);
        *shared = left;
        let gone: Vec<_> = gone;
        let mut direct = self.direct.borrow_mut();
        let (ended, left) =
            std::mem::take(&mut *direct).into_iter().partition(|(id, _)| *id == wire);
        *direct = left;
        let ended: Vec<_> = ended;
        // It may be telling something just now: it ends in a turn of its own.
        after(0, move || drop((gone, ended))).forget();
    }

    fn meet(&self, topic: Option<&str>, place: &str, relays: &str, login: &RelayLogin) {
        let relays = allowed_relays(relays);
        let Some(relay) = relays.pick(place) else { return };
        if topic.is_some_and(|topic| topic != self.topic) {
            return;
        }
        self.close(RELAY);
        let login = Login::new(&login.user, &login.password).unwrap_or_default();
        let ear = tell(RELAY, Kind::Relay, &self.door);
        let relay = Relay::open(relay, &self.topic, login, ear);
        self.shared.borrow_mut().push((RELAY, Box::new(relay)));
    }

    #[cfg(feature = "webrtc")]
    fn pair(&self, code: Option<Vec<u8>>) {
        let (direct, door, topic) = (self.direct.clone(), self.door.clone(), self.topic.clone());
        // Numbered before anything is waited for: two may be under way.
        let wire = FIRST_DIRECT + self.begun.replace(self.begun.get() + 1);
        crate::browser::spawn("pair", async move {
            let result = pair(&direct, wire, &door, &topic, code).await;
            door.emit(Action::Room(RoomStep::Paired(result)));
            Ok::<(), std::convert::Infallible>(())
        });
    }

    #[cfg(not(feature = "webrtc"))]
    fn pair(&self, _: Option<Vec<u8>>) {
        let why = Why::Unsupported.message();
        self.door.emit(Action::Room(RoomStep::Paired(Err(why))));
    }
}

/// A code for the other browser; none where its answer was taken in.
#[cfg(feature = "webrtc")]
async fn pair(
    direct: &RefCell<Vec<(WireId, Pair)>>,
    wire: WireId,
    door: &Callback<Action>,
    topic: &str,
    code: Option<Vec<u8>>,
) -> Result<Vec<u8>, Message> {
    let ear = tell(wire, Kind::Direct, door);
    let code =
        code.map(|code| Code::read(&code, topic)).transpose().map_err(|why| why.message())?;
    let (way, code) = match code {
        None => {
            let (way, offer) = Direct::invite(topic, ear).await.map_err(|why| why.message())?;
            (way, offer.bytes())
        }
        Some(Code::Offer(offer)) => {
            let (way, answer) = Direct::accept(&offer, ear).await.map_err(|why| why.message())?;
            (way, answer.bytes())
        }
        Some(Code::Answer(answer)) => {
            let ways: Vec<_> = direct.borrow().iter().map(|(_, way)| way.clone()).collect();
            let taken = ways.iter().map(|way| way.complete(&answer));
            // Of the answers that several invitations give, the one that knows it says most.
            let best = taken.reduce(|best, next| match (&best, &next) {
                (Ok(()), _) => best,
                (Err(_), Ok(())) => next,
                (Err(crate::browser::transports::BadCode::OtherOffer), Err(_)) => next,
                (Err(_), Err(_)) => best,
            });
            let other = crate::browser::transports::BadCode::OtherOffer;
            return best.unwrap_or(Err(other)).map(|()| Vec::new()).map_err(|why| why.message());
        }
    };
    direct.borrow_mut().push((wire, Rc::new(way)));
    Ok(code)
}

/// What a transport says, as something that happens in the room.
fn tell(wire: WireId, kind: Kind, door: &Callback<Action>) -> Rc<dyn Fn(Event)> {
    let door = door.clone();
    let kind = match kind {
        Kind::Tabs | Kind::Relay => WireKind::Shared,
        Kind::Direct => WireKind::Direct,
    };
    Rc::new(move |event| {
        let step = match event {
            Event::Frame(bytes) => RoomStep::Frame { wire, bytes },
            Event::State(state) => {
                if let State::Closed(why) = &state
                    && *why != Why::Asked
                {
                    door.emit(match why {
                        Why::NoLogin => Action::Room(RoomStep::LoginAsked(LoginAsked::Missing)),
                        Why::Login => Action::Room(RoomStep::LoginAsked(LoginAsked::Wrong)),
                        why => Action::Say(why.message()),
                    });
                }
                let state = match state {
                    State::Connecting => WireState::Connecting,
                    State::Connected => WireState::Open,
                    State::Reconnecting { .. } => WireState::Reconnecting,
                    State::Closed(_) => WireState::Closed,
                };
                RoomStep::Wire { wire, kind, state }
            }
            // The protocol above notices what is missing, and asks for it.
            Event::Dropped(_) => return,
        };
        door.emit(Action::Room(step));
    })
}
