import { listFiles, readSources, type Source } from './sources.ts'
import { importsOf, isRelative, resolveImport, type Import } from './imports.ts'

/** The layers of src/, a folder or file each, with what they may import. `leaves` are the files directly in src/. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  leaves: ['settings'],
  settings: ['leaves'],
  db: ['leaves'],
  queue: ['db', 'leaves'],
  scheduler: ['db', 'queue', 'leaves'],
  http: ['db', 'queue', 'leaves'],
  alerts: ['db', 'leaves'],
  pool: ['db', 'alerts', 'platforms', 'leaves'],
  platforms: ['leaves'],
  openai: ['db', 'leaves'],
  cli: ['leaves'],
  features: ['http', 'scheduler', 'queue', 'pool', 'alerts', 'platforms', 'openai', 'db', 'leaves'],
  daemon: [
    'features',
    'http',
    'scheduler',
    'queue',
    'pool',
    'alerts',
    'platforms',
    'openai',
    'db',
    'leaves',
  ],
  main: ['daemon', 'cli', 'db', 'settings', 'leaves'],
}

const FOLDERS = Object.keys(MAY_IMPORT).filter((layer) => !/^(leaves|daemon|main)$/.test(layer))

/** What else may be imported as long as nothing of it is left at run time. */
const MAY_IMPORT_TYPES: Record<string, readonly string[]> = {
  leaves: ['db', 'queue', 'scheduler', 'http', 'pool', 'platforms', 'openai'],
  cli: ['http'],
}

/** Imports whose module is chosen at run time, each with its reason. */
const COMPUTED: Record<string, string> = {
  'src/db/embedded-place.ts': 'the package with the binaries of this platform',
}

/** The one file of a feature that other folders may import. */
const FEATURE_DOOR = /^src\/features\/[^/]+\/index\.ts$/
const FEATURE_LIST = 'src/features/index.ts'

/** The layer of a file of src/; undefined when the design knows no such folder. */
export function layerOf(path: string): string | undefined {
  const [, first = '', ...rest] = path.split('/')
  if (rest.length > 0) return FOLDERS.includes(first) ? first : undefined
  if (first === 'main.ts') return 'main'
  return first === 'daemon.ts' ? 'daemon' : 'leaves'
}

/** The folder below features/ or platforms/ that a file belongs to; undefined for files directly there. */
export function unitOf(path: string): string | undefined {
  const [, layer, unit, ...rest] = path.split('/')
  return (layer === 'features' || layer === 'platforms') && rest.length > 0 ? unit : undefined
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
  if (/^(sim|tests|bench)\//.test(target)) return `imports ${target}: src/ must not know it`
  if (!target.startsWith('src/')) return undefined
  const [importer, imported] = [layerOf(from), layerOf(target)]
  if (importer === undefined || imported === undefined) return undefined
  if (importer !== imported) {
    const allowed = MAY_IMPORT[importer]?.includes(imported)
    const asTypes = found.typesOnly && MAY_IMPORT_TYPES[importer]?.includes(imported)
    if (!allowed && !asTypes) return `imports ${target}: ${importer} must not know ${imported}`
  }
  if (imported === 'features') return featureProblem(from, target)
  if (imported === 'platforms') return adapterProblem(from, target)
  return undefined
}

function featureProblem(from: string, target: string): string | undefined {
  const [own, other] = [unitOf(from), unitOf(target)]
  if (target === FEATURE_LIST && from !== 'src/daemon.ts') {
    return `imports ${target}: only daemon.ts knows everything`
  }
  if (own === other || other === undefined || FEATURE_DOOR.test(target)) return undefined
  return `imports ${target}: the inside of another feature`
}

function adapterProblem(from: string, target: string): string | undefined {
  const adapter = unitOf(target)
  if (adapter === undefined || from === 'src/daemon.ts' || unitOf(from) === adapter)
    return undefined
  return `imports ${target}: only daemon.ts knows an adapter, everybody else the port`
}
