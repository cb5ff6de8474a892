import { z } from 'zod';
import { ConfigFile } from './config-file.ts';

/** Replaced from the environment, in any text of the file. */
const PLACEHOLDER = String.raw`\$\{[^}]+\}`;

/** The JSON Schema of wale.yaml, for editors: schemas/wale.config.schema.json is made from it. */
export const configJsonSchema = (): object => ({
  ...z.toJSONSchema(ConfigFile, {
    io: 'input',
    override: ({ jsonSchema, path }) => {
      // Names of clusters are keys, in which nothing is replaced.
      if (path.at(-1) === 'propertyNames') return;
      // A schema that is refined further comes here once more.
      if (jsonSchema.pattern?.endsWith(PLACEHOLDER) === true) return;
      if (jsonSchema.format === 'uri') {
        delete jsonSchema.format;
        jsonSchema.pattern = `^[a-z]+://|${PLACEHOLDER}`;
      } else if (jsonSchema.pattern !== undefined) {
        jsonSchema.pattern += `|${PLACEHOLDER}`;
      }
    },
  }),
  title: 'wale.yaml',
});
