//! Which transactions were made under a ClientRequestToken, so that none is made twice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::page::{Reach, Reached, TooFar};
use crate::aws::identity::Scope;

/// How long a token is remembered after its transaction ("TransactWriteItems", API reference).
const KEPT_MS: i64 = 10 * 60 * 1000;
/// Tokens remembered at most; the oldest are forgotten first. SDKs send one with every transaction,
/// so this is also what a busy client can keep for ten minutes at about 100 a second.
const TOKENS_MAX: usize = 65_536;

/// A SHA-256 of what a request asked for.
pub(crate) type Digest = [u8; 32];

/// The tokens of all accounts and regions.
#[derive(Default)]
pub(crate) struct Tokens {
    remembered: Mutex<Remembered>,
    made: Arc<Mutex<TokensImage>>,
}

/// What was made under all tokens, by number in the order in which it was. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct TokensImage(pub(super) OrdMap<u64, Arc<Made>>);

#[derive(Default)]
struct Remembered {
    by_token: HashMap<TokenId, Arc<Slot>>,
    /// Oldest first; each token of the map once.
    order: VecDeque<TokenId>,
}

type TokenId = Arc<(Scope, String)>;

/// One token. Who holds its lock is the only one to work under that token.
pub(crate) struct Slot {
    id: TokenId,
    made: Mutex<Option<Arc<Made>>>,
    all: Arc<Mutex<TokensImage>>,
}

/// A transaction that was made.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    scope: Scope,
    token: String,
    request: Digest,
    at_ms: i64,
    read_units: Vec<ReadUnits>,
}

/// What making a transaction again would cost: reads of the items it touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReadUnits {
    /// As the request named it.
    pub(crate) table_name: String,
    pub(crate) units: u64,
}

/// What a token says about a request.
pub(crate) enum Turn<'a> {
    /// It is the first under this token, or the last one is long ago or failed.
    First(First<'a>),
    /// The same was made already.
    Repeated(Vec<ReadUnits>),
    /// Something else was made under this token.
    Different,
}

/// Holds the token until the transaction is made or has failed.
pub(crate) struct First<'a> {
    slot: &'a Slot,
    made: MutexGuard<'a, Option<Arc<Made>>>,
    request: Digest,
}

impl Tokens {
    /// Begins with what was made under the tokens of an image.
    pub(super) fn restored(image: &TokensImage) -> Self {
        let tokens = Self {
            made: Arc::new(Mutex::new(image.clone())),
            ..Self::default()
        };
        for made in image.0.values() {
            let slot = tokens.slot(&made.scope, &made.token);
            *slot.made() = Some(Arc::clone(made));
        }
        tokens
    }

    /// What was made under every token that is remembered.
    pub(super) fn image(&self) -> TokensImage {
        all(&self.made).clone()
    }

    /// The slot of a token, which is made if there is none.
    pub(crate) fn slot(&self, scope: &Scope, token: &str) -> Arc<Slot> {
        let id: TokenId = Arc::new((scope.clone(), token.to_owned()));
        let mut remembered = self.remembered();
        if let Some(slot) = remembered.by_token.get(&id) {
            return Arc::clone(slot);
        }
        while remembered.order.len() >= TOKENS_MAX {
            if let Some(oldest) = remembered.order.pop_front() {
                remembered.by_token.remove(&oldest);
            }
        }
        let slot = Arc::new(Slot {
            id: Arc::clone(&id),
            made: Mutex::default(),
            all: Arc::clone(&self.made),
        });
        remembered.order.push_back(Arc::clone(&id));
        remembered.by_token.insert(id, Arc::clone(&slot));
        slot
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        // Both collections are whole between their calls, whatever panicked elsewhere.
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    fn made(&self) -> MutexGuard<'_, Option<Arc<Made>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for whoever works under this token, unless that is beyond reach, and says what there is
    /// left to do.
    pub(crate) fn turn(&self, reach: Reach, request: Digest, now_ms: i64) -> Reached<Turn<'_>> {
        let made = match (self.made.try_lock(), reach) {
            (Ok(made), _) => made,
            (Err(TryLockError::Poisoned(poisoned)), _) => poisoned.into_inner(),
            (Err(TryLockError::WouldBlock), Reach::Near) => return Err(TooFar),
            (Err(TryLockError::WouldBlock), Reach::Page) => self.made(),
        };
        Ok(match made.as_ref() {
            Some(made) if now_ms - made.at_ms < KEPT_MS => match made.request == request {
                true => Turn::Repeated(made.read_units.clone()),
                false => Turn::Different,
            },
            _ => Turn::First(First {
                slot: self,
                made,
                request,
            }),
        })
    }
}

impl First<'_> {
    /// The transaction is made; dropping this instead means that it is not. To be called while its tables
    /// are locked: whoever looks at them sees both or neither.
    pub(crate) fn made(mut self, now_ms: i64, read_units: Vec<ReadUnits>) {
        let (scope, token) = &*self.slot.id;
        let made = Arc::new(Made {
            scope: scope.clone(),
            token: token.clone(),
            request: self.request,
            at_ms: now_ms,
            read_units,
        });
        *self.made = Some(Arc::clone(&made));
        let all = &mut all(&self.slot.all).0;
        let number = all.keys().next_back().map_or(1, |last| last + 1);
        all.insert(number, made);
        let is_over = |made: &Made| now_ms - made.at_ms >= KEPT_MS;
        while all.len() > TOKENS_MAX || all.values().next().is_some_and(|own| is_over(own)) {
            let Some(first) = all.keys().next().copied() else {
                return;
            };
            all.remove(&first);
        }
    }
}

/// It is whole between calls, whatever panicked elsewhere.
fn all(made: &Mutex<TokensImage>) -> MutexGuard<'_, TokensImage> {
    made.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region};

    fn scope() -> Scope {
        Scope {
            account: AccountId::default(),
            region: Region::parse("us-east-1").unwrap(),
        }
    }

    fn turn(slot: &Slot, request: Digest, now_ms: i64) -> Turn<'_> {
        slot.turn(Reach::Near, request, now_ms).unwrap()
    }

    fn is_first(turn: &Turn<'_>) -> bool {
        matches!(turn, Turn::First(_))
    }

    // "TransactWriteItems", API reference: a token is valid for 10 minutes after the first request.
    #[test]
    fn a_token_is_forgotten_after_ten_minutes() {
        let tokens = Tokens::default();
        let slot = tokens.slot(&scope(), "t");
        let Turn::First(first) = turn(&slot, [1; 32], 1_000) else {
            panic!("nothing was made yet");
        };
        first.made(2_000, Vec::new());
        let again = tokens.slot(&scope(), "t");
        assert!(matches!(turn(&again, [1; 32], 601_999), Turn::Repeated(_)));
        assert!(matches!(turn(&again, [2; 32], 601_999), Turn::Different));
        assert!(is_first(&turn(&again, [2; 32], 602_000)));
    }

    #[test]
    fn a_transaction_that_failed_leaves_its_token_free() {
        let tokens = Tokens::default();
        assert!(is_first(&turn(&tokens.slot(&scope(), "t"), [1; 32], 0)));
        assert!(is_first(&turn(&tokens.slot(&scope(), "t"), [2; 32], 0)));
    }

    #[test]
    fn a_token_in_use_is_waited_for_elsewhere() {
        let slot = Tokens::default().slot(&scope(), "t");
        let first = turn(&slot, [1; 32], 0);
        assert!(slot.turn(Reach::Near, [1; 32], 0).is_err());
        drop(first);
        assert!(is_first(&turn(&slot, [1; 32], 0)));
    }

    #[test]
    fn the_oldest_tokens_make_room() {
        let tokens = Tokens::default();
        for number in 0..=TOKENS_MAX {
            tokens.slot(&scope(), &number.to_string());
        }
        let remembered = tokens.remembered();
        assert_eq!(remembered.by_token.len(), TOKENS_MAX);
        assert_eq!(remembered.order.len(), TOKENS_MAX);
        let oldest = Arc::new((scope(), "0".to_owned()));
        assert!(!remembered.by_token.contains_key(&oldest));
    }
}
