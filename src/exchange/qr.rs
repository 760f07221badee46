//! QR codes (ISO/IEC 18004): a text as a picture, and the texts in a picture.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White around a code, in modules: without it readers do not find it.
const QUIET: i32 = 4;

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
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
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
    Some(QrPicture { size: code.size() + 2 * QUIET, path })
}

/// The texts of all codes in a grey picture, one byte a pixel, row by row.
#[must_use]
pub fn read_qr(width: usize, height: usize, grey: &[u8]) -> Vec<String> {
    if grey.len() < width * height {
        return Vec::new();
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
    picture
        .detect_grids()
        .iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints a code's path, so many pixels a module.
    fn paint(picture: &QrPicture, scale: usize) -> (usize, Vec<u8>) {
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

    #[test]
    fn what_is_shown_as_a_code_is_read_from_its_picture() {
        for letters in [1, 100, 400, 1_200] {
            let text = "Ab3-".repeat(letters / 4 + 1);
            let picture = qr_picture(&text).expect("it fits");
            let (side, grey) = paint(&picture, 4);
            assert_eq!(read_qr(side, side, &grey), [text]);
        }
        assert_eq!(qr_picture(&"x".repeat(3_000)), None);
        assert_eq!(read_qr(10, 10, &[0; 100]), Vec::<String>::new());
        assert_eq!(read_qr(10, 10, &[0; 3]), Vec::<String>::new());
    }
}
