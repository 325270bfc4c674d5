//! The graphql-transport-ws protocol (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>), a loop of our own.

mod close;
mod connection;
mod message;
mod operations;
mod origin;

pub(crate) use connection::upgrade;
