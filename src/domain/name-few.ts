import { andList } from './and-list.ts';

/** A cluster has no more hosts than this in one role; a selector that is too wide finds those of all clusters. */
const NAMED = 10;

/** Hosts in a sentence, which stays one however many there are. */
export const nameFew = (hosts: readonly string[]): string => andList(hosts, NAMED);
