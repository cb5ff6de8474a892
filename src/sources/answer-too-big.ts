/** More came than is ever read: what it would have said is unknown. */
export class AnswerTooBig extends Error {
  override readonly name = 'AnswerTooBig';
}

const mib = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;

export const longerThan = (maxBytes: number): AnswerTooBig =>
  new AnswerTooBig(`its answer is longer than ${mib(maxBytes)}, and was given up`);

export const togetherLongerThan = (maxBytes: number): AnswerTooBig =>
  new AnswerTooBig(`all its answers together are longer than ${mib(maxBytes)}, and were given up`);
