//! The XML documents that S3 answers with, in AWS's order of elements.

use time::OffsetDateTime;

use crate::aws::identity::AccountId;
use crate::aws::policy::principal::Principal;
use crate::aws::protocol::xml;
use crate::aws::time::iso_millis;

use super::checksum::Checksum;

/// The namespace of every root element.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// An XML document as it grows.
pub(super) struct Document(String);

impl Document {
    /// Writes a whole document: the declaration, the root, and in it what `content` writes; an empty
    /// root is `<root xmlns=…/>`, as S3 writes it.
    pub(super) fn write(root: &str, content: impl FnOnce(&mut Self)) -> String {
        Self::write_with(root, &format!(" xmlns=\"{NAMESPACE}\""), content)
    }

    /// As [`Document::write`], for a root without a namespace.
    pub(super) fn write_bare(root: &str, content: impl FnOnce(&mut Self)) -> String {
        Self::write_with(root, "", content)
    }

    fn write_with(root: &str, namespace: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut document = Self(format!("{}<{root}{namespace}>", xml::DECLARATION));
        let inside = document.0.len();
        content(&mut document);
        if document.0.len() == inside {
            document.0.insert(inside - 1, '/');
        } else {
            document.0.push_str(&format!("</{root}>"));
        }
        document.0
    }

    /// A whole document whose root holds nothing but text.
    pub(super) fn root_text(root: &str, text: &str) -> String {
        let mut document = format!("{}<{root} xmlns=\"{NAMESPACE}\"", xml::DECLARATION);
        if text.is_empty() {
            document.push_str("/>");
        } else {
            document.push('>');
            document.push_str(&xml::escape(text));
            document.push_str(&format!("</{root}>"));
        }
        document
    }

    /// An element that holds others; `<name/>` when it holds none, as S3 writes it.
    pub(super) fn nest(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let start = self.0.len();
        self.0.push_str(&format!("<{name}>"));
        let inside = self.0.len();
        content(self);
        if self.0.len() == inside {
            self.0.truncate(start);
            self.0.push_str(&format!("<{name}/>"));
        } else {
            self.0.push_str(&format!("</{name}>"));
        }
    }

    /// An element that holds text; `<name/>` when there is none, as S3 writes it.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.0.push_str(&format!("<{name}/>"));
        } else {
            xml::element(&mut self.0, name, text);
        }
    }

    /// As [`Document::text`], when there is a value.
    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    pub(super) fn number(&mut self, name: &str, number: impl Into<i128>) {
        self.text(name, &number.into().to_string());
    }

    pub(super) fn boolean(&mut self, name: &str, value: bool) {
        self.text(name, if value { "true" } else { "false" });
    }

    pub(super) fn moment(&mut self, name: &str, moment: OffsetDateTime) {
        self.text(name, &iso_millis(moment));
    }

    /// `<ETag>`, in quotes.
    pub(super) fn etag(&mut self, etag: &str) {
        self.text("ETag", &format!("\"{etag}\""));
    }

    /// The checksum's own element and `<ChecksumType>`.
    pub(super) fn checksum(&mut self, checksum: &Checksum) {
        self.text(checksum.algorithm.element(), &checksum.value);
        self.text("ChecksumType", checksum.kind.name());
    }

    /// `<Owner>` with the canonical id alone: DisplayName is gone (recorded).
    pub(super) fn owner(&mut self, account: &AccountId) {
        self.owner_id(&account.canonical_id());
    }

    /// As [`Document::owner`], by the canonical id.
    pub(super) fn owner_id(&mut self, id: &str) {
        self.nest("Owner", |xml| xml.text("ID", id));
    }

    /// `<Grantee>`, the only element of S3 with attributes.
    pub(super) fn grantee(&mut self, kind: &str, content: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!(
            "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:type=\"{kind}\">"
        ));
        content(self);
        self.0.push_str("</Grantee>");
    }

    /// `<Initiator>`, which still has its DisplayName (recorded).
    pub(super) fn initiator(&mut self, initiator: &Principal) {
        self.nest("Initiator", |xml| {
            xml.text("ID", &initiator.canonical_id());
            xml.optional("DisplayName", initiator.account().map(AccountId::as_str));
        });
    }
}
