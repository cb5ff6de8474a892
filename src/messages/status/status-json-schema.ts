import { z } from 'zod';
import { StatusJson } from './status-json.ts';

/** The published JSON Schema of a status: schemas/status.v1.schema.json is made from it. */
export const statusJsonSchema = (): object => z.toJSONSchema(StatusJson);
