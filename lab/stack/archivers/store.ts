import { inLab } from '../layout.ts';

/** Where the archiver stores: a folder that all hosts share. */
export const STORE = inLab('store');
/** Where the other cluster stores. */
export const STORE_OF_OTHER = inLab('store-ci');
