/** Every property test of every run has the same cases: a test that fails by chance tells nothing. */
const PINNED_SEED = 20261124;

const fromEnvironment = (name: string): number | undefined => {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw new RangeError(`${name} must be a whole number, not ${text}`);
  return Number(text);
};

export const seed = (): number => fromEnvironment('FC_SEED') ?? PINNED_SEED;

/** How many cases a property has that does not do with the usual hundred. */
export const runs = (usual: number): number => fromEnvironment('FC_NUM_RUNS') ?? usual;
