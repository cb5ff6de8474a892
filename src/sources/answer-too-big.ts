/** More came than is ever read: what it would have said is unknown. */
export class AnswerTooBig extends Error {
  override readonly name = 'AnswerTooBig';

  constructor(maxBytes: number, what: 'its answer' | 'all its answers' = 'its answer') {
    const mib = `${Math.floor(maxBytes / 1024 / 1024)} MiB`;
    super(
      what === 'its answer'
        ? `its answer is longer than ${mib}, and was given up`
        : `all its answers together are longer than ${mib}, and were given up`,
    );
  }
}
