// A zone's name as the POSIX TZ string that devices take, found out from what the browser's tables say of the years to
// come. Must never return a string that is wrong for any of these years.

import { ZoneTime } from "./zone-time.js";

const hour = 3_600_000;
const day = 24 * hour;
const years = 12;

/**
 * @param {string} name as "Europe/Berlin"
 * @param {number} [now] ms UTC
 * @returns {string | null} as "<+01>-1<+02>,M3.5.0,M10.5.0/3"; null where no rule of weeks says it
 */
export function posixZone(name, now = Date.now()) {
  const zone = new ZoneTime(name);
  const first = new Date(now).getUTCFullYear() + 1;
  const changes = [];
  for (let year = first; year < first + years; year += 1) changes.push(changesOf(zone, year));
  const standard = zone.offset(Date.UTC(first, 0, 1));
  if (changes.every((list) => list.length === 0)) return standard ? zoneName(standard) + distance(-standard) : "UTC0";
  if (!changes.every((list) => list.length === 2)) return null;
  const rules = [0, 1].map((index) => rule(changes.map((list) => list[index])));
  if (rules.includes(null)) return null;
  // Of the two, daylight saving time is further east.
  const summer = changes[0][0].after > changes[0][0].before ? 0 : 1;
  const { before, after } = changes[0][summer];
  const dst = after - before === hour ? "" : distance(-after);
  return `${zoneName(before)}${distance(-before)}${zoneName(after)}${dst},${rules[summer]},${rules[1 - summer]}`;
}

/** When the zone changes its distance from UTC: {local: the clock's time just before, before, after}. */
function changesOf(zone, year) {
  const found = [];
  for (let start = Date.UTC(year, 0, 1); start < Date.UTC(year + 1, 0, 1); start += day) {
    let [low, high] = [start, start + day];
    if (zone.offset(low) === zone.offset(high)) continue;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (zone.offset(middle) === zone.offset(start)) low = middle;
      else high = middle;
    }
    found.push({ local: high + zone.offset(start), before: zone.offset(start), after: zone.offset(high) });
  }
  return found;
}

/** "M3.5.0/3" if each year's change is on the same day of the same week. */
function rule(changes) {
  // A change at midnight may be thought of as the end of the day before: 24:00, or later.
  for (const shift of [0, 1, -1]) {
    const dates = changes.map(({ local }) => new Date(local - shift * day));
    const [date] = dates;
    const [month, weekday] = [date.getUTCMonth(), date.getUTCDay()];
    const seconds = shift * 86_400 + (date.getUTCHours() * 60 + date.getUTCMinutes()) * 60 + date.getUTCSeconds();
    const isSame = (other) => other.getUTCMonth() === month && other.getUTCDay() === weekday
      && other.getUTCHours() === date.getUTCHours() && other.getUTCMinutes() === date.getUTCMinutes();
    const offsetsAreSame = changes.every(({ before, after }) => before === changes[0].before && after === changes[0].after);
    if (!offsetsAreSame || !dates.every(isSame)) continue;
    const weeks = dates.map((each) => Math.ceil(each.getUTCDate() / 7));
    const isLast = dates.every((each) => new Date(each.getTime() + 7 * day).getUTCMonth() !== month);
    const week = isLast ? 5 : weeks.every((each) => each === weeks[0]) ? weeks[0] : 0;
    if (!week) continue;
    return `M${month + 1}.${week}.${weekday}${seconds === 7200 ? "" : `/${clockText(seconds)}`}`;
  }
  return null;
}

/** POSIX counts to the west. */
function distance(ms) {
  return clockText(ms / 1000);
}

/** "2", "-3:30" */
function clockText(seconds) {
  const total = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (number) => String(number).padStart(2, "0");
  const text = rest ? `${hours}:${two(minutes)}:${two(rest)}` : minutes ? `${hours}:${two(minutes)}` : String(hours);
  return seconds < 0 ? `-${text}` : text;
}

/** "<+0530>": browsers know few names as CET, and a device shows none. */
function zoneName(offset) {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number) => String(number).padStart(2, "0");
  const text = two(Math.floor(minutes / 60)) + (minutes % 60 ? two(minutes % 60) : "");
  return `<${offset < 0 ? "-" : "+"}${text}>`;
}
