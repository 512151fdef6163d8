import type { Tool } from './tools.ts'

/** The fields of a tool that are no fields of its operation. */
export const OWN_FIELDS = {
  fields: 'answer_fields',
  from: 'answer_from',
  key: 'idempotency_key',
  version: 'if_match',
} as const

const READING = {
  [OWN_FIELDS.fields]: {
    type: 'array',
    items: { type: 'string' },
    description: 'Only these fields of the answer, such as data.username',
  },
  [OWN_FIELDS.from]: {
    type: 'integer',
    minimum: 0,
    description: 'Continue a cut answer at this character',
  },
}
const KEYED = {
  [OWN_FIELDS.key]: {
    type: 'string',
    description: 'Repeat a call with the same key, and it happens once (24 h)',
  },
}
const VERSIONED = {
  [OWN_FIELDS.version]: {
    type: 'string',
    description: 'The `version` that you read: refused if it was changed since',
  },
}

/** Returns the JSON Schema of a tool's arguments, with all of its fields or those of the list. */
export function schemaOf(tool: Tool, names: readonly string[] = [...tool.places.keys()]) {
  const isIncluded = (name: string): boolean => names.includes(name) || tool.required.includes(name)
  const properties = Object.entries(tool.properties).filter(([name]) => isIncluded(name))
  return {
    type: 'object' as const,
    properties: {
      ...Object.fromEntries(properties),
      ...(tool.isRead && READING),
      ...(tool.takesKey && KEYED),
      ...(tool.takesVersion && VERSIONED),
    },
    ...(tool.required.length > 0 && { required: [...tool.required] }),
  }
}

/** Says what it does, which scope a change needs, and how many fields the list leaves out. */
export function descriptionOf(tool: Tool, names?: readonly string[]): string {
  const left = names ? [...tool.places.keys()].filter((name) => !isIn(names, tool, name)).length : 0
  const more =
    left > 0 ? `Takes ${left} more fields: find_operation with "${tool.name}" lists them.` : ''
  const change = tool.isRead ? '' : `Changes data; needs the scope ${tool.scopes.join(' or ')}.`
  return [`${tool.summary}.`, tool.description, change, more].filter(Boolean).join(' ')
}

const isIn = (names: readonly string[], { required }: Tool, name: string): boolean =>
  names.includes(name) || required.includes(name)

/** The hints of the protocol, by which clients decide whether a person must agree. */
export const annotationsOf = (tool: Tool) => ({
  title: tool.summary,
  readOnlyHint: tool.isRead,
  destructiveHint: !tool.isRead && !tool.isAdditive,
  idempotentHint: tool.method !== 'post',
  openWorldHint: true,
})
