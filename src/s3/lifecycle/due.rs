//! What lifecycle rules ask for a key or an upload at a moment: pure functions of time.
//!
//! User Guide, "Lifecycle configuration elements" and "Examples of S3 Lifecycle configurations"
//! (conflicts).

use time::OffsetDateTime;

use crate::s3::objects::storage_class::StorageClass;

use super::act::{Act, Deed};
use super::midnight::midnight_after;
use super::rules::{Noncurrent, Rule, Rules, When};
use super::seen::{Seen, Traits};

/// Smaller objects stay where they are unless a rule's filter speaks of sizes (User Guide,
/// "Transitioning objects").
const MOVED_BYTES_MIN: u64 = 128 * 1024;

/// Whose smallest size keeps objects from being moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum MinimumSize {
    /// `all_storage_classes_128K`.
    Always,
    /// `varies_by_storage_class`: archives take objects of any size.
    ExceptArchives,
}

/// When something ends, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) struct End<'a> {
    pub(in crate::s3) moment: OffsetDateTime,
    pub(in crate::s3) rule_id: &'a str,
}

impl Rules {
    /// When a current version expires: by the first of its rules.
    pub(super) fn end_of_object(
        &self,
        key: &str,
        made: OffsetDateTime,
        object: &Traits<'_>,
    ) -> Option<End<'_>> {
        let rules = self.0.iter().filter(|rule| rule.takes(key, object));
        let ends = rules.filter_map(|rule| {
            Some(End {
                moment: rule.expiration?.due(made)?,
                rule_id: &rule.id,
            })
        });
        ends.min_by_key(|end| end.moment)
    }

    /// When an upload in progress is given up.
    pub(super) fn end_of_upload(&self, key: &str, initiated: OffsetDateTime) -> Option<End<'_>> {
        let rules = self.0.iter().filter(|rule| rule.takes_bare(key));
        let ends = rules.filter_map(|rule| {
            Some(End {
                moment: midnight_after(initiated, rule.abort_days?)?,
                rule_id: &rule.id,
            })
        });
        ends.min_by_key(|end| end.moment)
    }

    /// What is due for the versions of a key, which come newest first. To go comes before to move.
    pub(super) fn acts<'a>(
        &self,
        key: &str,
        versions: impl Iterator<Item = Seen<'a>>,
        minimum: MinimumSize,
        now: OffsetDateTime,
    ) -> Vec<Act> {
        let mut acts = Vec::new();
        let mut versions = versions.enumerate().peekable();
        let mut successor_made = None;
        while let Some((age, version)) = versions.next() {
            let deed = match successor_made {
                None => {
                    let is_alone = versions.peek().is_none();
                    self.on_current(key, &version, is_alone, minimum, now)
                }
                Some(since) => {
                    // The current one is no noncurrent one.
                    let newer = age - 1;
                    let place = Place { newer, since };
                    self.on_noncurrent(key, &version, place, minimum, now)
                }
            };
            let deed =
                deed.or_else(|| version.is_restored_no_more(now).then_some(Deed::EndRestore));
            acts.extend(deed.map(|deed| Act {
                version: version.id.clone(),
                deed,
            }));
            successor_made = Some(version.made);
        }
        acts
    }

    fn on_current(
        &self,
        key: &str,
        version: &Seen<'_>,
        is_alone: bool,
        minimum: MinimumSize,
        now: OffsetDateTime,
    ) -> Option<Deed> {
        let made = version.made;
        let Some(object) = &version.object else {
            let goes = is_alone && self.marker_is_over(key, made, now);
            return goes.then_some(Deed::Remove);
        };
        let end = self.end_of_object(key, made, object);
        if end.is_some_and(|end| end.moment <= now) {
            return Some(Deed::Expire);
        }
        let rules = self.0.iter().filter(|rule| rule.takes(key, object));
        coldest(rules.flat_map(|rule| {
            let due = |when: &When| when.due(made).is_some_and(|due| due <= now);
            let due = rule.transitions.iter().filter(move |(when, _)| due(when));
            due.filter_map(move |(_, class)| rule.moves(object, *class, minimum))
        }))
    }

    /// Once nothing is behind a marker, a rule with days clears it away at its age, too.
    fn marker_is_over(&self, key: &str, made: OffsetDateTime, now: OffsetDateTime) -> bool {
        let mut rules = self.0.iter().filter(|rule| rule.takes_bare(key));
        rules.any(|rule| {
            let due = rule.expiration.and_then(|when| when.due(made));
            rule.removes_markers || due.is_some_and(|due| due <= now)
        })
    }

    fn on_noncurrent(
        &self,
        key: &str,
        version: &Seen<'_>,
        place: Place,
        minimum: MinimumSize,
        now: OffsetDateTime,
    ) -> Option<Deed> {
        let takes = |rule: &&Rule| match &version.object {
            Some(object) => rule.takes(key, object),
            None => rule.takes_bare(key),
        };
        let mut rules = self.0.iter().filter(takes);
        let is_over = |own: Noncurrent| place.is_due(own, now);
        if !version.is_locked && rules.any(|rule| rule.noncurrent_expiration.is_some_and(is_over)) {
            return Some(Deed::Remove);
        }
        let object = version.object.as_ref()?;
        coldest(self.0.iter().filter(takes).flat_map(|rule| {
            let moves = rule.noncurrent_transitions.iter();
            let due = moves.filter(move |(when, _)| place.is_due(*when, now));
            due.filter_map(move |(_, class)| rule.moves(object, *class, minimum))
        }))
    }
}

/// Where a version that is not current stands among its key's.
#[derive(Clone, Copy)]
struct Place {
    /// Versions between it and the current one.
    newer: usize,
    /// When its successor was made.
    since: OffsetDateTime,
}

impl Place {
    fn is_due(self, when: Noncurrent, now: OffsetDateTime) -> bool {
        let due = midnight_after(self.since, when.days);
        self.newer >= when.newer && due.is_some_and(|due| due <= now)
    }
}

impl Rule {
    fn takes(&self, key: &str, object: &Traits<'_>) -> bool {
        self.filter.takes_key(key) && self.filter.takes(object)
    }

    /// Delete markers and uploads in progress have neither tags nor a size.
    fn takes_bare(&self, key: &str) -> bool {
        self.filter.takes_key(key) && self.filter.is_about_keys()
    }

    /// The class, if an object may move there: only to a colder one, and not when it is too small.
    fn moves(
        &self,
        object: &Traits<'_>,
        to: StorageClass,
        minimum: MinimumSize,
    ) -> Option<StorageClass> {
        let is_large = object.size >= MOVED_BYTES_MIN
            || self.filter.is_about_size()
            || minimum == MinimumSize::ExceptArchives && to.is_archive();
        (is_large && object.class.cold() < to.cold()).then_some(to)
    }
}

/// Of all classes that an object could move to now, the coldest.
fn coldest(classes: impl Iterator<Item = StorageClass>) -> Option<Deed> {
    classes.max_by_key(|class| class.cold()).map(Deed::Move)
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;
    use crate::s3::element::Element;
    use crate::s3::objects::object::Tag;
    use crate::s3::objects::version_id::VersionId;

    /// When the newest version was made; each older one a day before.
    const MADE: OffsetDateTime = datetime!(2026-01-15 10:30 UTC);
    const LARGE: u64 = 1 << 20;

    fn rules(inner: &str) -> Rules {
        let rule = |inner: &str| format!("<Rule><ID>r</ID><Status>Enabled</Status>{inner}</Rule>");
        let rules: String = inner.split('|').map(rule).collect();
        Rules::of(&Element::parse(format!("<L>{rules}</L>").as_bytes()).unwrap())
    }

    fn class(name: &str) -> StorageClass {
        StorageClass::parse(name).unwrap()
    }

    fn object(size: u64, tags: &[Tag]) -> Option<Traits<'_>> {
        Some(Traits {
            size,
            class: StorageClass::default(),
            tags,
            restored_until: None,
        })
    }

    /// The deeds for versions, newest first, at a moment; `-` for none.
    fn deeds(
        rules: &Rules,
        versions: &[Option<Traits<'_>>],
        now: OffsetDateTime,
    ) -> Vec<(usize, Deed)> {
        let ids: Vec<_> = (0..versions.len())
            .map(|index| VersionId::Unique(index.to_string().into()))
            .collect();
        let seen = versions
            .iter()
            .zip(&ids)
            .zip(0..)
            .map(|((object, id), age)| Seen {
                id,
                made: MADE - Duration::days(age),
                object: object.clone(),
                is_locked: false,
            });
        let acts = rules.acts("logs/k", seen, MinimumSize::Always, now);
        let index = |act: &Act| act.version.as_str().parse().unwrap();
        acts.iter().map(|act| (index(act), act.deed)).collect()
    }

    // User Guide: made on 15 January at 10:30 with three days, it expires on the 19th at 0:00.
    #[test]
    fn days_end_at_the_next_midnight() {
        let rules = rules("<Filter/><Expiration><Days>3</Days></Expiration>");
        let one = [object(0, &[])];
        assert_eq!(deeds(&rules, &one, datetime!(2026-01-18 23:59:59 UTC)), []);
        let midnight = datetime!(2026-01-19 0:00 UTC);
        assert_eq!(deeds(&rules, &one, midnight), [(0, Deed::Expire)]);
        let end = rules.end_of_object("logs/k", MADE, one[0].as_ref().unwrap());
        assert_eq!(end.unwrap().moment, midnight);
    }

    #[test]
    fn a_date_ends_whatever_is_there_then_and_later() {
        let rules = rules("<Filter/><Expiration><Date>2026-01-10T00:00:00Z</Date></Expiration>");
        let one = [object(0, &[])];
        assert_eq!(deeds(&rules, &one, datetime!(2026-01-09 23:59 UTC)), []);
        assert_eq!(deeds(&rules, &one, MADE), [(0, Deed::Expire)]);
    }

    #[test]
    fn only_the_current_version_expires_and_others_only_when_they_are_not_current() {
        let expires = rules("<Filter/><Expiration><Days>1</Days></Expiration>");
        let later = datetime!(2026-03-01 0:00 UTC);
        let two = [object(0, &[]), object(0, &[])];
        assert_eq!(deeds(&expires, &two, later), [(0, Deed::Expire)]);
        let noncurrent = rules(
            "<Filter/><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>\
             </NoncurrentVersionExpiration>",
        );
        assert_eq!(deeds(&noncurrent, &two, later), [(1, Deed::Remove)]);
        // A day after its successor was made, and on to midnight.
        assert_eq!(
            deeds(&noncurrent, &two, datetime!(2026-01-16 23:59 UTC)),
            []
        );
        let midnight = datetime!(2026-01-17 0:00 UTC);
        assert_eq!(deeds(&noncurrent, &two, midnight), [(1, Deed::Remove)]);
    }

    #[test]
    fn so_many_newer_versions_are_kept() {
        let rules = rules(
            "<Filter/><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>\
             <NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>",
        );
        let five = [
            object(0, &[]),
            object(0, &[]),
            None,
            object(0, &[]),
            object(0, &[]),
        ];
        assert_eq!(
            deeds(&rules, &five, datetime!(2026-03-01 0:00 UTC)),
            [(3, Deed::Remove), (4, Deed::Remove)]
        );
    }

    #[test]
    fn a_marker_goes_when_nothing_is_behind_it() {
        let at_once = rules(
            "<Filter/><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>\
             </Expiration>",
        );
        assert_eq!(deeds(&at_once, &[None], MADE), [(0, Deed::Remove)]);
        assert_eq!(deeds(&at_once, &[None, object(0, &[])], MADE), []);
        let by_age = rules("<Filter/><Expiration><Days>3</Days></Expiration>");
        assert_eq!(deeds(&by_age, &[None], MADE), []);
        let later = datetime!(2026-01-19 0:00 UTC);
        assert_eq!(deeds(&by_age, &[None], later), [(0, Deed::Remove)]);
    }

    #[test]
    fn filters_look_at_prefix_tags_and_size() {
        let tag = |key: &str| Tag {
            key: key.to_owned(),
            value: "v".to_owned(),
        };
        let (one, both) = ([tag("a")], [tag("b"), tag("a")]);
        let tags = "<Tag><Key>a</Key><Value>v</Value></Tag><Tag><Key>b</Key><Value>v</Value></Tag>";
        let sizes = "<ObjectSizeGreaterThan>10</ObjectSizeGreaterThan>\
                     <ObjectSizeLessThan>20</ObjectSizeLessThan>";
        let later = datetime!(2026-03-01 0:00 UTC);
        for (filter, object, expires) in [
            (
                "<Filter><Prefix>logs/</Prefix></Filter>".to_owned(),
                object(0, &[]),
                true,
            ),
            (
                "<Filter><Prefix>log/</Prefix></Filter>".to_owned(),
                object(0, &[]),
                false,
            ),
            ("<Prefix>logs</Prefix>".to_owned(), object(0, &[]), true),
            (
                format!("<Filter><And>{tags}</And></Filter>"),
                object(0, &both),
                true,
            ),
            (
                format!("<Filter><And>{tags}</And></Filter>"),
                object(0, &one),
                false,
            ),
            (
                format!("<Filter><And>{sizes}</And></Filter>"),
                object(11, &[]),
                true,
            ),
            (
                format!("<Filter><And>{sizes}</And></Filter>"),
                object(10, &[]),
                false,
            ),
            (
                format!("<Filter><And>{sizes}</And></Filter>"),
                object(20, &[]),
                false,
            ),
        ] {
            let rules = rules(&format!("{filter}<Expiration><Days>1</Days></Expiration>"));
            let deeds = deeds(&rules, &[object], later);
            assert_eq!(!deeds.is_empty(), expires, "{filter}");
        }
    }

    #[test]
    fn objects_move_to_the_coldest_class_that_is_due_and_never_back() {
        let rules = rules(
            "<Filter/><Transition><Days>10</Days><StorageClass>STANDARD_IA</StorageClass></Transition>\
             <Transition><Days>20</Days><StorageClass>GLACIER</StorageClass></Transition>",
        );
        let at = |day: i64| MADE + Duration::days(day);
        let large = [object(LARGE, &[])];
        assert_eq!(deeds(&rules, &large, at(9)), []);
        assert_eq!(
            deeds(&rules, &large, at(11)),
            [(0, Deed::Move(class("STANDARD_IA")))]
        );
        assert_eq!(
            deeds(&rules, &large, at(21)),
            [(0, Deed::Move(class("GLACIER")))]
        );
        let mut cold = object(LARGE, &[]);
        cold.as_mut().unwrap().class = class("DEEP_ARCHIVE");
        assert_eq!(deeds(&rules, &[cold], at(21)), []);
        assert_eq!(deeds(&rules, &[object(1000, &[])], at(21)), []);
    }

    #[test]
    fn small_objects_move_when_the_filter_or_the_bucket_says_so() {
        let transition =
            "<Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>";
        let sized = "<Filter><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></Filter>";
        let (later, small) = (MADE + Duration::days(2), [object(10, &[])]);
        let by_filter = rules(&format!("{sized}{transition}"));
        assert_eq!(
            deeds(&by_filter, &small, later),
            [(0, Deed::Move(class("GLACIER")))]
        );
        let plain = rules(&format!("<Filter/>{transition}"));
        assert_eq!(deeds(&plain, &small, later), []);
        let id = VersionId::Null;
        let seen = Seen {
            id: &id,
            made: MADE,
            object: object(10, &[]),
            is_locked: false,
        };
        let minimum = MinimumSize::ExceptArchives;
        let acts = plain.acts("k", std::iter::once(seen), minimum, later);
        assert_eq!(acts[0].deed, Deed::Move(class("GLACIER")));
    }

    #[test]
    fn to_go_comes_before_to_move_and_the_first_rule_to_end_counts() {
        let rules = rules(
            "<Filter/><Expiration><Days>9</Days></Expiration>\
             |<Filter/><Expiration><Days>5</Days></Expiration>\
             |<Filter/><Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>",
        );
        let large = object(LARGE, &[]);
        let end = rules
            .end_of_object("k", MADE, large.as_ref().unwrap())
            .unwrap();
        assert_eq!(end.moment, datetime!(2026-01-21 0:00 UTC));
        assert_eq!(deeds(&rules, &[large], end.moment), [(0, Deed::Expire)]);
    }

    #[test]
    fn uploads_are_given_up_and_restored_copies_end() {
        let rules = rules(
            "<Filter><Prefix>logs/</Prefix></Filter><AbortIncompleteMultipartUpload>\
             <DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
        );
        let end = rules.end_of_upload("logs/k", MADE).unwrap();
        assert_eq!(
            (end.moment, end.rule_id),
            (datetime!(2026-01-23 0:00 UTC), "r")
        );
        assert_eq!(rules.end_of_upload("other", MADE), None);
        let mut restored = object(1, &[]);
        restored.as_mut().unwrap().restored_until = Some(datetime!(2026-01-20 0:00 UTC));
        let one = [restored];
        assert_eq!(deeds(&rules, &one, datetime!(2026-01-19 23:59 UTC)), []);
        assert_eq!(
            deeds(&rules, &one, datetime!(2026-01-20 0:00 UTC)),
            [(0, Deed::EndRestore)]
        );
    }
}
