import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { configJsonSchema } from '../src/config/json-schema.ts';
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
  ])('refuses %s', (text) => {
    expect(fits(parse(text))).toBe(false);
  });
});
