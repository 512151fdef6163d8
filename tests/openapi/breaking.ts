import type { Json } from './differences.ts'

type Schema = { [key: string]: Json }

const isSchema = (value: Json | undefined): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (value: Json | undefined): Schema => (isSchema(value) ? value : {})
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head']
/** Bounds of a request: a smaller maximum or a greater minimum refuses what was accepted. */
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems']

/**
 * What breaks a program that was written for the API `before`: by docs/api.md, everything that
 * removes, renames or retypes something, or refuses a request that was accepted. New operations,
 * optional parameters, fields and values of answers do not.
 */
export function breakingChanges(before: Json, now: Json): string[] {
  const documents: Documents = { before: objectOf(before), now: objectOf(now), seen: new Set() }
  return Object.entries(objectOf(documents.before['paths'])).flatMap(([path, item]) =>
    METHODS.filter((method) => method in objectOf(item)).flatMap((method) => {
      const place = `${method.toUpperCase()} ${path}`
      const is = objectOf(objectOf(documents.now['paths'])[path])[method]
      if (!isSchema(is)) return [`${place}: is gone`]
      return compareOperations(documents, place, objectOf(objectOf(item)[method]), is)
    }),
  )
}

/** Both documents, and the pairs of schemas that were compared: a schema may contain itself. */
type Documents = { before: Schema; now: Schema; seen: Set<string> }
type Place = { at: string; side: 'request' | 'answer' }

function compareOperations(documents: Documents, at: string, was: Schema, is: Schema): string[] {
  const scopes = textsOf(is['x-scopes']).filter(
    (scope) => !textsOf(was['x-scopes']).includes(scope),
  )
  const body = [
    resolved(documents.before, was['requestBody']),
    resolved(documents.now, is['requestBody']),
  ] as const
  return [
    ...compareParameters(documents, at, was, is),
    ...scopes.map((scope) => `${at}: needs the scope ${scope}`),
    ...(body[1]['required'] === true && body[0]['required'] !== true
      ? [`${at}: requires a body`]
      : []),
    ...compareContents(documents, { at: `${at} body`, side: 'request' }, ...body),
    ...compareAnswers(documents, at, objectOf(was['responses']), objectOf(is['responses'])),
  ]
}

const compareAnswers = (documents: Documents, at: string, was: Schema, is: Schema): string[] =>
  Object.entries(was).flatMap(([status, answer]) => {
    const left = is[status]
    if (left === undefined)
      return status.startsWith('2') ? [`${at}: no longer answers ${status}`] : []
    const answers = [resolved(documents.before, answer), resolved(documents.now, left)] as const
    return compareContents(documents, { at: `${at} ${status}`, side: 'answer' }, ...answers)
  })

function compareParameters(documents: Documents, at: string, was: Schema, is: Schema): string[] {
  const olds = parametersOf(documents.before, was)
  const presents = parametersOf(documents.now, is)
  const required = [...presents].flatMap(([name, parameter]) =>
    parameter['required'] === true && olds.get(name)?.['required'] !== true
      ? [`${at}: requires the parameter ${name}`]
      : [],
  )
  const others = [...olds].flatMap(([name, parameter]) => {
    const left = presents.get(name)
    if (!left) return [`${at}: lacks the parameter ${name}`]
    const place: Place = { at: `${at} ${name}`, side: 'request' }
    return compareSchemas(documents, place, parameter['schema'], left['schema'])
  })
  return [...required, ...others]
}

const parametersOf = (document: Schema, { parameters }: Schema): Map<string, Schema> =>
  new Map(
    listOf(parameters)
      .map((each) => resolved(document, each))
      .map((each) => [textsOf([each['in'] ?? '', each['name'] ?? '']).join(' '), each]),
  )

const compareContents = (documents: Documents, place: Place, was: Schema, is: Schema): string[] =>
  Object.entries(objectOf(was['content'])).flatMap(([type, content]) => {
    const left = objectOf(is['content'])[type]
    if (left === undefined) return [`${place.at}: lacks ${type}`]
    return compareSchemas(documents, place, objectOf(content)['schema'], objectOf(left)['schema'])
  })

function compareSchemas(documents: Documents, place: Place, old?: Json, present?: Json): string[] {
  const pair = `${place.side} ${JSON.stringify(old)} ${JSON.stringify(present)}`
  if (documents.seen.has(pair)) return []
  documents.seen.add(pair)
  const [was, is] = [resolved(documents.before, old), resolved(documents.now, present)]
  const items: Place = { ...place, at: `${place.at}[]` }
  return [
    ...compareTypes(place, was, is),
    ...(place.side === 'request'
      ? [...compareValues(place, was, is), ...compareBounds(place, was, is)]
      : []),
    ...compareProperties(documents, place, was, is),
    ...(was['items'] === undefined
      ? []
      : compareSchemas(documents, items, was['items'], is['items'])),
    ...['anyOf', 'oneOf', 'allOf'].flatMap((key) =>
      compareForms(documents, place, listOf(was[key]), listOf(is[key])),
    ),
  ]
}

function compareForms(
  documents: Documents,
  place: Place,
  olds: Json[],
  presents: Json[],
): string[] {
  const { at, side } = place
  const hasMore = side === 'answer' && olds.length > 0 && presents.length > olds.length
  return [
    ...olds.flatMap((old, index) => {
      const present = presents[index]
      if (present !== undefined) return compareSchemas(documents, place, old, present)
      return side === 'request' ? [`${at}: accepts fewer forms`] : []
    }),
    ...(hasMore ? [`${at}: has another form`] : []),
  ]
}

function compareTypes({ at, side }: Place, was: Schema, is: Schema): string[] {
  const [olds, presents] = [typesOf(was), typesOf(is)]
  if (olds.length === 0 || presents.length === 0) return []
  const [allowed, all] = side === 'request' ? [presents, olds] : [olds, presents]
  const isAllowed = (type: string): boolean =>
    allowed.includes(type) || (type === 'integer' && allowed.includes('number'))
  const verb = side === 'request' ? 'no longer accepts' : 'may be'
  return all.filter((type) => !isAllowed(type)).map((type) => `${at}: ${verb} ${type}`)
}

/** Values of answers may be added: programs have to expect others (docs/api.md). */
function compareValues({ at }: Place, was: Schema, is: Schema): string[] {
  if (is['enum'] === undefined) return []
  if (was['enum'] === undefined) return [`${at}: accepts only some values`]
  const gone = listOf(was['enum']).filter((value) => !listOf(is['enum']).includes(value))
  return gone.map((value) => `${at}: no longer accepts ${JSON.stringify(value)}`)
}

function compareBounds({ at }: Place, was: Schema, is: Schema): string[] {
  const isTighter = (name: string, sign: 1 | -1): boolean => {
    const [old, present] = [was[name], is[name]]
    if (typeof present !== 'number') return false
    return typeof old !== 'number' || (present - old) * sign < 0
  }
  const { pattern } = is
  return [
    ...UPPER.filter((name) => isTighter(name, 1)).map((name) => `${at}: smaller ${name}`),
    ...LOWER.filter((name) => isTighter(name, -1)).map((name) => `${at}: greater ${name}`),
    ...(pattern !== undefined && pattern !== was['pattern'] ? [`${at}: another pattern`] : []),
  ]
}

function compareProperties(documents: Documents, place: Place, was: Schema, is: Schema): string[] {
  const { at, side } = place
  const presents = objectOf(is['properties'])
  const isOpen = is['additionalProperties'] !== undefined && is['additionalProperties'] !== false
  const gone = Object.entries(objectOf(was['properties'])).flatMap(([name, property]) => {
    const present = presents[name]
    if (present === undefined) return isOpen ? [] : [`${at}: lacks ${name}`]
    return compareSchemas(documents, { side, at: `${at}.${name}` }, property, present)
  })
  const [required, left] = [textsOf(was['required']), textsOf(is['required'])]
  const [these, others, verb] =
    side === 'request'
      ? ([left, required, 'requires'] as const)
      : ([required, left, 'may lack'] as const)
  return [
    ...gone,
    ...these.filter((name) => !others.includes(name)).map((name) => `${at}: ${verb} ${name}`),
  ]
}

function resolved(document: Schema, value: Json | undefined): Schema {
  const schema = objectOf(value)
  const { $ref: reference } = schema
  if (typeof reference !== 'string') return schema
  const names = reference.split('/').slice(1)
  const found = names.reduce<Json | undefined>((at, name) => objectOf(at)[name], document)
  return resolved(document, found)
}

const textsOf = (value: Json | undefined): string[] =>
  listOf(value).flatMap((each) => (typeof each === 'string' ? [each] : []))

const typesOf = ({ type }: Schema): string[] => (typeof type === 'string' ? [type] : textsOf(type))
