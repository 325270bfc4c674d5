// Who is at the screen: a key, the token it signed in for, and the language.

import { codeOf, follow as followWith, post } from "./api.js";
import { base64, fromBase64, hex, random } from "./bytes.js";
import { sign } from "./keys.js";

const SIGN_IN_TYPE = "application/vnd.yishi.sign-in.v1+json";
const CHALLENGE = `mutation Challenge($input: SignInChallengeInput!) { signInChallenge(input: $input) {
  ... on SignInChallengeSuccess { challenge payloadType } ... on Problem { code message } } }`;
const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) {
  ... on SignInSuccess { token role member { memberId } } ... on Problem { code message } } }`;

export const session = { language: "zh-CN", book: null, key: null, token: null, role: null, member: null, name: null };
const listeners = new Set();

export const onChange = (listener) => listeners.add(listener);
export const changed = () => listeners.forEach((listener) => listener());

function dataOf(answer, field) {
  const data = answer.data?.[field];
  if (!data || data.code) throw new Error(data?.message ?? answer.errors?.[0]?.message ?? "?");
  return data;
}

async function token(key, book) {
  const language = session.language;
  const asked = await post(CHALLENGE, { input: { book, key: key.public, nonce: hex(random(16)) } }, { language });
  const { challenge, payloadType } = dataOf(asked, "signInChallenge");
  // Only a sign-in may be signed here, whatever the server calls it.
  if (payloadType !== SIGN_IN_TYPE) throw new Error("otherType");
  const signature = base64(await sign(key, SIGN_IN_TYPE, fromBase64(challenge)));
  return dataOf(await post(SIGN_IN, { input: { book, challenge, signature } }, { language }), "signIn");
}

export async function signIn(key, book, name) {
  const signedIn = await token(key, book);
  Object.assign(session, { key, book, name, token: signedIn.token, role: signedIn.role });
  session.member = signedIn.member?.memberId ?? null;
  changed();
}

export function signOut() {
  Object.assign(session, { key: null, token: null, role: null, member: null, name: null });
  changed();
}

// Asks as whoever is signed in; a token that ran out is renewed once with the key.
export async function ask(query, variables) {
  const answer = await post(query, variables, session);
  if (codeOf(answer) !== "UNAUTHENTICATED" || !session.key) return answer;
  session.token = (await token(session.key, session.book)).token;
  return post(query, variables, session);
}

export const follow = (query, variables, handlers) => followWith(query, variables, { ...session, ...handlers });
