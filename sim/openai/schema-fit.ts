import { isDeepStrictEqual } from 'node:util'
import { resolve, typesOf, type JsonSchema } from './json-schema.ts'

/** Whether a JSON value fits a strict schema. `root` is the base of references. */
export function fits(root: JsonSchema, schema: JsonSchema, value: unknown): boolean {
  const at = resolve(root, schema)
  if (!isListed(at, value)) return false
  if (at.anyOf && !at.anyOf.some((each) => fits(root, each, value))) return false
  const types = typesOf(at)
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) return false
  if (typeof value === 'number') return numberFits(at, value)
  if (typeof value === 'string') return stringFits(at, value)
  if (Array.isArray(value)) return arrayFits(root, at, value)
  return isObject(value) ? objectFits(root, at, value) : true
}

/** Whether the value is the schema's constant and one of its enumerated values, if it has them. */
const isListed = (schema: JsonSchema, value: unknown): boolean =>
  (schema.const === undefined || isDeepStrictEqual(schema.const, value)) &&
  (!schema.enum || schema.enum.some((each) => isDeepStrictEqual(each, value)))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function numberFits(schema: JsonSchema, value: number): boolean {
  const steps = schema.multipleOf === undefined ? 0 : value / schema.multipleOf
  return (
    value >= (schema.minimum ?? -Infinity) &&
    value <= (schema.maximum ?? Infinity) &&
    value > (schema.exclusiveMinimum ?? -Infinity) &&
    value < (schema.exclusiveMaximum ?? Infinity) &&
    Math.abs(steps - Math.round(steps)) < 1e-9
  )
}

function stringFits(schema: JsonSchema, value: string): boolean {
  const { length } = Array.from(value)
  if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return false
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value)
}

function arrayFits(root: JsonSchema, schema: JsonSchema, value: readonly unknown[]): boolean {
  if (value.length < (schema.minItems ?? 0)) return false
  if (value.length > (schema.maxItems ?? Infinity)) return false
  const { items } = schema
  return !items || value.every((each) => fits(root, items, each))
}

function objectFits(
  root: JsonSchema,
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
): boolean {
  const properties = schema.properties ?? {}
  if ((schema.required ?? []).some((name) => !(name in value))) return false
  return Object.entries(value).every(([name, each]) => {
    const property = properties[name]
    return property ? fits(root, property, each) : schema.additionalProperties !== false
  })
}
