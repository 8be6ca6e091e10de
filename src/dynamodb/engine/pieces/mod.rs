//! How the tables of a world are written down, and read back. What is derived is not: entries of
//! indexes, vectors, moments at which items expire; nor claims and meters, which are a moment's.
//!
//! ```text
//! ["table", ACCOUNT, REGION, NAME]                       definition, part in a global table
//! ["table", …, "item", PLACE]                            an item
//! ["table", …, "owed", PLACE]                            a write that other regions are to have
//! ["table", …, "policies"]                               resource policies
//! ["table", …, "stream", ARN]                            a stream, open or ended
//! ["table", …, "stream", ARN, POSITION]                  one of its records
//! ["table", …, "past"]                                   from when on the past is known
//! ["table", …, "past", POSITION]                         what a change replaced
//! ["former", ACCOUNT, REGION, ARN]                       a stream of a deleted table
//! ["former", …, POSITION]                                one of its records
//! ["backup", ACCOUNT, REGION, ARN]                       a backup; it begins with a table's items
//! ["backup", …, "item", PLACE]                           an item that is another than the table's
//! ["export", ACCOUNT, REGION, ID], ["import", …]         a job
//! ["token", NUMBER], ["statement-token", NUMBER]         a transaction that was made under a token
//! ```
//!
//! Places are the bytes of [`super::key::Key`], positions numbers of eight bytes, the highest first.

mod backups;
mod drawer;
mod frame;
mod image;
mod item_key;
mod items;
mod jobs;
mod past;
mod policies;
mod streams;
mod table;
mod tokens;

#[cfg(test)]
mod deeds;
