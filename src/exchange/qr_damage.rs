//! Whatever a camera may be held at: noise, codes that are spoiled, and sound codes that hold nonsense. On Wasm a panic of the
//! reader would take all of the page with it.

use std::time::{Duration, Instant};

use qrcodegen::{QrSegment, QrSegmentMode};

use super::tests::paint;
use super::*;

const PICTURES: usize = 6_000;
const DECODED: usize = 10_000;
/// Sound codes of which spoiled ones are made: to make one takes longer than to read it.
const CODES: usize = 60;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }
}

/// `cargo xtask soak` names others.
fn seed(usual: u64) -> u64 {
    let from = std::env::var("SYNC_FROM").ok().and_then(|it| it.parse::<u64>().ok());
    usual.wrapping_add(from.unwrap_or(0).wrapping_mul(1_000))
}

#[derive(Clone)]
struct Grey {
    wide: usize,
    high: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn noise(dice: &mut Dice) -> Self {
        let (wide, high) = (1 + dice.below(48), 1 + dice.below(48));
        let light = dice.roll().to_le_bytes();
        let mut pixels = Vec::with_capacity(wide * high + 8);
        while pixels.len() < wide * high {
            let roll = dice.roll().to_le_bytes();
            pixels.extend(roll.iter().zip(light).map(|(pixel, light)| pixel & light));
        }
        pixels.truncate(wide * high);
        Self { wide, high, pixels }
    }

    /// A code of some bytes, or of a run whose length and kind are not those of what it holds.
    fn code(dice: &mut Dice) -> Self {
        // Most are small, as large ones take longer to read.
        let most = if dice.below(20) == 0 { 40 } else { 8 };
        let bits = (0..8 * (1 + dice.below(most))).map(|_| dice.below(2) == 1).collect();
        let modes = [
            QrSegmentMode::Numeric,
            QrSegmentMode::Alphanumeric,
            QrSegmentMode::Byte,
            QrSegmentMode::Kanji,
        ];
        let segment = match dice.below(3) {
            0 => QrSegment::new(modes[dice.below(4)], dice.below(3 * most), bits),
            1 => QrSegment::make_eci(dice.below(1_000_000) as u32),
            _ => QrSegment::make_bytes(&"Ab3-".repeat(1 + dice.below(most) / 3).into_bytes()),
        };
        let tail = QrSegment::make_bytes(b"+");
        let code = QrCode::encode_segments(&[segment, tail], QrCodeEcc::Medium);
        let picture = as_picture(&code.expect("it fits"));
        let (side, pixels) = paint(&picture, 2);
        Self { wide: side, high: side, pixels }
    }

    fn spoil(&mut self, dice: &mut Dice) {
        let area = self.pixels.len();
        match dice.below(6) {
            // Specks.
            0 => {
                for _ in 0..dice.below(1 + area / 20) {
                    self.pixels[dice.below(area)] = dice.below(256) as u8;
                }
            }
            // Something lies on it.
            1 => {
                let (left, top) = (dice.below(self.wide), dice.below(self.high));
                let (wide, high) = (dice.below(self.wide - left), dice.below(self.high - top));
                let light = dice.below(256) as u8;
                for row in self.pixels.chunks_mut(self.wide).skip(top).take(high) {
                    row[left..left + wide].fill(light);
                }
            }
            // Rows that were shifted against each other.
            2 => {
                let every = 1 + dice.below(40);
                for row in self.pixels.chunks_mut(self.wide).step_by(every) {
                    row.rotate_left(dice.below(6) % row.len());
                }
            }
            // Only a part of it, or torn.
            3 => {
                self.high = 1 + dice.below(self.high);
                self.pixels.truncate(self.wide * self.high);
            }
            // Read at a wrong width, which slants it.
            4 => {
                self.wide = (self.wide - 1 + dice.below(3)).max(1);
                self.high = self.pixels.len() / self.wide;
                self.pixels.truncate(self.wide * self.high);
            }
            // As it is.
            _ => {}
        }
    }
}

#[test]
fn no_picture_breaks_the_reader_down() {
    let mut dice = Dice(seed(7));
    let codes: Vec<_> = (0..CODES).map(|_| Grey::code(&mut dice)).collect();
    let (mut read, mut longest) = (0, Duration::ZERO);
    for n in 0..PICTURES {
        let sound = || codes[n % CODES].clone();
        let mut grey = if n % 4 == 0 { Grey::noise(&mut dice) } else { sound() };
        for _ in 0..dice.below(4) {
            if grey.high > 1 && grey.wide > 1 {
                grey.spoil(&mut dice);
            }
        }
        let start = Instant::now();
        read += usize::from(!read_qr(grey.wide, grey.high, &grey.pixels).is_empty());
        longest = longest.max(start.elapsed());
    }
    println!(
        "{PICTURES} noisy or spoiled pictures: {read} read, 0 panics, at most {longest:?} for one"
    );
    assert!(read > PICTURES / 20 && read < PICTURES * 3 / 4, "{read} read");
}

/// A code of this version as the reader's first half hands it on.
fn cells(version: u8) -> quircs::Code {
    let version = qrcodegen::Version::new(version);
    let (segments, ecc) = (QrSegment::make_segments(TEXT), QrCodeEcc::Quartile);
    // To try all masks takes long.
    let mask = Some(qrcodegen::Mask::new(version.value() % 8));
    let code = QrCode::encode_segments_advanced(&segments, ecc, version, version, mask, false);
    let code = code.expect("it fits");
    let mut cells = quircs::Code { size: code.size(), ..Default::default() };
    for at in 0..code.size() * code.size() {
        let dark = code.get_module(at % code.size(), at / code.size());
        cells.cell_bitmap[at as usize / 8] |= u8::from(dark) << (at % 8);
    }
    cells
}

const TEXT: &str = "Ab3-";

/// The reader's second half alone: any modules at all, so that what no picture leads to is met as well.
#[test]
fn no_modules_break_the_decoder_down() {
    let mut dice = Dice(seed(8));
    let codes: Vec<_> = (1..=40).map(cells).collect();
    let mut read = 0;
    for n in 0..DECODED {
        // Every second one is small.
        let mut cells = codes[if n % 2 == 0 { dice.below(6) } else { dice.below(40) }];
        for _ in 0..dice.below(30) {
            let at = dice.below((cells.size * cells.size) as usize);
            cells.cell_bitmap[at / 8] ^= 1 << (at % 8);
        }
        if dice.below(10) == 0 {
            cells.size = 17 + dice.below(161) as i32;
        }
        read += usize::from(cells.decode().is_ok_and(|data| data.payload == TEXT.as_bytes()));
    }
    println!("{DECODED} codes with wrong modules: {read} read as they were written, 0 panics");
    assert!(read > DECODED / 20 && read < DECODED, "{read} read");
}
