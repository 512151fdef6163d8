import { Visitor, type ESTree } from 'vite'
import { folderOf } from './layers.ts'
import { calleeName, literalText } from './literal-text.ts'
import { lineAt, readSources, type Source } from './sources.ts'

/**
 * The strings in src/ that name a task type of another folder: who enqueues or asks for one imports its declaration. A name
 * of one word, which may mean something else, counts in conditions on `task_type` only. Throws when there are no types.
 */
export function taskNameProblems(root: string): string[] {
  const sources = readSources(root, 'src')
  const owners = new Map(
    sources.flatMap((source) => typeNames(source).map((name) => [name, folderOf(source.path)])),
  )
  if (owners.size === 0) throw new Error('no task type in src/')
  return sources.flatMap((source) =>
    namesIn(source, owners)
      .filter(({ name }) => owners.get(name) !== folderOf(source.path))
      .map(({ name, line }) => `${source.path}:${line} names ${name} of ${owners.get(name)}`),
  )
}

function typeNames(source: Source): string[] {
  const names: string[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [declared] }) => {
      const by = calleeName(callee)
      if (by !== 'defineTask' && by !== 'defineAiKind') return
      const type = by === 'defineTask' ? declared : propertyOf(declared, 'task')
      const name = literalText(propertyOf(type, 'name'))
      if (name !== undefined) names.push(name)
    },
  }).visit(source.program)
  return names
}

function propertyOf(node: ESTree.Node | undefined, name: string): ESTree.Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
    if (property.key.name === name) return property.value
  }
  return undefined
}

const CONDITION = /task_type\b[^']{0,20}((?:'\w+'[\s,]*)+)/g

function namesIn(
  source: Source,
  known: ReadonlyMap<string, string>,
): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = []
  const examples = new Set<number>()
  const look = (text: string, offset: number): void => {
    const inConditions = [...text.matchAll(CONDITION)].flatMap(([, list = '']) =>
      list.match(/\w+/g),
    )
    const whole = text.includes('_') ? [text] : []
    for (const name of [...inConditions, ...whole]) {
      if (name !== null && known.has(name) && !examples.has(offset))
        found.push({ name, line: lineAt(source, offset) })
    }
  }
  new Visitor({
    // Of the API's documentation.
    Property: ({ key, value }) => {
      if (key.type === 'Identifier' && key.name === 'example') examples.add(value.start)
    },
    Literal: ({ value, start }) => {
      if (typeof value === 'string') look(value, start)
    },
    TemplateElement: ({ value, start }) => look(value.cooked ?? value.raw, start),
  }).visit(source.program)
  return found
}
