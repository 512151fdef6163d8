/** The kind of a field's values. */
export type FieldType =
  | 'text'
  | 'id'
  | 'url'
  | 'money'
  | 'choice'
  | 'switch'
  | 'whole'
  | 'number'
  | 'day'
  | 'moment'
  | 'file'
  | 'object'

/** A field of an operation, as the OpenAPI document describes it. */
export type FieldInfo = {
  /** A `FieldType`; the compiler knows no more of a JSON file. */
  readonly type: string
  readonly isList?: boolean
  /** The allowed values of a choice. */
  readonly choices?: readonly string[]
  /** The limits of a number, both allowed. */
  readonly min?: number
  readonly max?: number
  readonly nullable?: boolean
  readonly required?: boolean
  /** The noun whose id, name or end of an id it is, such as `store`. */
  readonly reference?: string
  /** The description as the line of a help. */
  readonly about?: string
}

export type FieldInfos = Readonly<Record<string, FieldInfo>>

/** An operation of the API: a line of operations.json. */
export type OperationInfo = {
  readonly method: string
  /** The path with its parameters in braces. */
  readonly path: string
  readonly params?: FieldInfos
  readonly query?: FieldInfos
  /** The media types of the body. */
  readonly content?: readonly string[]
  /**
   * The fields of the body; those of an object in it also by their path, such as `filter.store`.
   */
  readonly body?: FieldInfos
  /** The body may be left out. */
  readonly optional?: boolean
}
