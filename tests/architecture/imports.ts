import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { Visitor, type ESTree } from 'vite'
import { literalText } from './literal-text.ts'
import { lineAt, type Source } from './sources.ts'

/** One way in which a file names another module. */
export type Import = {
  /** Undefined when it is computed, so that nobody can tell where it leads. */
  specifier: string | undefined
  /** Gone at run time: `import type`, `export type … from`, `import('…')` in a type. */
  typesOnly: boolean
  /** A mere string that may be a path; every other form is certain to load what it names. */
  guessed: boolean
  /** The local names that a static import binds. */
  names: string[]
  line: number
}

const REFERENCE = /^\/\s*<reference\s+path\s*=\s*["']([^"']+)["']/

/**
 * Everything in a source that names another module: static and side-effect imports, `export … from`, types, `import =`,
 * dynamic imports, require in all its guises, `import.meta.resolve`, triple-slash references; and any other
 * string that starts as a relative path (workers, an aliased loader).
 */
export function importsOf(source: Source): readonly Import[] {
  const found = known.get(source) ?? findImports(source)
  known.set(source, found)
  return found
}

/** Several checks ask about the same files. */
const known = new WeakMap<Source, readonly Import[]>()

function findImports(source: Source): Import[] {
  const found: Import[] = []
  const certain = new Set<number>()
  const loaders = loaderNames(source)

  const add = (node: ESTree.Node, options: Partial<Import> = {}): void => {
    certain.add(node.start)
    found.push({
      specifier: literalText(node),
      typesOnly: false,
      guessed: false,
      names: [],
      line: lineAt(source, node.start),
      ...options,
    })
  }
  const guess = (node: ESTree.Node): void => {
    const text = literalText(node)
    // A mere dot is a decimal mark or a folder, not a module.
    if (!certain.has(node.start) && text?.includes('/') && isRelative(text)) {
      add(node, { guessed: true })
    }
  }

  new Visitor({
    ImportDeclaration: (node) =>
      add(node.source, {
        typesOnly: node.importKind === 'type',
        names: node.specifiers.map((specifier) => specifier.local.name),
      }),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source, { typesOnly: node.exportKind === 'type' })
    },
    ExportAllDeclaration: (node) => add(node.source, { typesOnly: node.exportKind === 'type' }),
    TSImportType: (node) => add(node.source, { typesOnly: true }),
    TSImportEqualsDeclaration: (node) => {
      if (node.moduleReference.type !== 'TSExternalModuleReference') return
      add(node.moduleReference.expression, { typesOnly: node.importKind === 'type' })
    },
    ImportExpression: (node) => add(node.source),
    CallExpression: (node) => {
      const [argument] = node.arguments
      if (argument !== undefined && isLoader(node.callee, loaders)) add(argument)
    },
  }).visit(source.program)
  new Visitor({ Literal: guess, TemplateLiteral: guess }).visit(source.program)

  for (const comment of source.comments) {
    const specifier = REFERENCE.exec(comment)?.[1]
    if (specifier === undefined) continue
    found.push({ specifier, typesOnly: true, guessed: false, names: [], line: 1 })
  }
  return found
}

export const isRelative = (specifier: string): boolean => /^\.\.?(\/|$)/.test(specifier)

/** The file of the project that a relative specifier leads to, relative to the root; undefined when there is none. */
export function resolveImport(root: string, from: string, specifier: string): string | undefined {
  const target = join(root, dirname(from), specifier.replace(/[?#].*$/, ''))
  const file = ['', '.ts', '.mts', '.cts', '.js', '/index.ts', '/index.js']
    .map((ending) => target + ending)
    .find((path) => existsSync(path) && statSync(path).isFile())
  return file === undefined ? undefined : relative(root, file).split(sep).join('/')
}

/** `require`, and every name that holds what `createRequire` gave. */
function loaderNames(source: Source): Set<string> {
  const names = new Set(['require'])
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (id.type === 'Identifier' && init && isCreateRequire(init)) names.add(id.name)
    },
  }).visit(source.program)
  return names
}

function isLoader(callee: ESTree.Expression, loaders: Set<string>): boolean {
  if (isCreateRequire(callee)) return true
  if (callee.type === 'Identifier') return loaders.has(callee.name)
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  const { object, property } = callee
  if (property.name === 'require') return true
  if (property.name !== 'resolve') return false
  return (
    object.type === 'MetaProperty' ||
    isCreateRequire(object) ||
    (object.type === 'Identifier' && loaders.has(object.name))
  )
}

function isCreateRequire(node: ESTree.Node): boolean {
  if (node.type !== 'CallExpression') return false
  const { callee } = node
  if (callee.type === 'Identifier') return callee.name === 'createRequire'
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'createRequire'
  )
}
