import { gunzipSync } from 'node:zlib'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describeApi } from '../../src/http/description/openapi.ts'
import { METHODS, type Document } from '../../src/http/description/document.ts'
import type { Router } from '../../src/http/router.ts'

/** A JSON object of the document. */
type Node = { [key: string]: unknown }
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const nodeOf = (value: unknown): Node => (isNode(value) ? value : {})

export type Operation = {
  method: string
  path: string
  /** How many segments are parameters: the fewest win. */
  parameters: number
  matches: RegExp
  node: Node
}

/** Compares answers with the OpenAPI document. */
export type Declared = {
  operations: readonly Operation[]
  operationAt(method: string, path: string): Operation | undefined
  /** What an answer has that the document does not declare; undefined when all is declared. Reads a clone. */
  fault(method: string, path: string, answer: Response): Promise<string | undefined>
}

const PROBLEM: Node = { $ref: '#/components/schemas/Problem' }

const LARGEST_COMPARED = 4_000_000

/** Schemas are compiled once for a process: most apps of tests have the same routes. */
const compiled = new Map<string, ValidateFunction>()

/** The answers that this document declares. Fields that no schema names are faults, too. */
export function declaredBy(document: Document): Declared {
  const root = nodeOf(JSON.parse(JSON.stringify(document)))
  const operations = operationsOf(root)
  const open = nodeOf(nodeOf(root['components'])['schemas'])
  const schemas = nodeOf(closeObjects(open, open))
  const validate = validators(schemas)
  const operationAt: Declared['operationAt'] = (method, path) =>
    operations.find((each) => each.method === method && each.matches.test(path))
  return {
    operations,
    operationAt,
    async fault(method, path, answer) {
      const asked = method === 'HEAD' ? 'GET' : method
      const operation = operationAt(asked, path)
      const status = String(answer.status)
      const type = answer.headers.get('content-type')?.split(';')[0]?.trim()
      if (operation === undefined) {
        // The app itself says that nothing is there.
        if (type !== 'application/problem+json') return undefined
        return await bodyFault(validate(PROBLEM), answer)
      }
      const declared = resolve(root, nodeOf(operation.node['responses'])[status])
      if (declared === undefined) return `status ${status} is not declared`
      if (answer.body === null) return undefined
      const content = nodeOf(declared['content'])
      const media = type === undefined ? undefined : content[type]
      if (media === undefined) return `${status} with ${type ?? 'no type'} is not declared`
      if (type === undefined || !type.endsWith('json')) return undefined
      return await bodyFault(validate(nodeOf(nodeOf(media)['schema'])), answer)
    },
  }
}

function operationsOf(root: Node): Operation[] {
  const operations = Object.entries(nodeOf(root['paths'])).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const node = nodeOf(item)[method]
      if (!isNode(node)) return []
      const pattern = path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')
      return [
        {
          method: method.toUpperCase(),
          path,
          parameters: path.split('{').length - 1,
          matches: new RegExp(`^${pattern}$`),
          node,
        },
      ]
    }),
  )
  return operations.toSorted((one, other) => one.parameters - other.parameters)
}

function resolve(root: Node, value: unknown): Node | undefined {
  if (!isNode(value)) return undefined
  const ref = value['$ref']
  if (typeof ref !== 'string') return value
  const keys = ref.slice(2).split('/')
  return nodeOf(keys.reduce<unknown>((node, key) => nodeOf(node)[key], root))
}

/** A schema whose objects take no other fields than the named ones, except where the document says so. */
function closeObjects(schema: unknown, schemas: Node): unknown {
  if (Array.isArray(schema)) return schema.map((each) => closeObjects(each, schemas))
  if (!isNode(schema)) return schema
  const merged = mergeParts(schema, schemas)
  const entries = Object.entries(merged).map(([key, child]) => [
    key,
    key === 'enum' || key === 'const' ? child : closeObjects(child, schemas),
  ])
  const closed: Node = Object.fromEntries(entries)
  const isNamed = isNode(merged['properties']) && merged['type'] === 'object'
  return isNamed && merged['additionalProperties'] === undefined
    ? { ...closed, additionalProperties: false }
    : closed
}

/** The parts of `allOf` as one schema: each alone would refuse the fields of the others. */
function mergeParts(schema: Node, schemas: Node): Node {
  const { allOf, ...own } = schema
  if (!Array.isArray(allOf)) return schema
  const parts = [...allOf.map((part) => partOf(part, schemas)), own]
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => nodeOf(part['properties']))),
    required: parts.flatMap((part) => (Array.isArray(part['required']) ? part['required'] : [])),
  }
}

function partOf(part: unknown, schemas: Node): Node {
  const ref = nodeOf(part)['$ref']
  const found = typeof ref === 'string' ? schemas[ref.split('/').at(-1) ?? ''] : part
  return mergeParts(nodeOf(found), schemas)
}

async function bodyFault(
  validate: ValidateFunction,
  answer: Response,
): Promise<string | undefined> {
  // A clone that is read has the whole answer made, however slowly its client reads.
  if (Number(answer.headers.get('content-length')) > LARGEST_COMPARED) return undefined
  const bytes = Buffer.from(await answer.clone().arrayBuffer())
  // What fetch gives is uncompressed, whatever the header says.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString()
  const body: unknown = JSON.parse(text)
  if (validate(body)) return undefined
  const faults = (validate.errors ?? []).slice(0, 3).map(({ instancePath, message, params }) => {
    return `${instancePath === '' ? 'the body' : instancePath} ${message} ${JSON.stringify(params)}`
  })
  return `${answer.status} with a body that is not as declared: ${faults.join('; ')} in ${text.slice(0, 300)}`
}

/** Gives the validator of a schema of this document. */
function validators(schemas: Node): (schema: Node) => ValidateFunction {
  const made = new WeakMap<Node, ValidateFunction>()
  return (schema) => {
    const validate = made.get(schema) ?? validator(schema, schemas)
    made.set(schema, validate)
    return validate
  }
}

function validator(schema: Node, schemas: Node): ValidateFunction {
  const closed = closeObjects(schema, schemas)
  const needed = referenced(closed, schemas)
  const key = JSON.stringify([closed, needed])
  const before = compiled.get(key)
  if (before) return before
  // The document is linted as a whole: checking each schema again takes longer than compiling it.
  const ajv = new Ajv2020({ strict: false, validateFormats: true, validateSchema: false })
  formats.default(ajv)
  const made = ajv.compile({ ...nodeOf(closed), components: { schemas: needed } })
  compiled.set(key, made)
  return made
}

/** The named schemas that a schema leads to. */
function referenced(schema: unknown, schemas: Node): Node {
  const found: Node = {}
  const open: unknown[] = [schema]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [, name] of JSON.stringify(next).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || found[name] !== undefined) continue
      found[name] = schemas[name]
      open.push(schemas[name])
    }
  }
  return found
}

const MAX_KNOWN = 50
/** By the routes of their apps: most tests of a file make an app with the same ones, and a document takes 60 ms. */
const known = new Map<string, Declared>()

function declaredOf(app: Router): Declared {
  const key = JSON.stringify(app.openAPIRegistry.definitions, namingSchemas)
  const found = known.get(key) ?? declaredBy(describeApi(app, 'test'))
  known.set(key, found)
  const [oldest] = known.keys()
  if (oldest !== undefined && known.size > MAX_KNOWN) known.delete(oldest)
  return found
}

const ids = new WeakMap<Node, number>()
const idsByStructure = new Map<string, number>()

/** The same for schemas of the same structure: some routers make theirs anew. */
function idOf(schema: Node): number {
  const before = ids.get(schema)
  if (before !== undefined) return before
  const structure = JSON.stringify(nodeOf(schema['_zod'])['def'], namingSchemas)
  const id = idsByStructure.get(structure) ?? idsByStructure.size
  idsByStructure.set(structure, id)
  ids.set(schema, id)
  return id
}

/** For JSON.stringify: an id for each schema, and the text of what JSON does not know. */
function namingSchemas(_: string, value: unknown): unknown {
  if (isNode(value) && '_zod' in value) return { schema: idOf(value) }
  if (typeof value === 'function' || value instanceof RegExp || typeof value === 'bigint')
    return String(value)
  return value
}

/** Has each answer of the app compared with its document, and tells what differs before the answer is given. */
export function comparing(app: Router, onFault: (fault: string) => void): Router {
  const { fetch } = app
  let declared: Declared | undefined
  app.fetch = async (request, ...rest) => {
    const answer = await fetch(request, ...rest)
    declared ??= declaredOf(app)
    const { pathname } = new URL(request.url)
    const fault = await declared.fault(request.method, pathname, answer)
    if (fault !== undefined) onFault(`${request.method} ${pathname} answers ${fault}`)
    return answer
  }
  return app
}
