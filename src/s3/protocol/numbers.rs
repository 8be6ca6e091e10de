//! Checks the numbers in a query before s3s parses them: its texts are not AWS's.

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::objects::upload::PART_NUMBER_MAX;
use crate::s3::query::Query;

/// A parameter, its name in errors about its range, and the range.
type Rule = (&'static str, &'static str, i32, i32);

const MAX_KEYS: &[Rule] = &[("max-keys", "maxKeys", 0, i32::MAX)];
const LIST_PARTS: &[Rule] = &[
    ("max-parts", "max-parts", 0, i32::MAX),
    ("part-number-marker", "part-number-marker", 0, i32::MAX),
];
const MAX_UPLOADS: &[Rule] = &[("max-uploads", "max-uploads", 0, i32::MAX)];
const MAX_BUCKETS: &[Rule] = &[("max-buckets", "max-buckets", 1, 10_000)];
const MAX_DIRECTORIES: &[Rule] = &[("max-directory-buckets", "max-directory-buckets", 1, 1000)];

pub(super) fn check(operation: &str, query: &Query) -> Result<(), AwsError> {
    let rules = match operation {
        "ListObjects" | "ListObjectsV2" | "ListObjectVersions" => MAX_KEYS,
        "ListParts" => LIST_PARTS,
        "ListMultipartUploads" => MAX_UPLOADS,
        "ListBuckets" => MAX_BUCKETS,
        "ListDirectoryBuckets" => MAX_DIRECTORIES,
        "GetObject" | "HeadObject" | "UploadPart" | "UploadPartCopy" => {
            return part_number(query);
        }
        _ => return Ok(()),
    };
    for (parameter, name, min, max) in rules {
        let Some(value) = query.get(parameter).filter(|value| !value.is_empty()) else {
            continue;
        };
        let number: i32 = value
            .parse()
            .map_err(|_| error::listing::not_an_integer(parameter, value))?;
        if number < *min || number > *max {
            return Err(error::listing::out_of_range(name, *min, *max, value));
        }
    }
    Ok(())
}

fn part_number(query: &Query) -> Result<(), AwsError> {
    match query.get("partNumber") {
        None => Ok(()),
        Some(value) => match value.parse::<i32>() {
            Ok(number) if (1..=PART_NUMBER_MAX).contains(&number) => Ok(()),
            _ => Err(error::multipart::part_number_out_of_range(value)),
        },
    }
}
