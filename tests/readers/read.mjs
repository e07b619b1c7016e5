// Reads calendars (a JSON list of texts on standard input) with ical.js and with node-ical, and writes
// what each understood, in the same words.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const ICAL = (await import(pathToFileURL(require.resolve("ical.js")).href)).default;
const nodeIcal = require("node-ical");

const text = (value) => (value && typeof value === "object" ? value.val : value) ?? null;
const listed = (value) => (value === undefined ? [] : [value].flat()).map(text);

function byIcalJs(source) {
  const calendar = new ICAL.Component(ICAL.parse(source));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const first = (name) => component.getFirstPropertyValue(name);
    return {
      method: calendar.getFirstPropertyValue("method"),
      uid: event.uid,
      sequence: Number(event.sequence),
      starts: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
      summary: event.summary,
      description: event.description ?? null,
      place: event.location ?? null,
      status: first("status"),
      organiser: event.organizer ?? null,
      attendees: event.attendees.map((one) => one.getFirstValue()),
    };
  });
}

function byNodeIcal(source) {
  const parsed = Object.values(nodeIcal.sync.parseICS(source));
  const calendar = parsed.find((one) => one.type === "VCALENDAR");
  return parsed
    .filter((one) => one.type === "VEVENT")
    .map((event) => ({
      method: event.method ?? calendar?.method ?? null,
      uid: event.uid,
      sequence: Number(event.sequence),
      starts: event.start.toISOString(),
      ends: event.end.toISOString(),
      summary: text(event.summary),
      description: text(event.description),
      place: text(event.location),
      status: event.status ?? null,
      organiser: text(event.organizer),
      attendees: listed(event.attendee),
    }));
}

const sources = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({ "ical.js": sources.map(byIcalJs), "node-ical": sources.map(byNodeIcal) }));
