//! XML as a tree of elements: how configurations are read, checked and written back.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use super::document::Document;

/// Deepest nesting that is read; S3's deepest document has seven.
const DEPTH_MAX: usize = 16;
/// Most elements of a document: 1,000 lifecycle rules with all they can hold.
const ELEMENTS_MAX: usize = 100_000;

/// An element without attributes: it holds text or other elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Element {
    pub(super) name: Box<str>,
    pub(super) text: Box<str>,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn nest(name: &str, children: Vec<Self>) -> Self {
        Self {
            name: name.into(),
            text: "".into(),
            children,
        }
    }

    pub(super) fn text(name: &str, text: &str) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            children: Vec::new(),
        }
    }

    /// The root of a document; `None` when it is not well-formed or too large.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        let mut count = 0;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    count += 1;
                    if root.is_some() || open.len() == DEPTH_MAX || count > ELEMENTS_MAX {
                        return None;
                    }
                    open.push(Self::named(&start)?);
                }
                Event::Empty(start) => {
                    count += 1;
                    if root.is_some() || count > ELEMENTS_MAX {
                        return None;
                    }
                    close(Self::named(&start)?, &mut open, &mut root);
                }
                Event::End(_) => close(open.pop()?, &mut open, &mut root),
                Event::Text(text) => add_text(&mut open, &text.decode().ok()?)?,
                Event::CData(text) => add_text(&mut open, &text.decode().ok()?)?,
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref().ok()? {
                        Some(character) => character,
                        None => named_character(&reference)?,
                    };
                    add_text(&mut open, character.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return None,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => return if open.is_empty() { root } else { None },
            }
        }
    }

    fn named(start: &BytesStart<'_>) -> Option<Self> {
        let name = start.local_name();
        Some(Self::nest(
            std::str::from_utf8(name.as_ref()).ok()?,
            Vec::new(),
        ))
    }

    /// The first child of a name.
    pub(super) fn child<'a>(&'a self, name: &'a str) -> Option<&'a Self> {
        self.all(name).next()
    }

    /// The children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |own| *own.name == *name)
    }

    /// The text of the first child of a name.
    pub(super) fn text_of<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        Some(&self.child(name)?.text)
    }

    /// A whole document with this root.
    pub(super) fn to_document(&self) -> String {
        if self.children.is_empty() {
            return Document::root_text(&self.name, &self.text);
        }
        Document::write(&self.name, |xml| {
            self.children.iter().for_each(|child| child.write(xml));
        })
    }

    /// Writes this element and all it holds.
    pub(super) fn write(&self, xml: &mut Document) {
        if self.children.is_empty() {
            return xml.text(&self.name, &self.text);
        }
        xml.nest(&self.name, |xml| {
            self.children.iter().for_each(|child| child.write(xml));
        });
    }
}

/// Ends an element: space around its children is no text.
fn close(mut element: Element, open: &mut [Element], root: &mut Option<Element>) {
    if !element.children.is_empty() {
        element.text = "".into();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

/// Text outside of the root can only be space.
fn add_text(open: &mut [Element], text: &str) -> Option<()> {
    match open.last_mut() {
        Some(element) => {
            let mut whole = String::from(std::mem::take(&mut element.text));
            whole.push_str(text);
            element.text = whole.into();
            Some(())
        }
        None => text.trim().is_empty().then_some(()),
    }
}

fn named_character(name: &[u8]) -> Option<char> {
    Some(match name {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_and_written() {
        let text = "<?xml version=\"1.0\"?>\n<T xmlns=\"x\">\n <A>1 &amp; &#x32;</A><B/>\n</T>\n";
        let root = Element::parse(text.as_bytes()).unwrap();
        assert_eq!(root.text_of("A"), Some("1 & 2"));
        assert_eq!(
            root.to_document(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <T xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><A>1 &amp; 2</A><B/></T>"
        );
    }

    #[test]
    fn what_is_not_one_element_is_nothing() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<a>&bad;</a>",
        ] {
            assert_eq!(Element::parse(text.as_bytes()), None, "{text}");
        }
        let deep = "<a>".repeat(40) + &"</a>".repeat(40);
        assert_eq!(Element::parse(deep.as_bytes()), None);
    }
}
