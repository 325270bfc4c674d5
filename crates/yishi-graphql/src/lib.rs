//! yishi-graphql
