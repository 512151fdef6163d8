import { didYouMean } from '../base/suggest.ts'
import type { Principal } from '../http/access/principal.ts'
import type { HttpContext, Router } from '../http/router.ts'
import { callTool, type CallResult } from './call.ts'
import { annotationsOf, descriptionOf, schemaOf } from './describe-tool.ts'
import { fieldsOf, textOf, type Fields } from './json.ts'
import { findOperations } from './search.ts'
import { mayCall, type Tool } from './tools.ts'

const NAMED = {
  type: 'object' as const,
  properties: {
    name: { type: 'string', description: 'The operation, as find_operation names it' },
    arguments: { type: 'object', description: 'Its fields, as find_operation describes them' },
  },
  required: ['name'],
}

/** The tools that reach what the list leaves out. */
const FIND = {
  name: 'find_operation',
  description:
    'Find what else gramd can do, by words or by an exact name: returns names, descriptions and ' +
    'arguments of operations for read_operation and change_operation.',
  inputSchema: {
    type: 'object' as const,
    properties: { query: { type: 'string', description: 'English words, or a name' } },
    required: ['query'],
  },
  annotations: { title: 'Find an operation', readOnlyHint: true, openWorldHint: false },
}
const READ = {
  name: 'read_operation',
  description: 'Call an operation that reads, found with find_operation. Changes nothing.',
  inputSchema: NAMED,
  annotations: { title: 'Call an operation that reads', readOnlyHint: true, openWorldHint: true },
}
const CHANGE = {
  name: 'change_operation',
  description:
    'Call an operation that changes something, found with find_operation. Ask the person first ' +
    'unless they asked for exactly this.',
  inputSchema: NAMED,
  annotations: {
    title: 'Call an operation that changes something',
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  },
}

/** Returns the list of tools of a caller: only what its scopes may call. */
export function listTools(tools: readonly Tool[], { scopes }: Principal) {
  const callable = tools.filter((tool) => mayCall(tool, scopes))
  if (callable.length === 0) return []
  const own = callable.flatMap((tool) => {
    const { name, listed } = tool
    if (listed === null) return []
    const description = descriptionOf(tool, listed)
    return [
      { name, description, inputSchema: schemaOf(tool, listed), annotations: annotationsOf(tool) },
    ]
  })
  const hasChange = callable.some(({ isRead }) => !isRead)
  return [...own, FIND, READ, ...(hasChange ? [CHANGE] : [])]
}

/** Runs a tool by its name; undefined when there is none of this name. */
export async function runTool(
  api: Router,
  c: HttpContext,
  { tools, name, args }: { tools: readonly Tool[]; name: string; args: Fields },
): Promise<CallResult | undefined> {
  const { scopes } = c.get('principal')
  if (name === FIND.name) {
    const callable = tools.filter((tool) => mayCall(tool, scopes))
    return { text: findOperations(callable, textOf(args['query'])), isError: false }
  }
  const isGeneral = name === READ.name || name === CHANGE.name
  const wanted = isGeneral ? textOf(args['name']) : name
  const tool = tools.find((each) => each.name === wanted)
  if (!tool) return isGeneral ? unknownOperation(tools, wanted) : undefined
  if (!mayCall(tool, scopes)) return refused(tool)
  if (isGeneral && tool.isRead !== (name === READ.name)) {
    const other = tool.isRead ? READ.name : CHANGE.name
    return { text: `${wanted} is called with ${other}.`, isError: true }
  }
  return await callTool(api, c, { tool, args: isGeneral ? fieldsOf(args['arguments']) : args })
}

const unknownOperation = (tools: readonly Tool[], wanted: string): CallResult => ({
  text:
    `There is no operation ${JSON.stringify(wanted.slice(0, 100))}` +
    `${didYouMean(
      wanted,
      tools.map(({ name }) => name),
    )} Look for it with find_operation.`,
  isError: true,
})

const refused = ({ name, scopes }: Tool): CallResult => ({
  text:
    `This token may not call ${name}: it needs the scope ${scopes.join(' or ')}. ` +
    'Ask the operator for a token with this scope; do not try it another way.',
  isError: true,
})
