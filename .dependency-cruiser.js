/** The lines of the house: who may import whom. A rule that is only written down is not held. */

const area = (name) => `^src/${name}/`;
const outside = (name) => `^src/(?!${name}/)`;

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-imports-nothing-of-ours',
      severity: 'error',
      from: { path: area('kernel'), pathNot: '\\.spec\\.ts$' },
      to: { path: outside('kernel') },
    },
    {
      name: 'loaded-when-needed',
      comment:
        'Commands that need neither jobs nor Microsoft must not wait for these to load: import them where they are used.',
      severity: 'error',
      // Itself loaded when a pull asks for it.
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', '^src/ingest/sources/partner-center/credential\\.ts$'] },
      to: {
        path: 'node_modules/(pg-boss|axios|@azure/identity|@azure/msal-node|libxml2-wasm|pdfkit|nodemailer|openid-client)/',
        dependencyTypesNot: ['type-only'],
        dynamic: false,
      },
    },
    {
      name: 'pure-files-import-kernel-and-types-only',
      comment:
        'Rules, rewards, mappers and writers of payment formats know no framework, database, clock or randomness.',
      severity: 'error',
      from: {
        path: [
          '^src/calculation/(rules|rewards)/',
          '^src/calculation/(determine|seats|seats-added|licences-sold|counted-of-customer)\\.ts$',
          '/(mapper|wire|timeline|resolve-catalogue)\\.ts$',
          '^src/payout/(instructions|account-checks|debtor-accounts|thresholds|answers/messages)/',
          '^src/payout/wire-files/(payment-order-of|write-file)\\.ts$',
          '^src/payout/payees/(check-bank-details|notices)\\.ts$',
          '^src/partners/(company-names|registrations)/',
        ],
        pathNot: ['\\.spec\\.ts$', '/examples/'],
      },
      to: {
        path: ['^src/', '^node_modules/'],
        pathNot: [
          area('kernel'),
          '^src/calculation/(rules|rewards)/',
          '^src/calculation/(determine|seats|seats-added|licences-sold|counted-of-customer)\\.ts$',
          '^src/payout/(instructions|account-checks|debtor-accounts|thresholds|answers/messages)/',
          '^src/payout/wire-files/(payment-order-of|write-file)\\.ts$',
          '^src/payout/payees/(check-bank-details|notices)\\.ts$',
          '^src/campaigns/last-days\\.ts$',
          '^src/partners/(company-names|registrations)/',
          '/(mapper|wire|timeline|resolve-catalogue)\\.ts$',
          '^src/ingest/sources/cells\\.ts$',
          'node_modules/(decimal\\.js|zod|luxon|saxes)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'proofs-need-no-database',
      comment: 'Whoever has a proof and this program can check it: nothing of it asks a database.',
      severity: 'error',
      from: {
        path: '^src/calculation/(proof/|explanation/(reason-case|explain-earning|days-left|wording|terms-of-rules)\\.ts$)',
      },
      to: { path: ['^src/database/', 'node_modules/(@nestjs|typeorm|pg)/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-face-of-an-area',
      comment:
        'Another area is entered by its index.ts; what lies behind it may change. But the thread of a billing file writes text of COPY, and what is pure counts the last day to pay: both load no database.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^src/[^/]+/.+',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/index\\.ts$',
          '^src/database/copy-text\\.ts$',
          '^src/campaigns/last-days\\.ts$',
          '^src/partners/(company-names|registrations)/',
        ],
      },
    },
    {
      name: 'ingest-knows-no-rule',
      severity: 'error',
      from: { path: area('ingest') },
      to: { path: '^src/(calculation|campaigns|ledger|payout|portal)/' },
    },
    {
      name: 'calculation-fetches-nothing',
      severity: 'error',
      from: { path: area('calculation') },
      to: { path: '^src/(ingest|payout|portal)/' },
    },
    {
      name: 'ledger-knows-no-run',
      severity: 'error',
      from: { path: area('ledger') },
      to: { path: '^src/(ingest|calculation|payout|portal)/' },
    },
    {
      name: 'payout-never-recalculates',
      severity: 'error',
      from: { path: area('payout') },
      to: { path: '^src/(ingest|calculation|portal)/' },
    },
    {
      name: 'partners-serve-others',
      severity: 'error',
      from: { path: area('partners') },
      to: { path: '^src/(ingest|calculation|ledger|payout|portal)/' },
    },
    {
      name: 'idempotency-knows-no-request',
      comment: 'What is asked for under a key is the business of whoever is asked.',
      severity: 'error',
      from: { path: area('idempotency') },
      to: { path: '^src/(?!idempotency/|database/|kernel/)[^/]+/' },
    },
    {
      name: 'access-serves-others',
      comment: 'Who is calling is asked by the pages and the command line; what they show is none of its business.',
      severity: 'error',
      from: { path: area('access') },
      to: { path: '^src/(ingest|calculation|campaigns|ledger|payout|portal|notifications|jobs)/' },
    },
    {
      name: 'notifications-tell-what-they-are-told',
      comment: 'Who tells partners something puts it into the outbox; the sender asks nobody back.',
      severity: 'error',
      from: { path: area('notifications') },
      to: { path: '^src/(ingest|calculation|ledger|payout|portal|jobs)/' },
    },
    {
      name: 'only-the-top-sees-everything',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/commands/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'product-never-imports-demo-or-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.tsx?$' },
      to: { path: '^(demo|bench|test)/' },
    },
    { name: 'demo-never-imports-tests', severity: 'error', from: { path: '^demo/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'the-oracle-stands-apart',
      comment: 'It is written from the contract alone, or it would repeat the engine’s mistakes.',
      severity: 'error',
      from: { path: '^test/oracle/' },
      to: { path: '^(src|demo|migrations)/' },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: ['\\.spec\\.ts$', '/examples/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
