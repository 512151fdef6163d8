import type { ApiClient } from './api-client.ts'
import type { FieldInfos, OperationInfo } from './operation-info.ts'
import operations from './operations.json' with { type: 'json' }
import { addFile, readBytes } from './read-input.ts'

type All = typeof operations
export type OperationName = keyof All

type FieldsIn<Info, Place extends string> = Info extends { [P in Place]: infer Fields }
  ? keyof Fields & string
  : never
type FieldsOf<Info> = FieldsIn<Info, 'params'> | FieldsIn<Info, 'query'> | FieldsIn<Info, 'body'>
type FieldsByOperation = { readonly [Name in OperationName]: FieldsOf<All[Name]> }
/** The names of parameters of the path and the query, and of fields of the body. */
export type FieldOf<Name extends OperationName> = FieldsByOperation[Name]

/** Values by field; those that are undefined are not sent. */
export type OperationValues<Name extends OperationName> = {
  readonly [Field in FieldOf<Name>]?: unknown
}

/** `type` is that of a body of bytes. */
export type Request = { method: string; path: string; body?: unknown; type?: string }

type Values = Readonly<Record<string, unknown>>

export const operationInfo = (name: OperationName): OperationInfo => operations[name]

/**
 * The request of an operation with these values. Files are given by their paths; `raw` is a body
 * that the caller has made. Throws a UsageError when a file cannot be read.
 */
export async function requestOf<Name extends OperationName>(
  name: Name,
  fields: OperationValues<Name>,
  raw?: FormData,
): Promise<Request> {
  const info = operationInfo(name)
  const values: Values = fields
  const path = info.path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
    encodeURIComponent(textOf(values[param])),
  )
  const body = raw ?? (await bodyOf(info, values))
  return {
    method: info.method,
    path: query(path, picked(values, info.query)),
    ...(body !== undefined && { body }),
    ...(body instanceof Uint8Array && info.content?.[0] && { type: info.content[0] }),
  }
}

/** Calls an operation as `requestOf` describes it. Throws an ApiError. */
export async function callOperation<Name extends OperationName>(
  api: ApiClient,
  name: Name,
  fields: OperationValues<Name>,
  raw?: FormData,
): Promise<unknown> {
  const { method, path, body, type } = await requestOf(name, fields, raw)
  return await (type === undefined
    ? api.send(method, path, body)
    : api.send(method, path, body, type))
}

/** A path with a query of these values; a list is joined by commas. */
function query(path: string, values: Values): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    if (Array.isArray(value)) search.set(key, value.join(','))
    else search.set(key, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

const picked = (values: Values, fields: FieldInfos = {}): Values =>
  Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

async function bodyOf(info: OperationInfo, values: Values): Promise<unknown> {
  const [type] = info.content ?? []
  if (type === undefined) return undefined
  const fields = picked(values, info.body)
  if (type === 'application/json')
    return info.optional && Object.keys(fields).length === 0 ? undefined : nested(fields)
  if (type === 'multipart/form-data') return await formOf(info.body ?? {}, fields)
  const { file } = fields
  return file instanceof Uint8Array ? file : await readBytes(textOf(file))
}

/** Fields by their paths as an object: `filter.store` as the field of `filter`. */
function nested(fields: Values): Values {
  const body: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(fields)) {
    const [name = '', ...inner] = path.split('.')
    const before = body[name]
    body[name] =
      inner.length === 0
        ? value
        : { ...(typeof before === 'object' && before), ...nested({ [inner.join('.')]: value }) }
  }
  return body
}

async function formOf(infos: FieldInfos, fields: Values): Promise<FormData> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (infos[name]?.type === 'file') await addFile(form, name, textOf(value))
    else form.append(name, textOf(value))
  }
  return form
}
