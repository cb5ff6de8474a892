/** Whether a name is one of the IANA time zones, such as Europe/Berlin or UTC. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError: there is no such zone
  }
}
