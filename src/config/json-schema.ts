import { z } from 'zod';
import { ConfigFile } from './config-file.ts';

/** The JSON Schema of wale.yaml, for editors: schemas/wale.config.schema.json is made from it. */
export const configJsonSchema = (): object => ({
  ...z.toJSONSchema(ConfigFile, { io: 'input' }),
  title: 'wale.yaml',
});
