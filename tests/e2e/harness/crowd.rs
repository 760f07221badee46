//! Many people in one room who are programs: each is a whole canvas without a screen, with a line of its own to the relay. All
//! of them live in one thread, and do what a story has them do. They look at nobody's pointer: that would be work for
//! thousands of frames a second, which nobody sees.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use alignment_canvas::store::{
    Action, Effect, RELAY, RoomEffect, RoomLink, RoomStep, SELDOM, Setup, State, WireKind,
    WireState, update,
};
use alignment_canvas::sync::mqtt::{Client, Login, Output, Setup as Line};
use alignment_canvas::sync::transport::{Event, State as LineState};

use super::story::Outcome;

/// Everybody gets to do something this often.
const TURN: Duration = Duration::from_millis(100);

/// No frame that carries only where somebody is is longer.
const POINTER: usize = 110;

/// Somebody who comes: by this link, under this name.
pub struct Comer {
    pub link: String,
    pub name: String,
}

/// What somebody does in a turn, by who they are, how many turns there were, and what they see.
pub type Does = fn(usize, u64, &State) -> Vec<Action>;

enum Heard {
    /// From the relay, for one of them; nothing: it hung up.
    Bytes(usize, Vec<u8>),
    Do(Does),
    End,
}

/// They leave when this is dropped.
pub struct Crowd {
    to: Sender<Heard>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Crowd {
    /// Lets them come in through the relay's port for programs.
    pub fn comes(port: u16, comers: Vec<Comer>) -> Outcome<Self> {
        let (to, from) = channel();
        let mut lines = Vec::new();
        for who in 0..comers.len() {
            let line = TcpStream::connect(("127.0.0.1", port))?;
            let (mut ear, to) = (line.try_clone()?, to.clone());
            lines.push(line);
            thread::spawn(move || {
                let mut piece = vec![0; 16_384];
                while let Ok(length @ 1..) = ear.read(&mut piece) {
                    if to.send(Heard::Bytes(who, piece[..length].to_vec())).is_err() {
                        break;
                    }
                }
            });
        }
        let thread = thread::spawn(move || {
            let people = comers.into_iter().zip(lines).enumerate();
            let people = people.map(|(who, (comer, line))| Somebody::comes(who, comer, line));
            live(people.collect(), &from);
        });
        Ok(Self { to, thread: Some(thread) })
    }

    /// From now on they do this.
    pub fn does(&self, does: Does) {
        let _ = self.to.send(Heard::Do(does));
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = self.to.send(Heard::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("chance");
    bytes
}

fn live(mut people: Vec<Somebody>, from: &Receiver<Heard>) {
    let mut does: Does = |_, _, _| Vec::new();
    let (mut turns, mut next) = (0_u64, Instant::now());
    loop {
        match from.recv_timeout(Duration::from_millis(5)) {
            Ok(Heard::Bytes(who, bytes)) => people[who].hears(&bytes),
            Ok(Heard::Do(it)) => does = it,
            Ok(Heard::End) => break,
            Err(_) => {}
        }
        let now = now_ms();
        for somebody in &mut people {
            somebody.wakes(now);
        }
        if Instant::now() >= next {
            next += TURN;
            turns += 1;
            for (who, somebody) in people.iter_mut().enumerate() {
                for action in does(who, turns, &somebody.state) {
                    somebody.does(action);
                }
            }
        }
    }
    for somebody in &mut people {
        somebody.does(Action::Room(RoomStep::Leave));
    }
}

struct Somebody {
    state: State,
    client: Option<Client>,
    line: TcpStream,
    wake: Option<u64>,
    /// Tells it from the others at the relay.
    id: String,
}

impl Somebody {
    fn comes(who: usize, comer: Comer, line: TcpStream) -> Self {
        let begun = Instant::now();
        let mut state = State::new(Setup {
            client: 1_000_000 + who as u64,
            clock: std::rc::Rc::new(now_ms),
            keeps_nothing: true,
            random,
            uptime: std::rc::Rc::new(move || begun.elapsed().as_millis() as u64),
        });
        let _ = state.arrived(&SELDOM);
        let id = format!("crowd{who}");
        let mut somebody = Self { state, client: None, line, wake: None, id };
        let (link, name) = (RoomLink(comer.link), comer.name);
        somebody.does(Action::Room(RoomStep::Join { link, name }));
        somebody
    }

    fn does(&mut self, action: Action) {
        for effect in update(&mut self.state, action) {
            match effect {
                Effect::Room(effect) => self.room(effect),
                // Nobody looks at their screens.
                Effect::Later(Action::ShowRoom) => {}
                Effect::Later(action) => self.does(action),
                _ => {}
            }
        }
    }

    fn room(&mut self, effect: RoomEffect) {
        match effect {
            RoomEffect::Seek { link, name } => {
                self.does(Action::Room(RoomStep::Enter { link, name }));
            }
            RoomEffect::Connect { topic: room, .. } => {
                let (client, login) = (self.id.clone(), Login::default());
                let mut client = Client::new(Line { room, client, login, seed: 1 });
                client.tick(now_ms());
                client.opened(now_ms());
                self.client = Some(client);
                self.says();
            }
            RoomEffect::Send { wire: RELAY, frame } => {
                if let Some(client) = &mut self.client {
                    client.send(now_ms(), &frame);
                }
                self.says();
            }
            RoomEffect::WakeIn(ms) => self.wake = Some(now_ms() + u64::from(ms)),
            _ => {}
        }
    }

    fn hears(&mut self, bytes: &[u8]) {
        if let Some(client) = &mut self.client {
            client.received(now_ms(), bytes);
        }
        self.says();
    }

    fn wakes(&mut self, now: u64) {
        if self.wake.take_if(|at| *at <= now).is_some() {
            self.does(Action::Room(RoomStep::Wake));
        }
        if let Some(client) = &mut self.client {
            client.tick(now);
        }
        self.says();
    }

    /// Carries out what the line wants.
    fn says(&mut self) {
        while let Some(output) = self.client.as_mut().and_then(Client::poll) {
            match output {
                Output::Write(bytes) => drop(self.line.write_all(&bytes)),
                Output::Tell(Event::State(state)) => {
                    let state = match state {
                        LineState::Connected => WireState::Open,
                        LineState::Connecting => WireState::Connecting,
                        LineState::Reconnecting { .. } => WireState::Reconnecting,
                        LineState::Closed(_) => WireState::Closed,
                    };
                    let (wire, kind) = (RELAY, WireKind::Shared);
                    self.does(Action::Room(RoomStep::Wire { wire, kind, state }));
                }
                Output::Tell(Event::Frame(bytes)) if bytes.len() > POINTER => {
                    self.does(Action::Room(RoomStep::Frame { wire: RELAY, bytes }));
                }
                Output::Open | Output::Shut | Output::Tell(_) => {}
            }
        }
    }
}
