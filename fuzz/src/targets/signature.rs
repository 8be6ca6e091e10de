//! Signatures in headers and in queries, as they come.

use crate::with_door;

pub fn run(input: (&str, &str)) {
    let sent = |text: &str| -> String {
        text.chars()
            .filter(|own| (' '..='~').contains(own))
            .collect()
    };
    let (header, query) = (sent(input.0), sent(input.1).replace([' ', '#'], ""));
    with_door(|door| {
        for start in ["", "AWS4-HMAC-SHA256 ", "AWS "] {
            let authorization = format!("authorization: {start}{header}\r\n");
            door.ask_as("GET", "/pail/key", &authorization, &[]);
            door.ask_as("POST", "/2015-03-31/functions", &authorization, b"{}");
        }
        for start in ["", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="] {
            door.ask_as("GET", &format!("/pail/key?{start}{query}"), "", &[]);
        }
    });
}
