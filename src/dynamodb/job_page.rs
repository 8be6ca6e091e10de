//! Pages of exports and imports, newest first, and the tokens between them.

use std::sync::Arc;

use super::engine::jobs::{Job, Jobs};
use super::error::transfer as refuse;
use crate::aws::error::AwsError;

/// Jobs in one page at most, and unless a request asks for fewer (recorded: 10).
pub(crate) const PAGE_MAX: i64 = 25;
const PAGE: usize = 10;
/// Bytes of a token, which is their hexadecimal form: AWS's has 112 characters at least.
const TOKEN_BYTES: usize = 56;

/// A page of jobs, and the token of the next one.
pub(crate) struct JobPage<A> {
    pub(crate) jobs: Vec<Arc<Job<A>>>,
    pub(crate) next_token: Option<String>,
}

/// The jobs that `is_asked` takes, behind a token of the same `kind`.
pub(crate) fn page<A>(
    kind: &str,
    jobs: &Jobs<A>,
    size: Option<i32>,
    token: Option<&str>,
    is_asked: impl Fn(&Job<A>) -> bool,
) -> Result<JobPage<A>, AwsError> {
    let last = match token {
        Some(token) => {
            let id = id_in(kind, token);
            Some(id.ok_or_else(|| refuse::invalid_next_token(token))?)
        }
        None => None,
    };
    let mut found = jobs.before(last.as_deref());
    found.retain(|job| is_asked(job));
    let size = size.map_or(PAGE, |size| usize::try_from(size).unwrap_or(PAGE));
    let has_more = found.len() > size;
    found.truncate(size);
    let last = found.last().filter(|_| has_more);
    Ok(JobPage {
        next_token: last.map(|job| token_of(kind, job.id())),
        jobs: found,
    })
}

/// `kind`, a colon, the id of the last job, and zeros up to the token's length.
fn token_of(kind: &str, id: &str) -> String {
    let mut bytes = format!("{kind}:{id}").into_bytes();
    bytes.resize(TOKEN_BYTES, 0);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn id_in(kind: &str, token: &str) -> Option<String> {
    if token.len() != 2 * TOKEN_BYTES || !token.is_ascii() {
        return None;
    }
    let bytes = (0..TOKEN_BYTES).map(|at| u8::from_str_radix(&token[2 * at..2 * at + 2], 16));
    let text = String::from_utf8(bytes.collect::<Result<_, _>>().ok()?).ok()?;
    let id = text.trim_end_matches('\0').strip_prefix(kind)?;
    id.strip_prefix(':').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_its_kind() {
        let token = token_of("export", "01791506414432-3f2e5aa4");
        assert_eq!(token.len(), 112);
        let id = Some("01791506414432-3f2e5aa4".to_owned());
        assert_eq!(id_in("export", &token), id);
        assert_eq!(id_in("import", &token), None);
        for token in ["", "zz", &"é".repeat(56), &"g".repeat(112)] {
            assert_eq!(id_in("export", token), None, "{token}");
        }
    }
}
