// A server that lies: passes everything on to the real one, and changes what the voter's page is told.

import { createHash } from "node:crypto";
import { createServer, request } from "node:http";

// Lies about any bytes that are to be signed.
const ABOUT_BYTES = {
  "the bytes hold a field that is not shown": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.assistance = { principal: "member_x", evidence: "0".repeat(64) })),
  "the bytes are good for a year": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.expires_at_ms += 365 * 24 * 3600 * 1000)),
  "the bytes are not canonical": (prepared) => {
    const spaced = Buffer.from(prepared.command, "base64").toString().replace("{", "{ ");
    prepared.command = Buffer.from(spaced).toString("base64");
  },
};

export const LIES = {
  "the summary names another choice": (prepared) => {
    prepared.summary = prepared.summary.map((line) => line.replace(/([`“])for([`”])/, "$1against$2"));
  },
  "the bytes hold another choice": (prepared) => changeBytes(prepared, (envelope) => (envelope.command.choice = "against")),
  "the bytes and the summary hold another choice": (prepared) => {
    changeBytes(prepared, (envelope) => (envelope.command.choice = "against"));
    prepared.summary = prepared.summary.map((line) => line.replace(/([`“])for([`”])/, "$1against$2"));
  },
  "the bytes name another text": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.command.document = "0".repeat(64))),
  ...ABOUT_BYTES,
};

const OTHER_SEAL = "ab".repeat(32);

// Lies about a sealed ballot: whoever puts another seal into the bytes knows what the ballot says, and can open it or keep it closed.
export const SEAL_LIES = {
  "the bytes hold another seal": (prepared) => changeBytes(prepared, (envelope) => (envelope.command.seal = OTHER_SEAL)),
  "the summary names another seal": (prepared) => nameOtherSeal(prepared, sealIn(prepared)),
  "the bytes and the summary hold another seal": (prepared) => {
    nameOtherSeal(prepared, sealIn(prepared));
    changeBytes(prepared, (envelope) => (envelope.command.seal = OTHER_SEAL));
  },
  "the bytes are an open ballot": (prepared) =>
    changeBytes(prepared, ({ command }) => {
      delete command.seal;
      Object.assign(command, { kind: "cast_ballot", choice: "for" });
    }),
  "the seal is for another vote": (prepared) => changeBytes(prepared, (envelope) => (envelope.command.poll = "poll_1")),
  "the seal is on another text": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.command.document = "0".repeat(64))),
  ...ABOUT_BYTES,
};

// Lies about an opening.
export const OPENING_LIES = {
  "the opening says something else": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.command.reading = { choice: "for" })),
  "the opening holds another salt": (prepared) =>
    changeBytes(prepared, (envelope) => (envelope.command.salt = OTHER_SEAL)),
  "the summary of the opening says something else": (prepared) => {
    prepared.summary = prepared.summary.map((line) => line.replace('"against"', '"for"'));
  },
};

const sealIn = (prepared) => JSON.parse(Buffer.from(prepared.command, "base64").toString()).command.seal;

function nameOtherSeal(prepared, seal) {
  prepared.summary = prepared.summary.map((line) => line.replace(seal, OTHER_SEAL));
}

// The vote is called closed while it is open.
export function closeTooEarly(answer) {
  const poll = answer.data?.node;
  if (poll?.status === "OPEN") Object.assign(poll, { status: "OPENING", openingUntil: poll.closesAt });
}

function changeBytes(prepared, change) {
  const envelope = JSON.parse(Buffer.from(prepared.command, "base64").toString());
  change(envelope);
  const bytes = Buffer.from(canonical(envelope));
  prepared.command = bytes.toString("base64");
  prepared.sha256 = createHash("sha256").update(bytes).digest("hex");
}

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${fields.join(",")}}`;
}

// The words shown are changed, the hash is not.
export function changeText(answer) {
  const document = answer.data?.node?.document;
  if (document?.bytesBase64) document.bytesBase64 = Buffer.from("another text").toString("base64");
}

export async function startLiar(target, lie) {
  const { hostname, port } = new URL(target);
  const [submits, bodies] = [[], []];
  const server = createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      bodies.push(body.toString());
      if (body.includes("mutation Submit(")) submits.push(body);
      const { method, url, headers } = incoming;
      const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
        const pieces = [];
        answer.on("data", (piece) => pieces.push(piece));
        answer.on("end", () => {
          const changed = change(Buffer.concat(pieces), url, lie);
          outgoing.writeHead(answer.statusCode, { ...answer.headers, "content-length": changed.length });
          outgoing.end(changed);
        });
      });
      onward.end(body);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => (server.closeAllConnections(), server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, submits, bodies, stop };
}

function change(body, url, lie) {
  if (url !== "/graphql") return body;
  const answer = JSON.parse(body.toString());
  lie(answer);
  return Buffer.from(JSON.stringify(answer));
}
