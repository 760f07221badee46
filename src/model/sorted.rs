//! A map over a sorted list: half a dozen short functions for every pair of types, where the standard
//! library's trees bring a hundred. For what is small, or built at once, or filled in the order of its keys:
//! an entry put in elsewhere moves all that lie behind it.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::iter::Map;
use std::slice::Iter;

/// Entries by key, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        match self.0.last() {
            // What comes in order is not searched for.
            Some((last, _)) if last.borrow() < key => Err(self.0.len()),
            _ => self.0.binary_search_by(|(known, _)| known.borrow().cmp(key)),
        }
    }

    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|(_, value)| value)
    }

    #[must_use]
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| (&self.0[at].0, &self.0[at].1))
    }

    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// The value under a key; the usual one is put there first where there is none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let at = self.place(&key).unwrap_or_else(|at| {
            self.0.insert(at, (key, V::default()));
            at
        });
        &mut self.0[at].1
    }

    /// Puts a value under a key, in place of the one that was there.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        if let Ok(at) = self.place(key) {
            self.0.remove(at);
        }
    }
}

impl<K, V> Sorted<K, V> {
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn retain(&mut self, keep: impl Fn(&K, &V) -> bool) {
        self.0.retain(|(key, value)| keep(key, value));
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Leaves out all but the first few.
    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }
}

/// Of several values for one key the last one stays.
impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.reverse();
        sort_by(&mut entries, |a, b| a.0.cmp(&b.0));
        entries.dedup_by(|a, b| a.0 == b.0);
        Self(entries)
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Sorted<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Map<Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> std::ops::Index<&Q> for Sorted<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is known")
    }
}

/// Sorts; equals keep their order. One sorting function serves all types, instead of one for each.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(items.len(), &|a, b| compare(&items[a as usize], &items[b as usize]));
    for i in 0..items.len() {
        while places[i] as usize != i {
            let place = places[i] as usize;
            items.swap(i, place);
            places.swap(i, place);
        }
    }
}

/// Sorts, and leaves out what is there twice.
pub fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
    items.dedup();
}

/// For every item the place where it belongs.
fn places(len: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let len = u32::try_from(len).expect("lists are shorter than 2^32");
    let mut order: Vec<u32> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut places = vec![0; order.len()];
    for (place, item) in (0..len).zip(order) {
        places[item as usize] = place;
    }
    places
}

// Native only: the generator of random cases is no dependency of the Wasm tests.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn does_what_the_standard_map_does(
            first in proptest::collection::vec((0u8..40, any::<u8>()), 0..40),
            then in proptest::collection::vec((0u8..40, proptest::option::of(any::<u8>())), 0..40),
        ) {
            let mut tree: BTreeMap<u8, u8> = first.iter().copied().collect();
            let mut list: Sorted<u8, u8> = first.into_iter().collect();
            for (key, value) in then {
                match value {
                    Some(value) => {
                        tree.insert(key, value);
                        list.insert(key, value);
                    }
                    None => {
                        tree.remove(&key);
                        list.remove(&key);
                    }
                }
                prop_assert_eq!(tree.get(&key), list.get(&key));
            }
            prop_assert!(tree.iter().eq(list.iter()));
        }

        #[test]
        fn sorts_as_the_standard_library_does(mut items in proptest::collection::vec((0u8..9, any::<u8>()), 0..60)) {
            let mut wanted = items.clone();
            wanted.sort_by_key(|pair| pair.0);
            sort_by(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, wanted);
        }
    }
}
