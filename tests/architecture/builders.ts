import { Visitor, type ESTree } from 'vite'
import { importsOf, isRelative, resolveImport } from './imports.ts'
import { layerOf, unitOf } from './layers.ts'
import { calleeName } from './literal-text.ts'
import { lineAt, readSources, type Source } from './sources.ts'

/** Values, not services: a module may hold them as constants. */
const VALUES =
  /^(Set|Map|WeakMap|WeakSet|RegExp|URL|Date|TextEncoder|TextDecoder|\w*Format|Segmenter|Collator|DisplayNames)$/
/** Definitions that go by the name of a builder. */
const DEFINITIONS = /^create(Route|Middleware|Require|Hash)$/
/** What opens connections, starts timers or makes services, by the names such functions have here. */
const BUILDERS =
  /^((open|start|connect|listen|spawn|serve|create)(?=[A-Z]|$)\w*|setInterval|setTimeout|setImmediate|pino|fetch)$/

/** Scripts that pages load: each page is their process. */
const OF_PAGES = 'src/console/browser/'

/** The last one runs before all others, in a Node that may be too old for anything else. */
const COMPOSITION_ROOTS = ['src/main.ts', 'src/daemon.ts', 'src/preflight.js']

/**
 * What is built outside daemon.ts and main.ts: anything alive or changeable at module level (it would exist once per
 * process, whoever imports it), and instances of another folder's class. One sentence each.
 */
export function builderProblems(root: string): string[] {
  return readSources(root, 'src')
    .filter(({ path }) => !COMPOSITION_ROOTS.includes(path) && !path.startsWith(OF_PAGES))
    .flatMap((source) => [...moduleLevelProblems(source), ...foreignInstances(root, source)])
}

function moduleLevelProblems(source: Source): string[] {
  const problems: string[] = []
  let depth = 0
  const report = (node: ESTree.Node, what: string): void => {
    if (depth > 0) return
    problems.push(`${source.path}:${lineAt(source, node.start)} ${what} at module level`)
  }
  const enter = (): void => void (depth += 1)
  const leave = (): void => void (depth -= 1)
  // What stands in the field of a class is made with each instance, unless the field is static.
  const enterField = (node: ESTree.PropertyDefinition): void => void (depth += node.static ? 0 : 1)
  const leaveField = (node: ESTree.PropertyDefinition): void => void (depth -= node.static ? 0 : 1)
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    PropertyDefinition: enterField,
    'PropertyDefinition:exit': leaveField,
    AwaitExpression: (node) => report(node, 'awaits'),
    VariableDeclaration: (node) => {
      if ((node.kind === 'let' || node.kind === 'var') && !node.declare) {
        report(node, `keeps a changeable variable (${node.kind})`)
      }
    },
    NewExpression: (node) => {
      const name = calleeName(node.callee) ?? 'something'
      if (!VALUES.test(name)) report(node, `builds a ${name}`)
    },
    CallExpression: (node) => {
      const name = calleeName(node.callee)
      if (name !== undefined && BUILDERS.test(name) && !DEFINITIONS.test(name) && !isVerb(node)) {
        report(node, `calls ${name}`)
      }
    },
  }).visit(source.program)
  return problems
}

/** `operation.create(...)` declares an operation. */
const isVerb = ({ callee }: ESTree.CallExpression): boolean =>
  callee.type === 'MemberExpression' &&
  callee.object.type === 'Identifier' &&
  callee.object.name === 'operation'

/** Errors are values that anyone may throw; the leaves are everybody's. */
function foreignInstances(root: string, source: Source): string[] {
  const foreign = new Map<string, string>()
  for (const { specifier, names } of importsOf(source)) {
    if (specifier === undefined || !isRelative(specifier)) continue
    const target = resolveImport(root, source.path, specifier)
    if (target === undefined || !target.startsWith('src/')) continue
    const ours = layerOf(target) === layerOf(source.path) && unitOf(target) === unitOf(source.path)
    if (ours || layerOf(target) === 'leaves') continue
    for (const name of names) foreign.set(name, target)
  }
  const problems: string[] = []
  new Visitor({
    NewExpression: ({ callee, start }) => {
      const target = callee.type === 'Identifier' ? foreign.get(callee.name) : undefined
      if (callee.type !== 'Identifier' || target === undefined || callee.name.endsWith('Error'))
        return
      const where = `${source.path}:${lineAt(source, start)}`
      problems.push(`${where} builds a ${callee.name} of ${target}: only daemon.ts builds`)
    },
  }).visit(source.program)
  return problems
}
