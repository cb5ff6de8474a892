/** More came than is ever read: what it would have said is unknown. */
export class AnswerTooBig extends Error {
  override readonly name = 'AnswerTooBig';

  constructor(maxBytes: number) {
    super(`its answer is longer than ${Math.floor(maxBytes / 1024 / 1024)} MiB, and was given up`);
  }
}
