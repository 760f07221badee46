//! QR codes (ISO/IEC 18004): a text as a picture, and the texts in a picture.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White around a code, in modules: without it readers do not find it.
const QUIET: i32 = 4;
/// A picture with a longer side is not looked at: the reader reckons with whole numbers that would not hold its squares.
const MOST_SIDE: usize = 2_048;

/// A code as the path of an SVG picture in which a module is one unit wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrPicture {
    /// Width and height, with the white around it.
    pub size: i32,
    /// The dark modules.
    pub path: String,
}

/// `None` where the text is longer than a code can hold (2,953 bytes).
#[must_use]
pub fn qr_picture(text: &str) -> Option<QrPicture> {
    Some(as_picture(&QrCode::encode_text(text, QrCodeEcc::Low).ok()?))
}

fn as_picture(code: &QrCode) -> QrPicture {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    QrPicture { size: code.size() + 2 * QUIET, path }
}

/// The texts of all codes in a grey picture, one byte a pixel, row by row.
#[must_use]
pub fn read_qr(width: usize, height: usize, grey: &[u8]) -> Vec<String> {
    if width.max(height) > MOST_SIDE {
        return Vec::new();
    }
    let Some(grey) = grey.get(..width * height).filter(|grey| !grey.is_empty()) else {
        return Vec::new();
    };
    let mut reader = quircs::Quirc::default();
    let codes = reader.identify(width, height, grey);
    let read = codes.filter_map(|code| code.ok()?.decode().ok());
    read.filter_map(|code| String::from_utf8(code.payload).ok()).collect()
}

#[cfg(test)]
#[path = "qr_damage.rs"]
mod damage;

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints a code's path, so many pixels a module.
    pub(super) fn paint(picture: &QrPicture, scale: usize) -> (usize, Vec<u8>) {
        let side = usize::try_from(picture.size).expect("a size") * scale;
        let mut grey = vec![255; side * side];
        for run in picture.path.split('z').filter(|run| !run.is_empty()) {
            let numbers: Vec<usize> = run[1..]
                .split([' ', 'h', 'v'])
                .take(3)
                .map(|n| n.parse().expect("a number"))
                .collect();
            for dy in 0..scale {
                let row = (numbers[1] * scale + dy) * side + numbers[0] * scale;
                grey[row..row + numbers[2] * scale].fill(0);
            }
        }
        (side, grey)
    }

    /// The same picture held at an angle, as seen in poor light by a camera that adds noise.
    fn tilted(side: usize, grey: &[u8], degrees: f64) -> (usize, Vec<u8>) {
        let wide = side + side / 2;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut noise = 7_u32;
        let pixel = |i: usize| {
            let (x, y) =
                ((i % wide) as f64 - wide as f64 / 2.0, (i / wide) as f64 - wide as f64 / 2.0);
            let from = |v: f64| (v + side as f64 / 2.0).round();
            let (x, y) = (from(x * cos + y * sin), from(y * cos - x * sin));
            let inside = (0.0..side as f64).contains(&x) && (0.0..side as f64).contains(&y);
            let light = if inside { grey[y as usize * side + x as usize] } else { 130 };
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            40 + light / 2 + (noise >> 27) as u8
        };
        (wide, (0..wide * wide).map(pixel).collect())
    }

    #[test]
    fn what_is_shown_as_a_code_is_read_from_its_picture() {
        for letters in [1, 100, 400, 1_200] {
            let text = "Ab3-".repeat(letters / 4 + 1);
            let picture = qr_picture(&text).expect("it fits");
            let (side, grey) = paint(&picture, 4);
            assert_eq!(read_qr(side, side, &grey).concat(), text);
            if letters <= 400 {
                for degrees in [-20.0, 9.0, 90.0] {
                    let (side, grey) = tilted(side, &grey, degrees);
                    assert_eq!(read_qr(side, side, &grey).concat(), text, "{letters}, {degrees}");
                }
            }
        }
        assert_eq!(qr_picture(&"x".repeat(3_000)), None);
        assert_eq!(read_qr(10, 10, &[0; 100]), Vec::<String>::new());
        assert_eq!(read_qr(10, 10, &[0; 3]), Vec::<String>::new());
        assert_eq!(read_qr(1 << 16, 1 << 16, &[]), Vec::<String>::new());
    }
}
