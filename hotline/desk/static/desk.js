// The pages are complete without this: it counts seconds, keeps the parts that change up to date, and says when the
// connection is lost. What somebody is writing is never replaced.
"use strict";

const EVERY = 2000; // milliseconds between two looks, where the page does not say
const ahead = Date.parse(document.body.dataset.now) - Date.now();
const title = document.title;

function count() {
  for (const time of document.querySelectorAll("time.since")) {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(time.dateTime)) / 1000));
    const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (time.textContent !== words) time.textContent = words;
  }
  const ringing = document.querySelector("[data-ringing]");
  document.title = ringing ? `${ringing.dataset.ringing} · ${title}` : title;
}

function keep(old, fresh) {
  const opened = [...old.querySelectorAll("details")];
  fresh.querySelectorAll("details").forEach((one, place) => { one.open = opened[place]?.open ?? false; });
  for (const form of old.querySelectorAll("form[data-touched]")) {
    const same = form.id && fresh.querySelector(`#${CSS.escape(form.id)}`);
    if (same) {
      same.replaceWith(form);
      const folded = form.closest("details");
      if (folded) folded.open = true;
    } else {
      fresh.append(form); // its subject is gone, what was written is not
    }
  }
}

const shown = new Map();

function renew(live, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const words = fresh.outerHTML;
    const old = document.getElementById(fresh.id);
    if (!old || shown.get(fresh.id) === words) continue;
    shown.set(fresh.id, words);
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const where = held && [...old.querySelectorAll("a, button, input, select, textarea, [tabindex]")].indexOf(held);
    keep(old, fresh);
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
    old.replaceChildren(...fresh.childNodes);
    if (held && !held.isConnected) {
      const places = old.querySelectorAll("a, button, input, select, textarea, [tabindex]");
      places[Math.min(where, places.length - 1)]?.focus();
    } else if (held) {
      held.focus();
    }
  }
  count();
}

function follow(live) {
  const lost = document.getElementById("lost");
  const every = Number(live.dataset.every) || EVERY;
  let tag = "";
  const ask = async () => {
    try {
      const answer = await fetch(live.dataset.live, {
        headers: tag ? { "If-None-Match": tag } : {},
        redirect: "manual",
        cache: "no-store",
      });
      if (answer.type === "opaqueredirect") {
        location.reload();
        return;
      }
      if (answer.ok) {
        tag = answer.headers.get("ETag") ?? "";
        renew(live, await answer.text());
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      lost.hidden = true;
      lost.textContent = "";
    } catch {
      if (lost.hidden) {
        lost.textContent = lost.dataset.words;
        lost.hidden = false;
      }
    }
    setTimeout(ask, every);
  };
  live.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form) form.dataset.touched = "";
  });
  setTimeout(ask, every);
}

for (const sound of document.querySelectorAll("audio[data-away]")) {
  sound.addEventListener("error", () => {
    const words = sound.nextElementSibling;
    words.textContent = sound.dataset.away;
    words.hidden = false;
  });
}
const said = document.getElementById("said");
if (said) {
  // Whoever works by keys goes on from what came of it, not from the top; and it is not said again by a reload.
  said.focus();
  const here = new URL(location.href);
  here.searchParams.delete("said");
  history.replaceState(null, "", here);
}
const live = document.querySelector("[data-live]");
if (live) follow(live);
count();
setInterval(count, 1000);
