/** Which folder may import which. Each rule says why; `npm run arch` enforces them. */

const ours = '^(src|handlers|test|demo|lab|bench|proof)/';
const networkClients = '(^|/)node_modules/(axios|@elastic|@slack/(bolt|web-api))/';

/** Files in `folder` may import our own code only from `allowed`. */
const only = (name, folder, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: folder },
  to: { path: ours, pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The words of the field: no package, no other folder.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    only(
      'archiver-logs-see-domain',
      '^src/archiver-logs/',
      '^src/(domain|archiver-logs)/',
      'Reading a log is text in, events out.',
    ),
    only(
      'diagnosis-sees-domain',
      '^src/diagnosis/',
      '^src/(domain|diagnosis)/',
      'Rules decide from a Snapshot and nothing else.',
    ),
    only(
      'messages-see-domain',
      '^src/messages/',
      '^src/(domain|messages|threads)/',
      'Rendering is a pure function of plain values.',
    ),
    only(
      'alerts-see-domain',
      '^src/alerts/',
      '^src/(domain|alerts)/',
      'Recognising an alert is text in, alert out.',
    ),
    only(
      'threads-see-alerts',
      '^src/threads/',
      '^src/(domain|alerts|threads)/',
      'The course of a thread is decided from what is known of it, and nothing is asked.',
    ),
    only(
      'upstreams-shared-files',
      '^src/upstreams/[^/]+\\.ts$',
      '^src/(domain/|upstreams/[^/]+\\.ts$)',
      'Code shared by adapters knows no adapter.',
    ),
    only(
      'upstreams-stand-alone',
      '^src/upstreams/([^/]+)/',
      [
        '^src/(domain|archiver-logs|alerts|threads)/',
        '^src/upstreams/$1/',
        '^src/upstreams/[^/]+\\.ts$',
      ],
      'One upstream never knows another.',
    ),
    only(
      'use-cases-see-contracts',
      '^src/use-cases/',
      '^src/(domain|diagnosis|alerts|threads|messages|use-cases)/',
      'Use cases are handed their upstreams.',
    ),
    only(
      'config-sees-domain',
      '^src/config/',
      '^src/(domain|alerts|threads|config)/',
      'Configuration is read before anything else exists.',
    ),
    only(
      'terminal-stays-thin',
      '^src/terminal/',
      '^src/(domain|messages|use-cases|terminal)/',
      'A terminal command parses, calls one use case, renders.',
    ),
    only(
      'handlers-stay-thin',
      '^handlers/',
      ['^handlers/', '^src/(domain|alerts|threads|messages|use-cases)/'],
      'A handler parses, calls one use case, renders.',
    ),
    {
      name: 'only-the-composition-wires',
      comment:
        'main.ts, and the files of src/composition/, are the only ones that may know everything.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|composition/)' },
      to: { path: '^(handlers/|src/(main\\.ts$|composition/))' },
    },
    {
      name: 'clients-at-the-edge',
      comment: 'Network clients and the file system belong to the edges.',
      severity: 'error',
      from: { path: '^src/(domain|archiver-logs|alerts|threads|diagnosis|messages|use-cases)/' },
      to: { path: [networkClients, '^(node:)?(fs|fs/promises|http|https|net|child_process)$'] },
    },
    {
      name: 'ship-no-tests',
      comment: 'What is shipped does not know its tests, benchmarks or the lab.',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: { path: '^(test|demo|lab|bench|proof)/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no order to read it in.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'ship-no-dev-dependency',
      comment: 'A dev dependency is missing in production.',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
