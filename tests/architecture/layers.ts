import { listFiles, readSources, type Source } from './sources.ts'
import { importsOf, isRelative, resolveImport, type Import } from './imports.ts'

/** What every layer above may import: the leaves, and the words of the field, which hold no SQL. */
const GROUND = [
  'base',
  'ages',
  'creators',
  'places',
  'accounts',
  'settings',
  'alert kinds',
] as const

/** The core: what features are made with. None of it knows a feature. */
const CORE = [
  'http',
  'scheduler',
  'queue',
  'pool',
  'connections',
  'alerts',
  'ai',
  'platforms',
  'media',
  'db',
] as const

/**
 * The layers of src/, a folder or file each, with what they may import. `config` are the files directly in src/;
 * `declarations` are the pure files of features, which the commands load without the server.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  creators: ['base'],
  places: ['base'],
  ages: [],
  accounts: ['base', 'ages'],
  'alert kinds': [],
  settings: ['base', 'creators', 'accounts', 'ages'],
  db: GROUND,
  queue: ['db', ...GROUND],
  scheduler: ['db', 'queue', ...GROUND],
  http: ['db', 'queue', ...GROUND],
  alerts: ['db', ...GROUND],
  pool: ['db', 'alerts', 'platforms', ...GROUND],
  connections: ['db', 'alerts', 'platforms', ...GROUND],
  platforms: GROUND,
  media: ['db', ...GROUND],
  ai: ['db', 'queue', 'alerts', ...GROUND],
  cli: GROUND,
  console: ['http', ...GROUND],
  mcp: ['http', ...GROUND],
  pages: ['console', 'http', 'fields', ...GROUND],
  fields: GROUND,
  declarations: ['cli', 'fields', ...GROUND],
  config: ['declarations', 'cli', ...GROUND],
  features: ['declarations', 'pages', 'fields', ...CORE, ...GROUND],
  daemon: ['console', 'mcp', 'features', 'declarations', 'config', ...CORE, ...GROUND],
  main: ['daemon', 'config', 'declarations', 'cli', 'db', ...GROUND],
}

const FOLDERS = Object.keys(MAY_IMPORT).filter(
  (layer) =>
    !/^(config|daemon|main|declarations|alert kinds|pages|fields|operation types)$/.test(layer),
)

/** What else may be imported as long as nothing of it is left at run time. */
const MAY_IMPORT_TYPES: Record<string, readonly string[]> = {
  cli: ['http'],
  console: ['operation types'],
  'operation types': ['features'],
  features: ['console'],
}

/** Imports whose module is chosen at run time, each with its reason. */
const COMPUTED: Record<string, string> = {
  'src/db/embedded/embedded-place.ts': 'the package with the binaries of this platform',
}

const ALERT_KINDS = 'src/alerts/kinds.ts'
/** Texts and pages of a feature: they call operations by name, as any client of the API. */
const PAGES = /^src\/features\/[^/]+\/(pages|texts)\//
/** The fields of a feature's nouns, which its operations, its pages and its commands are made from. */
const FIELDS = /^src\/features\/[^/]+\/fields\//
/** The types of all operations. */
const OPERATION_TYPES = 'src/features/operations.ts'
const DECLARATIONS = /^src\/features\/(declarations?|[^/]+\/(declare|([a-z]+-)*commands?))\.ts$/

/** What builds everything. It knows the list of features and what they have in common, and none by its name. */
const COMPOSITION_ROOT = /^src\/(daemon|doctor|doctor-database|own-accounts|serve|services)\.ts$/

/** The one file of a feature that other folders may import. */
const FEATURE_DOOR = /^src\/features\/[^/]+\/index\.ts$/
/** What a feature is made of, for the list of all features; and what it can do, for the types of all operations. */
const FEATURE_PARTS = /^src\/features\/[^/]+\/feature\.ts$/
const FEATURE_OPERATIONS = /^src\/features\/[^/]+\/operations\/index\.ts$/
const FEATURE_LIST = 'src/features/index.ts'
const DECLARATION_LIST = 'src/features/declarations.ts'

/** The layer of a file of src/; undefined when the design knows no such folder. */
export function layerOf(path: string): string | undefined {
  if (path === ALERT_KINDS) return 'alert kinds'
  if (path === OPERATION_TYPES) return 'operation types'
  if (PAGES.test(path)) return 'pages'
  if (FIELDS.test(path)) return 'fields'
  if (DECLARATIONS.test(path)) return 'declarations'
  const [, first = '', ...rest] = path.split('/')
  if (rest.length > 0) return FOLDERS.includes(first) ? first : undefined
  if (first === 'main.ts' || first === 'schema-commands.ts') return 'main'
  return COMPOSITION_ROOT.test(path) ? 'daemon' : 'config'
}

/** The folder below features/ or platforms/ that a file belongs to; undefined for files directly there. */
export function unitOf(path: string): string | undefined {
  const [, layer, unit, ...rest] = path.split('/')
  return (layer === 'features' || layer === 'platforms') && rest.length > 0 ? unit : undefined
}

/** The folder that tables and task types belong to: a layer, or a single feature or adapter. */
export function folderOf(path: string): string {
  const unit = unitOf(path)
  const layer = layerOf(path)
  if (layer === undefined || layer === 'leaves') return path
  return unit === undefined ? `src/${layer}` : `src/${layer}/${unit}`
}

/** Every breach of the layers below src/, one sentence each. Throws when there is nothing to check. */
export function layerProblems(root: string): string[] {
  const strangers = listFiles(root, 'src')
    .filter((path) => layerOf(path) === undefined)
    .map((path) => `${path} is in no folder that the design knows`)
  const breaches = readSources(root, 'src').flatMap((source) =>
    importsOf(source).flatMap((found) => {
      const problem = importProblem(root, source, found)
      return problem === undefined ? [] : [`${source.path}:${found.line} ${problem}`]
    }),
  )
  return [...strangers, ...breaches]
}

function importProblem(root: string, source: Source, found: Import): string | undefined {
  const { specifier } = found
  if (specifier === undefined) {
    if (source.path in COMPUTED) return undefined
    return 'computes what it imports, so that nobody can tell where it leads'
  }
  if (/^(#|\/|file:|gramd(\/|$))/.test(specifier)) {
    return `imports ${specifier}: files of ours are imported by relative path`
  }
  if (!isRelative(specifier)) return undefined
  const target = resolveImport(root, source.path, specifier)
  if (target === undefined) {
    return found.guessed ? undefined : `imports ${specifier}, which leads nowhere`
  }
  return targetProblem(source.path, target, found)
}

function targetProblem(from: string, target: string, found: Import): string | undefined {
  if (/^(sim|tests|bench|tools)\//.test(target)) return `imports ${target}: src/ must not know it`
  if (!target.startsWith('src/')) return undefined
  const [importer, imported] = [layerOf(from), layerOf(target)]
  if (importer === undefined || imported === undefined) return undefined
  if (importer !== imported) {
    const allowed = MAY_IMPORT[importer]?.includes(imported)
    const asTypes = found.typesOnly && MAY_IMPORT_TYPES[importer]?.includes(imported)
    if (!allowed && !asTypes) return `imports ${target}: ${importer} must not know ${imported}`
  }
  if (['features', 'declarations', 'pages', 'fields'].includes(imported))
    return featureProblem(from, target)
  if (imported === 'platforms') return adapterProblem(from, target)
  return undefined
}

function featureProblem(from: string, target: string): string | undefined {
  const [own, other] = [unitOf(from), unitOf(target)]
  if (target === FEATURE_LIST && from !== 'src/daemon.ts') {
    return `imports ${target}: only daemon.ts knows everything`
  }
  if (own === other || other === undefined) return undefined
  if (COMPOSITION_ROOT.test(from)) return `imports ${target}: daemon.ts names no feature`
  if (FEATURE_DOOR.test(target)) return undefined
  if (from === FEATURE_LIST && FEATURE_PARTS.test(target)) return undefined
  if (from === OPERATION_TYPES && FEATURE_OPERATIONS.test(target)) return undefined
  if (from === DECLARATION_LIST || from === 'src/config.ts') return undefined
  return `imports ${target}: the inside of another feature`
}

function adapterProblem(from: string, target: string): string | undefined {
  const adapter = unitOf(target)
  // Ports are directly in platforms/ or, several of a capability, in a folder of ports/.
  if (
    adapter === undefined ||
    adapter === 'ports' ||
    adapter === 'reading' ||
    COMPOSITION_ROOT.test(from) ||
    unitOf(from) === adapter
  )
    return undefined
  return `imports ${target}: only daemon.ts knows an adapter, everybody else the port`
}
