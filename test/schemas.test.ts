import { describe, it } from '@jest/globals';
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
