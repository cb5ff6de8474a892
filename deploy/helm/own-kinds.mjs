// The objects of a file that are of Kubernetes’ own kinds: own-kinds.mjs FILE
import { readFileSync } from 'node:fs';
import { parseAllDocuments, stringify } from 'yaml';

const [file] = process.argv.slice(2);
const objects = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
const own = objects.filter((object) => object !== null && !object.apiVersion.includes('coreos'));
process.stdout.write(own.map((object) => stringify(object)).join('---\n'));
