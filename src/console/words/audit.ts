import { defineMessages } from '../messages.ts'
import en from '../texts/audit/en.json' with { type: 'json' }

/**
 * Texts of the audit log: `did_` and an operation is its act; `named_` and `count_` are things by
 * their kind.
 */
export const auditWords = defineMessages(en, new URL('../texts/audit/', import.meta.url))
