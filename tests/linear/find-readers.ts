import { join } from 'node:path'
import type { ESTree } from 'vite'
import { readSources, type Source } from '../architecture/sources.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** An exported function that is given text, and makes something of it. */
export type Reader = { path: string; name: string; parameters: Parameter[] }
export type Parameter = { type: ESTree.TSType | undefined; isOptional: boolean; source: Source }

/**
 * The rule by which readers of outside text are found: each exported function of these folders that is synchronous and
 * whose first parameter is a text, a list of texts, or bytes. The texts of commands, of settings and of SQL are not from outside;
 * the scripts of the browser and the building blocks of pages read none.
 */
const OUT =
  /^src\/(?:cli|settings|db|queue|scheduler|console\/(?:browser|parts|words))\/|-commands?\.ts$/

export function findReaders(root: string): Reader[] {
  return readSources(root, 'src')
    .filter(({ path }) => !OUT.test(path) && path.split('/').length > 2)
    .flatMap((source) => exportedFunctions(source).map((found) => readerOf(source, found)))
    .filter(({ parameters: [first] }) => first?.type !== undefined && isText(first.type))
}

type Found = { name: string; fn: ESTree.Function | ESTree.ArrowFunctionExpression }

function exportedFunctions({ program }: Source): Found[] {
  return program.body.flatMap((statement): Found[] => {
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { declaration } = statement
    if (declaration?.type === 'FunctionDeclaration')
      return declaration.id ? [{ name: declaration.id.name, fn: declaration }] : []
    if (declaration?.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' &&
      (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression')
        ? [{ name: id.name, fn: init }]
        : [],
    )
  })
}

function readerOf(source: Source, { name, fn }: Found): Reader {
  const parameters = fn.async ? [] : fn.params.map((each) => parameterOf(source, each))
  return { path: source.path, name, parameters }
}

function parameterOf(source: Source, parameter: ESTree.ParamPattern): Parameter {
  const isDefault = parameter.type === 'AssignmentPattern'
  const target = isDefault ? parameter.left : parameter
  const isMarked = 'optional' in target && target.optional
  const type = 'typeAnnotation' in target ? target.typeAnnotation?.typeAnnotation : undefined
  return { type: type ?? undefined, isOptional: isDefault || isMarked, source }
}

/** Whether a value of this type is text: `string`, `string | null`, `readonly string[]`, `Buffer`. */
function isText(type: ESTree.TSType): boolean {
  if (type.type === 'TSStringKeyword') return true
  if (type.type === 'TSUnionType') return type.types.some(isText)
  if (type.type === 'TSArrayType') return isText(type.elementType)
  if (type.type === 'TSTypeOperator') return isText(type.typeAnnotation)
  return isBytes(type)
}

export const isBytes = (type: ESTree.TSType): boolean =>
  type.type === 'TSTypeReference' &&
  type.typeName.type === 'Identifier' &&
  /^(?:Buffer|Uint8Array)$/.test(type.typeName.name)
