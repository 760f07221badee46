//! Everything that touches the browser outside rendering: storage, files, clocks, timers, events.
//! Small verbs and guards that stop when dropped. Knows ids and bytes, and nothing of what they mean.

mod address;
mod camera;
mod check;
pub mod clipboard;
pub mod clock;
mod colors;
mod compress;
pub mod files;
mod focus;
pub mod frames;
pub mod lifecycle;
pub mod listen;
pub mod measure;
pub mod media;
mod object;
pub mod picture;
pub mod prefs;
mod print;
pub mod random;
mod share_sheet;
pub mod sound;
mod spawn;
pub mod tabs;
#[cfg(test)]
mod tests;
pub mod timers;
pub mod transports;
pub mod vault;
mod writing;

pub use address::{link_address, open_beside, page_address, page_fragment};
pub use camera::{Camera, NoCamera};
pub use check::{Keeps, camera_there, keeps};
pub use clipboard::{read_clipboard, set_clipboard};
pub use clock::{date_time, now_ms};
pub use colors::{ColorProbe, SchemeWatch};
pub use compress::{InflateError, deflate, inflate};
pub use files::{NotDownloaded, ReadError, download, files_in, pick_files, read_bytes, read_text};
pub use focus::{
    FocusTrap, focus_quietly, focus_sibling, focused_inside, has_focus_inside, is_writing_inside,
    keep_focus, page_has_focus, rests_at, show_within,
};
pub use frames::Frame;
pub use lifecycle::{Leaving, Watched};
pub use listen::{Listener, listen, listen_active};
pub use measure::{ResizeWatch, device_pixel_ratio, fixed, plain, px, rect_of, root_font_px};
pub use object::object;
pub use prefs::{read_for_tab, write_for_tab};
pub use print::print;
pub use random::client_id;
pub use share_sheet::{can_share, share_text};
pub use spawn::{before_the_next_key, complain, spawn};
pub use tabs::{SideLine, TabBell};
pub use timers::{Debounce, after, every};
pub use vault::{Entry, MapInfo, Old, Successor, Vault, VaultError};
pub use writing::{put_as_typed, put_text, text_in};

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
