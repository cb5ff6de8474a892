import base from './jest.config.js';

/** The tests that start real servers: `npm run test:real`. They need Java 17, Maven and Prometheus. */
export default { ...base, testMatch: ['<rootDir>/test/real/**/*.real.ts'], maxWorkers: 1 };
