import { defineMessages } from '../messages.ts'
import en from '../texts/tasks/en.json' with { type: 'json' }

/** States and types of tasks: `is_` is one task's state, `type_` a type's name for people. */
export const taskWords = defineMessages(en, new URL('../texts/tasks/', import.meta.url))
