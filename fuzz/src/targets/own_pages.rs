//! RustStack's own pages, and paths of worlds.

use crate::with_door;

const PAGES: [(&str, &str); 8] = [
    ("GET", "/~"),
    ("PUT", "/_ruststack/worlds/"),
    ("PUT", "/_ruststack/snapshots/"),
    ("POST", "/_ruststack/worlds/default/"),
    ("PUT", "/_ruststack/clock"),
    ("GET", "/_ruststack/events?"),
    ("GET", "/_ruststack/idle?timeout_seconds=0&"),
    ("GET", "/_ruststack/"),
];

pub fn run(input: (u8, &str, &str)) {
    let (page, rest, body) = input;
    let (method, start) = PAGES[usize::from(page) % PAGES.len()];
    let rest: String = rest
        .chars()
        .filter(|own| ('!'..='~').contains(own))
        .collect();
    let target = format!("{start}{}", rest.replace('#', ""));
    with_door(|door| {
        door.ask_as(method, &target, "", body.as_bytes());
        // A clock that was moved far away would refuse what the other targets send.
        door.ask_as("POST", "/_ruststack/reset", "", &[]);
        door.fill();
    });
}
