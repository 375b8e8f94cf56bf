/** The layers of docs/architecture.md, held by `npm run check`. @type {import('dependency-cruiser').IConfiguration} */
const mainFeatures =
  'engine|ollama|chroma|library|retrieval|chat|diagnostics|storage|http|config|resilience|cache'

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'electron-only-at-the-edge',
      comment: 'Everything but the window and the life cycle runs, and is tested, in plain Node.',
      severity: 'error',
      from: {
        path: '^src-(main|shared)',
        pathNot: '^src-main/(app|window|ipc|preload)/|^src-main/main\\.ts$',
      },
      to: { path: '^(electron|node_modules/electron)(/|$)' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^src-shared' },
      to: { path: '^src-(main|renderer)' },
    },
    {
      name: 'shared-has-no-node',
      severity: 'error',
      from: { path: '^src-shared' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-sees-only-shared',
      severity: 'error',
      from: { path: '^src-renderer' },
      to: { path: '^src-main' },
    },
    {
      name: 'main-sees-no-renderer',
      severity: 'error',
      from: { path: '^src-main' },
      to: { path: '^src-renderer' },
    },
    {
      name: 'preload-sees-only-shared',
      severity: 'error',
      from: { path: '^src-main/preload' },
      to: { path: '^src-main', pathNot: '^src-main/preload' },
    },
    {
      name: 'features-do-not-know-the-edges',
      comment: 'Services are handed to the window and to HTTP, never the other way round.',
      severity: 'error',
      from: {
        path: '^src-main/(engine|ollama|chroma|library|retrieval|chat|diagnostics|storage|config|resilience|cache|base)/',
      },
      to: { path: '^src-main/(http|ipc|window|app|preload|composition|main|headless)' },
    },
    {
      name: 'features-meet-through-their-index',
      comment: 'A feature folder reaches another only through its index.ts; base and storage are for all.',
      severity: 'error',
      from: { path: `^src-main/(${mainFeatures})/` },
      to: { path: `^src-main/(${mainFeatures})/`, pathNot: '^src-main/$1/|^src-main/[^/]+/index\\.ts$' },
    },
    {
      name: 'renderer-features-meet-through-their-index',
      severity: 'error',
      from: { path: '^src-renderer/(chat|library|diagnostics|settings)/' },
      to: {
        path: '^src-renderer/(chat|library|diagnostics|settings)/',
        pathNot: '^src-renderer/$1/|^src-renderer/[^/]+/index\\.ts$',
      },
    },
    {
      name: 'nothing-from-tests',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
