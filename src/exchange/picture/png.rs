//! A map inside of a PNG: a chunk of text (`iTXt`, RFC 2083 and its second edition) that every viewer passes over.

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// Behind the signature comes the header: 4 bytes of length, 4 of name, 13, and 4 of its sum.
const HEADER_END: usize = 33;
const KEYWORD: &[u8] = b"alignment-map";
/// No flags, no language, no other name for it.
const PLAIN: &[u8] = b"\0\0\0\0\0";

/// The same picture with a map inside; `None` where the bytes are no PNG.
#[must_use]
pub fn with_map(png: &[u8], map: &str) -> Option<Vec<u8>> {
    if !png.starts_with(SIGNATURE) || png.get(12..16) != Some(b"IHDR") {
        return None;
    }
    let (head, rest) = png.split_at_checked(HEADER_END)?;
    let body = [b"iTXt", KEYWORD, PLAIN, map.as_bytes()].concat();
    let length = u32::try_from(body.len() - 4).ok()?;
    Some([head, &length.to_be_bytes(), &body, &crc(&body).to_be_bytes(), rest].concat())
}

/// The text of the map that a picture carries.
#[must_use]
pub fn map_in_png(png: &[u8]) -> Option<String> {
    let mut rest = png.strip_prefix(SIGNATURE)?;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?.checked_add(4)?;
        let (body, after) = after.split_at_checked(length)?;
        let (sum, after) = after.split_first_chunk::<4>()?;
        let text = body.strip_prefix(b"iTXt").and_then(|body| body.strip_prefix(KEYWORD));
        if let Some(text) = text.and_then(|text| text.strip_prefix(PLAIN)) {
            let is_sound = crc(body) == u32::from_be_bytes(*sum);
            return is_sound.then(|| String::from_utf8(text.to_vec()).ok())?;
        }
        rest = after;
    }
    None
}

/// The sum of PNG (CRC-32 of ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest of all pictures: one pixel.
    const PIXEL: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
        \0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

    #[test]
    fn a_map_goes_into_a_picture_and_comes_out_again() {
        assert_eq!(crc(b"IEND"), 0xAE42_6082, "as every picture ends");
        let text = "{\"title\": \"Größe 👩‍🏫\"}";
        let png = with_map(PIXEL, text).expect("a picture");
        assert_eq!(map_in_png(&png).as_deref(), Some(text));
        assert_eq!(map_in_png(PIXEL), None);
        assert_eq!(with_map(b"GIF89a", text), None);
        for end in 0..png.len() {
            let _ = map_in_png(&png[..end]);
        }
        let at = png.windows(5).position(|it| it == b"title").expect("it is there");
        let mut changed = png.clone();
        changed[at] ^= 1;
        assert_eq!(map_in_png(&changed), None, "a changed one is not believed");
        let mut endless = png;
        endless[33..37].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(map_in_png(&endless), None);
    }
}
