// Talks GraphQL: questions by HTTP, live results by WebSocket (graphql-transport-ws).

export async function post(query, variables, { token, language } = {}) {
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json, application/json" };
  if (language) headers["accept-language"] = language;
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return response.json();
}

export const codeOf = (answer) => answer.errors?.[0]?.extensions?.code;

// Follows a subscription until it ends or the returned function is called. A connection that breaks is opened again.
export function follow(query, variables, { token, language, onNext, onEnd }) {
  let socket;
  let done = false;
  let wait = 500;
  const end = (error) => {
    if (done) return;
    done = true;
    socket.close(1000);
    onEnd?.(error);
  };
  const receive = (message) => {
    if (message.type === "connection_ack") {
      wait = 500;
      socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query, variables } }));
    } else if (message.type === "next") onNext(message.payload);
    else if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    else if (message.type === "error") end(message.payload);
    else if (message.type === "complete") end();
  };
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/graphql`, "graphql-transport-ws");
    const payload = { language, ...(token && { authorization: `Bearer ${token}` }) };
    socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init", payload }));
    socket.onmessage = (event) => receive(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (done) return;
      // 44xx is the server's no; anything else is the line.
      if (event.code >= 4400 && event.code < 4500) return end([{ message: event.reason }]);
      setTimeout(() => done || connect(), wait);
      wait = Math.min(wait * 2, 15_000);
    };
  };
  connect();
  return () => end();
}
