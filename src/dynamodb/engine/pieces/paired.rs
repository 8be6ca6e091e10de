//! Two sorted lists side by side: what is in one of them, and what is in both.

use std::cmp::Ordering;

/// Each thing of the two lists once, with its like in the other list. Both are sorted by `key`.
pub(super) fn paired<'a, T, K: Ord + ?Sized>(
    before: &'a [T],
    now: &'a [T],
    key: impl Fn(&T) -> &K,
    mut each: impl FnMut(Option<&'a T>, Option<&'a T>),
) {
    let (mut before, mut now) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let order = match (before.peek(), now.peek()) {
            (None, None) => return,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(before), Some(now)) => key(before).cmp(key(now)),
        };
        let earlier = before.next_if(|_| order != Ordering::Greater);
        let later = now.next_if(|_| order != Ordering::Less);
        each(earlier, later);
    }
}
