//! Words behind a password: a key made slowly (Argon2id, RFC 9106) and XChaCha20-Poly1305. Whoever lacks the password
//! learns how long the words are and can try passwords, each try at the cost of the memory and time asked for here.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// What is locked. The bytes of one open as nothing else, whatever the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// What somebody notes about people.
    Notes,
    /// A map in a link.
    Link,
}

impl Locked {
    /// What such bytes begin with; part of what is authenticated.
    fn magic(self) -> &'static [u8; 8] {
        match self {
            Self::Notes => b"acpriv1\n",
            Self::Link => b"aclink1\n",
        }
    }

    /// What names the sort and says what a try costs: authenticated, and in a file also written. A link has a version and
    /// need not repeat it.
    fn terms(self) -> [u8; TERMS] {
        let mut terms = [0; TERMS];
        terms[..8].copy_from_slice(self.magic());
        terms[8..12].copy_from_slice(&MEMORY_KIB.to_le_bytes());
        terms[12..].copy_from_slice(&PASSES.to_le_bytes());
        terms
    }

    fn written(self) -> usize {
        if self == Self::Link { 0 } else { TERMS }
    }
}

/// 64 MiB, three times over: RFC 9106's second choice, with one lane, as a page has one thread.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const SALT: usize = 16;
const NONCE: usize = 24;
const TERMS: usize = 8 + 8;
const HEAD: usize = TERMS + SALT + NONCE;

/// Why locked bytes stay shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaysShut {
    /// Another program's, another version's, or cut short before the words begin.
    #[error("these bytes were not locked by this program")]
    NotLocked,
    /// Another password, or bytes that were changed or cut short: nobody can tell these apart.
    #[error("the password does not open these bytes")]
    WrongPassword,
    /// The key takes more memory than there is now.
    #[error("there is no memory for the key")]
    NoMemory,
}

/// Locks bytes. `random` is fresh for every use. `None` where there is no memory for the key.
#[must_use]
pub fn lock(
    what: Locked,
    plain: &[u8],
    password: &str,
    random: &[u8; SALT + NONCE],
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(HEAD + plain.len() + 16);
    out.extend_from_slice(&what.terms());
    out.extend_from_slice(random);
    let key = key(password, &random[..SALT])?;
    let payload = Payload { msg: plain, aad: &out };
    let nonce: [u8; NONCE] = random[SALT..].try_into().expect("so many bytes");
    let sealed = XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::from(nonce), payload);
    out.extend(sealed.expect("texts are far shorter than the cipher's limit"));
    Some(out.split_off(TERMS - what.written()))
}

/// What was locked.
///
/// # Errors
/// [`StaysShut`]
pub fn unlock(what: Locked, locked: &[u8], password: &str) -> Result<Vec<u8>, StaysShut> {
    let terms = what.terms();
    // A file has no say in how hard a page works.
    let said = locked.strip_prefix(&terms[..what.written()]).ok_or(StaysShut::NotLocked)?;
    let (random, sealed) = said.split_at_checked(HEAD - TERMS).ok_or(StaysShut::NotLocked)?;
    let head = &[&terms[..], random].concat();
    let salt = &head[16..16 + SALT];
    let key = key(password, salt).ok_or(StaysShut::NoMemory)?;
    let nonce: [u8; NONCE] = head[16 + SALT..].try_into().map_err(|_| StaysShut::NotLocked)?;
    XChaCha20Poly1305::new(&key.into())
        .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: head })
        .map_err(|_| StaysShut::WrongPassword)
}

fn key(password: &str, salt: &[u8]) -> Option<[u8; 32]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(params.block_count()).ok()?;
    blocks.resize(params.block_count(), Block::default());
    let mut key = [0; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into_with_memory(password.as_bytes(), salt, &mut key, &mut blocks).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_opens_and_only_what_nobody_touched() {
        let locked =
            lock(Locked::Notes, b"power 5, resists", "four plain words", &[7; 40]).expect("memory");
        assert_eq!(
            unlock(Locked::Notes, &locked, "four plain words").as_deref(),
            Ok(&b"power 5, resists"[..])
        );
        assert_eq!(
            unlock(Locked::Notes, &locked, "four plain word"),
            Err(StaysShut::WrongPassword)
        );
        for at in [0, 8, 15, 16, 32, 56, locked.len() - 1] {
            let mut touched = locked.clone();
            touched[at] ^= 1;
            assert!(unlock(Locked::Notes, &touched, "four plain words").is_err(), "byte {at}");
        }
        let cut = &locked[..locked.len() - 1];
        assert_eq!(unlock(Locked::Notes, cut, "four plain words"), Err(StaysShut::WrongPassword));
        assert_eq!(
            unlock(Locked::Notes, &locked[..40], "four plain words"),
            Err(StaysShut::NotLocked)
        );
        let posed = unlock(Locked::Link, &locked[TERMS..], "four plain words");
        assert_eq!(posed, Err(StaysShut::WrongPassword), "notes open as no link");
        let words = locked.windows(5).any(|window| window == b"power");
        assert!(!words, "nothing of it can be read");
    }

    #[test]
    fn a_file_has_no_say_in_how_hard_a_page_works() {
        let locked = lock(Locked::Notes, b"x", "p", &[1; 40]).expect("memory");
        for (at, number) in [(8, u32::MAX), (8, MEMORY_KIB * 4), (12, u32::MAX), (12, PASSES + 7)] {
            let mut hostile = locked.clone();
            hostile[at..at + 4].copy_from_slice(&number.to_le_bytes());
            assert_eq!(unlock(Locked::Notes, &hostile, "p"), Err(StaysShut::NotLocked));
        }
    }

    /// The vector of RFC 9106, section 5.3, without secret and associated data, which this use has not.
    #[test]
    fn the_key_is_the_one_that_other_programs_make() {
        // `argon2 somesalt -id -t 2 -k 256 -p 1 -l 32`, from the reference implementation's own tests.
        let params = Params::new(256, 2, 1, Some(32)).expect("sound");
        let mut out = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                b"password",
                b"somesalt",
                &mut out,
                vec![Block::default(); 256],
            )
            .expect("a key");
        let hex: String = out.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
    }
}
