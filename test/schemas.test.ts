import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { Duration, SegmentSize, WaitingTime } from '../src/config/quantities.ts';
import { statusJsonSchema } from '../src/messages/status/status-json-schema.ts';
import { expectGolden } from './support/golden.ts';

const published = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

describe('the published schemas', () => {
  it('describe the status as the code does', () => {
    expectGolden('schemas/status.v1.schema.json', published(statusJsonSchema()));
  });

  it('describe wale.yaml as the code does', () => {
    expectGolden('schemas/wale.config.schema.json', published(configJsonSchema()));
  });
});

describe('the schema of wale.yaml', () => {
  const fits = new Ajv2020({ allowUnionTypes: true }).compile(configJsonSchema());

  it('accepts the example', () => {
    expect(fits(parse(readFileSync('wale.example.yaml', 'utf8')))).toBe(true);
  });

  it.each([
    'state: { redisUrl: "${REDIS_URL}" }',
    'elasticsearch: { url: "https://${HOST}:9200" }',
    'deadline: "${DEADLINE}"',
    'clusters: { a: { thresholds: { uploadMaxAge: "${AGE}m" } } }',
  ])('lets the environment fill in a text: %s', (text) => {
    expect(fits(parse(text))).toBe(true);
  });

  it.each([
    'state: { redisUrl: localhost }',
    'elasticsearch: { url: elasticsearch.example.com }',
    'deadline: 15 minutes',
    'clusters: { "${NAME}": {} }',
    'thresholds: { uploadMaxAeg: 15m }',
    'clusters: { a: { walSegmentSize: 24MiB } }',
  ])('refuses %s', (text) => {
    expect(fits(parse(text))).toBe(false);
  });

  it.each([
    ...['0s', '0.0m', '1ms', '9.99min', '10m', '10.0m', '010m', '10.5m', '11m', '600s', '601s'],
    ...['599.9s', '600000ms', '600001ms', '0.16h', '0.1666h', '0.17h', '0.2h', '1h'],
    ...['0.0069d', '0.007d', '0.01d', '1d', '9m9'],
  ])('takes the same waiting times as loading does: %s', (time) => {
    expect(fits({ guard: { every: time }, deadline: time, elasticsearch: { timeout: time } })).toBe(
      WaitingTime.safeParse(time).success,
    );
  });

  it.each(['0s', '0.00h', '1ms', '11m', '400d', '1.5', '5 m'])(
    'takes the same durations as loading does: %s',
    (time) => {
      expect(fits({ thresholds: { uploadMaxAge: time } })).toBe(Duration.safeParse(time).success);
    },
  );

  it.each(['1MiB', '0MB', '3MB', '16MB', '64MiB', '512MB', '1024MiB', '2048MiB', '1GB', '2GiB'])(
    'takes the same sizes of a segment as loading does: %s',
    (size) => {
      expect(fits({ clusters: { a: { walSegmentSize: size } } })).toBe(
        SegmentSize.safeParse(size).success,
      );
    },
  );
});
