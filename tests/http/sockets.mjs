// The client of npm graphql-ws against our own loop.

import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { check, equal, expect } from "./lib.mjs";

const client = (url) => createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });

async function take(items, count) {
  const found = [];
  for await (const item of items) {
    found.push(item);
    if (found.length === count) break;
  }
  return found;
}

export async function sockets(url) {
  await check("graphql-ws: a subscription brings the head", async () => {
    const connection = client(url);
    const [item] = await take(connection.iterate({ query: "subscription { headMoved { size root } }" }), 1);
    expect(Number(item.data.headMoved.size) > 0, JSON.stringify(item));
    await connection.dispose();
    return `size ${item.data.headMoved.size}`;
  });
  await check("graphql-ws: entries come in order from where they are asked for", async () => {
    const connection = client(url);
    const query = "subscription { entries(from: \"3\") { index } }";
    const items = await take(connection.iterate({ query }), 4);
    equal(items.map(({ data }) => data.entries.index).join(), "3,4,5,6", "indices");
    await connection.dispose();
  });
  await check("graphql-ws: a query is answered and completes, a wrong one is an error", async () => {
    const connection = client(url);
    const items = await take(connection.iterate({ query: "{ __typename }" }), 2);
    equal(JSON.stringify(items), '[{"data":{"__typename":"Query"}}]', "answers");
    await connection.dispose();
    const other = client(url);
    const refused = await take(other.iterate({ query: "{ missing }" }), 1).catch((errors) => errors);
    equal(refused[0]?.extensions?.code, "VALIDATION_FAILED", "code");
    await other.dispose();
  });
  await check("ws: a page of another origin is refused, and an unknown message closed with 4400", async () => {
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", { origin: "https://evil.example" });
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
      socket.on("open", () => resolve("open"));
    });
    equal(status, 403, "status");
    const code = await new Promise((resolve) => {
      const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
      socket.on("open", () => socket.send("hello"));
      socket.on("close", resolve);
    });
    equal(code, 4400, "close code");
  });
}
