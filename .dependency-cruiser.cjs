/** Which folder may import which. Each rule says why; `npm run arch` enforces them. */

const ours = '^(src|handlers|test|demo|lab|bench|proof|sandbox)/';
const networkClients = '(^|/)node_modules/(axios|@elastic|@slack/(bolt|web-api))/';

/** What an archiver is, and the list of them; what one alone is stays in its folder. */
const REGISTRY = '^src/archivers/[^/]+\\.ts$';

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
      'log-sees-archivers',
      '^src/log/',
      ['^src/(domain|log)/', '^src/archivers/(archivers\\.ts$|wal-e/)'],
      'Reading a log is text in, events out. Archivers are asked by the registry; WAL-E’s records of several lines are put together here.',
    ),
    only(
      'archivers-see-log',
      '^src/archivers/([^/]+)/',
      ['^src/(domain|log)/', '^src/archivers/$1/', '^src/archivers/[^/]+\\.ts$'],
      'An archiver is a folder: it knows the framing of a line, and no other archiver.',
    ),
    only(
      'archivers-share-no-archiver',
      '^src/archivers/(?!archivers\\.ts$)[^/]+\\.ts$',
      ['^src/(domain|log)/', '^src/archivers/(?!archivers\\.ts$)[^/]+\\.ts$'],
      'What an archiver is knows none of them; the registry alone lists them.',
    ),
    only(
      'facts-see-domain',
      '^src/facts/',
      ['^src/(domain|facts|advice)/', REGISTRY],
      'A fact follows from a snapshot and nothing else; what an archiver is, the registry says.',
    ),
    only(
      'advice-sees-domain',
      '^src/advice/',
      ['^src/(domain|advice)/', REGISTRY],
      'What to do is plain data and what is known.',
    ),
    only(
      'causes-see-advice',
      '^src/causes/',
      ['^src/(domain|advice|causes)/', REGISTRY],
      'A cause is plain data.',
    ),
    only(
      'rules-see-facts',
      '^src/rules/',
      ['^src/(domain|facts|causes|advice|rules)/', REGISTRY],
      'A rule decides from facts and never fetches.',
    ),
    only(
      'checks-see-domain',
      '^src/checks/',
      ['^src/(domain|facts|checks)/', REGISTRY],
      'What a look at a source means is decided from what it found.',
    ),
    only(
      'report-sees-rules',
      '^src/report/',
      '^src/(domain|facts|rules|advice|report)/',
      'The answer is put together from findings and facts.',
    ),
    only(
      'messages-see-domain',
      '^src/messages/',
      '^src/(domain|messages|threads/record)/',
      'Rendering is a pure function of plain values.',
    ),
    only(
      'alerts-see-domain',
      '^src/threads/alerts/',
      '^src/(domain|threads/alerts)/',
      'Recognising an alert is text in, alert out.',
    ),
    only(
      'thread-record-sees-alerts',
      '^src/threads/record/',
      '^src/(domain|threads/(alerts|record))/',
      'The course of a thread is decided from what is known of it, and nothing is asked.',
    ),
    only(
      'tending-is-handed-its-parts',
      '^src/threads/tend/',
      '^src/(domain|messages|use-cases|threads/(alerts|record|tend))/',
      'Tending a thread is the order of things; stores and Slack are handed to it.',
    ),
    only(
      'stores-know-records',
      '^src/threads/stores/',
      '^src/(domain|threads/(record|stores))/',
      'A store keeps what it is given.',
    ),
    only(
      'sources-shared-files',
      '^src/sources/[^/]+\\.ts$',
      '^src/(domain/|sources/[^/]+\\.ts$)',
      'Code shared by sources knows no source.',
    ),
    only(
      'sources-stand-alone',
      '^src/sources/([^/]+)/',
      ['^src/(domain|log)/', '^src/sources/$1/', '^src/sources/[^/]+\\.ts$', REGISTRY],
      'One source never knows another.',
    ),
    only(
      'slack-stands-alone',
      '^src/slack/',
      '^src/(domain|slack|messages/slack|threads/(alerts|record)|sources/[^/]+\\.ts$)',
      'Slack’s Web API knows no source of evidence; of messages only which blocks they are made of.',
    ),
    only(
      'pagerduty-stands-alone',
      '^src/pagerduty/',
      '^src/(domain|pagerduty|threads/(record|alerts)|sources/[^/]+\\.ts$)',
      'PagerDuty’s API knows no source of evidence.',
    ),
    only(
      'outlets-stand-alone',
      '^src/outlets/',
      '^src/(domain|guard|outlets)/',
      'What pages people is told alarms, and knows nothing of where they come from.',
    ),
    only(
      'use-cases-see-contracts',
      '^src/use-cases/',
      '^src/(domain|facts|advice|report|causes|checks|use-cases)/',
      'Use cases are handed their sources.',
    ),
    only(
      'guard-is-handed-its-parts',
      '^src/guard/',
      '^src/(domain|report|use-cases|threads/(record|tend)|guard)/',
      'The guard decides from reports when to speak; stores, clocks and chance are handed to it.',
    ),
    only(
      'config-sees-domain',
      '^src/config/',
      '^src/(domain|threads/(alerts|record)|config)/',
      'Configuration is read before anything else exists.',
    ),
    only(
      'operation-hears-events',
      '^src/operation/',
      '^src/(domain|threads/record|operation)/',
      'Log, audit, metrics and health hear of events, and are handed what they show.',
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
      ['^handlers/', '^src/(domain|threads|messages|use-cases)/'],
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
      from: {
        path: '^src/(domain|log|archivers|facts|advice|causes|rules|report|checks|messages|use-cases|guard|threads/(alerts|record|tend))/',
      },
      to: { path: [networkClients, '^(node:)?(fs|fs/promises|http|https|net|child_process)$'] },
    },
    {
      name: 'ship-no-tests',
      comment: 'What is shipped does not know its tests, benchmarks or the lab.',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: { path: '^(test|demo|lab|bench|proof|sandbox)/' },
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
