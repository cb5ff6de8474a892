const HEADING = /^\W{0,6}(?:alerts )?(firing|resolved)\W{0,6}$/i;
const LABELS = /^\W{0,4}labels\W{0,4}$/i;

/**
 * What a post says of alerts that fire. One of a group holds a part headed Firing and one headed Resolved, and in each
 * the labels of one alert after the other, as the templates of Grafana and Alertmanager write them: what is told of an
 * alert that is over, or of another one, is not told of this one.
 */
export function firingPart(text: string, isOurs: (block: string) => boolean): string {
  let isResolved = false;
  const firing = text.split('\n').filter((line) => {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) isResolved = heading.toLowerCase() === 'resolved';
    return !isResolved;
  });
  const blocks: string[][] = [[]];
  for (const line of firing) {
    if (LABELS.test(line)) blocks.push([]);
    blocks.at(-1)?.push(line);
  }
  const [head = [], ...alerts] = blocks;
  const ours = alerts.filter((block) => isOurs(block.join('\n')));
  return [head, ...(ours.length > 0 ? ours : alerts)].map((block) => block.join('\n')).join('\n');
}
