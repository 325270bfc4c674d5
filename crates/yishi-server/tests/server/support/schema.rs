//! A schema with one field for each thing that can happen.

use super::Who;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use futures_util::{Stream, StreamExt, stream};

pub struct Query;
pub struct Mutation;
pub struct Subscription;

#[derive(SimpleObject)]
pub struct Leaf {
    value: i32,
}

pub struct Branch;

#[Object]
impl Branch {
    async fn branch(&self) -> Branch {
        Branch
    }
    async fn leaf(&self) -> Leaf {
        Leaf { value: 1 }
    }
}

#[derive(InputObject)]
pub struct EchoInput {
    text: String,
    times: Option<i32>,
}

#[Object]
impl Query {
    async fn hello(&self) -> &'static str {
        "你好"
    }
    async fn who(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<Who>().0.clone()
    }
    async fn branch(&self) -> Branch {
        Branch
    }
    async fn echo(&self, input: EchoInput) -> String {
        input.text.repeat(usize::try_from(input.times.unwrap_or(1)).unwrap())
    }
    async fn broken(&self) -> Result<Option<String>> {
        Err("disk /var/lib/private failed".into())
    }
    async fn never(&self) -> bool {
        std::future::pending().await
    }
}

#[Object]
impl Mutation {
    async fn cast(&self) -> bool {
        true
    }
}

#[async_graphql::Subscription]
impl Subscription {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> + use<> {
        stream::iter(1..=to)
    }
    /// More than any client's memory holds, as fast as it is taken.
    async fn flood(&self) -> impl Stream<Item = String> + use<> {
        stream::repeat_with(|| "洪".repeat(16 * 1024))
    }
    async fn forever(&self) -> impl Stream<Item = i32> + use<> {
        stream::once(std::future::ready(1)).chain(stream::pending())
    }
}
