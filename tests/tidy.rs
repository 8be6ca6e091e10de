//! Checks the house: the arrows between rooms.
