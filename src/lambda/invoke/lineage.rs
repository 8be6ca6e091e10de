//! How often an event has come back to a function: the `Lineage` of its X-Amzn-Trace-Id.
//!
//! AWS: Developer Guide, "Use Lambda recursive loop detection". SDKs inside functions send the header on
//! with each request, so a chain of events carries `Lineage=HASH:COUNT|HASH:COUNT`: a function's own
//! eight digits, and how often it ran in the chain.

use sha2::{Digest, Sha256};

/// A function runs so often in one chain; then the event is stopped (same page).
pub(super) const HOPS_MAX: u32 = 16;
/// Functions of one chain that are counted.
const FUNCTIONS_MAX: usize = 16;

const FIELD: &str = "Lineage=";

/// How often a function ran in the chain of a trace header.
pub(super) fn hops(trace_id: &str, function_arn: &str) -> u32 {
    let own = hash(function_arn);
    counts(trace_id)
        .find(|(hash, _)| *hash == own)
        .map_or(0, |(_, count)| count)
}

/// The trace header of a chain in which a function runs once more.
pub(crate) fn extended(trace_id: &str, function_arn: &str) -> String {
    let own = hash(function_arn);
    let hops = hops(trace_id, function_arn).saturating_add(1);
    let others = counts(trace_id).filter(|(hash, _)| *hash != own);
    let mut lineage = format!("{own}:{hops}");
    for (hash, count) in others.take(FUNCTIONS_MAX - 1) {
        lineage.push_str(&format!("|{hash}:{count}"));
    }
    let fields = trace_id.split(';');
    let mut header: Vec<&str> = fields
        .filter(|field| !field.is_empty() && !field.starts_with(FIELD))
        .collect();
    let lineage = format!("{FIELD}{lineage}");
    header.push(&lineage);
    header.join(";")
}

fn counts(trace_id: &str) -> impl Iterator<Item = (&str, u32)> {
    let lineage = trace_id
        .split(';')
        .find_map(|field| field.trim().strip_prefix(FIELD));
    lineage.unwrap_or_default().split('|').filter_map(|entry| {
        let (hash, count) = entry.split_once(':')?;
        let legal = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some((hash, count.parse().ok()?)).filter(|_| legal)
    })
}

fn hash(function_arn: &str) -> String {
    let digest = Sha256::digest(function_arn);
    digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_counts_for_its_own_function() {
        let mut header = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0".to_owned();
        for _ in 0..3 {
            header = extended(&header, "f");
        }
        header = extended(&header, "g");
        assert_eq!((hops(&header, "f"), hops(&header, "g")), (3, 1));
        assert_eq!(hops(&header, "h"), 0);
        assert!(header.starts_with("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0;Lineage="));
    }

    #[test]
    fn what_is_no_lineage_counts_nothing() {
        for header in ["", "Lineage=", "Lineage=x:1", "Lineage=00000000:-1|", ";;"] {
            assert_eq!(hops(header, "f"), 0, "{header}");
            assert_eq!(hops(&extended(header, "f"), "f"), 1, "{header}");
        }
    }

    #[test]
    fn a_header_stays_short() {
        let mut header = String::new();
        for function in 0..100 {
            header = extended(&header, &function.to_string());
        }
        assert!(header.len() < 200, "{header}");
    }
}
