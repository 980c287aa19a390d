// Fifty operations of the official Node client on a running emulator; ../operations.py has them for Python's.
//
// Run as a program by ../test_fifty_operations.py, with the emulator's address and account in the environment. For each
// operation of ../operations.toml, in that order, one line of JSON tells which answers came and what the client makes
// of them.

import { setTimeout as pause } from "node:timers/promises";
import twilio from "twilio";

const { EMULATOR_URL, ACCOUNT_SID, AUTH_TOKEN, HANDSETS } = process.env;
const [HANDSET, FRIEND, STRANGER] = ["1", "2", "3"].map((last) => HANDSETS + last);
const PATIENCE = 20_000; // milliseconds a thing may take that is under way

// What the operation under way was answered; one answer that comes again and again is told once.
const answers = [];

// The client's own HTTP client, which also tells what it was answered.
class Heard extends twilio.RequestClient {
  async request(options) {
    const answer = await super.request(options);
    const told = `${options.method.toUpperCase()} ${answer.statusCode}`;
    if (answers.at(-1) !== told) answers.push(told);
    return answer;
  }
}

function client(user, password, accountSid = user) {
  const pointed = twilio(user, password, { accountSid, httpClient: new Heard() });
  pointed.api.baseUrl = EMULATOR_URL;
  for (const product of ["messaging", "verify", "lookups", "monitor"]) {
    pointed[product].baseUrl = `${EMULATOR_URL}/${product}`;
  }
  return pointed;
}

async function control(method, path, body) {
  const answer = await fetch(`${EMULATOR_URL}/emulator/v1${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

async function until(find) {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await pause(20)) {
    const found = await find();
    if (Array.isArray(found) ? found.length : found) return found;
  }
  throw new Error(`waited in vain for ${find}`);
}

function ofStatus(resource, ...statuses) {
  return until(async () => {
    const one = await resource.fetch();
    return statuses.includes(one.status) && one;
  });
}

function speaks(...texts) {
  const said = texts.map((text) => `<Say>${text}</Say>`).join("");
  return `<Response>${said}<Pause length="60"/></Response>`;
}

// What one operation leaves to the next.
const desk = { main: client(ACCOUNT_SID, AUTH_TOKEN), own: null, number: "" };

const OPERATIONS = {
  "create a subaccount": async () => {
    const account = await desk.main.api.accounts.create({ friendlyName: "Fifty" });
    desk.own = client(account.sid, account.authToken);
    return account;
  },
  "refuse a wrong token": () => client(desk.own.accountSid, "wrong").api.accounts(desk.own.accountSid).fetch(),
  "create a key": async () => (desk.key = await desk.own.newKeys.create({ friendlyName: "Deploy" })),
  "act by the key": () =>
    client(desk.key.sid, desk.key.secret, desk.own.accountSid).api.accounts(desk.own.accountSid).fetch(),
  "search numbers": async () => {
    const found = await desk.own.availablePhoneNumbers("US").local.list({ areaCode: 415, limit: 3 });
    desk.number = found[Number(HANDSETS.at(-1))].phoneNumber; // of several suites at once, each takes another
    return found;
  },
  "buy a number": async () =>
    (desk.bought = await desk.own.incomingPhoneNumbers.create({
      phoneNumber: desk.number,
      friendlyName: "Front desk",
    })),
  "update the number": () =>
    desk.own.incomingPhoneNumbers(desk.bought.sid).update({ friendlyName: "Reception", smsMethod: "GET" }),
  "verify a caller id": async () => {
    await control("PUT", `/handsets/${STRANGER}/on-ring`, { how: "answer" });
    const asked = await desk.own.validationRequests.create({ phoneNumber: STRANGER, friendlyName: "Stranger" });
    await until(async () => (await control("GET", `/calls/${asked.callSid}`)).listening);
    await control("POST", `/calls/${asked.callSid}/keys`, { keys: asked.validationCode });
    return until(() => desk.own.outgoingCallerIds.list({ phoneNumber: STRANGER }));
  },
  "send a text": async () =>
    (desk.text = await desk.own.messages.create({ to: HANDSET, from: desk.number, body: "Your parcel is here" })),
  "fetch it delivered": () => ofStatus(desk.own.messages(desk.text.sid), "delivered"),
  "list texts to a handset": async () => {
    await desk.own.messages.create({ to: FRIEND, from: desk.number, body: "您的包裹到了" });
    return desk.own.messages.list({ to: HANDSET });
  },
  "iterate over pages of one": () =>
    new Promise((resolve, reject) => {
      const found = [];
      const done = (error) => (error ? reject(error) : resolve(found));
      desk.own.messages.each({ pageSize: 1, done, callback: (one) => found.push(one) });
    }),
  "list texts from a handset": async () => {
    await control("POST", "/messages", { from: HANDSET, to: desk.number, body: "When?" });
    return desk.own.messages.list({ from: HANDSET });
  },
  "redact a text": () => desk.own.messages(desk.text.sid).update({ body: "" }),
  "delete a text": () => desk.own.messages(desk.text.sid).remove(),
  "fetch what was deleted": () => desk.own.messages(desk.text.sid).fetch(),
  "send a text to nobody": () => desk.own.messages.create({ to: "", from: desk.number, body: "Hello" }),
  "send a text to no number": () => desk.own.messages.create({ to: "+1", from: desk.number, body: "Hello" }),
  "send a text from a number of others": () =>
    desk.own.messages.create({ to: HANDSET, from: FRIEND, body: "Hello" }),
  "send a text to somebody who said stop": async () => {
    await control("POST", "/messages", { from: FRIEND, to: desk.number, body: "STOP" });
    return desk.own.messages.create({ to: FRIEND, from: desk.number, body: "Hello" });
  },
  "place a call": async () => {
    await control("PUT", `/handsets/${HANDSET}/on-ring`, { how: "answer" });
    return (desk.call = await desk.own.calls.create({ to: HANDSET, from: desk.number, twiml: speaks() }));
  },
  "fetch it in progress": () => ofStatus(desk.own.calls(desk.call.sid), "in-progress"),
  "record it": async () =>
    (desk.recording = await desk.own.calls(desk.call.sid).recordings.create({ recordingChannels: "dual" })),
  "send it elsewhere": async () => {
    const moved = await desk.own.calls(desk.call.sid).update({ twiml: speaks("Please hold.") });
    await until(async () => {
      const { lines } = await control("GET", `/calls/${desk.call.sid}`);
      return lines.some((line) => line.text === "Please hold.");
    });
    return moved;
  },
  "end it": () => desk.own.calls(desk.call.sid).update({ status: "completed" }),
  "move what is over": async () => {
    await ofStatus(desk.own.calls(desk.call.sid), "completed");
    return desk.own.calls(desk.call.sid).update({ twiml: speaks() });
  },
  "list calls to a handset": () => desk.own.calls.list({ to: HANDSET, status: "completed" }),
  "fetch the recording": () => ofStatus(desk.own.recordings(desk.recording.sid), "completed"),
  "download the recording": async () => {
    const path = `/2010-04-01/Accounts/${desk.own.accountSid}/Recordings/${desk.recording.sid}.wav`;
    const credentials = Buffer.from(`${desk.own.username}:${desk.own.password}`).toString("base64");
    const answer = await fetch(EMULATOR_URL + path, { headers: { Authorization: `Basic ${credentials}` } });
    answers.push(`GET ${answer.status}`);
    const sound = Buffer.from(await answer.arrayBuffer());
    return { contentType: answer.headers.get("content-type"), begins: sound.toString("latin1", 0, 4) };
  },
  "read why a call failed": async () => {
    const twiml = "<Response><Sing/></Response>";
    const call = await desk.own.calls.create({ to: HANDSET, from: desk.number, twiml });
    await ofStatus(desk.own.calls(call.sid), "completed", "failed");
    return desk.own.calls(call.sid).notifications.list();
  },
  "read the alert": () => desk.own.monitor.v1.alerts.list({ logLevel: "warning" }),
  "create a queue": async () =>
    (desk.queue = await desk.own.queues.create({ friendlyName: "support", maxSize: 5 })),
  "list who waits": async () => {
    const twiml = "<Response><Enqueue>support</Enqueue></Response>";
    const call = await desk.own.calls.create({ to: HANDSET, from: desk.number, twiml });
    const waiting = await until(() => desk.own.queues(desk.queue.sid).members.list());
    await desk.own.calls(call.sid).update({ status: "completed" });
    return waiting;
  },
  "list conferences": async () => {
    const twiml = "<Response><Dial><Conference>Monday</Conference></Dial></Response>";
    for (const to of [HANDSET, STRANGER]) await desk.own.calls.create({ to, from: desk.number, twiml });
    [desk.conference] = await until(() => desk.own.conferences.list({ status: "in-progress" }));
    return desk.conference;
  },
  "invite a third": async () => {
    await control("PUT", `/handsets/${FRIEND}/on-ring`, { how: "answer" });
    const { participants } = desk.own.conferences(desk.conference.sid);
    const invited = await participants.create({ from: desk.number, to: FRIEND, label: "friend" });
    await until(async () => (await participants.list()).length === 3);
    return invited;
  },
  "mute the third": () => desk.own.conferences(desk.conference.sid).participants("friend").update({ muted: true }),
  "end the conference": () => desk.own.conferences(desk.conference.sid).update({ status: "completed" }),
  "create an application": () =>
    desk.own.applications.create({ friendlyName: "Menu", voiceUrl: "http://127.0.0.1:5000/answer" }),
  "read what was used": () => desk.own.usage.records.list({ category: "sms-outbound" }),
  "create an address": () =>
    desk.own.addresses.create({
      customerName: "Ada",
      street: "1 Main Street",
      city: "Springfield",
      region: "IL",
      postalCode: "62701",
      isoCountry: "US",
    }),
  "create a sip domain": () =>
    desk.own.sip.domains.create({ domainName: `fifty-${desk.number.slice(-4)}.sip.twilio.com`, friendlyName: "Desk" }),
  "create a messaging service": async () =>
    (desk.service = await desk.own.messaging.v1.services.create({ friendlyName: "Parcels" })),
  "add a sender": () =>
    desk.own.messaging.v1.services(desk.service.sid).phoneNumbers.create({ phoneNumberSid: desk.bought.sid }),
  "schedule a text": async () =>
    (desk.later = await desk.own.messages.create({
      to: HANDSET,
      messagingServiceSid: desk.service.sid,
      body: "Tomorrow",
      scheduleType: "fixed",
      sendAt: new Date(Date.now() + 3_600_000),
    })),
  "cancel it": () => desk.own.messages(desk.later.sid).update({ status: "canceled" }),
  "create a verify service": async () =>
    (desk.verify = await desk.own.verify.v2.services.create({ friendlyName: "Parcels" })),
  "send a code": () =>
    desk.own.verify.v2.services(desk.verify.sid).verifications.create({ to: HANDSET, channel: "sms" }),
  "check the code": async () => {
    const { messages } = await control("GET", `/messages?number=${encodeURIComponent(HANDSET)}`);
    const { body } = messages.findLast((text) => text.body.includes("verification code"));
    const code = body.replace(/\D/g, "");
    return desk.own.verify.v2.services(desk.verify.sid).verificationChecks.create({ to: HANDSET, code });
  },
  "look a number up": () =>
    desk.own.lookups.v2
      .phoneNumbers("(213) 373-4253")
      .fetch({ countryCode: "US", fields: "line_type_intelligence" }),
  "release the number": () => desk.own.incomingPhoneNumbers(desk.bought.sid).remove(),
};

async function carryOut(operation) {
  answers.length = 0;
  try {
    const got = await operation();
    const resources = Array.isArray(got) ? got : got === true ? [] : [got];
    return { answers, resources };
  } catch (error) {
    if (!error.code || !error.status) throw error;
    return { answers, refused: error.code, words: error.message };
  }
}

for (const [name, operation] of Object.entries(OPERATIONS)) {
  console.log(JSON.stringify({ name, ...(await carryOut(operation)) }));
}
