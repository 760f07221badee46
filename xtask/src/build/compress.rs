//! Compressed twins of the files, so that a plain web server can send them as they are.

use std::io::Write;
use std::thread;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Files;

/// The bytes of one file as it lies in `dist/` and as it travels.
pub struct Sizes {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// Adds a `.br` and a `.gz` beside every file.
pub fn compress(files: &mut Files) -> Result<Vec<Sizes>> {
    let packed: Vec<_> = thread::scope(|scope| {
        let jobs: Vec<_> = files
            .iter()
            .map(|(name, bytes)| (name, bytes.len(), scope.spawn(|| (gzip(bytes), brotli(bytes)))))
            .collect();
        jobs.into_iter()
            .map(|(name, raw, job)| (name.clone(), raw, job.join().expect("a packer panicked")))
            .collect()
    });
    let mut sizes = Vec::new();
    for (name, raw, (gzip, brotli)) in packed {
        let (gzip, brotli) = (gzip?, brotli?);
        sizes.push(Sizes { name: name.clone(), raw, gzip: gzip.len(), brotli: brotli.len() });
        files.insert(format!("{name}.gz"), gzip);
        files.insert(format!("{name}.br"), brotli);
    }
    Ok(sizes)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let (quality, window) = (11, 22);
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 64 * 1024, quality, window);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_gets_both_twins() {
        let mut files = Files::from([("a.js".to_owned(), b"let a = 1;".repeat(50))]);
        let sizes = compress(&mut files).unwrap();
        let names: Vec<_> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["a.js", "a.js.br", "a.js.gz"]);
        assert_eq!(sizes[0].raw, 500);
        assert!(sizes[0].brotli < 50 && sizes[0].gzip < 100);
    }
}
