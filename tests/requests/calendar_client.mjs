// Opens calendars in ical.js, the library of Thunderbird's calendar, and says what it holds. Standard input: a JSON
// list of calendars in the order they arrive, of which a program keeps, for each event, the last change.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const held = new Map();
const methods = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  methods.push(calendar.getFirstPropertyValue("method"));
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const before = held.get(event.uid);
    if (before && before.sequence > event.sequence) continue;
    held.set(event.uid, {
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      starts: event.startDate.toJSDate().toISOString(),
      minutes: event.duration.toSeconds() / 60,
      summary: event.summary,
      description: event.description,
      attendees: event.attendees.map((one) => [one.getFirstValue(), one.getParameter("cn")]),
      organizer: event.organizer,
      alarms: component
        .getAllSubcomponents("valarm")
        .map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
    });
  }
}
process.stdout.write(JSON.stringify({ methods, events: Object.fromEntries(held) }));
