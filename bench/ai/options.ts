import { parseArgs } from 'node:util'
import { z } from 'zod'

export type Options = {
  json: boolean
  /** Creators without pictures. */
  plain: number
  /** Creators with ten pictures each. */
  pictured: number
  /** Statements that are told of each phase, heaviest first. */
  statements: number
  /** For gramd's process, such as --cpu-prof. */
  nodeOptions: string
}

const PLAIN = 50_000
const PICTURED = 1_000
const QUICK = { plain: 3_000, pictured: 100 }

/** Reads the command line. Throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      plain: { type: 'string' },
      pictured: { type: 'string' },
      statements: { type: 'string', default: '0' },
      'node-options': { type: 'string', default: '' },
    },
  })
  const creators = z.coerce.number().int().min(0).max(200_000)
  return {
    json: values.json,
    plain: creators.parse(values.plain ?? (values.quick ? QUICK.plain : PLAIN)),
    pictured: creators.parse(values.pictured ?? (values.quick ? QUICK.pictured : PICTURED)),
    statements: z.coerce.number().int().min(0).max(100).parse(values.statements),
    nodeOptions: values['node-options'],
  }
}
